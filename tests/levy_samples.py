"""Samples for the levy's tests: requests, events, and a layer of rules with a social average wage nobody published."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any

import yaml
from bihuan.levy.v1 import collection_service_pb2 as collection_pb
from bihuan.levy.v1 import levy_service_pb2 as pb
from bihuan.levy.v1.levy_service_pb2_grpc import LevyServiceStub
from bihuan.recruitment.v1.events_pb2 import PlacementEnded, PlacementStarted
from bihuan.registry.v1.events_pb2 import CertificateIssued, PersonRegistered
from google.protobuf import symbol_database
from google.protobuf.message import Message
from google.type.date_pb2 import Date
from stdnum.cn import uscc

from services.levy import commands, declarations, store
from services.levy.domain.declaration import Declaration
from services.levy.domain.rules import Rulebook
from shared import access, dates
from shared.store import OUTBOX, Database, new_id
from tests.callers import caller_of

# Not a published figure: chosen so that twice of it is 100,000 yuan.
TEST_SOCIAL_AVERAGE_YUAN = "50000"


def layers() -> list[dict[str, Any]]:
    """The files of rules, parsed."""
    return [yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted(store.DATA.glob("*.yaml"))]


def with_social_average() -> Rulebook:
    """The rules on file and, for Jinan, a social average wage of each year from 2014 to 2030."""
    social_average = {
        "label_zh": "社会平均工资（测试值）",
        "label_en": "social average wage (test value)",
        "periods": [
            {
                "from": f"{year}-01-01",
                "until": f"{year}-12-31",
                "value": {"yuan": TEST_SOCIAL_AVERAGE_YUAN},
                "source": {"act": "测试数据，非公布数据"},
            }
            for year in range(2014, 2031)
        ],
    }
    return Rulebook.of(
        layer | ({"social_average_wage": social_average} if layer["region"] == "370100" else {}) for layer in layers()
    )


def employer_code(number: int) -> str:
    """A unified social credit code that passes the check; the organisation is invented."""
    body = f"91370105MA3TEXT{number:02d}"
    return body + str(uscc.calc_check_digit(body))


PARK, MILL, SHOP, UNKNOWN = employer_code(1), employer_code(2), employer_code(3), employer_code(99)
TIANQIAO = "370105"
SUBMITTED = date(2021, 3, 15)


def wire(year: int, month: int, day: int) -> Date:
    return dates.to_wire(date(year, month, day))


def registration(code: str = PARK, **changes: Any) -> pb.RegisterEmployerRequest:
    fields: dict[str, Any] = {
        "request_id": new_id(), "employer_code": code, "name": "某电商园企业", "kind": pb.EMPLOYER_KIND_ENTERPRISE,
        "founded_on": wire(2012, 5, 10), "region_code": TIANQIAO,
    }  # fmt: skip
    return pb.RegisterEmployerRequest(**(fields | changes))


def declaration(code: str = PARK, **changes: Any) -> pb.SubmitDeclarationRequest:
    fields: dict[str, Any] = {
        "request_id": new_id(), "employer_code": code, "base_year": 2020, "monthly_staff": [120] * 12,
        "wage_bill_fen": 120 * 60_000 * 100, "submitted_on": dates.to_wire(SUBMITTED),
    }  # fmt: skip
    return pb.SubmitDeclarationRequest(**(fields | changes))


def correction(code: str = PARK, **changes: Any) -> pb.CorrectDeclarationRequest:
    fields: dict[str, Any] = {
        "request_id": new_id(), "employer_code": code, "base_year": 2020, "monthly_staff": [140] * 12,
        "wage_bill_fen": 140 * 60_000 * 100, "corrected_on": wire(2021, 4, 1),
    }  # fmt: skip
    return pb.CorrectDeclarationRequest(**(fields | changes))


def issue(code: str = PARK, **changes: Any) -> pb.IssueAssessmentRequest:
    fields: dict[str, Any] = {
        "request_id": new_id(), "employer_code": code, "levy_year": 2021, "assessed_on": wire(2021, 9, 1),
    }  # fmt: skip
    return pb.IssueAssessmentRequest(**(fields | changes))


def review(database: Database, declaration_id: str, *steps: Callable[[Declaration, str, datetime], None]) -> None:
    """Steps of the review, each by another reviewer."""
    for number, step in enumerate(steps, start=1):
        with access.acting(replace(caller_of("*"), subject=f"reviewer-{number}")):
            database.transact(
                partial(declarations.step, book=store.rulebook(), declaration_id=declaration_id, take=step)
            )


def approve(database: Database, code: str = PARK, base_year: int = 2020) -> None:
    """What was filed last passes both reviews."""
    row = database.collection(store.DECLARATIONS).find_one({"employer_code": code, "base_year": base_year})
    assert row is not None
    review(database, row["_id"], Declaration.pass_first_review, Declaration.approve)


def application(code: str = PARK, **changes: Any) -> collection_pb.ApplyForReliefRequest:
    """For a reduction of 10,000 yuan of what `issue` comes to."""
    fields: dict[str, Any] = {
        "request_id": new_id(), "employer_code": code, "levy_year": 2021, "programme_id": "force_majeure_reduction",
        "amount_fen": 10_000_00, "grounds": "厂房遭受水灾", "applied_on": wire(2021, 9, 20),
    }  # fmt: skip
    return collection_pb.ApplyForReliefRequest(**(fields | changes))


def appeal(assessment_id: str, code: str = PARK, **changes: Any) -> collection_pb.FileAppealRequest:
    fields: dict[str, Any] = {
        "request_id": new_id(), "employer_code": code, "levy_year": 2021, "assessment_id": assessment_id,
        "grounds": "工资总额有误", "filed_on": wire(2021, 9, 20),
    }  # fmt: skip
    return collection_pb.FileAppealRequest(**(fields | changes))


def award(code: str, **changes: Any) -> collection_pb.ApplyForAwardRequest:
    fields: dict[str, Any] = {
        "request_id": new_id(), "employer_code": code, "levy_year": 2021, "programme_id": "over_quota",
        "applied_on": wire(2021, 9, 20),
    }  # fmt: skip
    return collection_pb.ApplyForAwardRequest(**(fields | changes))


def beyond_the_ratio(database: Database, levy: LevyServiceStub, code: str = MILL) -> None:
    """An employer of 100 staff (1.5 required) with one of level 1 (visual) and one of level 3 (physical), assessed."""
    levy.RegisterEmployer(registration(code))
    for level, category in ((1, "DISABILITY_CATEGORY_VISUAL"), (3, "DISABILITY_CATEGORY_PHYSICAL")):
        person_id = new_id()
        hear(
            database,
            person_registered(person_id),
            certificate_issued(person_id, level, category=category),
            placement_started(person_id, date(2020, 1, 1), code),
        )
    levy.SubmitDeclaration(declaration(code, monthly_staff=[100] * 12, wage_bill_fen=100 * 60_000 * 100))
    approve(database, code)
    levy.IssueAssessment(issue(code))


def notice(code: str = PARK, **changes: Any) -> collection_pb.IssueNoticeRequest:
    fields: dict[str, Any] = {
        "request_id": new_id(), "employer_code": code, "levy_year": 2021, "kind": collection_pb.NOTICE_KIND_PAYMENT,
        "issued_on": wire(2021, 9, 20),
    }  # fmt: skip
    return collection_pb.IssueNoticeRequest(**(fields | changes))


def preview(levy: LevyServiceStub, code: str = PARK, **changes: Any) -> pb.Assessment:
    fields: dict[str, Any] = {"employer_code": code, "levy_year": 2021}
    request = pb.PreviewAssessmentRequest(**(fields | changes))
    answer: pb.PreviewAssessmentResponse = levy.PreviewAssessment(request)
    return answer.assessment


def person_registered(person_id: str) -> PersonRegistered:
    return PersonRegistered(
        person_id=person_id, region_code=TIANQIAO, working_age_from=Date(year=2010, month=1),
        working_age_until=Date(year=2040, month=12), registered_on=wire(2020, 1, 2),
    )  # fmt: skip


def certificate_issued(
    person_id: str, level: int, until: date = date(2028, 12, 31), category: str = "DISABILITY_CATEGORY_PHYSICAL"
) -> CertificateIssued:
    return CertificateIssued(
        certificate_id=new_id(), region_code=TIANQIAO, person_id=person_id,
        category=category, level=level,
        valid_from=wire(2019, 1, 1), valid_until=dates.to_wire(until),
    )  # fmt: skip


def placement_started(person_id: str, started_on: date, code: str = PARK, **changes: Any) -> PlacementStarted:
    fields: dict[str, Any] = {
        "placement_id": new_id(), "region_code": TIANQIAO, "loop_id": new_id(), "person_id": person_id,
        "employer_code": code, "form": "EMPLOYMENT_FORM_PROPORTIONAL",
        "started_on": dates.to_wire(started_on), "contract_from": dates.to_wire(started_on),
    }  # fmt: skip
    return PlacementStarted(**(fields | changes))


def placement_ended(started: PlacementStarted, ended_on: date) -> PlacementEnded:
    return PlacementEnded(
        placement_id=started.placement_id, region_code=TIANQIAO, person_id=started.person_id,
        employer_code=started.employer_code, reason="PLACEMENT_END_REASON_RESIGNED", ended_on=dates.to_wire(ended_on),
    )  # fmt: skip


def hear(database: Database, *events: Message) -> None:
    """As the worker does, one transaction per event."""
    for event in events:
        match event:
            case PlacementStarted() | PlacementEnded():
                database.transact(partial(commands.hear_placement, event=event))
            case CertificateIssued():
                database.transact(partial(commands.hear_certificate, event=event))
            case PersonRegistered():
                database.transact(partial(commands.hear_person, event=event))


def place(database: Database, level: int, started_on: date, code: str = PARK) -> PlacementStarted:
    person_id = new_id()
    started = placement_started(person_id, started_on, code)
    hear(database, person_registered(person_id), certificate_issued(person_id, level), started)
    return started


def published(database: Database) -> list[Message]:
    """The events in the outbox, in the order written."""
    rows = database.collection(OUTBOX).find().sort("recorded_at")
    return [symbol_database.Default().GetSymbol(row["type"]).FromString(row["payload"]) for row in rows]


def everything(database: Database) -> dict[str, list[Any]]:
    """All documents of all collections."""
    return {
        name: sorted(map(repr, database.mongo[name].find())) for name in sorted(database.mongo.list_collection_names())
    }
