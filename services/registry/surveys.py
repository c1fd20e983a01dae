"""Survey campaigns (摸底): starting, visiting, ending them, and how far they have come."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from bihuan.registry.v1 import registry_service_pb2 as registry_pb
from bihuan.registry.v1 import survey_service_pb2 as pb
from bihuan.registry.v1.events_pb2 import NeedKind

from services.registry import commands, counts, store
from services.registry.data import REGIONS
from services.registry.domain.statistics import percent, rounded
from services.registry.domain.survey import Survey
from services.registry.store import PERSONS
from shared import access, dates
from shared.errors import NotFound
from shared.paging import DEFAULT_PAGE_SIZE, make_token, page, query_of, read_token
from shared.store import Database, Document, Transaction, new_id

SURVEYS: Final = "surveys"
VISITS: Final = "visits"
MOST_LOOKED_AT: Final = 2_000  # persons for one page of those to visit
INDEXES: Final[list[tuple[str, list[tuple[str, int]], dict[str, Any]]]] = [
    (SURVEYS, [("regions", 1), ("_id", 1)], {}),
    (VISITS, [("survey_id", 1), ("region_code", 1), ("result", 1)], {}),
]


@dataclass(frozen=True)
class NeedTold:
    """A need as told in a visit; as the arguments of `commands.record_need`."""

    kind: NeedKind
    occupation_code: str
    willing: bool
    further_occupation_codes: Sequence[str]
    constraints: Sequence[int]


def start_survey(
    tx: Transaction,
    region_codes: Sequence[str],
    starts_on: date,
    ends_on: date,
    *,
    working_age_only: bool,
    started_by: str,
) -> Survey:
    """Raises `InvalidField`, `RegionDenied`."""
    for code in region_codes:
        access.require_region(code, "region_codes")
        REGIONS.require_in_force(code, starts_on, "region_codes")
    survey = Survey(
        id=new_id(),
        region_codes=list(region_codes),
        prefixes=[access.prefix(code) for code in region_codes],
        starts_on=starts_on,
        ends_on=ends_on,
        working_age_only=working_age_only,
        started_by=started_by,
    )
    survey.start()
    _save(tx, survey)
    return survey


def record_visit(
    tx: Transaction,
    survey_id: str,
    person_id: str,
    result: pb.VisitResult,
    visited_on: date,
    visited_by: str,
    needs: Sequence[NeedTold],
) -> pb.RecordVisitResponse:
    """Take down a visit and the needs told. Raises as RecordVisit says."""
    dates.check_not_future(visited_on, tx.now, "visited_on")
    survey = _survey(tx, survey_id)
    person = store.person(tx, person_id)
    region_code = survey.region_of(person)
    if region_code is None:
        raise NotFound("person", "person_id")
    id = f"{survey_id}/{person_id}"
    row = tx.find_one(VISITS, {"_id": id})
    before: Any = None if row is None else pb.VisitResult.Value(f"VISIT_RESULT_{row['result']}")
    survey.check_visit(before, result, visited_on, len(needs))
    if needs:
        person.require_alive()
    need_ids, loop_id = [], ""
    for told in needs:
        document, need_id = commands.record_need(
            tx,
            person_id=person_id,
            kind=told.kind,
            occupation_code=told.occupation_code,
            willing=told.willing,
            recorded_on=visited_on,
            recorded_by=visited_by,
            further_occupation_codes=told.further_occupation_codes,
            constraints=told.constraints,
            survey_id=survey_id,
        )
        need_ids.append(need_id)
        loop_id = next(need["loop_id"] for need in document["needs"] if need["need_id"] == need_id)
    visit = {
        "result": pb.VisitResult.Name(result).removeprefix("VISIT_RESULT_"),
        "visited_on": visited_on.isoformat(),
        "visited_by": visited_by,
        "need_ids": need_ids,
    }
    visits = [] if row is None else row["visits"]
    tx.put(
        VISITS,
        id,
        {
            "survey_id": survey_id,
            "person_id": person_id,
            "region_code": region_code,
            "result": visit["result"],
            "visits": [*visits, visit],
        },
    )
    return pb.RecordVisitResponse(need_ids=need_ids, loop_id=loop_id)


def close_survey(tx: Transaction, survey_id: str, closed_on: date) -> Survey:
    """Raises `NotFound`, `RegionDenied` unless all of it is the caller's, `SurveyClosed`, `InvalidField`."""
    dates.check_not_future(closed_on, tx.now, "closed_on")
    survey = _survey(tx, survey_id)
    for code in survey.region_codes:
        access.require_region(code, "survey_id")
    survey.close(closed_on)
    _save(tx, survey)
    return survey


