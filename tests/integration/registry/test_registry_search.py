"""The search of persons, over real gRPC and MongoDB, against a search of the same persons by plain Python."""

import base64
import uuid
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import bson
import grpc
import pytest
from bihuan.registry.v1 import events_pb2 as ev
from bihuan.registry.v1 import registry_service_pb2 as pb
from bihuan.registry.v1 import registry_service_pb2_grpc as pb_grpc
from google.protobuf.field_mask_pb2 import FieldMask
from hypothesis import given
from hypothesis import strategies as st
from pymongo import MongoClient

from services.registry import search, store
from services.registry.api import Registry
from services.registry.domain.names import findable
from shared import audit, grpc_server
from shared.once import INDEXES as REQUEST_INDEXES
from shared.store import Database, Document
from tests import callers
from tests.callers import presented
from tests.integration.registry.test_registry_api import Calls, day, need_of, new_request
from tests.persons import PersonDrawn, persons
from tests.ring import RING

AS_OF = date(2020, 6, 30)
ON = day(2020, 6, 30)
TRAINING, EMPLOYMENT = ev.NEED_KIND_TRAINING, ev.NEED_KIND_EMPLOYMENT
JINAN = [each for each in persons(3_000, seed=5) if each.region_code.startswith("3701")][:120]


class Register:
    """A register with some persons of Jinan."""

    def __init__(self, database: Database, bare: grpc.Channel) -> None:
        self.database = database
        self.bare = bare
        self.calls = Calls(presented(bare))
        self.ids: dict[str, PersonDrawn] = {}

    def add(self, person: PersonDrawn) -> str:
        last = person.certificates[-1] if person.certificates else None
        request = pb.RegisterPersonRequest(
            request_id=new_request(),
            resident_id=person.resident_id,
            name=person.name,
            region_code=person.region_code,
            registered_on=wire(person.registered_on.replace(year=2020, month=1, day=1)),
            registered_by="worker:1",
        )
        if person.birth_date > date(2020, 1, 1):
            request.registered_on.CopyFrom(wire(AS_OF))
        if last is not None:
            request.certificate.number = last.number
            request.certificate.issued_on.CopyFrom(wire(last.issued_on))
            request.certificate.expires_on.CopyFrom(wire(last.expires_on))
        id = self.calls.RegisterPerson(request).person.person_id
        self.ids[id] = person
        for kind in person.needs:
            need = need_of(id, kind=ev.NeedKind.Value(f"NEED_KIND_{kind}"), recorded_on=wire(AS_OF))
            self.calls.RecordNeed(need)
        return id

    def found(self, calls: Calls | None = None, **asked: Any) -> list[str]:
        """The ids of all pages, as they come."""
        return [each.person_id for page in self.pages(calls, **asked) for each in page.persons]

    def pages(self, calls: Calls | None = None, **asked: Any) -> Iterator[pb.SearchPersonsResponse]:
        request = searching(**asked)
        while True:
            page = (calls or self.calls).SearchPersons(request)
            yield page
            if not page.next_page_token:
                return
            request.page_token = page.next_page_token

    def matching(self, wanted: Callable[[PersonDrawn], bool]) -> list[str]:
        """The ids of those persons, in the order of a search."""
        return sorted(
            (id for id, person in self.ids.items() if wanted(person)), key=lambda id: (self.ids[id].region_code, id)
        )


def wire(on: date) -> Any:
    return day(on.year, on.month, on.day)


def searching(**asked: Any) -> pb.SearchPersonsRequest:
    return pb.SearchPersonsRequest(**{"region_code": "370100", "as_of": ON, "page_size": 7, **asked})


@pytest.fixture(scope="module")
def register(mongo: MongoClient[Document]) -> Iterator[Register]:
    name = f"test_{uuid.uuid4().hex}"
    database = Database(mongo, name, ring=lambda: RING)
    database.ensure_indexes([*store.INDEXES, *REQUEST_INDEXES])
    add = pb_grpc.add_RegistryServiceServicer_to_server
    server = grpc_server.start("registry", Registry(database), add, callers.admission())
    with grpc.insecure_channel(f"127.0.0.1:{server.port}") as channel:
        made = Register(database, channel)
        for person in JINAN:
            made.add(person)
        yield made
    server.stop()
    mongo.drop_database(name)
    mongo.drop_database(audit.database_name(name))


def category(person: PersonDrawn) -> int:
    return person.certificates[-1].category if person.certificates else 0


def level(person: PersonDrawn) -> int:
    return person.certificates[-1].level if person.certificates else 0


def age(person: PersonDrawn) -> int:
    return search._age({"birth_date": person.birth_date.isoformat()}, AS_OF)


