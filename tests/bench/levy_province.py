"""The levy of one employer and of a whole province, beside the least that must be done for it.

`levy-one`: IssueAssessment with its explanation through the api (facts, count, rules, account, events, audit, once per
`request_id`), beside a bare grpcio handler that finds one document and inserts the finished assessment: milliseconds.

`levy-province`: a run of ten thousand employers by two workers, a relay and RabbitMQ, from its start to the last slice:
facts read, assessed, stored with events and accounts; beside bare pymongo that writes the same documents with
`insert_many` of a thousand, nothing read and nothing computed.

Growth: the most memory that a worker has had after a run over so many employers.
"""

import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import bihuan_client
import grpc
from bihuan.levy.v1 import levy_service_pb2 as pb
from bihuan.levy.v1.levy_service_pb2_grpc import LevyServiceStub

from deploy.local.keys import Issuer
from services.levy import accounts, api, province, province_store, store
from shared import access, broker, dates, topology
from shared.once import INDEXES as REQUEST_INDEXES
from shared.store import MAJORITY, OUTBOX, Database, Document, new_id
from tests import employers
from tests.bench.calls import serving
from tests.bench.framework import Bench, Curve, Figure, Program, Servers, measured_with, program
from tests.levy_province import work_off
from tests.levy_samples import with_social_average

EMPLOYERS, YEAR, ASSESSED_ON = 10_000, 2021, date(2021, 12, 1)
CALLS = 400
WORKERS = 2
TOGETHER = 1_000


def seeded(servers: Servers, count: int) -> Database:
    """A database with so many employers and their facts."""
    database, _ = servers.fresh()
    database.ensure_indexes([*api.INDEXES, *REQUEST_INDEXES])
    employers.seed(database, count, YEAR)
    return database


def started(database: Database) -> str:
    """A run over all of them; its id."""
    id, book = new_id(), with_social_average()
    begin = partial(
        province.start, book=book, id=id, region_code="370000", levy_year=YEAR, assessed_on=ASSESSED_ON,
        dry_run=False, reissue_unchanged=False,
    )  # fmt: skip
    with access.acting(access.SYSTEM):
        database.transact(begin)
    return id


@contextmanager
def working(servers: Servers, database: Database, workers: int) -> Iterator[list[Program]]:
    """A relay and so many workers of the levy, all at work."""
    subscriptions = [each for each in topology.load() if each.service == "levy"]
    servers.stack.management.add_vhost(database.mongo.name + "-run")
    url = servers.stack.amqp_url("admin", database.mongo.name + "-run")
    with broker.waiting_connection(url, 10) as connection:
        topology.declare(connection.channel(), subscriptions)
    environment = {
        "BIHUAN_SERVICE": "levy",
        "BIHUAN_MONGO_URL": servers.mongo_url(database),
        "BIHUAN_AMQP_URL": url,
        "BIHUAN_METRICS_PORT": "0",
    }
    with ExitStack() as stack:
        stack.enter_context(program([sys.executable, "-m", "shared.relay"], environment))
        command = [sys.executable, "-m", "services.levy.worker"]
        running = [stack.enter_context(program(command, environment)) for _ in range(workers)]

        def consuming() -> int:
            connection = broker.connect(url)
            try:
                return int(connection.channel().queue_declare("levy.assess_slices", passive=True).consumer_count)
            finally:
                broker.close(connection)

        running[0].reach(consuming, workers)
        yield running


def run(servers: Servers, count: int, workers: int) -> Figure:
    """Employers a second, from the start of the run to the last slice done."""
    database = seeded(servers, count)
    with working(servers, database, workers) as running:
        start = time.perf_counter()
        run_id = started(database)
        slices = database.collection(province_store.SLICES)
        listed = -(-count // province.SLICE)
        done = partial(slices.count_documents, {"run_id": run_id, "done": True})
        end, _ = running[0].reach(done, listed, seconds=60 + count / 500)
        peaks = [_peak_mib(each) for each in running]
    assert database.collection(store.ASSESSMENTS).estimated_document_count() > count * 0.9
    return Figure(count / (end - start), {"peak MiB": max(peaks)})


def _peak_mib(running: Program) -> float:
    status = Path(f"/proc/{running.process.pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) / 1024


def whole(servers: Servers) -> Figure:
    """A run by two workers."""
    return run(servers, servers.many(EMPLOYERS), WORKERS)


def bare_writes(servers: Servers) -> Figure:
    """The same documents by insert_many; what they are of is known before."""
    count = servers.many(EMPLOYERS)
    database = seeded(servers, count)
    started(database)
    with access.acting(access.SYSTEM):
        work_off(database)
    rows: dict[str, list[Document]] = {name: list(database.mongo[name].find()) for name in _WRITTEN}
    other, _ = servers.fresh()
    other.ensure_indexes(api.INDEXES)
    start = time.perf_counter()
    for name, documents in rows.items():
        target = other.mongo[name].with_options(write_concern=MAJORITY)
        for at in range(0, len(documents), TOGETHER):
            target.insert_many(documents[at : at + TOGETHER], ordered=False)
    return Figure(count / (time.perf_counter() - start))


_WRITTEN = (
    store.ASSESSMENTS, accounts.ACCOUNTS, OUTBOX,
    province_store.SLICES, province_store.FACTS, province_store.TOTALS,
)  # fmt: skip


def one(module: str, servers: Servers) -> Figure:
    """Milliseconds of a call, one after the other, each for another employer."""
    calls = servers.many(CALLS)
    database = seeded(servers, 2 * calls + 200)
    approved = {"base_year": YEAR - 1, "state": "APPROVED"}
    codes = [row["employer_code"] for row in database.mongo[store.DECLARATIONS].find(approved).limit(calls + 20)]
    with serving(servers, database, module, 1, {"BIHUAN_SERVICE": "levy"}) as (address, _):
        issuer = Issuer(servers.stack.key_directory)
        token = issuer.token(["levy.assessments.write"], ["*"], minutes=600)
        with grpc.insecure_channel(address) as bare:
            levy = LevyServiceStub(bihuan_client.presenting(bare, token))
            taken = [_timed(levy, code) for code in codes]
    return Figure(statistics.median(taken[20:]) * 1000)


def _timed(levy: LevyServiceStub, code: str) -> float:
    request = pb.IssueAssessmentRequest(
        request_id=new_id(), employer_code=code, levy_year=YEAR, assessed_on=dates.to_wire(ASSESSED_ON)
    )
    start = time.perf_counter()
    answer: Any = levy.IssueAssessment(request)
    taken = time.perf_counter() - start
    assert answer.assessment.lines
    return taken


def memory(servers: Servers, count: int) -> float:
    """The most memory that one worker has had in a run over so many."""
    return run(servers, count, 1).beside["peak MiB"]


BENCHES = [
    Bench(
        "levy-one", measured_with(one, "services.levy.api"), measured_with(one, "tests.bench.bare_levy"),
        goal=2.5, unit="ms a call", lower_is_better=True,
    ),
    Bench("levy-province", whole, bare_writes, goal=0.4, unit="employers/s"),
]  # fmt: skip
CURVES = [Curve("levy-province-memory", "employers", (10_000, 100_000, 1_000_000), memory, "MiB at most")]