def get_progress(database: Database, survey_id: str) -> pb.GetSurveyProgressResponse:
    """By where the persons lived on the first day, all of one moment, the caller's regions only. Raises `NotFound`."""
    with database.client.start_session(snapshot=True) as session:
        collections = database.client[database.mongo.name]
        row = collections[SURVEYS].find_one({"_id": survey_id}, session=session)
        survey = _visible(row)
        planned: Counter[str] = Counter()
        for prefix in survey.prefixes:
            for counted in collections[PERSONS].aggregate(_planned(survey, prefix), session=session):
                planned[counted["_id"]] += counted["persons"]
        results: dict[str, Counter[str]] = {}
        stages: list[Document] = [
            {"$match": {"survey_id": survey_id}},
            {"$group": {"_id": {"region": "$region_code", "result": "$result"}, "persons": {"$sum": 1}}},
        ]
        for counted in collections[VISITS].aggregate(stages, session=session):
            results.setdefault(counted["_id"]["region"], Counter())[counted["_id"]["result"]] += counted["persons"]
    told = counts.teller()
    own = [code for code in sorted({*planned, *results}) if access.caller().sees(code)]
    total: Counter[str] = Counter()
    for code in own:
        total.update(results.get(code, Counter()))
    return pb.GetSurveyProgressResponse(
        survey=survey_message(survey),
        regions=[_progress(code, planned[code], results.get(code, Counter()), told) for code in own],
        total=_progress("", sum(planned[code] for code in own), total, told),
        rounded=told is rounded,
    )


def list_to_visit(
    database: Database, survey_id: str, region_code: str, page_size: int, page_token: str
) -> pb.ListPersonsToVisitResponse:
    """Who is still to be visited, by id. Raises `NotFound`, `RegionDenied`, `InvalidField` for `page_token`."""
    survey = _visible(database.collection(SURVEYS).find_one({"_id": survey_id}))
    asked = access.within(region_code)
    prefixes = {max(one, other, key=len) for one in survey.prefixes for other in asked if _touch(one, other)}
    query = query_of({"survey": survey_id, "region": region_code, "own": list(asked)})
    after = read_token(page_token, query)[1] if page_token else ""
    size = page_size or DEFAULT_PAGE_SIZE
    found: list[pb.PersonToVisit] = []
    if not prefixes:
        return pb.ListPersonsToVisitResponse()
    stages = [
        {"$match": {"$and": [{"_id": {"$gt": after}}, access.rows("region_code")]}},
        *_lived_in(survey, sorted(prefixes)),
        {"$sort": {"_id": 1}},
        {"$limit": MOST_LOOKED_AT},
    ]
    rows = list(database.collection(PERSONS).aggregate(stages, allowDiskUse=True))
    visits = {
        each["person_id"]: each
        for each in database.collection(VISITS).find({"_id": {"$in": [f"{survey_id}/{row['_id']}" for row in rows]}})
    }
    last = None
    for row in rows:
        if len(found) == size:
            break
        last, visit = row["_id"], visits.get(row["_id"])
        if visit is None or visit["result"] == "NOT_MET":
            day = None if visit is None else dates.to_wire(date.fromisoformat(visit["visits"][-1]["visited_on"]))
            found.append(pb.PersonToVisit(person_id=last, region_code=row["at"], not_met_on=day))
    more = last is not None and (last != rows[-1]["_id"] or len(rows) == MOST_LOOKED_AT)
    token = make_token(None, last, query) if more else ""
    return pb.ListPersonsToVisitResponse(persons=found, next_page_token=token)


