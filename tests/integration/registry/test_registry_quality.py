"""How good the records are, by sub-district: each finding once, and whom it is about."""

from collections.abc import Callable
from datetime import date
from typing import Any

import grpc
import pytest
from bihuan.recruitment.v1.events_pb2 import EMPLOYMENT_FORM_PROPORTIONAL, PlacementEnded, PlacementStarted
from bihuan.registry.v1 import events_pb2 as ev
from bihuan.registry.v1 import registry_service_pb2 as pb
from bihuan.registry.v1.registry_service_pb2_grpc import RegistryServiceStub

from services.registry import life, quality, store
from services.registry.api import Registry, add_to_server
from shared import dates
from shared.once import INDEXES as REQUEST_INDEXES
from shared.store import Database
from tests.integration.registry.test_registry_api import identity, registration
from tests.integration.registry.test_registry_reactions import event, hear, with_need

AS_OF = date(2020, 12, 31)


@pytest.fixture
def indexed(database: Database) -> Database:
    database.ensure_indexes([*store.INDEXES, *REQUEST_INDEXES])
    return database


def findings(database: Database, as_of: date = AS_OF, stale_days: int = 0) -> dict[str, list[str]]:
    """The persons with each finding, from the lists, which agree with the counts."""
    told = quality.get_data_quality(database, "370105", as_of, stale_days)
    counted: dict[int, int] = {row.finding: row.persons.numerator for row in told.total.findings}
    found = {}
    for number in pb.QualityFinding.values():
        if number:
            listed = quality.list_findings(database, "370105", as_of, stale_days, number, 0, "").persons
            assert len(listed) == counted.get(number, 0)
            if listed:
                name = pb.QualityFinding.Name(number).removeprefix("QUALITY_FINDING_")
                found[name] = [person.person_id for person in listed]
    return found


def test_each_finding_is_found_by_sub_district_with_whom_it_is_about(
    indexed: Database, serve: Callable[..., grpc.Channel]
) -> None:
    registry = RegistryServiceStub(serve(Registry(indexed), add_to_server))

    def registered(number: int, /, **changes: Any) -> str:
        return str(registry.RegisterPerson(registration(number, **changes)).person.person_id)

    def started(person_id: str, placement: str, form: Any = 0, on: date = date(2020, 6, 1)) -> None:
        told = event(PlacementStarted, person_id, "", placement, on)
        told.form = form
        hear(indexed, told)

    good = registered(1)
    bare = registered(2, phone="", address="", certificate=None, region_code="370105004")
    expired = pb.CertificateEntry(
        number=identity(3).certificate_number,
        issued_on=dates.to_wire(date(2010, 1, 1)),
        expires_on=dates.to_wire(date(2020, 5, 31)),
    )
    quota = registered(3, certificate=expired)
    started(quota, "p1", EMPLOYMENT_FORM_PROPORTIONAL)
    needy = registered(4)
    with_need(indexed, needy, ev.NEED_KIND_TRAINING)
    born_on = date(2008, 1, 1)
    young = registered(5, resident_id=identity(5, born_on=born_on).resident_id, certificate=None)
    started(young, "p2")
    wrong = registered(6)
    started(wrong, "p3", EMPLOYMENT_FORM_PROPORTIONAL)
    hear(indexed, event(PlacementEnded, wrong, "", "p3", date(2020, 5, 1)))
    gone = registered(7, phone="")
    indexed.transact(lambda tx: life.deregister_person(tx, gone, ev.DEREGISTRATION_REASON_GIVEN_UP, date(2020, 6, 1)))

    assert findings(indexed) == {
        "NO_PHONE": [bare],
        "NO_ADDRESS": [bare],
        "NO_CERTIFICATE": sorted([bare, young]),
        "NO_OCCUPATION": [needy],
        "NO_EMPLOYMENT_FORM": [young],
        "QUOTA_WITHOUT_VALID_CERTIFICATE": [quota],
        "EMPLOYED_BELOW_WORKING_AGE": [young],
        "EMPLOYMENT_ENDS_BEFORE_START": [wrong],
        "CERTIFICATE_EXPIRED": [quota],
    }
    assert set(findings(indexed, date(2021, 3, 3))["STALE"]) == {good, bare}
    assert set(findings(indexed, stale_days=230)["STALE"]) == {good, bare, needy}
    told = registry.GetDataQuality(pb.GetDataQualityRequest(region_code="370105", as_of=dates.to_wire(AS_OF)))
    rows = {row.region_code: row for row in told.regions}
    assert (rows["370105003"].persons, rows["370105004"].persons, told.total.persons) == (5, 1, 6)
    assert (rows["370105003"].without_finding.percent, told.total.without_finding.percent) == ("20.00", "16.67")
    indexed.transact(lambda tx: life.correct_person(tx, bare, {"phone": "10000000001"}, pb.CORRECTION_CAUSE_CHANGED))
    assert "NO_PHONE" not in findings(indexed)