def expired(person: PersonDrawn) -> bool:
    return bool(person.certificates) and person.certificates[-1].expires_on < AS_OF


SEARCHES: dict[str, tuple[dict[str, Any], Callable[[PersonDrawn], bool]]] = {
    "all": ({}, lambda p: True),
    "a district": ({"region_code": "370105"}, lambda p: p.region_code.startswith("370105")),
    "two categories": ({"categories": [4, 2]}, lambda p: category(p) in (2, 4)),
    "levels": ({"levels": [1, 2]}, lambda p: level(p) in (1, 2)),
    "one category, one level": ({"categories": [4], "levels": [3]}, lambda p: (category(p), level(p)) == (4, 3)),
    "ages": ({"age_from": 16, "age_until": 59}, lambda p: 16 <= age(p) <= 59),
    "children": ({"age_until": 0}, lambda p: age(p) == 0),
    "who needs training": ({"open_need": TRAINING}, lambda p: "TRAINING" in p.needs),
    "who needs work and is old": (
        {"open_need": EMPLOYMENT, "age_from": 40, "levels": [2, 3, 4]},
        lambda p: "EMPLOYMENT" in p.needs and age(p) >= 40 and level(p) in (2, 3, 4),
    ),
    "who works": ({"employment_status": ev.EMPLOYMENT_STATUS_EMPLOYED}, lambda p: False),
    "who does not": ({"employment_status": ev.EMPLOYMENT_STATUS_NOT_EMPLOYED}, lambda p: True),
    "expired": ({"certificate_state": pb.CERTIFICATE_STATE_EXPIRED}, expired),
    "none": ({"certificate_state": pb.CERTIFICATE_STATE_NONE}, lambda p: not p.certificates),
    "none of a category": ({"certificate_state": pb.CERTIFICATE_STATE_NONE, "categories": [1]}, lambda p: False),
    "valid": (
        {"certificate_state": pb.CERTIFICATE_STATE_VALID},
        lambda p: bool(p.certificates) and not expired(p),
    ),
    "a surname": ({"name": "样"}, lambda p: True),
    "a whole name": ({"name": JINAN[3].name}, lambda p: p.name == JINAN[3].name),
    "a part of a name": ({"name": "样本"}, lambda p: "样本" in findable(p.name)),
}


@pytest.mark.parametrize("case", SEARCHES)
def test_a_search_finds_whom_it_asks_for_page_by_page_in_their_order(register: Register, case: str) -> None:
    asked, wanted = SEARCHES[case]

    assert register.found(**asked) == register.matching(wanted)


def test_what_is_told_of_a_person_is_what_is_registered(register: Register) -> None:
    for found in register.calls.SearchPersons(searching(page_size=500)).persons:
        person = register.ids[found.person_id]
        assert (found.region_code, found.age) == (person.region_code, age(person))
        assert (found.category, found.level) == (category(person), level(person))
        assert found.sex == {"M": pb.SEX_MALE, "F": pb.SEX_FEMALE}[person.sex]
        assert [ev.NeedKind.Name(kind)[10:] for kind in found.open_needs] == sorted(
            person.needs, key=lambda kind: ev.NeedKind.Value(f"NEED_KIND_{kind}")
        )
        assert bool(found.open_loop_id) == bool(person.needs)
        assert (found.certificate_state == pb.CERTIFICATE_STATE_NONE) == (not person.certificates)


def test_pages_neither_repeat_nor_hide_persons_while_others_are_written(register: Register) -> None:
    pages = register.pages(page_size=10)
    seen = [each.person_id for _ in range(3) for each in next(pages).persons]
    new = [each for each in persons(6_000, seed=6) if each.region_code.startswith("3701")][:30]
    added = [register.add(person) for person in new]
    seen += [each.person_id for page in pages for each in page.persons]

    assert len(seen) == len(set(seen))
    assert set(seen) | set(added) == set(register.ids)
    for id in added:  # as it was, for the tests after this one
        del register.ids[id]
        register.database.mongo[store.PERSONS].delete_one({"_id": id})


