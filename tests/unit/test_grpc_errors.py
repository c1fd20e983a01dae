"""What a caller is told of what MongoDB refuses or cannot say."""

import pytest
from google.rpc import code_pb2
from pymongo.errors import (
    AutoReconnect,
    ExecutionTimeout,
    OperationFailure,
    PyMongoError,
    ServerSelectionTimeoutError,
    WriteConcernError,
    WTimeoutError,
)

from shared.grpc_errors import status_of


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ExecutionTimeout("operation exceeded time limit", 50), code_pb2.DEADLINE_EXCEEDED),
        # A commit whose majority did not answer in the time that was left: whether it holds is not known.
        (WriteConcernError("operation exceeded time limit", 50), code_pb2.DEADLINE_EXCEEDED),
        (WTimeoutError("waiting for replication timed out", 64), code_pb2.DEADLINE_EXCEEDED),
        (WriteConcernError("not enough data-bearing nodes", 100), code_pb2.UNAVAILABLE),
        (AutoReconnect("connection closed"), code_pb2.UNAVAILABLE),
        (ServerSelectionTimeoutError("no primary"), code_pb2.UNAVAILABLE),
        (OperationFailure("a fault of ours", 2), code_pb2.INTERNAL),
    ],
)
def test_a_caller_learns_whether_to_try_again(error: PyMongoError, code: int) -> None:
    assert status_of(error).code == code
