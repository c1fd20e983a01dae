"""The levy behind a real server, with a database of its own."""

from collections.abc import Callable

import grpc
import pytest
from bihuan.levy.v1.levy_service_pb2_grpc import LevyServiceStub, add_LevyServiceServicer_to_server

from services.levy import store
from services.levy.api import LevyApi
from shared.store import Database
from tests.levy_samples import with_social_average


@pytest.fixture
def levy(database: Database, serve: Callable[..., grpc.Channel]) -> LevyServiceStub:
    database.ensure_indexes(store.INDEXES)
    channel = serve(LevyApi(database, with_social_average()), add_LevyServiceServicer_to_server)
    return LevyServiceStub(channel)
