"""A read and a write through the whole api (checks, metrics, logs, traces) beside a bare grpcio handler.

Recruitment's GetPost (one `find_one`) and OpenPost (once per `request_id`: answer, state and event in a transaction).
The clients are processes of their own, with a connection per thread.
"""

import functools
import json
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date

from bihuan.recruitment.v1 import events_pb2 as events
from bihuan.recruitment.v1 import recruitment_service_pb2 as pb

from deploy.local.keys import Issuer
from deploy.local.places import authentication
from services.recruitment import commands, store
from shared import access
from shared.once import INDEXES
from shared.store import Database, new_id
from tests.bench.caller import PLACE
from tests.bench.framework import ROOT, Bench, Curve, Figure, Program, Servers, measured_with, program
from tests.recruitment_samples import Client, employer_code

SECONDS = 4.0
POSTS = 1_000
METHOD = "/bihuan.recruitment.v1.RecruitmentService/"


def prepared(servers: Servers, posts: int) -> tuple[Database, list[str]]:
    """A database with so many posts, and the ids of at most a thousand of them."""
    database, _ = servers.fresh()
    database.ensure_indexes([*store.INDEXES, *INDEXES])
    opened = functools.partial(
        commands.open_post,
        employer_code=employer_code(),
        employer_name="示例电商产业园",
        title="网络客服",
        occupation_code="4040203",
        region_code="370105",
        vacancies=2,
        monthly_wage_fen=250_000,
        minimum_contract_months=12,
        form=events.EMPLOYMENT_FORM_PROPORTIONAL,
        opened_on=date(2020, 5, 1),
    )
    with access.acting(access.SYSTEM):
        first = database.transact(opened).id
    row = database.collection(store.POSTS).find_one({"_id": first})
    assert row is not None
    ids = [first, *(new_id() for _ in range(posts - 1))]
    for start in range(1, posts, 10_000):
        copies = [{**row, "_id": id} for id in ids[start : start + 10_000]]
        database.collection(store.POSTS).insert_many(copies, ordered=False)
    return database, ids[:POSTS]


@contextmanager
def serving(
    servers: Servers, database: Database, module: str, processes: int, more: Mapping[str, str] | None = None
) -> Iterator[tuple[str, list[Program]]]:
    """`host:port` of an api that serves meanwhile, and its processes, which share the port.

    Recruitment's, unless `more` variables say otherwise.
    """
    servers.stack.choose(["bench-grpc"])
    port = servers.stack.ports["bench-grpc"]
    issuer = Issuer(servers.stack.key_directory)
    issuer.ensure()
    environment = {
        **authentication(issuer.jwks_file),
        "BIHUAN_SERVICE": "recruitment",
        "BIHUAN_MONGO_URL": servers.mongo_url(database),
        "BIHUAN_GRPC_PORT": str(port),
        "BIHUAN_GRPC_REUSE_PORT": str(processes > 1),
        "BIHUAN_METRICS_PORT": "0",
        **(more or {}),
    }
    command = [sys.executable, "-m", module]
    with ExitStack() as stack:
        programs = [stack.enter_context(program(command, environment)) for _ in range(processes)]
        for each in programs:
            each.wait_listening(port)
        yield f"127.0.0.1:{port}", programs


@dataclass(frozen=True)
class Load:
    """So many clients, in two processes at most, that send a request again and again (see tests.bench.caller).

    `request` with an id in its place, or `requests` as they are. `method`: of recruitment, or with its path.
    """

    method: str
    request: bytes
    ids: Sequence[str]
    clients: int
    seconds: float
    metadata: Sequence[tuple[str, str]]
    requests: Sequence[bytes] = ()


