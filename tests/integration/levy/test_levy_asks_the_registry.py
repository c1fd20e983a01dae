"""Staff named by the numbers of their certificates: the levy asks the registry, and keeps no number."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import grpc
import pytest
from bihuan.levy.v1 import declaration_service_pb2 as pb
from bihuan.levy.v1.declaration_service_pb2_grpc import DeclarationServiceStub
from bihuan.levy.v1.levy_service_pb2_grpc import LevyServiceStub
from bihuan.registry.v1.registry_service_pb2_grpc import RegistryServiceStub
from pymongo import MongoClient

from services.levy import store
from services.levy.api import LevyApi, add_to_server
from services.registry import api as registry_api
from services.registry.api import Registry
from shared import audit, peers
from shared.peers import Certificates
from shared.settings import Settings, SettingsError
from shared.store import Database, Document, new_id
from tests.integration.levy.test_levy_declarations import drafted, form, line, refusal, submission
from tests.integration.registry.test_registry_api import identity, registration
from tests.levy_samples import everything
from tests.levy_samples import registration as employer
from tests.ring import RING

Serve = Callable[..., grpc.Channel]
UNKNOWN = "11010519491231002X42"


def levy_asking(database: Database, serve: Serve, registry: grpc.Channel | None) -> DeclarationServiceStub:
    channel = serve(LevyApi(database, certificates=Certificates(registry)), add_to_server)
    LevyServiceStub(channel).RegisterEmployer(employer())
    return DeclarationServiceStub(channel)


def by_number(number: str) -> pb.DeclarationLine:
    return line("", certificate_number=number)


@pytest.fixture
def register(mongo: MongoClient[Document]) -> Iterator[Database]:
    """The registry's own database."""
    name = f"test_{uuid4().hex}"
    found = Database(mongo, name, ring=lambda: RING)
    found.ensure_indexes(registry_api.INDEXES)
    yield found
    mongo.drop_database(name)
    mongo.drop_database(audit.database_name(name))


def test_a_number_becomes_the_person_and_is_kept_nowhere(database: Database, register: Database, serve: Serve) -> None:
    # given a person in the register, and the levy with a token for nothing but certificates
    database.ensure_indexes(store.INDEXES)
    asking = {"sub": "levy", "scope": "registry.certificates.read"}
    registry = serve(Registry(register), registry_api.add_to_server)
    person = RegistryServiceStub(registry).RegisterPerson(registration(1)).person
    channel = serve(Registry(register), registry_api.add_to_server, **asking)
    desk = levy_asking(database, serve, channel)
    # when a line names the number, and another one that nobody has
    number = identity(1).certificate_number
    draft = drafted(desk, form(by_number(number), by_number(UNKNOWN)))
    # then the first is the person's, and the second is told to be unknown
    known, unknown = draft.content.lines
    assert (known.person_id, known.certificate_number, known.certificate_unknown) == (person.person_id, "", False)
    assert (unknown.person_id, unknown.certificate_number, unknown.certificate_unknown) == ("", "", True)
    assert refusal(desk.SubmitDraft, submission(draft))[2] == [
        ("content.lines[1].certificate_number", "CERTIFICATE_UNKNOWN")
    ]
    kept = repr(everything(database))
    assert number not in kept
    assert UNKNOWN not in kept


def test_while_the_registry_does_not_answer_the_draft_is_kept_as_it_was(database: Database, serve: Serve) -> None:
    database.ensure_indexes(store.INDEXES)
    with grpc.insecure_channel("127.0.0.1:1") as nobody:
        desk = levy_asking(database, serve, nobody)
        draft = drafted(desk, form())
        before = everything(database)
        saving = pb.SaveDraftRequest(
            request_id=new_id(), draft_id=draft.draft_id, revision=draft.revision, content=form(by_number(UNKNOWN))
        )
        assert refusal(desk.SaveDraft, saving)[:2] == (grpc.StatusCode.UNAVAILABLE, "REGISTRY_UNAVAILABLE")
        assert everything(database) == before
        # and what names no number is saved
        saving.content.CopyFrom(form(seasonal_person_months=3))
        assert desk.SaveDraft(saving).draft.content.seasonal_person_months == 3


def test_a_levy_that_is_to_ask_a_registry_needs_something_to_present() -> None:
    given = {"service": "levy", "mongo_url": "mongodb://127.0.0.1:1/levy", "registry_address": "127.0.0.1:1"}
    with pytest.raises(SettingsError, match="BIHUAN_REGISTRY_TOKEN_FILE"):
        peers.registry(Settings(**given), "levy-collection")  # type: ignore[arg-type]  # pydantic reads the text
