"""How good the records are: what is missing, contradicts itself, or has not been heard of for long.

Judged from the persons' documents alone: whether phone and address are there stands in them (`has_phone`,
`has_address`), because what is sealed cannot be asked for without opening it.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from bihuan.registry.v1 import registry_service_pb2 as pb

from services.registry.counts import running, teller
from services.registry.domain.statistics import percent, rounded
from services.registry.store import PERSONS, enum_number
from shared import access
from shared.paging import page
from shared.store import Database, Document

STALE_DAYS: Final = 365


def get_data_quality(database: Database, region_code: str, as_of: date, stale_days: int) -> pb.GetDataQualityResponse:
    """The findings by region. Raises `RegionDenied` for a region that is not all the caller's."""
    access.require_region(region_code, "region_code")
    stages: list[Document] = [
        {"$match": _judged(region_code, as_of)},
        {"$project": {"region_code": 1, "found": _found(as_of, stale_days)}},
        {"$set": {"found": {"$cond": [{"$eq": ["$found", []]}, ["NONE"], "$found"]}}},
        {"$set": {"found": {"$concatArrays": ["$found", ["PERSONS"]]}}},
        {"$unwind": "$found"},
        {"$group": {"_id": {"region": "$region_code", "found": "$found"}, "persons": {"$sum": 1}}},
    ]
    by_region: dict[str, Counter[str]] = {}
    total: Counter[str] = Counter()
    for row in database.collection(PERSONS).aggregate(stages, allowDiskUse=True):
        by_region.setdefault(row["_id"]["region"], Counter())[row["_id"]["found"]] = row["persons"]
        total[row["_id"]["found"]] += row["persons"]
    told = teller()
    return pb.GetDataQualityResponse(
        regions=[_quality(code, by_region[code], told) for code in sorted(by_region)],
        total=_quality("", total, told),
        rounded=told is rounded,
    )


def list_findings(
    database: Database,
    region_code: str,
    as_of: date,
    stale_days: int,
    finding: int,
    page_size: int,
    page_token: str,
) -> pb.ListDataQualityFindingsResponse:
    """Persons with a finding, by id. Raises `InvalidField` for `page_token`."""
    name = pb.QualityFinding.Name(finding).removeprefix("QUALITY_FINDING_")
    filter = {**_judged(region_code, as_of), "$expr": {"$in": [name, _found(as_of, stale_days)]}}
    rows, token = page(database.collection(PERSONS), filter, page_size=page_size, page_token=page_token)
    return pb.ListDataQualityFindingsResponse(
        persons=[pb.QualityPerson(person_id=row["_id"], region_code=row["region_code"]) for row in rows],
        next_page_token=token,
    )


def _quality(region_code: str, counted: Counter[str], told: Callable[[int], int]) -> pb.RegionQuality:
    persons = told(counted["PERSONS"])

    def rate(exact: int) -> pb.Rate:
        number = told(exact)
        return pb.Rate(numerator=number, denominator=persons, percent=percent(number, persons))

    names = [value.name.removeprefix("QUALITY_FINDING_") for value in pb.QualityFinding.DESCRIPTOR.values]
    return pb.RegionQuality(
        region_code=region_code,
        persons=persons,
        findings=[
            pb.FindingCount(finding=enum_number(pb.QualityFinding, name), persons=rate(counted[name]))
            for name in names
            if told(counted[name])
        ],
        without_finding=rate(counted["NONE"]),
    )


def _judged(region_code: str, as_of: date) -> Document:
    day = as_of.isoformat()
    return {
        **access.rows("region_code", region_code),
        "registered_on": {"$lte": day},
        "erased_on": None,
        "merged_into": None,
        "$nor": [{"died_on": {"$lte": day}}, {"deregistered_on": {"$lte": day}}],
    }


