"""All employers of a region assessed as a job, and what it comes to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import grpc
import pytest
from bihuan.levy.v1 import events_pb2
from bihuan.levy.v1 import levy_service_pb2 as levy_pb
from bihuan.levy.v1 import province_service_pb2 as pb
from bihuan.levy.v1.levy_service_pb2_grpc import LevyServiceStub
from bihuan.levy.v1.province_service_pb2_grpc import ProvinceServiceStub
from pymongo import MongoClient

from services.levy import api, commands, province, store
from services.levy.api import LevyApi
from services.levy.domain.assessment import Computed, DeclarationMissing, ReviewOpen
from services.levy.domain.rules import Rulebook
from shared import audit, dates
from shared.grpc_server import start as start_server
from shared.once import INDEXES as REQUEST_INDEXES
from shared.store import OUTBOX, Database, Document, Transaction, new_id
from tests import callers, employers
from tests.callers import presented
from tests.levy_province import work_off
from tests.levy_samples import approve, correction, layers, with_social_average

COUNT, YEAR = 400, 2021
PROVINCE = "370000"


@dataclass
class Levy:
    """The api with four hundred synthetic employers of Shandong."""

    database: Database
    channel: grpc.Channel
    port: int
    book: Rulebook

    @property
    def runs(self) -> ProvinceServiceStub:
        return ProvinceServiceStub(presented(self.channel))

    def seen_from(self, *regions: str) -> ProvinceServiceStub:
        return ProvinceServiceStub(presented(self.channel, regions=list(regions)))

    @property
    def one_by_one(self) -> LevyServiceStub:
        return LevyServiceStub(presented(self.channel))

    def run(self, **changes: Any) -> pb.AssessmentRun:
        """From start to end."""
        begun = self.runs.StartAssessmentRun(starting(**changes)).run
        work_off(self.database)
        return self.runs.GetAssessmentRun(pb.GetAssessmentRunRequest(assessment_run_id=begun.assessment_run_id)).run

    def in_force(self) -> dict[str, Document]:
        rows = self.database.mongo[store.ASSESSMENTS].find({"superseded_by": ""})
        return {row["employer_code"]: row for row in rows}


class Rolled(Exception):
    """Takes an assessment out of its transaction, which is rolled back."""

    def __init__(self, computed: Computed) -> None:
        super().__init__()
        self.computed = computed


def starting(**changes: Any) -> pb.StartAssessmentRunRequest:
    fields: dict[str, Any] = {
        "request_id": new_id(), "region_code": PROVINCE, "levy_year": YEAR,
        "assessed_on": dates.to_wire(date(2021, 12, 1)),
    }  # fmt: skip
    return pb.StartAssessmentRunRequest(**(fields | changes))


@pytest.fixture(scope="module")
def seeded(mongo: MongoClient[Document]) -> Iterator[Database]:
    name = f"test_{new_id().replace('-', '')}"
    database = Database(mongo, name)
    database.ensure_indexes([*api.INDEXES, *REQUEST_INDEXES])
    employers.seed(database, COUNT, YEAR)
    yield database
    mongo.drop_database(name)
    mongo.drop_database(audit.database_name(name))


@pytest.fixture(scope="module")
def serving(seeded: Database) -> Iterator[Levy]:
    book = with_social_average()
    server = start_server("levy", LevyApi(seeded, book), api.add_to_server, callers.admission())
    with grpc.insecure_channel(f"127.0.0.1:{server.port}") as channel:
        yield Levy(seeded, channel, server.port, book)
    server.stop()


@pytest.fixture
def levy(serving: Levy, monkeypatch: pytest.MonkeyPatch) -> Levy:
    """With nothing assessed yet, and slices small enough that there are several."""
    for name in (store.ASSESSMENTS, "accounts", OUTBOX, "assessment_runs", "slices", "slice_facts", "slice_totals"):
        serving.database.mongo[name].delete_many({})
    monkeypatch.setattr(province, "SLICE", 64)
    monkeypatch.setattr(province, "LISTED_AT_ONCE", 150)
    return serving


def previewed(levy: Levy, code: str) -> Document | None:
    """What IssueAssessment would issue, as stored; None: it would refuse."""

    def work(tx: Transaction) -> Computed:
        assessment = commands.issue_assessment(tx, new_id(), levy.book, code, YEAR, date(2021, 12, 1))
        raise Rolled(assessment.computed)

    try:
        levy.database.transact(work)
    except (DeclarationMissing, ReviewOpen):
        return None
    except Rolled as rolled:
        computed = rolled.computed
    return store.computed_document(computed)


def test_a_job_assesses_each_employer_once_and_the_same_as_one_by_one(levy: Levy) -> None:
    expected = {row["code"]: previewed(levy, row["code"]) for row in levy.database.mongo[store.EMPLOYERS].find()}

    run = levy.run()

    found = levy.in_force()
    assert {code for code, result in expected.items() if result} == found.keys()
    for code, document in found.items():
        wanted = expected[code]
        assert wanted is not None
        assert {name: document[name] for name in wanted if name != "lines"} == {
            name: value for name, value in wanted.items() if name != "lines"
        }
    assert levy.database.mongo[store.ASSESSMENTS].count_documents({}) == len(found) == run.issued
    assert (run.state, run.employers, run.slices_done) == (events_pb2.ASSESSMENT_RUN_STATE_DONE, COUNT, run.slices)
    assert run.slices > 6
    skipped = {each.reason: each.employers for each in run.skipped}
    assert skipped.keys() == {pb.SKIP_REASON_DECLARATION_MISSING, pb.SKIP_REASON_REVIEW_OPEN}
    assert sum(skipped.values()) == COUNT - len(found)
    assert run.payable_fen == sum(row["payable_fen"] for row in found.values()) > 0
    # each with its account
    accounts = {row["employer_code"]: row for row in levy.database.mongo["accounts"].find()}
    assert {code: (row["assessment_id"], row["balance_fen"]) for code, row in accounts.items()} == {
        code: (row["_id"], row["payable_fen"]) for code, row in found.items()
    }
    # and each told of once
    issued = [events_pb2.AssessmentIssued.FromString(row["payload"]) for row in
              levy.database.mongo[OUTBOX].find({"type": "bihuan.levy.v1.AssessmentIssued"})]  # fmt: skip
    assert sorted((each.employer_code, each.payable_fen) for each in issued) == sorted(
        (code, row["payable_fen"]) for code, row in found.items()
    )


def test_its_assessments_are_explained_as_if_issued_alone_also_when_the_rules_on_file_have_changed(
    levy: Levy, serve: Callable[..., grpc.Channel]
) -> None:
    levy.run()
    changed = layers()
    for layer in changed:
        for period in layer.get("ratio", {}).get("periods", []):
            period["value"] = "0.02"
    later = LevyServiceStub(serve(LevyApi(levy.database, Rulebook.of(changed)), api.add_to_server))

    for row in list(levy.in_force().values())[:40]:
        answer = later.GetAssessment(levy_pb.GetAssessmentRequest(assessment_id=row["_id"]))
        wanted = previewed(levy, row["employer_code"])
        assert wanted is not None
        assert [(line.key, line.result) for line in answer.assessment.lines] == [
            (line["key"], line["result"]) for line in wanted["lines"]
        ]
        assert all(line.source.act for line in answer.assessment.lines)


def test_a_second_run_leaves_what_comes_out_the_same_and_supersedes_what_was_corrected(levy: Levy) -> None:
    levy.run()
    before = levy.in_force()
    code = next(code for code, row in before.items() if row["payable_fen"])
    levy.one_by_one.CorrectDeclaration(correction(code, corrected_on=dates.to_wire(date(2021, 11, 1))))
    approve(levy.database, code)

    run = levy.run()

    after = levy.in_force()
    assert (run.issued, run.unchanged) == (1, len(before) - 1)
    assert {each for each in before if before[each]["_id"] != after[each]["_id"]} == {code}
    assert levy.database.mongo[store.ASSESSMENTS].find_one({"superseded_by": after[code]["_id"]}) is not None
    # and where it is wished, all are issued anew
    again = levy.run(reissue_unchanged=True)
    assert (again.issued, again.unchanged) == (len(before), 0)
    assert {row["sequence"] for each, row in levy.in_force().items() if each != code} == {2}


def test_a_dry_run_issues_nothing_and_knows_all_sums(levy: Levy) -> None:
    dry = levy.run(dry_run=True)
    assert levy.in_force() == {}

    real = levy.run()

    assert (dry.issued, dry.due_fen, dry.payable_fen) == (real.issued, real.due_fen, real.payable_fen)


def test_a_report_adds_up_to_what_was_assessed_in_every_way_it_is_cut(levy: Levy) -> None:
    run = levy.run()
    rows = list(levy.in_force().values())

    every = [pb.REPORT_DIMENSION_REGION, pb.REPORT_DIMENSION_KIND, pb.REPORT_DIMENSION_SIZE, pb.REPORT_DIMENSION_TIER]
    for by in ([], [every[0]], [every[1]], [every[2]], [every[3]], every):
        report = levy.runs.GetLevyReport(pb.GetLevyReportRequest(assessment_run_id=run.assessment_run_id, by=by))
        assert report.total.units == sum(row.units for row in report.rows) == len(rows)
        assert report.total.due_fen == sum(row.due_fen for row in report.rows) == sum(it["due_fen"] for it in rows)
        assert report.total.net_fen == sum(it["payable_fen"] for it in rows)
        assert report.total.reduced_fen == report.total.due_fen - report.total.net_fen
        for name in ("staff", "required", "placed"):
            exact = sum(Fraction(it[name]) for it in rows)
            assert (
                Fraction(getattr(report.total, name)) == exact == sum(Fraction(getattr(r, name)) for r in report.rows)
            )
        short = sum(max(Fraction(it["required"]) - Fraction(it["placed"]), Fraction(0)) for it in rows)
        assert Fraction(report.total.short) == short


def test_a_report_shows_a_city_its_own_and_nobody_elses(levy: Levy) -> None:
    run = levy.run()
    jinan = [row for row in levy.in_force().values() if row["region_code"].startswith("3701")]
    request = pb.GetLevyReportRequest(assessment_run_id=run.assessment_run_id, by=[pb.REPORT_DIMENSION_REGION])

    of_the_city = levy.seen_from("370100").GetLevyReport(request)
    asked_for = levy.runs.GetLevyReport(
        pb.GetLevyReportRequest(
            assessment_run_id=run.assessment_run_id, region_code="370100", by=[pb.REPORT_DIMENSION_REGION]
        )
    )

    assert of_the_city.total.units == asked_for.total.units == len(jinan)
    assert {row.region_code for row in of_the_city.rows} == {"370100"}
    assert {row.region_code for row in asked_for.rows} == {row["region_code"] for row in jinan}
    with pytest.raises(grpc.RpcError) as refused:
        levy.seen_from("370200").GetLevyReport(
            pb.GetLevyReportRequest(assessment_run_id=run.assessment_run_id, region_code="370100")
        )
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED


def test_what_if_the_ratio_were_higher_is_what_a_run_under_that_rule_comes_to(
    levy: Levy, serve: Callable[..., grpc.Channel]
) -> None:
    run = levy.run(dry_run=True)
    asked = pb.GetProvinceWhatIfRequest(
        assessment_run_id=run.assessment_run_id, changes=pb.RuleChanges(ratio="0.016"), by=[pb.REPORT_DIMENSION_TIER]
    )

    answer = levy.runs.GetProvinceWhatIf(asked)

    by = [pb.REPORT_DIMENSION_TIER]
    report = levy.runs.GetLevyReport(pb.GetLevyReportRequest(assessment_run_id=run.assessment_run_id, by=by))
    assert (answer.total_before, list(answer.before)) == (report.total, list(report.rows))
    text = levy.book.text.replace('"value":"0.015"', '"value":"0.016"')
    assert text != levy.book.text
    other = ProvinceServiceStub(serve(LevyApi(levy.database, Rulebook.from_text(text)), api.add_to_server))
    under = other.StartAssessmentRun(starting(dry_run=True)).run
    work_off(levy.database)
    wanted = other.GetLevyReport(pb.GetLevyReportRequest(assessment_run_id=under.assessment_run_id, by=by))
    assert (answer.total_after, list(answer.after)) == (wanted.total, list(wanted.rows))
    assert answer.total_after.due_fen > answer.total_before.due_fen


def test_a_cancelled_run_begins_no_more_slices_and_keeps_what_it_issued(levy: Levy) -> None:
    begun = levy.runs.StartAssessmentRun(starting()).run
    work_off(levy.database, most_slices=2)

    cancelled = levy.runs.CancelAssessmentRun(
        pb.CancelAssessmentRunRequest(request_id=new_id(), assessment_run_id=begun.assessment_run_id)
    ).run
    issued = len(levy.in_force())
    work_off(levy.database)

    assert cancelled.state == events_pb2.ASSESSMENT_RUN_STATE_CANCELLED
    assert 0 < issued == len(levy.in_force())
    told = list(levy.runs.StreamAssessmentRun(pb.StreamAssessmentRunRequest(assessment_run_id=begun.assessment_run_id)))
    assert [(each.run.state, each.run.issued) for each in told] == [(cancelled.state, issued)]
    [listed] = levy.runs.ListAssessmentRuns(pb.ListAssessmentRunsRequest(region_code=PROVINCE)).runs
    assert listed == told[0].run


def test_two_runs_over_some_of_the_same_employers_are_refused(levy: Levy) -> None:
    levy.runs.StartAssessmentRun(starting(region_code="370100"))

    for region in (PROVINCE, "370100", "370105"):
        with pytest.raises(grpc.RpcError) as refused:
            levy.runs.StartAssessmentRun(starting(region_code=region))
        assert "cancel it" in (refused.value.details() or "")
    levy.runs.StartAssessmentRun(starting(region_code="370200"))
    levy.runs.StartAssessmentRun(starting(region_code="370100", levy_year=2020))
