"""The levy behind a real server, with a database of its own."""

from collections.abc import Callable

import grpc
import pytest
from bihuan.levy.v1.levy_service_pb2_grpc import LevyServiceStub

from services.levy.api import INDEXES, LevyApi, add_to_server
from shared.store import Database
from tests.levy_samples import with_social_average


@pytest.fixture
def levy_channel(database: Database, serve: Callable[..., grpc.Channel]) -> grpc.Channel:
    database.ensure_indexes(INDEXES)
    return serve(LevyApi(database, with_social_average()), add_to_server)


@pytest.fixture
def levy(levy_channel: grpc.Channel) -> LevyServiceStub:
    return LevyServiceStub(levy_channel)