def _found(as_of: date, stale_days: int) -> Document:
    """The names of a document's findings."""
    day, since = as_of.isoformat(), (as_of - timedelta(days=stale_days or STALE_DAYS)).isoformat()
    work = running("employments", day)
    issued = {"$lte": ["$$c.valid_from", day]}
    last, veterans = (
        {"$last": {"$filter": {"input": {"$ifNull": [f"${cards}", []]}, "as": "c", "cond": issued}}}
        for cards in ("certificates", "veteran_certificates")
    )
    open_needs = {
        "$filter": {
            "input": "$needs",
            "as": "need",
            "cond": {
                "$and": [
                    {"$eq": [{"$ifNull": ["$$need.fulfilled_on", None]}, None]},
                    {"$eq": [{"$ifNull": ["$$need.withdrawn_on", None]}, None]},
                    {"$lte": ["$$need.recorded_on", day]},
                ]
            },
        }
    }

    def some(rows: Document | str, condition: Document) -> Document:
        return {"$anyElementTrue": {"$map": {"input": rows, "as": "one", "in": condition}}}

    kind = {"$ifNull": ["$$one.kind", ""]}
    form = {"$ifNull": ["$$one.form", "UNSPECIFIED"]}

    def valid(card: str) -> Document:
        until, revoked_on = {"$ifNull": [f"{card}.valid_until", ""]}, f"{card}.revoked_on"
        revoked = {"$and": [{"$gt": [revoked_on, None]}, {"$lte": [revoked_on, day]}]}
        return {"$and": [{"$gte": [until, day]}, {"$not": [revoked]}]}

    # The levy takes either card.
    either = {"$or": [valid("$$last"), valid("$$veterans")]}
    heard = {
        "$max": {
            "$concatArrays": [
                ["$registered_on"],
                *(
                    {"$map": {"input": {"$ifNull": [f"${rows}", []]}, "as": "one", "in": f"$$one.{name}"}}
                    for rows, name in (
                        ("certificates", "valid_from"),
                        ("needs", "recorded_on"),
                        ("needs", "fulfilled_on"),
                        ("employments", "started_on"),
                        ("employments", "ended_on"),
                        ("trainings", "confirmed_on"),
                        ("trainings", "graduated_on"),
                        ("programmes", "entered_on"),
                        ("programmes", "left_on"),
                        ("residences", "since"),
                    )
                ),
            ]
        }
    }
    conditions: dict[str, Document] = {
        "NO_PHONE": {"$eq": ["$has_phone", False]},
        "NO_ADDRESS": {"$eq": ["$has_address", False]},
        "NO_CERTIFICATE": {"$not": [{"$gt": ["$$last", None]}]},
        "NO_OCCUPATION": some(
            open_needs, {"$and": [{"$in": [kind, ["EMPLOYMENT", "TRAINING"]]}, {"$eq": ["$$one.occupation_code", ""]}]}
        ),
        "NO_EMPLOYMENT_FORM": some(work, {"$eq": [form, "UNSPECIFIED"]}),
        "QUOTA_WITHOUT_VALID_CERTIFICATE": {"$and": [some(work, {"$eq": [form, "PROPORTIONAL"]}), {"$not": [either]}]},
        "EMPLOYED_BELOW_WORKING_AGE": {
            "$and": [some(work, {"$ne": [form, "FARMING"]}), {"$gt": ["$working_age_first", day]}]
        },
        "EMPLOYED_WITH_OPEN_NEED": {"$and": [{"$ne": [work, []]}, some(open_needs, {"$eq": [kind, "EMPLOYMENT"]})]},
        "EMPLOYMENT_ENDS_BEFORE_START": some(
            "$employments",
            {"$and": [{"$gt": ["$$one.ended_on", None]}, {"$lt": ["$$one.ended_on", "$$one.started_on"]}]},
        ),
        "CERTIFICATE_EXPIRED": {"$and": [{"$gt": ["$$last", None]}, {"$lt": ["$$last.valid_until", day]}]},
        "STALE": {"$lt": [heard, since]},
    }
    return {
        "$let": {
            "vars": {"last": last, "veterans": veterans},
            "in": {"$concatArrays": [{"$cond": [found, [name], []]} for name, found in conditions.items()]},
        }
    }