def called(api: str, programs: Sequence[Program], load: Load) -> Figure:
    """Calls per second; beside it their times, and the processor time that a call costs the api."""
    processes = min(2, load.clients)
    method = load.method if load.method.startswith("/") else METHOD + load.method
    arguments = [api, method, str(load.clients // processes), str(load.seconds)]
    with ExitStack() as stack:
        callers = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-m", "tests.bench.caller", *arguments],
                    cwd=ROOT,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for _ in range(processes)
        ]
        given = json.dumps(
            {
                "request": load.request.hex(),
                "ids": list(load.ids),
                "requests": [each.hex() for each in load.requests],
                "metadata": load.metadata,
            }
        )
        for caller in callers:
            _say(caller, given)
        for caller in callers:
            assert _line(caller) == "ready\n", "a client's first calls failed"
        cpu = sum(each.cpu_seconds for each in programs)
        for caller in callers:
            _say(caller, "go")
        found = [json.loads(_line(caller)) for caller in callers]
        cpu = sum(each.cpu_seconds for each in programs) - cpu
    times = sorted(each for one in found for each in one["milliseconds"])
    return Figure(
        sum(one["calls"] / one["seconds"] for one in found),
        {
            "p50 ms": statistics.median(times),
            "p99 ms": times[int(len(times) * 0.99)],
            "cpu ms": 1000 * cpu / sum(one["calls"] for one in found),
        },
    )


def _say(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def _presented(servers: Servers) -> list[tuple[str, str]]:
    """What a caller of posts presents; the others' servers do not look at it."""
    issuer = Issuer(servers.stack.key_directory)
    issuer.ensure()
    token = issuer.token(["recruitment.posts.read", "recruitment.posts.write"], ["*"], minutes=60)
    return [("authorization", f"Bearer {token}")]


def _seconds(servers: Servers) -> float:
    return SECONDS / 5 if servers.quick else SECONDS


def read(module: str, clients: int, processes: int, servers: Servers) -> Figure:
    """GetPost of one of a thousand."""
    return reads(module, clients, processes, POSTS, servers)


def reads(module: str, clients: int, processes: int, posts: int, servers: Servers) -> Figure:
    """GetPost of one of a thousand, with so many stored."""
    database, ids = prepared(servers, posts)
    request = pb.GetPostRequest(post_id=PLACE.decode()).SerializeToString()
    with serving(servers, database, module, processes) as (api, programs):
        return called(api, programs, Load("GetPost", request, ids, clients, _seconds(servers), _presented(servers)))


def write(module: str, clients: int, processes: int, servers: Servers) -> Figure:
    """OpenPost, each with a `request_id` of its own."""
    database, _ = prepared(servers, 1)
    request = Client.open_post_request(request_id=PLACE.decode()).SerializeToString()
    with serving(servers, database, module, processes) as (api, programs):
        return called(api, programs, Load("OpenPost", request, [], clients, _seconds(servers), _presented(servers)))


def growing(servers: Servers, posts: int) -> float:
    """Reads by eight clients with so many posts stored."""
    return reads(OURS, 8, 1, posts, servers).value


OURS, BARE, NAMEKO = "services.recruitment.api", "tests.bench.bare_api", "tests.bench.nameko_grpc_side"
READ = measured_with(read, OURS, 8, 1)
WRITE = measured_with(write, OURS, 16, 1)
BENCHES = [
    Bench("read", READ, measured_with(read, BARE, 8, 1), goal=0.75, unit="calls/s"),
    Bench("read-vs-nameko-grpc", READ, measured_with(read, NAMEKO, 8, 1), goal=1, unit="calls/s"),
    Bench("read-1", measured_with(read, OURS, 1, 1), measured_with(read, BARE, 1, 1), goal=0.75, unit="calls/s"),
    Bench("write", WRITE, measured_with(write, BARE, 16, 1), goal=0.75, unit="calls/s"),
    # What a second process on the port brings: against our own one.
    Bench("read-two-processes", measured_with(read, OURS, 8, 2), READ, unit="calls/s"),
    Bench("write-two-processes", measured_with(write, OURS, 16, 2), WRITE, unit="calls/s"),
]
CURVES = [Curve("read", "posts stored", (POSTS, 10 * POSTS, 100 * POSTS), growing, "calls/s")]
