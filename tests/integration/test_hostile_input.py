"""Whatever a caller with every right sends to any rpc, it gets an answer that says what is wrong, and nothing leaks.

The requests are made from the contracts (tests/hostile.py), so that a new rpc is among them. BIHUAN_HOSTILE_SEED
chooses others than the usual ones, BIHUAN_HOSTILE_INPUTS how many; a failure tells both.
"""

import os
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import pytest
from pymongo import MongoClient

from deploy.local.places import SERVICES
from deploy.rpcs import Rpc, rpcs
from shared import logs
from shared.store import Document
from tests.callers import token
from tests.hostile import PLANTED, Hostile
from tests.integration.test_access_matrix import COMMON, Served, all_served, bearing

RPCS = list(rpcs())
SEED = int(os.environ.get("BIHUAN_HOSTILE_SEED", "20261123"))
INPUTS = int(os.environ.get("BIHUAN_HOSTILE_INPUTS", "4200"))
EACH = -(-INPUTS // len(RPCS))
SOUND = {
    grpc.StatusCode.OK,
    grpc.StatusCode.INVALID_ARGUMENT,
    grpc.StatusCode.NOT_FOUND,
    grpc.StatusCode.ALREADY_EXISTS,
    grpc.StatusCode.FAILED_PRECONDITION,
    grpc.StatusCode.PERMISSION_DENIED,
    grpc.StatusCode.RESOURCE_EXHAUSTED,  # more than a MiB
    grpc.StatusCode.ABORTED,
}


@pytest.fixture(scope="module")
def targets(mongo: MongoClient[Document]) -> Iterator[dict[str, Served]]:
    with all_served(mongo) as found:
        yield found


def answered(channel: grpc.Channel, rpc: Rpc, request: bytes, metadata: Any) -> tuple[grpc.StatusCode, str]:
    """The code, and all that is told beside it when it is none of OK."""
    streams = rpc.method.client_streaming, rpc.method.server_streaming
    make: Any = {
        (False, False): channel.unary_unary,
        (False, True): channel.unary_stream,
        (True, True): channel.stream_stream,
    }[streams]
    method = make(rpc.path, request_serializer=None, response_deserializer=None)
    try:
        answer = method(iter([request]) if streams[0] else request, metadata=metadata, timeout=20)
        if any(streams):
            for _ in answer:
                pass
    except grpc.RpcError as error:
        call: Any = error
        return call.code(), f"{call.details()} {call.trailing_metadata()!r}"
    return grpc.StatusCode.OK, ""


def leaked(text: str) -> list[str]:
    """The planted values in a text, or in what is left of its escapes."""
    return [value for value in PLANTED if value in text or repr(value.encode())[2:-1] in text]


@pytest.mark.parametrize("service", SERVICES)
def test_no_input_makes_a_service_fail_or_tell_what_was_in_it(
    targets: dict[str, Served], service: str, capsys: pytest.CaptureFixture[str]
) -> None:
    served = targets[service]
    logs.configure(service, "api")
    own = [rpc for rpc in RPCS if rpc.service == service]
    metadata = bearing(token())
    known = {**COMMON, **served.known}
    inputs: list[tuple[Rpc, int, bytes]] = []
    for rpc in own:
        hostile = Hostile(hash_of(rpc), known)
        inputs += [(rpc, number, hostile.request(rpc.method.input_type)) for number in range(EACH - 1)]
        inputs.append((rpc, EACH - 1, hostile.large(rpc.method.input_type)))

    def one(given: tuple[Rpc, int, bytes]) -> tuple[grpc.StatusCode, str]:
        return answered(served.channel, given[0], given[2], metadata)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(one, inputs))

    lines = capsys.readouterr().out
    sys.stdout.write(f"seed {SEED}, {len(inputs)} inputs: {dict(Counter(code.name for code, _ in answers))}\n")
    wrong = [
        f"{rpc.path} input {number} of seed {SEED}: {code.name} {text[:500]}\n{request[:200]!r}"
        for (rpc, number, request), (code, text) in zip(inputs, answers, strict=True)
        if code not in SOUND or leaked(text)
    ]
    assert not wrong, "\n".join([f"{len(wrong)} of {len(inputs)}", *wrong[:20]])
    assert leaked(lines) == []
    assert '"rpc.failed"' not in lines
    assert Counter(code for code, _ in answers)[grpc.StatusCode.OK]  # some get all the way through


def hash_of(rpc: Rpc) -> int:
    """A seed for the rpc, whatever others there are."""
    return int.from_bytes(f"{SEED}{rpc.path}".encode(), "big")
