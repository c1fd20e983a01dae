"""A person as the record stood on a day, and as the register knew it at a time: two questions, which can be combined.

What happened has dates, so a day's state follows from the facts, however late they were recorded. What was known at a
time follows from the history of changes (`history`).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from services.registry import history
from services.registry.domain.employment import Span, employed_since, first_day_without_work
from services.registry.domain.loop import Closure, Loop
from services.registry.domain.person import met_on
from services.registry.store import LOOPS, PERSONS, VETERAN_CERTIFICATES, loop_from, need_from
from shared.errors import InvalidField
from shared.store import Database, Document


@dataclass(frozen=True)
class Record:
    """All documents of one person: `certificates` the latest first, `loops` those whose ids the person has."""

    person: Document
    identity: Document
    certificates: list[Document]
    loops: list[Document]


def as_known(database: Database, record: Record, at: datetime) -> Record:
    """The documents as they were at a time. Raises `InvalidField` when the person was not known then."""
    recorded_at = record.person.get("recorded_at")
    if recorded_at is not None and at < recorded_at:
        raise InvalidField("known_at", "lies before the time at which the person was entered in the register")
    changes = history.rows_after(database, record.person["_id"], at)
    person, sealed = history.undone(record.person, changes, PERSONS)
    person["region_code"] = record.person["region_code"]  # whose record it is
    limits = {row["need_id"]: row.get("constraints", []) for row in record.person["needs"]}
    person["needs"] = [{**row, "constraints": limits.get(row["need_id"], [])} for row in person["needs"]]
    if record.person["erased_on"] is not None:
        # Who was erased since is erased: what was known then can be read no more.
        person |= {name: record.person[name] for name in ("erased_on", *history.SEALED)}
        sealed = {}
    identity = {name: value for name, value in sealed.items() if name not in history.SEALED}
    ids = {note["certificate_id"]: note for note in _notes(person)}
    return Record(
        {**person, **{name: sealed[name] for name in history.SEALED if name in sealed}},
        {**record.identity, **identity},
        [_ended(row, ids[row["_id"]]) for row in record.certificates if row["_id"] in ids],
        [history.undone(loop, changes, LOOPS)[0] for loop in record.loops if loop["_id"] in person["loop_ids"]],
    )


def as_of(record: Record, day: date) -> Record:
    """The documents as they stood at the end of a day. Raises `InvalidField` for a day before the registration."""
    person, iso = record.person, day.isoformat()
    if iso < person["registered_on"]:
        raise InvalidField("as_of", "lies before the day on which the person was registered")
    loops = [loop_on(loop_from(row), day) for row in record.loops if row["opened_on"] <= iso]
    notes = {note["certificate_id"]: _until(note, iso) for note in _notes(person) if note["valid_from"] <= iso}
    employments = [
        {**each, "ended_on": each["ended_on"] if (each["ended_on"] or iso) < iso else None}
        for each in person["employments"]
        if each["started_on"] is not None and each["started_on"] <= iso
    ]
    spans = [
        Span(date.fromisoformat(each["started_on"]), each["ended_on"] and date.fromisoformat(each["ended_on"]))
        for each in employments
    ]
    since = employed_since(spans)
    free = first_day_without_work(spans) if spans and since is None else None
    known = since or free
    stood = {
        **person,
        "certificates": [
            notes[each["certificate_id"]] for each in person["certificates"] if each["certificate_id"] in notes
        ],
        "needs": [_need(row, loops, day) for row in person["needs"] if row["recorded_on"] <= iso],
        "employments": employments,
        "programmes": [
            {**each, "left_on": _by(each["left_on"], iso)}
            for each in person.get("programmes", [])
            if each["entered_on"] <= iso
        ],
        "employment_status": "NOT_EMPLOYED" if since is None else "EMPLOYED",
        "employment_since": None if known is None else known.isoformat(),
        "loop_ids": [id for id in person["loop_ids"] if id in {loop.id for loop in loops}],
        "residences": [each for each in person.get("residences", []) if each["since"] <= iso],
    }
    if (person.get("deregistered_on") or iso) > iso:
        stood["deregistered_on"] = stood["deregistration_reason"] = None
    return Record(
        stood,
        record.identity,
        [_ended(row, notes[row["_id"]]) for row in record.certificates if row["_id"] in notes],
        [{"_id": loop.id, "open": loop.is_open} for loop in loops],
    )


def _notes(person: Document) -> list[Document]:
    """Of a person's certificates, both kinds."""
    return [*person["certificates"], *person.get(VETERAN_CERTIFICATES, ())]