def test_a_page_token_tells_nobodys_data_and_serves_its_own_search_only(register: Register) -> None:
    asked = {"name": "样", "age_from": 16, "levels": [1, 2, 3, 4]}
    token = register.calls.SearchPersons(searching(**asked)).next_page_token
    content = bson.decode(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    assert content.keys() == {"q", "v", "i"} and content["i"] in register.ids
    assert content["v"] == register.ids[content["i"]].region_code

    for other in ({**asked, "age_from": 17}, {**asked, "name": "王"}, {**asked, "region_code": "370000"}):
        with pytest.raises(grpc.RpcError) as refused:
            register.calls.SearchPersons(searching(**other, page_token=token))
        error: Any = refused.value
        assert error.code() is grpc.StatusCode.INVALID_ARGUMENT


def test_a_field_mask_chooses_what_is_told(register: Register) -> None:
    request = searching(page_size=3, read_mask=FieldMask(paths=["person_id", "level"]))
    for found in register.calls.SearchPersons(request).persons:
        person = register.ids[found.person_id]
        assert found == pb.FoundPerson(person_id=found.person_id, level=level(person))

    for paths in (["name"], ["person_id", "region_code.x"], ["*"], ["person_id"] * 13):
        with pytest.raises(grpc.RpcError) as refused:
            register.calls.SearchPersons(searching(read_mask=FieldMask(paths=paths)))
        error: Any = refused.value
        assert error.code() is grpc.StatusCode.INVALID_ARGUMENT


def test_all_that_are_found_are_counted_up_to_a_bound(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = searching(page_size=1, categories=[4], with_count=True)
    exactly = len(register.matching(lambda p: category(p) == 4))
    assert register.calls.SearchPersons(asked).count == pb.PersonCount(persons=exactly)

    monkeypatch.setattr(search, "COUNTED", exactly - 1)
    assert register.calls.SearchPersons(asked).count == pb.PersonCount(persons=exactly - 1, more=True)
    assert not register.calls.SearchPersons(searching()).HasField("count")


@pytest.mark.parametrize(
    ("asked", "scope"),
    [
        ({"name": "样"}, "registry.names.read"),
        ({"categories": [1]}, "registry.certificates.read"),
        ({"levels": [1]}, "registry.certificates.read"),
        ({"certificate_state": pb.CERTIFICATE_STATE_VALID}, "registry.certificates.read"),
        ({"programme_code": "BLIND_EMPLOYMENT"}, "registry.participations.read"),
    ],
)
def test_nobody_searches_by_what_they_may_not_know(register: Register, asked: dict[str, Any], scope: str) -> None:
    calls = Calls(presented(register.bare, scope="registry.persons.read"))

    with pytest.raises(grpc.RpcError) as refused:
        calls.SearchPersons(searching(**asked))

    error: Any = refused.value
    assert error.code() is grpc.StatusCode.PERMISSION_DENIED
    assert Calls(presented(register.bare, scope=f"registry.persons.read {scope}")).SearchPersons(searching(**asked))


def test_who_may_not_know_of_certificates_is_not_told_of_them(register: Register) -> None:
    calls = Calls(presented(register.bare, scope="registry.persons.read"))

    found = calls.SearchPersons(searching(page_size=500)).persons

    assert {(each.category, each.level, each.certificate_state) for each in found} == {(0, 0, 0)}
    assert all(each.region_code and each.certificate_id is not None for each in found)


def test_a_caller_finds_the_persons_of_its_own_regions_only(register: Register) -> None:
    regions = ["370112", "370105", "370114"]
    calls = Calls(presented(register.bare, regions=regions))
    own = register.matching(lambda p: p.region_code[:6] in regions)

    assert register.found(calls, region_code="370000") == own
    assert register.found(calls, region_code="370000", open_need=TRAINING) == [
        id for id in own if "TRAINING" in register.ids[id].needs
    ]
    with pytest.raises(grpc.RpcError):
        calls.SearchPersons(searching(region_code="370200"))


def test_what_was_found_is_in_the_audit_whichever_fields_were_asked_for(register: Register) -> None:
    request = searching(page_size=3, read_mask=FieldMask(paths=["age"]))
    register.calls.SearchPersons(request)

    links = register.database.client[audit.database_name(register.database.mongo.name)][audit.LINKS]
    last = next(iter(links.find().sort("at", -1).limit(1)))["entries"][-1]
    ids = register.matching(lambda p: True)[:3]
    assert (last["ids"], last["outcome"]) == ([f"persons/{id}" for id in ids], "found")


def test_a_need_is_open_no_more_when_its_loop_is_closed_and_an_erased_person_is_not_found(register: Register) -> None:
    person = next(
        each for each in persons(9_000, seed=9) if each.region_code == "370102" and each.needs and each.certificates
    )
    id = register.add(person)
    loop = register.calls.SearchPersons(searching(region_code="370102", name=person.name)).persons[0].open_loop_id
    kind = ev.NeedKind.Value(f"NEED_KIND_{person.needs[0]}")
    assert id in register.found(open_need=kind)

    register.calls.CloseLoop(
        pb.CloseLoopRequest(request_id=new_request(), loop_id=loop, outcome=ev.LOOP_OUTCOME_WITHDRAWN, closed_on=ON)
    )
    assert id not in register.found(open_need=kind)
    assert id in register.found(name=person.name)

    register.calls.ErasePerson(
        pb.ErasePersonRequest(request_id=new_request(), person_id=id, reason=ev.ERASURE_REASON_REQUESTED, decided_on=ON)
    )
    assert id not in register.found()
    assert id not in register.found(name=person.name)
    stored = register.database.mongo[store.PERSONS].find_one({"_id": id})
    assert stored is not None and "name" not in stored["search"]
    del register.ids[id]


def test_a_corrected_name_and_a_programme_are_found_a_revoked_certificate_is_told_and_who_has_left_is_not_found(
    register: Register,
) -> None:
    drawn = [each for each in persons(9_000, seed=10) if each.region_code == "370103" and each.certificates]
    person = next(each for each in drawn if each.certificates[-1].expires_on > AS_OF)
    id = register.add(person)
    register.calls.CorrectPerson(
        pb.CorrectPersonRequest(
            request_id=new_request(), person_id=id, name="欧阳样本", cause=pb.CORRECTION_CAUSE_ENTERED_WRONG
        )
    )
    assert register.found(name="欧阳样本") == register.found(name="欧阳") == [id]
    assert id not in register.found(name=person.name)

    register.calls.EnterProgramme(
        pb.EnterProgrammeRequest(
            request_id=new_request(),
            person_id=id,
            programme_code="POVERTY_REGISTER",
            entered_on=day(2020, 6, 2),
            recorded_by="worker:1",
        )
    )
    assert register.found(programme_code="POVERTY_REGISTER") == [id]
    assert register.found(programme_code="POVERTY_REGISTER", as_of=day(2020, 6, 1)) == []
    assert register.found(programme_code="BLIND_EMPLOYMENT") == []

    valid: dict[str, Any] = {"name": "欧阳", "certificate_state": pb.CERTIFICATE_STATE_VALID}
    [found] = register.calls.SearchPersons(searching(**valid)).persons
    register.calls.RevokeCertificate(
        pb.RevokeCertificateRequest(
            request_id=new_request(),
            certificate_id=found.certificate_id,
            reason=pb.REVOCATION_REASON_REASSESSED,
            revoked_on=ON,
        )
    )
    assert register.found(**valid) == []
    revoked = searching(name="欧阳", certificate_state=pb.CERTIFICATE_STATE_REVOKED)
    [found] = register.calls.SearchPersons(revoked).persons
    assert found.certificate_state == pb.CERTIFICATE_STATE_REVOKED
    assert register.found(**valid, as_of=day(2020, 6, 29)) == [id]

    register.calls.DeregisterPerson(
        pb.DeregisterPersonRequest(
            request_id=new_request(),
            person_id=id,
            reason=ev.DEREGISTRATION_REASON_EMIGRATED,
            deregistered_on=ON,
        )
    )
    assert register.found(name="欧阳") == []
    assert register.found(name="欧阳", as_of=day(2020, 6, 29)) == [id]
    del register.ids[id]
    register.database.mongo[store.PERSONS].delete_one({"_id": id})


def test_every_search_is_led_by_its_index_to_the_place_where_the_page_begins(register: Register) -> None:
    middle = register.matching(lambda p: True)[60]
    after = (register.ids[middle].region_code, middle)
    for asked in (
        {},
        {"categories": [2, 4], "levels": [3, 4]},
        {"name": "样"},
        {"age_from": 16, "levels": [4]},
        {"programme_code": "POVERTY_REGISTER"},
        {"open_need": TRAINING},
    ):
        filter = search._filter(register.database, searching(**asked), AS_OF)
        finding = search._Finding(register.database, filter, ["3701"], search._led_by(filter))
        most = 5
        for bounds in finding._ranges(after):
            command = {
                "find": store.PERSONS,
                "filter": {**filter, **bounds},
                "sort": dict(search.order_of(bounds)),
                "limit": most,
                "hint": search._led_by(filter),
            }
            plan = register.database.mongo.command("explain", command, verbosity="executionStats")
            text = str(plan["queryPlanner"]["winningPlan"])
            assert "COLLSCAN" not in text and "'stage': 'SORT'" not in text, asked
            # A row for each that is found, and a few more for the ends of the index's ranges.
            assert plan["executionStats"]["totalDocsExamined"] <= most + 1, asked


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_ages_are_searched_as_they_are_told(born: date, as_of: date) -> None:
    if born > as_of:
        born, as_of = as_of, born
    years = search._age({"birth_date": born.isoformat()}, as_of)

    assert born <= search._latest_birth(as_of, years)
    assert born > search._latest_birth(as_of, years + 1)
