"""What bulletin and yearbook print: figures by region, kept counted, and nobody's who may not know small ones."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

import grpc
import pytest
from bihuan.recruitment.v1.events_pb2 import (
    EMPLOYMENT_FORM_ASSISTED,
    EMPLOYMENT_FORM_FLEXIBLE,
    PlacementEnded,
    PlacementStarted,
)
from bihuan.registry.v1 import events_pb2 as ev
from bihuan.registry.v1 import registry_service_pb2 as pb
from bihuan.registry.v1.registry_service_pb2_grpc import RegistryServiceStub, add_RegistryServiceServicer_to_server
from bihuan.training.v1.events_pb2 import EnrolmentConfirmed, TraineeGraduated
from typer.testing import CliRunner

from deploy.local.stack import Stack
from deploy.operator.app import app
from deploy.rpcs import scopes
from deploy.synthetic import synthetic_person
from services.registry import commands, counts, figures, life, programmes, queries, store
from services.registry.api import Registry
from shared import dates
from shared.once import INDEXES as REQUEST_INDEXES
from shared.store import Database
from tests.integration.registry.test_registry_reactions import event, hear, registered, with_need

TODAY = date(2020, 11, 30)


@pytest.fixture
def indexed(database: Database) -> Database:
    database.ensure_indexes([*store.INDEXES, *REQUEST_INDEXES])
    return database


def person(number: int, born_on: date = date(1988, 5, 2), sex: Any = "M", category: int = 4) -> Any:
    return synthetic_person(Random(number), "370105003", born_on, sex, category, 2, number=number)


def scanned(database: Database, region: str, on: date) -> pb.GetStatisticsTableResponse:
    """The same table, with nothing kept."""
    kept = database.mongo[counts.COUNTS].find_one({"_id": "kept"})
    database.mongo[counts.COUNTS].update_one({"_id": "kept"}, {"$set": {"days": []}})
    table = figures.get_statistics_table(database, region, on)
    if kept is not None:
        database.mongo[counts.COUNTS].replace_one({"_id": "kept"}, kept)
    return table


def test_a_table_has_a_row_for_each_region_below_and_all_that_a_yearbook_prints(indexed: Database) -> None:
    man = registered(indexed, person(1), "370105003")
    woman = registered(indexed, person(2, date(1965, 5, 2), "F", 1), "370105004")
    registered(indexed, person(3, date(2010, 1, 1)), "370215")
    loop = with_need(indexed, man, ev.NEED_KIND_TRAINING)
    hear(
        indexed,
        event(EnrolmentConfirmed, man, loop, "e1", date(2020, 4, 17)),
        event(TraineeGraduated, man, loop, "e1", date(2020, 5, 8)),
    )
    for placement, form, on in (("p1", EMPLOYMENT_FORM_ASSISTED, 6), ("p2", EMPLOYMENT_FORM_FLEXIBLE, 7)):
        started = event(PlacementStarted, man, loop, placement, date(2020, on, 1))
        started.form = form
        hear(indexed, started)
    hear(indexed, event(PlacementEnded, man, loop, "p2", date(2020, 8, 31)))

    table = figures.get_statistics_table(indexed, "370000", date(2020, 7, 15))
    rows = {row.region_code: row for row in table.regions}
    assert {"370100", "370200", "371600"} <= set(rows)
    assert (table.total.persons, rows["370100"].persons, rows["370200"].persons, rows["371600"].persons) == (3, 2, 1, 0)
    jinan = rows["370100"]
    assert not jinan.rounded
    assert [(c.sex, c.persons) for c in jinan.by_sex] == [(pb.SEX_MALE, 1), (pb.SEX_FEMALE, 1)]
    assert [(c.from_age, c.until_age, c.persons) for c in jinan.by_age] == [(25, 34, 1), (55, 59, 1)]
    assert [(c.from_age, c.until_age) for c in rows["370200"].by_age] == [(7, 15)]
    # The form of the employment that began last, each person once.
    assert [(c.form, c.persons) for c in jinan.by_form] == [(EMPLOYMENT_FORM_FLEXIBLE, 1)]
    assert (jinan.employed, jinan.not_employed, jinan.employment_rate.percent) == (1, 1, "100.00")
    assert (jinan.training.enrolled, jinan.training.graduated, jinan.training.graduated_in_year) == (1, 1, 1)
    next_year = figures.get_statistics(indexed, "370100", date(2021, 7, 15))
    assert [(c.form, c.persons) for c in next_year.by_form] == [(EMPLOYMENT_FORM_ASSISTED, 1)]
    assert (next_year.training.graduated, next_year.training.graduated_in_year) == (1, 0)
    districts = figures.get_statistics_table(indexed, "370105", date(2020, 7, 15))
    by_code = {row.region_code: row.persons for row in districts.regions}
    assert (by_code["370105003"], by_code["370105004"], by_code["370105001"]) == (1, 1, 0)
    indexed.transact(lambda tx: programmes.enter_programme(tx, woman, "BLIND_EMPLOYMENT", date(2020, 3, 3), "w"))
    indexed.transact(lambda tx: programmes.leave_programme(tx, woman, "BLIND_EMPLOYMENT", date(2020, 7, 15)))
    on_the_last_day = figures.get_statistics(indexed, "370105004", date(2020, 7, 15))
    assert [(c.programme_code, c.persons) for c in on_the_last_day.programmes] == [("BLIND_EMPLOYMENT", 1)]
    assert not figures.get_statistics(indexed, "370105004", date(2020, 7, 16)).programmes
    kept = queries.get_person(indexed, woman).programmes
    assert [(each.programme_code, dates.from_wire(each.left_on, "")) for each in kept] == [
        ("BLIND_EMPLOYMENT", date(2020, 7, 15))
    ]


def test_what_is_kept_is_what_would_be_counted_whatever_happens_in_between(indexed: Database) -> None:
    first = registered(indexed, person(1))
    counts.keep(indexed, TODAY)
    assert counts.kept_days_of(indexed) == ["2020-11-30"]
    loop = with_need(indexed, first, ev.NEED_KIND_EMPLOYMENT)
    second = registered(indexed, person(2, sex="F"), "370215")
    # A fact of long ago, heard late; one that is taken back by its end; one who died.
    hear(indexed, event(PlacementStarted, first, loop, "p1", date(2020, 6, 1)))
    hear(indexed, event(PlacementStarted, second, "", "p2", date(2020, 7, 1)))
    pending = figures.get_statistics_table(indexed, "370000", TODAY)
    assert pending.total.employed == 2
    assert pending == scanned(indexed, "370000", TODAY)
    counts.keep(indexed, TODAY)
    assert indexed.mongo[store.COUNT_CHANGES].count_documents({}) == 0
    assert figures.get_statistics_table(indexed, "370000", TODAY) == pending
    hear(indexed, event(PlacementEnded, second, "", "p2", date(2020, 9, 30)))
    other = with_need(indexed, registered(indexed, person(3)), ev.NEED_KIND_TRAINING)
    indexed.transact(lambda tx: commands.close_loop(tx, other, ev.LOOP_OUTCOME_DIED, date(2020, 10, 1)))
    for _ in range(2):
        table = figures.get_statistics_table(indexed, "370000", TODAY)
        assert (table.total.persons, table.total.employed, table.total.loops_opened) == (2, 1, 2)
        assert table == scanned(indexed, "370000", TODAY)
        assert counts.compare(indexed) == []
        counts.fold(indexed)
    city = figures.get_statistics_table(indexed, "370100", TODAY)
    assert city == scanned(indexed, "370100", TODAY)
    assert city.total == next(row for row in table.regions if row.region_code == "370100")


def test_the_last_days_of_months_are_kept_on_and_other_days_are_not(indexed: Database) -> None:
    first = registered(indexed, person(1))
    counts.keep(indexed, TODAY)
    for later in (1, 2):
        counts.keep(indexed, TODAY + timedelta(days=later))
    assert counts.kept_days_of(indexed) == ["2020-11-30", "2020-12-02"]
    counts.keep(indexed, TODAY)  # a worker whose clock is behind
    assert counts.kept_days_of(indexed) == ["2020-11-30", "2020-12-02"]
    hear(indexed, event(PlacementStarted, first, "", "p1", date(2020, 6, 1)))
    counts.fold(indexed)
    for day in (TODAY, date(2020, 12, 2)):
        assert figures.get_statistics(indexed, "370105", day).employed == 1
    assert counts.compare(indexed) == []
    indexed.mongo[counts.COUNTS].update_one({"_id": "2020-12-02/37"}, {"$inc": {"counts.persons": 1}})
    assert counts.compare(indexed) == [("2020-12-02", "37", "persons", 2, 1)]
    counts.forget(indexed)
    counts.keep(indexed, date(2020, 12, 2))
    assert counts.compare(indexed) == []


def test_what_changes_while_a_day_is_counted_is_neither_lost_nor_counted_twice(
    indexed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = registered(indexed, person(1))
    counts.keep(indexed, TODAY - timedelta(days=1))
    scan, others = counts.scan, iter([True, False])

    def slow_scan(*arguments: Any, **named: Any) -> Any:
        found = scan(*arguments, **named)
        if next(others, False):
            registered(indexed, person(2))  # after the moment that is counted
            counts.fold(indexed)  # and another worker brings it into the day before
        return found

    hear(indexed, event(PlacementStarted, first, "", "p1", date(2020, 6, 1)))
    monkeypatch.setattr(counts, "scan", slow_scan)
    counts.keep(indexed, TODAY)
    monkeypatch.setattr(counts, "scan", scan)
    assert figures.get_statistics(indexed, "370105", TODAY).persons == 2
    assert counts.compare(indexed) == []


def test_workers_that_begin_at_the_same_time_lose_no_change_and_do_not_disturb_one_another(
    indexed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered(indexed, person(1))
    scan, counted = counts.scan, list[int]()

    def slow_scan(*arguments: Any, **named: Any) -> Any:
        counted.append(len(counted) + 1)
        found = scan(*arguments, **named)
        registered(indexed, person(1 + len(counted)))  # after the moment that is counted
        if len(counted) < 5:
            counts.keep(indexed, TODAY)  # and another worker's timer goes off
            counts.fold(indexed)
        return found

    monkeypatch.setattr(counts, "scan", slow_scan)
    counts.keep(indexed, TODAY)
    monkeypatch.setattr(counts, "scan", scan)
    assert counted == [1]
    assert counts.kept_days_of(indexed) == ["2020-11-30"]
    assert figures.get_statistics(indexed, "370105", TODAY).persons == 2
    assert counts.compare(indexed) == []


def test_who_moved_or_left_is_counted_where_they_lived_on_the_day(indexed: Database) -> None:
    mover, leaver = registered(indexed, person(1)), registered(indexed, person(2))
    counts.keep(indexed, TODAY)
    indexed.transact(lambda tx: life.move_person(tx, mover, "370215", "", date(2020, 9, 1)))
    reason = ev.DEREGISTRATION_REASON_EMIGRATED
    indexed.transact(lambda tx: life.deregister_person(tx, leaver, reason, date(2020, 10, 1)))

    def counted(on: date) -> list[int]:
        regions = ("370105", "370215", "370000")
        return [figures.get_statistics(indexed, region, on).persons for region in regions]

    assert counted(date(2020, 8, 31)) == [2, 0, 2]
    assert counted(date(2020, 9, 30)) == [1, 1, 2]
    assert counted(TODAY) == [0, 1, 1]
    assert counts.compare(indexed) == []
    counts.fold(indexed)
    assert counted(TODAY) == [0, 1, 1]
    assert counts.compare(indexed) == []


def test_an_operator_is_told_where_kept_counts_are_wrong_and_has_them_made_anew(
    indexed: Database, stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered(indexed, person(1))
    counts.keep(indexed, TODAY)
    monkeypatch.setenv("BIHUAN_MONGO_URL", stack.admin_mongo_url(indexed.mongo.name))

    def bihuan(*words: str) -> tuple[int, str]:
        found = CliRunner().invoke(app, ["figures", *words])
        return found.exit_code, found.output

    assert bihuan("check") == (0, "kept: 2020-11-30; no cells differ\n")
    indexed.mongo[counts.COUNTS].update_one({"_id": "2020-11-30/3701"}, {"$inc": {"counts.sex:MALE": 1}})
    code, said = bihuan("check")
    assert (code, "2020-11-30 3701 sex:MALE: kept 2, counted 1" in said) == (1, True)
    assert bihuan("rebuild")[0] == 0
    assert figures.get_statistics(indexed, "370100", TODAY).by_sex[0].persons == 1
    counts.keep(indexed, TODAY)
    assert bihuan("check")[0] == 0


def test_who_may_not_know_exact_figures_is_told_tens(indexed: Database, serve: Callable[..., grpc.Channel]) -> None:
    for number in range(7):
        registered(indexed, person(number, sex="M" if number else "F"))
    counts.keep(indexed, TODAY)
    asked = pb.GetStatisticsTableRequest(region_code="370105", as_of=dates.to_wire(TODAY))

    def told(**claims: Any) -> pb.GetStatisticsTableResponse:
        return RegistryServiceStub(
            serve(Registry(indexed), add_RegistryServiceServicer_to_server, **claims)
        ).GetStatisticsTable(asked)

    assert told().total.persons == 7
    narrow = told(scope=" ".join(scope for scope in scopes() if scope != figures.EXACT))
    assert (narrow.total.rounded, narrow.total.persons) == (True, 10)
    assert [(c.sex, c.persons) for c in narrow.total.by_sex] == [(pb.SEX_MALE, 10)]
    assert narrow.total.employment_rate.denominator == 10