def together(survivor: Record, merged: list[Record]) -> Record:
    """The survivor's record with what those have that were merged into it."""
    if not merged:
        return survivor
    records = [survivor, *merged]
    loops = sorted((loop for each in records for loop in each.loops), key=lambda loop: loop["open"])
    ids = {loop["_id"] for loop in loops}
    employments = [row for each in records for row in each.person["employments"]]
    running = [each.person for each in records if each.person["employment_status"] == "EMPLOYED"]
    days = [each.person["employment_since"] for each in records if each.person["employment_since"]]
    since = min((row["employment_since"] for row in running), default=max(days, default=None))
    return Record(
        {
            **survivor.person,
            "needs": sorted(
                (row for each in records for row in each.person["needs"]), key=lambda row: row["recorded_on"]
            ),
            "employments": employments,
            "employment_status": "EMPLOYED" if running else "NOT_EMPLOYED",
            "employment_since": since,
            "loop_ids": [id for each in records for id in each.person["loop_ids"] if id in ids],
        },
        survivor.identity,
        sorted(
            (row for each in records for row in each.certificates), key=lambda row: str(row["valid_from"]), reverse=True
        ),
        loops,
    )


def loop_on(loop: Loop, day: date) -> Loop:
    """The loop with what had happened by the end of a day; the last day at work is still one."""
    by_hand = loop.closed_by_hand
    return replace(
        loop,
        steps={key: step for key, step in loop.steps.items() if step.reached_on <= day},
        ended={id: on for id, on in loop.ended.items() if on < day},
        closed_by_hand=by_hand if isinstance(by_hand, Closure) and by_hand.closed_on <= day else None,
    )


def _need(row: Document, loops: list[Loop], day: date) -> Document:
    """A need that went over to a later loop belonged, on that day, to the latest that was there."""
    row = {**row, "withdrawn_on": _by(row.get("withdrawn_on"), day.isoformat())}
    if row["withdrawn_on"] is not None:
        return row
    loop = next((loop for loop in loops if loop.id == row["loop_id"]), loops[-1] if loops else None)
    met = None if loop is None else met_on(need_from(row), loop)
    on = met if met is not None and met <= day else None
    return {**row, "loop_id": row["loop_id"] if loop is None else loop.id, "fulfilled_on": on and on.isoformat()}


def _by(day: str | None, iso: str) -> str | None:
    return day if day is not None and day <= iso else None


def _until(note: Document, iso: str) -> Document:
    """A certificate's note without an end that came later."""
    return {name: value for name, value in note.items() if name not in ("revoked_on", "lost_on") or str(value) <= iso}


def _ended(certificate: Document, note: Document) -> Document:
    """A certificate's document with the ends that its note tells of."""
    ends = ("revoked_on", "lost_on", *(() if "revoked_on" in note else ("revocation_reason",)))
    kept = {name: value for name, value in certificate.items() if name not in ends}
    if "revoked_on" in note and "revocation_reason" not in kept:
        kept["revocation_reason"] = "HOLDER_DEREGISTERED"  # only a departure is undone (ReinstatePerson)
    return kept | {name: note[name] for name in ("revoked_on", "lost_on") if name in note}
