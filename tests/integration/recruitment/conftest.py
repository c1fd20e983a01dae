"""A recruitment api with a database of its own."""

import pytest
from bihuan.recruitment.v1.recruitment_service_pb2_grpc import add_RecruitmentServiceServicer_to_server

from services.recruitment import store
from services.recruitment.api import RecruitmentApi
from shared.store import Database
from tests.conftest import Serve
from tests.recruitment_samples import Client


@pytest.fixture
def client(database: Database, serve: Serve) -> Client:
    """Calls a real server."""
    database.ensure_indexes(store.INDEXES)
    return Client.on(serve(RecruitmentApi(database), add_RecruitmentServiceServicer_to_server))