def _touch(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def list_surveys(
    database: Database, region_code: str, *, open_only: bool, page_size: int, page_token: str
) -> pb.ListSurveysResponse:
    """Surveys that touch a region. Raises `InvalidField` for `page_token`, `RegionDenied`."""
    touched: list[Document] = []
    for prefix in access.within(region_code):
        above = [prefix[:length] for length in (2, 4, 6, 9) if length < len(prefix)]
        touched.append({"prefixes": {"$in": above}} if above else {"_id": {"$in": []}})
        touched.append({"regions": prefix} if prefix else {})
    filter: Document = access.any_of(touched)
    if open_only:
        filter = {"$and": [filter, {"closed_on": None}]}
    rows, token = page(database.collection(SURVEYS), filter, page_size=page_size, page_token=page_token)
    return pb.ListSurveysResponse(surveys=[survey_message(_from(row)) for row in rows], next_page_token=token)


def survey_message(survey: Survey) -> pb.Survey:
    """A survey."""
    return pb.Survey(
        survey_id=survey.id,
        region_codes=survey.region_codes,
        starts_on=dates.to_wire(survey.starts_on),
        ends_on=dates.to_wire(survey.ends_on),
        working_age_only=survey.working_age_only,
        started_by=survey.started_by,
        closed_on=None if survey.closed_on is None else dates.to_wire(survey.closed_on),
    )


def _progress(region_code: str, planned: int, results: Counter[str], told: Callable[[int], int]) -> pb.SurveyProgress:
    done, planned = told(sum(results.values()) - results["NOT_MET"]), told(planned)
    return pb.SurveyProgress(
        region_code=region_code,
        planned=planned,
        with_needs=told(results["WITH_NEEDS"]),
        no_need=told(results["NO_NEED"]),
        not_met=told(results["NOT_MET"]),
        moved=told(results["MOVED"]),
        refused=told(results["REFUSED"]),
        done=registry_pb.Rate(numerator=done, denominator=planned, percent=percent(done, planned)),
    )


def _planned(survey: Survey, prefix: str) -> list[Document]:
    """How many are to be visited, by where they lived on the first day."""
    return [*_lived_in(survey, [prefix]), {"$group": {"_id": "$at", "persons": {"$sum": 1}}}]


def _lived_in(survey: Survey, prefixes: Sequence[str]) -> list[Document]:
    """Who is to be visited, and where they lived on the first day (`at`): `Survey.region_of`, for the database."""
    on, spans = survey.starts_on.isoformat(), [access.span(prefix) for prefix in prefixes]
    lived = {"$filter": {"input": {"$ifNull": ["$residences", []]}, "as": "r", "cond": {"$lte": ["$$r.since", on]}}}
    here = "$region_code"
    of_age = {"working_age_first": {"$lte": on}, "working_age_last": {"$gte": on}} if survey.working_age_only else {}
    return [
        {
            "$match": {
                "$or": [{field: span} for span in spans for field in ("region_code", "residences.region_code")],
                "registered_on": {"$lte": on},
                "merged_into": None,
                "$nor": [{"died_on": {"$lte": on}}, {"deregistered_on": {"$lte": on}}],
                **of_age,
            }
        },
        {"$project": {"at": {"$ifNull": [{"$last": {"$map": {"input": lived, "in": "$$this.region_code"}}}, here]}}},
        {"$match": access.any_of([{"at": span} for span in spans])},
    ]


def _save(tx: Transaction, survey: Survey) -> None:
    tx.save(
        SURVEYS,
        survey,
        {
            "region_code": survey.region_code,
            "region_codes": survey.region_codes,
            "prefixes": survey.prefixes,
            # And all above them, for those who ask for a wider region.
            "regions": sorted({key for code in survey.region_codes for key in store.region_keys(code)}),
            "starts_on": survey.starts_on.isoformat(),
            "ends_on": survey.ends_on.isoformat(),
            "working_age_only": survey.working_age_only,
            "started_by": survey.started_by,
            "closed_on": None if survey.closed_on is None else survey.closed_on.isoformat(),
        },
    )


def _survey(tx: Transaction, survey_id: str) -> Survey:
    return _visible(tx.find_one(SURVEYS, {"_id": survey_id}))


def _visible(row: Document | None) -> Survey:
    """A survey that touches the caller's regions: those above them take part too. Raises `NotFound`."""
    if row is None:
        raise NotFound("survey", "survey_id")
    own = access.caller().regions
    if not any(prefix.startswith(own) or tuple(o for o in own if o.startswith(prefix)) for prefix in row["prefixes"]):
        raise NotFound("survey", "survey_id")
    return _from(row)


def _from(row: Document) -> Survey:
    return Survey(
        id=row["_id"],
        version=row["version"],
        revision=row["revision"],
        region_code=row["region_code"],
        region_codes=row["region_codes"],
        prefixes=row["prefixes"],
        starts_on=date.fromisoformat(row["starts_on"]),
        ends_on=date.fromisoformat(row["ends_on"]),
        working_age_only=row["working_age_only"],
        started_by=row["started_by"],
        closed_on=None if row["closed_on"] is None else date.fromisoformat(row["closed_on"]),
    )
