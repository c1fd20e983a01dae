"""Verification and search among a million persons, through the whole api, beside what they cost at least.

Ours knows its caller, checks, writes the audit before it answers, and looks at the answer once more; the other is a
bare grpcio handler with one query by the same index (verification), or that query alone, in the process that asks, for
as many whole documents (search).
"""

import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import grpc
import psutil
from bihuan.registry.v1 import registry_service_pb2 as pb
from bihuan.registry.v1.registry_service_pb2_grpc import RegistryServiceStub
from google.type.date_pb2 import Date

from deploy.local.keys import Issuer
from services.registry import store
from shared import access
from tests.bench.calls import Load, called, serving
from tests.bench.framework import Bench, Curve, Figure, Program, Servers, measured_with
from tests.bench.register import Register, register

PERSONS = 1_000_000
SIZES = (10_000, 100_000, 1_000_000)
SECONDS = 4.0
ON = Date(year=2020, month=6, day=30)
SERVICE = "/bihuan.registry.v1.RegistryService/"
OURS, BARE = "services.registry.api", "tests.bench.bare_registry"
BATCH = 1_000
PAGE = 100
DEEP = 1_000  # the page that must cost what the first does
PROVINCE = "370000"
LEVELS = [3, 4]  # seven persons of ten: deep pages also in small registers


@contextmanager
def _api(servers: Servers, there: Register, module: str) -> Iterator[tuple[str, list[Program]]]:
    environment = {"BIHUAN_SERVICE": "registry", "BIHUAN_KEYS_FILE": str(there.ring)}
    with serving(servers, there.database, module, 1, environment) as running:
        yield running


def _metadata(servers: Servers) -> list[tuple[str, str]]:
    issuer = Issuer(servers.stack.key_directory)
    issuer.ensure()
    token = issuer.token(["registry.certificates.read", "registry.persons.read"], ["*"], minutes=120)
    return [("authorization", f"Bearer {token}"), ("x-purpose", "supervision")]


def _megabytes(programs: Sequence[Program]) -> float:
    return float(sum(psutil.Process(each.process.pid).memory_info().rss for each in programs)) / (1 << 20)


def _measured(servers: Servers, module: str, size: int, method: str, clients: int, requests: list[bytes]) -> Figure:
    """Calls per second; beside it the memory of the api before and after."""
    there = register(servers, size)
    with _api(servers, there, module) as (api, programs):
        seconds = SECONDS / 4 if servers.quick else SECONDS
        load = Load(SERVICE + method, b"", [], clients, seconds, _metadata(servers), requests)
        figure = called(api, programs, load)
        return Figure(figure.value, {**figure.beside, "rss MB": _megabytes(programs)})


def verify(module: str, servers: Servers) -> Figure:
    """By certificate number, one of five thousand of the million; 16 clients."""
    return _verify_at(module, servers, servers.many(PERSONS))


def _verify_at(module: str, servers: Servers, size: int) -> Figure:
    requests = [
        pb.VerifyCertificateRequest(certificate_number=number, on=ON).SerializeToString()
        for number in register(servers, size).numbers
    ]
    return _measured(servers, module, size, "VerifyCertificate", 16, requests)


def verify_batch(module: str, servers: Servers) -> Figure:
    """A thousand certificate numbers a call; 4 clients."""
    return _verify_batch_at(module, servers, servers.many(PERSONS))


def _verify_batch_at(module: str, servers: Servers, size: int) -> Figure:
    numbers, rng = register(servers, size).numbers, random.Random(3)
    requests = [
        pb.VerifyCertificatesRequest(
            queries=[pb.VerificationQuery(certificate_number=number) for number in rng.sample(numbers, BATCH)], on=ON
        ).SerializeToString()
        for _ in range(40)
    ]
    return _measured(servers, module, size, "VerifyCertificates", 4, requests)


def search(servers: Servers) -> Figure:
    """Milliseconds of the dearer of the first page and the thousandth."""
    return _search_at(servers, servers.many(PERSONS))


def _search_at(servers: Servers, size: int) -> Figure:
    there = register(servers, size)
    with _api(servers, there, OURS) as (api, programs), grpc.insecure_channel(api) as channel:
        stub, metadata = RegistryServiceStub(channel), _metadata(servers)
        first = pb.SearchPersonsRequest(region_code=PROVINCE, as_of=ON, levels=LEVELS, page_size=PAGE)

        def ask(request: pb.SearchPersonsRequest) -> pb.SearchPersonsResponse:
            answer: pb.SearchPersonsResponse = stub.SearchPersons(request, metadata=metadata, timeout=30)
            return answer

        pages = _last_but(ask, first)
        times = {name: _milliseconds(partial(ask, page)) for name, page in pages.items()}
        return Figure(max(times.values()), {**times, "rss MB": _megabytes(programs)})


def _last_but(
    ask: Callable[[pb.SearchPersonsRequest], pb.SearchPersonsResponse], first: pb.SearchPersonsRequest
) -> dict[str, pb.SearchPersonsRequest]:
    """The first page and the thousandth, or in a small register the last full one."""
    full = page = first
    for _ in range(DEEP):
        token = ask(page).next_page_token
        if not token:
            break
        full, page = page, pb.SearchPersonsRequest()
        page.CopyFrom(first)
        page.page_token = token
    return {"first ms": first, "thousandth ms": full}


def bare_find(servers: Servers) -> Figure:
    """As many whole documents of the province by the index of region and id, from a place in its midst."""
    persons = register(servers, servers.many(PERSONS)).database.collection(store.PERSONS)
    span = access.span(access.prefix(PROVINCE))

    def find() -> None:
        rows = persons.find({"region_code": {"$gte": "370700", "$lt": span["$lt"]}}, hint=store.BY_REGION)
        assert len(list(rows.sort([("region_code", 1), ("_id", 1)]).limit(PAGE).batch_size(PAGE))) == PAGE

    return Figure(_milliseconds(find))


def _milliseconds(work: Callable[[], Any], times: int = 100) -> float:
    for _ in range(5):
        work()
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken) * 1000


def growing_verify(servers: Servers, size: int) -> float:
    """Verifications a second with so many persons."""
    return _verify_at(OURS, servers, size).value


def growing_batch(servers: Servers, size: int) -> float:
    """Calls of a thousand a second with so many persons."""
    return _verify_batch_at(OURS, servers, size).value


def growing_search(servers: Servers, size: int) -> float:
    """Milliseconds of a page with so many persons."""
    return _search_at(servers, size).value


def memory(servers: Servers, size: int) -> float:
    """The api's memory after verifying and searching with so many persons."""
    return max(_verify_batch_at(OURS, servers, size).beside["rss MB"], _search_at(servers, size).beside["rss MB"])


BENCHES = [
    Bench("verify", measured_with(verify, OURS), measured_with(verify, BARE), goal=0.6, unit="calls/s"),
    Bench(
        "verify-batch", measured_with(verify_batch, OURS), measured_with(verify_batch, BARE), goal=0.5, unit="calls/s"
    ),
    Bench("search", search, bare_find, goal=3, unit="ms", lower_is_better=True),
]
CURVES = [
    Curve("verify", "persons", SIZES, growing_verify, "calls/s"),
    Curve("verify-batch", "persons", SIZES, growing_batch, "calls/s"),
    Curve("search", "persons", SIZES, growing_search, "ms"),
    Curve("registry-memory", "persons", SIZES, memory, "MB"),
]
