"""The registry's documents ↔ aggregates, its collections and indexes.

Beside the facts, a document of a person or loop holds what follows from them (`employment_status`, `open`, `stage`,
…), so that queries and indexes can use it; it is written on every save and never read back into an aggregate.
Who a person is (`identities`) and a certificate's number are sealed with the person's own key, field by field; the
numbers are found by their keyed index beside them (`…_index`). Who destroys the key erases the person.
A certificate's category is stored as its digit on the card (GB/T 26341), which is the enum's number too.
"""

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any, Final, Protocol

from bihuan.recruitment.v1.events_pb2 import EmploymentForm
from bihuan.registry.v1.events_pb2 import (
    CERTIFICATE_KIND_DISABILITY,
    CertificateKind,
    DeregistrationReason,
    EmploymentStatus,
    LoopOutcome,
    LoopStage,
    NeedKind,
    ReinstatementReason,
)
from bihuan.registry.v1.registry_service_pb2 import (
    CorrectionCause,
    NeedConstraint,
    QualityFinding,
    RevocationReason,
    Sex,
)
from bson.binary import Binary

from services.registry import history
from services.registry.data import REMINDERS
from services.registry.domain.certificate import Certificate
from services.registry.domain.employment import Span
from services.registry.domain.loop import Closure, Loop, Step, SupportStep
from services.registry.domain.names import findable
from services.registry.domain.person import (
    CertificateNote,
    Departure,
    Employment,
    Identity,
    Merge,
    Need,
    Person,
    Residence,
    Training,
)
from services.registry.domain.programmes import Participation
from services.registry.domain.reminders import dues
from services.registry.domain.working_age import WorkingAge
from shared import access, older_records
from shared.errors import AlreadyExists, NotFound
from shared.settings import CannotStart
from shared.store import Database, Document, Transaction, new_id
from shared.vault import KeyDestroyed, Vault

PERSONS: Final = "persons"
CERTIFICATES: Final = "certificates"
VETERAN_CERTIFICATES: Final = "veteran_certificates"  # a field of a person; their rows are in CERTIFICATES, by `kind`
LOOPS: Final = "loops"
IDENTITIES: Final = "identities"
COUNT_CHANGES: Final = "count_changes"
CHANGE_REQUESTS: Final = "change_requests"

# What figures count of a document: a save that changes any of it leaves a trace in COUNT_CHANGES (counts.py).
COUNTED: Final = {
    PERSONS: (
        *("region_code", "registered_on", "died_on", "birth_date", "sex", "working_age_first", "working_age_last"),
        *("certificates", "employments", "trainings", "needs", "programmes", "residences", "deregistered_on"),
        "merged_into",
    ),
    LOOPS: ("region_code", "opened_on", "closed_by_hand", "placements"),
}

# Names of the indexes by which persons are searched, each in the order of its pages.
BY_REGION: Final = "region_code_1__id_1"
BY_CERTIFICATE: Final = "search_certificate"
BY_NEED: Final = "search_need"
BY_WORK: Final = "search_work"
BY_NAME: Final = "search_name"
BY_PROGRAMME: Final = "search_programme"

INDEXES: Final[list[tuple[str, list[tuple[str, int]], dict[str, Any]]]] = [
    # Sparse: an erased person has none.
    (PERSONS, [("resident_id_index", 1)], {"unique": True, "sparse": True}),
    # A number that was changed goes on naming its person.
    (PERSONS, [("former_resident_id_indexes", 1)], {"unique": True, "sparse": True}),
    (PERSONS, [("merged_into", 1)], {"sparse": True}),
    # By which a certificate is verified: one document tells all.
    (PERSONS, [("certificates.number_index", 1)], {"sparse": True}),
    (PERSONS, [("veteran_certificates.number_index", 1)], {"sparse": True}),
    (PERSONS, [("region_code", 1), ("_id", 1)], {"name": BY_REGION}),
    # What is searched for, then the order of the pages; the birth date last, so that ages are judged in the index.
    (
        PERSONS,
        [("search.category", 1), ("search.level", 1), ("region_code", 1), ("_id", 1), ("birth_date", 1)],
        {"name": BY_CERTIFICATE},
    ),
    (
        PERSONS,
        [("search.open_needs", 1), ("region_code", 1), ("_id", 1), ("birth_date", 1)],
        {"name": BY_NEED, "partialFilterExpression": {"search.open_needs": {"$exists": True}}},
    ),
    (
        PERSONS,
        [("employment_status", 1), ("region_code", 1), ("_id", 1), ("birth_date", 1)],
        {"name": BY_WORK, "partialFilterExpression": {"employment_status": "EMPLOYED"}},
    ),
    (
        PERSONS,
        [("programmes.programme_code", 1), ("region_code", 1), ("_id", 1)],
        {"name": BY_PROGRAMME, "partialFilterExpression": {"programmes.programme_code": {"$exists": True}}},
    ),
    (
        PERSONS,
        [("search.name", 1), ("region_code", 1), ("_id", 1)],
        {"name": BY_NAME, "partialFilterExpression": {"search.name": {"$exists": True}}},
    ),
    (PERSONS, [("residences.region_code", 1)], {}),
    (PERSONS, [("remind_on", 1), ("_id", 1)], {"partialFilterExpression": {"remind_on": {"$exists": True}}}),
    (
        CERTIFICATES,
        [("number_index", 1), ("valid_from", 1)],
        {"unique": True, "partialFilterExpression": {"number_index": {"$exists": True}}},
    ),
    (CERTIFICATES, [("person_id", 1), ("position", 1)], {}),
    # One open loop per person.
    (LOOPS, [("person_id", 1)], {"unique": True, "partialFilterExpression": {"open": True}, "name": "one_open_loop"}),
    (LOOPS, [("person_id", 1)], {"name": "loops_of_person"}),
    (LOOPS, [("region_code", 1), ("_id", 1)], {}),
    # Open loops by how long they have been stuck.
    (
        LOOPS,
        [("regions", 1), ("moved_on", 1), ("_id", 1)],
        {"partialFilterExpression": {"open": True}, "name": "stuck"},
    ),
    (LOOPS, [("outcome", 1)], {}),
    (COUNT_CHANGES, [("region_code", 1)], {}),
    *history.INDEXES,
    (CHANGE_REQUESTS, [("region_code", 1), ("_id", 1)], {}),
    (CHANGE_REQUESTS, [("region_code", 1), ("state", 1), ("_id", 1)], {}),
]


class ClearText(CannotStart):
    """The database holds personal data that an earlier release stored in the clear."""


def refuse_clear_text(database: Database) -> None:
    """What a program does before it serves. Raises `ClearText`."""
    if older_records.among_the_oldest(database, PERSONS, {"resident_id": {"$exists": True}}):
        raise ClearText(
            "this database has persons of an earlier release, whose numbers are stored in the clear; register them"
            " anew in an empty database, and destroy the old one with its backups (docs/adr/0007-data-at-rest.md)"
        )


def refuse_older_records(database: Database) -> None:
    """What a program does before it serves. Raises `OlderRecords`, `ClearText`."""
    refuse_clear_text(database)
    older_records.refuse(database, {PERSONS: ("search",), LOOPS: ("moved_on", "regions", "reopened_on", "support")})


class ProtoEnum(Protocol):
    """What a generated enum offers."""

    def Name(self, number: Any) -> str:
        """The name of a number."""

    def Value(self, name: str) -> Any:
        """The number of a name."""


_PREFIXES: Final[list[tuple[ProtoEnum, str]]] = [
    (CertificateKind, "CERTIFICATE_KIND_"),
    (CorrectionCause, "CORRECTION_CAUSE_"),
    (DeregistrationReason, "DEREGISTRATION_REASON_"),
    (EmploymentForm, "EMPLOYMENT_FORM_"),
    (EmploymentStatus, "EMPLOYMENT_STATUS_"),
    (LoopOutcome, "LOOP_OUTCOME_"),
    (LoopStage, "LOOP_STAGE_"),
    (NeedConstraint, "NEED_CONSTRAINT_"),
    (NeedKind, "NEED_KIND_"),
    (QualityFinding, "QUALITY_FINDING_"),
    (ReinstatementReason, "REINSTATEMENT_REASON_"),
    (RevocationReason, "REVOCATION_REASON_"),
    (Sex, "SEX_"),
]


def enum_text(enum: ProtoEnum, number: int) -> str:
    """How a number of an enum is stored: its name without the prefix."""
    return enum.Name(number).removeprefix(_prefix(enum))


@cache
def enum_number(enum: ProtoEnum, text: str) -> Any:
    """The number of a stored name."""
    return enum.Value(_prefix(enum) + text)


def _prefix(enum: ProtoEnum) -> str:
    return next(prefix for known, prefix in _PREFIXES if known is enum)


def _counted(collection: str, document: Document) -> Document:
    """What figures count of a document, without what names anybody."""
    facts = {name: document[name] for name in COUNTED[collection] if name in document}
    if "certificates" in facts:
        facts["certificates"] = [
            {name: value for name, value in row.items() if name != "number_index"} for row in facts["certificates"]
        ]
    if "needs" in facts:
        # No figure counts what limits a person, and who is erased leaves none of it here.
        facts["needs"] = [
            {name: value for name, value in row.items() if name != "constraints"} for row in facts["needs"]
        ]
    return facts


def _count_change(tx: Transaction, collection: str, before: Document | None, document: Document) -> Document:
    """Leave a trace of what changes in the figures, with the change; returns what they count of it now."""
    after = _counted(collection, document)
    if before != after:
        for sign, facts in ((-1, before), (1, after)):
            if facts is not None:
                tx.add(COUNT_CHANGES, {"_id": new_id(), "of": collection, "sign": sign, **facts})
    return after


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _given(**days: date | None) -> Document:
    """The days that are set: most certificates end by themselves, and their rows stay short."""
    return {name: day.isoformat() for name, day in days.items() if day is not None}


def person(tx: Transaction, person_id: str, field: str = "person_id") -> Person:
    """Raises `NotFound` naming `field`, also when the person is of none of the caller's regions."""
    document = tx.find_one(PERSONS, {"_id": person_id})
    if document is None:
        raise NotFound("person", field)
    access.require_row(document["region_code"], NotFound("person", field))
    return _person(document)


def family(tx: Transaction, person_id: str) -> list[Person]:
    """The person and the records merged into it. Raises `NotFound` as `person`."""
    survivor = person(tx, person_id)
    documents = [tx.find_one(PERSONS, {"_id": id}) for id in survivor.merged_ids]
    return [survivor, *(_person(document) for document in documents if document is not None)]


def resident_key(vault: Vault, resident_id: str) -> bytes:
    """The keyed index of a resident ID."""
    return vault.index("resident_id", resident_id)


def number_key(vault: Vault, number: str) -> bytes:
    """The keyed index of a certificate number."""
    return vault.index("certificate_number", number)


def veteran_number_key(vault: Vault, number: str) -> bytes:
    """The keyed index of a veteran's certificate number."""
    return vault.index("veteran_certificate_number", number)


def name_key(vault: Vault, word: str) -> bytes:
    """The keyed index of a word by which a person is found (`domain.names`). Half of it: it need not be unique."""
    return vault.index("name", word)[:16]


def name_keys(vault: Vault, name: str) -> tuple[bytes, ...]:
    """The keyed indexes of all words by which a person of this name is found."""
    return tuple(name_key(vault, word) for word in findable(name))


def require_unregistered(tx: Transaction, key: bytes, description: str, besides: str = "") -> None:
    """Raises `AlreadyExists` for the person, but for `besides`, whose resident ID, now or once, has this keyed index.

    The caller is told the id of one in the caller's regions, the audit that of any.
    """
    known = {"$or": [{"resident_id_index": key}, {"former_resident_id_indexes": key}]}
    document = tx.find_one(PERSONS, known)
    if document is None or document["_id"] == besides:
        return
    # What is new of a merged record belongs to the surviving one.
    found = document.get("merged_into") or document["_id"]
    told = found if access.caller().sees(document["region_code"]) else ""
    raise AlreadyExists("person", "resident_id", description, resource_id=told, audited_id=document["_id"])


def save_identity(tx: Transaction, person_id: str, identity: Identity, certificate_number: str | None) -> Binary | None:
    """Store who a new person is, sealed with a key made for the person; returns the certificate's number sealed too."""
    fields = vars(identity) | ({} if certificate_number is None else {"number": certificate_number})
    sealed = tx.vault.seal_new(tx, person_id, fields)
    number: Binary | None = sealed.pop("number", None)
    tx.add(IDENTITIES, {"_id": person_id, **sealed})
    return number


def change_identity(tx: Transaction, person_id: str, changes: dict[str, str]) -> Document:
    """Store other values of a person's sealed fields; returns those replaced, sealed. Raises `KeyDestroyed`."""
    before = tx.find_one(IDENTITIES, {"_id": person_id}) or {}
    tx.put(IDENTITIES, person_id, tx.vault.seal(person_id, changes))
    return {name: before[name] for name in changes if name in before}


def clear(database: Database, documents: list[Document]) -> list[Document] | None:
    """Documents of one person with what is sealed in the clear; None: erased meanwhile."""
    try:
        return database.vault.open(documents, [str(each.get("person_id", each["_id"])) for each in documents])
    except KeyDestroyed:
        return None


def erase(tx: Transaction, person_id: str) -> None:
    """Destroy the person's key, and take away what it had sealed and the keyed indexes of the certificates."""
    tx.vault.destroy(tx, person_id)
    history.forget(tx, person_id)
    tx.put(IDENTITIES, person_id, dict.fromkeys(("resident_id", "name", "phone", "address"), None))
    for document in tx.find(CERTIFICATES, {"person_id": person_id}):
        certificate = certificate_from(document)
        _save_certificate(tx, certificate, document["position"], {})


def save_person(
    tx: Transaction,
    person: Person,
    *,
    why: dict[str, str] | None = None,
    replaced: Document | None = None,
    latest: Loop | None = None,
) -> Document:
    """Store a person with the recorded events, and what it was before; returns the document.

    Loops that moved are saved before. `why` (`cause`, `reinstatement_reason`) and what a change of the identity has
    `replaced` go into the history. `latest`: the person's latest loop, where the caller has it: it need not be read.
    """
    document: Document = {
        "search": _search(person, _open_loop(tx, person) if latest is None else latest.id if latest.is_open else None),
        **({} if person.resident_key is None else {"resident_id_index": person.resident_key}),
        **({"former_resident_id_indexes": person.former_resident_keys} if person.former_resident_keys else {}),
        "region_code": person.region_code,
        "birth_date": person.birth_date.isoformat(),
        "sex": enum_text(Sex, person.sex),
        "working_age_first": person.working_age.first.isoformat(),
        "working_age_last": person.working_age.last.isoformat(),
        "registered_on": person.registered_on.isoformat(),
        "registered_by": person.registered_by,
        "certificates": [_note_row(note) for note in person.certificates],
        **(
            {"veteran_certificates": [_note_row(note) for note in person.veteran_certificates]}
            if person.veteran_certificates
            else {}
        ),
        "needs": [
            {
                "need_id": need.id,
                "loop_id": need.loop_id,
                "kind": enum_text(NeedKind, need.kind),
                "occupation_code": need.occupation_code,
                "willing": need.willing,
                "recorded_on": need.recorded_on.isoformat(),
                "recorded_by": need.recorded_by,
                "fulfilled_on": _iso(need.fulfilled_on),
                "further_occupation_codes": list(need.further_occupation_codes),
                "constraints": [enum_text(NeedConstraint, number) for number in need.constraints],
                "survey_id": need.survey_id,
                "withdrawn_on": _iso(need.withdrawn_on),
            }
            for need in person.needs.values()
        ],
        "employments": [
            {
                "placement_id": employment.placement_id,
                "loop_id": employment.loop_id,
                "employer_code": employment.employer_code,
                "started_on": _iso(employment.span.started_on),
                "ended_on": _iso(employment.span.ended_on),
                "form": employment.form,
            }
            # In the order of ids: the document must not depend on the order in which facts were heard.
            for _, employment in sorted(person.employments.items())
        ],
        "trainings": [
            {
                "enrolment_id": training.enrolment_id,
                "confirmed_on": _iso(training.confirmed_on),
                "graduated_on": _iso(training.graduated_on),
            }
            for _, training in sorted(person.trainings.items())
        ],
        "programmes": [
            {
                "programme_code": each.programme_code,
                "entered_on": each.entered_on.isoformat(),
                "left_on": _iso(each.left_on),
                "recorded_by": each.recorded_by,
            }
            for each in person.programmes
        ],
        "loop_ids": person.loop_ids,
        # Told apart from `region_code` for whoever asks about a day before a move.
        "residences": [
            {"region_code": residence.region_code, "since": residence.since.isoformat()}
            for residence in person.residences
        ],
        "deregistered_on": _iso(person.departure.on) if person.departure else None,
        "deregistration_reason": enum_text(DeregistrationReason, person.departure.reason) if person.departure else None,
        # Of most records there is nothing to say.
        **(
            {"merged_into": person.merged.survivor_id, "merged_on": person.merged.on.isoformat()}
            if person.merged
            else {}
        ),
        **({"merged_ids": person.merged_ids} if person.merged_ids else {}),
        "died_on": _iso(person.died_on),
        "erased_on": _iso(person.erased_on),
        "has_phone": person.has_phone,
        "has_address": person.has_address,
        "reminded": sorted(person.reminded),
        **_next_reminder(person),
        "employment_status": enum_text(EmploymentStatus, person.employment_status),
        "employment_since": _iso(person.employed_since or person.without_work_since),
        "recorded_at": person.recorded_at or tx.now,
    }
    if person.stored is not None:
        history.keep(tx, PERSONS, person.stored, document, person_id=person.id, why=why, sealed=replaced)
    tx.save(PERSONS, person, document)
    person.counted = _count_change(tx, PERSONS, person.counted, document)
    person.stored = {**document, "_id": person.id, "revision": person.revision}
    return {**document, "_id": person.id}


def _note_row(note: CertificateNote) -> Document:
    return {
        "certificate_id": note.id,
        "category": note.category,
        "level": note.level,
        "valid_from": note.valid_from.isoformat(),
        "valid_until": note.valid_until.isoformat(),
        **({} if note.number_key is None else {"number_index": note.number_key}),
        **_given(revoked_on=note.revoked_on, lost_on=note.lost_on),
    }


def _next_reminder(person: Person) -> Document:
    """The first day on which something of the person falls due; nothing: never."""
    due = dues(person, REMINDERS)
    return {"remind_on": due[0].on.isoformat()} if due else {}


def _open_loop(tx: Transaction, person: Person) -> str | None:
    if not person.loop_ids:
        return None
    latest = tx.find_one(LOOPS, {"_id": person.loop_ids[-1]})
    return str(latest["_id"]) if latest is not None and latest["open"] else None


def _search(person: Person, open_loop_id: str | None) -> Document:
    """What persons are searched by (`services.registry.search`); it follows from the rest of the document."""
    last = person.certificates[-1] if person.certificates else None
    needs = [enum_text(NeedKind, kind) for kind in person.open_needs(open_loop_id)]
    return {
        "category": last.category if last else None,
        "level": last.level if last else None,
        "valid_from": _iso(last.valid_from) if last else None,
        "valid_until": _iso(last.valid_until) if last else None,
        "revoked_on": _iso(last.revoked_on) if last else None,
        "open_loop_id": open_loop_id,
        **({"open_needs": needs} if needs else {}),
        **({"name": list(person.name_keys)} if person.name_keys else {}),
    }


def _person(document: Document) -> Person:
    return Person(
        id=document["_id"],
        version=document["version"],
        revision=document["revision"],
        resident_key=document.get("resident_id_index"),
        name_keys=tuple(document.get("search", {}).get("name", ())),
        region_code=document["region_code"],
        birth_date=date.fromisoformat(document["birth_date"]),
        sex=enum_number(Sex, document["sex"]),
        working_age=WorkingAge(
            date.fromisoformat(document["working_age_first"]), date.fromisoformat(document["working_age_last"])
        ),
        registered_on=date.fromisoformat(document["registered_on"]),
        registered_by=document["registered_by"],
        certificates=certificate_notes(document),
        veteran_certificates=certificate_notes(document, VETERAN_CERTIFICATES),
        needs={row["need_id"]: need_from(row) for row in document["needs"]},
        employments={
            row["placement_id"]: Employment(
                row["placement_id"],
                row["loop_id"],
                row["employer_code"],
                Span(_day(row["started_on"]), _day(row["ended_on"])),
                row.get("form"),
            )
            for row in document["employments"]
        },
        trainings={
            row["enrolment_id"]: Training(row["enrolment_id"], _day(row["confirmed_on"]), _day(row["graduated_on"]))
            for row in document.get("trainings", [])
        },
        programmes=participations(document),
        loop_ids=list(document["loop_ids"]),
        died_on=_day(document["died_on"]),
        erased_on=_day(document["erased_on"]),
        merged=(
            Merge(document["merged_into"], date.fromisoformat(document["merged_on"]))
            if "merged_into" in document
            else None
        ),
        merged_ids=list(document.get("merged_ids", [])),
        recorded_at=document.get("recorded_at"),
        stored=document,
        former_resident_keys=list(document.get("former_resident_id_indexes", [])),
        residences=[
            Residence(row["region_code"], date.fromisoformat(row["since"]))
            # A record of an earlier release has not moved.
            for row in document.get("residences")
            or [{"region_code": document["region_code"], "since": document["registered_on"]}]
        ],
        departure=(
            Departure(
                enum_number(DeregistrationReason, document["deregistration_reason"]),
                date.fromisoformat(document["deregistered_on"]),
            )
            if document.get("deregistered_on")
            else None
        ),
        has_phone=document.get("has_phone"),
        has_address=document.get("has_address"),
        reminded=set(document.get("reminded", ())),
        counted=_counted(PERSONS, document),
    )


def participations(document: Document) -> list[Participation]:
    """A person's times in programmes, in the order taken down."""
    return [
        Participation(
            row["programme_code"], date.fromisoformat(row["entered_on"]), row["recorded_by"], _day(row["left_on"])
        )
        for row in document.get("programmes", [])
    ]


def need_from(row: Document) -> Need:
    """A need of a person's document."""
    return Need(
        row["need_id"],
        row["loop_id"],
        enum_number(NeedKind, row["kind"]),
        row["occupation_code"],
        row["willing"],
        date.fromisoformat(row["recorded_on"]),
        row["recorded_by"],
        _day(row["fulfilled_on"]),
        tuple(row.get("further_occupation_codes", ())),
        tuple(enum_number(NeedConstraint, name) for name in row.get("constraints", ())),
        row.get("survey_id", ""),
        _day(row.get("withdrawn_on")),
    )


def certificate_notes(document: Document, field: str = CERTIFICATES) -> list[CertificateNote]:
    """The certificates of a person's document, or the veteran's among them, in the order issued."""
    return [
        CertificateNote(
            row["certificate_id"],
            row["category"],
            row["level"],
            date.fromisoformat(row["valid_from"]),
            date.fromisoformat(row["valid_until"]),
            row.get("number_index"),
            _day(row.get("revoked_on")),
            _day(row.get("lost_on")),
        )
        for row in document.get(field, ())
    ]


def certificate_exists(tx: Transaction, key: bytes, valid_from: date) -> bool:
    """Whether this issue of a certificate, whose number has this keyed index, is registered."""
    found = tx.find_one(CERTIFICATES, {"number_index": key, "valid_from": valid_from.isoformat()})
    return found is not None


def save_certificate(tx: Transaction, certificate: Certificate, sealed: Binary, key: bytes, position: int) -> None:
    """Store a new certificate; `position` counts the person's certificates of its kind in the order issued, from 1.

    `sealed` is its number, `key` the number's keyed index.
    """
    fields = {"number": sealed, "number_index": key}
    _save_certificate(tx, certificate, position, fields)


def _save_certificate(tx: Transaction, certificate: Certificate, position: int, number: Document) -> None:
    tx.save(
        CERTIFICATES,
        certificate,
        {
            "person_id": certificate.person_id,
            "region_code": certificate.region_code,
            **number,
            "category": certificate.category,
            "level": certificate.level,
            "valid_from": certificate.valid_from.isoformat(),
            "valid_until": certificate.valid_until.isoformat(),
            "position": position,
            # Of most certificates there is nothing to say.
            **({} if certificate.kind == CERTIFICATE_KIND_DISABILITY else {"kind": _kind_text(certificate)}),
            **_given(revoked_on=certificate.revoked_on, lost_on=certificate.lost_on),
            **(
                {"revocation_reason": enum_text(RevocationReason, certificate.revocation_reason)}
                if certificate.revoked_on
                else {}
            ),
        },
    )


def _kind_text(certificate: Certificate) -> str:
    return enum_text(CertificateKind, certificate.kind)


def certificate_from(document: Document) -> Certificate:
    """A certificate as stored, without its number."""
    return Certificate(
        id=document["_id"],
        version=document["version"],
        revision=document["revision"],
        person_id=document["person_id"],
        region_code=document["region_code"],
        category=document["category"],
        level=document["level"],
        valid_from=date.fromisoformat(document["valid_from"]),
        valid_until=date.fromisoformat(document["valid_until"]),
        revoked_on=_day(document.get("revoked_on")),
        revocation_reason=enum_number(RevocationReason, document.get("revocation_reason", "UNSPECIFIED")),
        lost_on=_day(document.get("lost_on")),
        kind=enum_number(CertificateKind, document.get("kind", "DISABILITY")),
    )


def certificate(tx: Transaction, certificate_id: str) -> Certificate:
    """Raises `NotFound`, also when the holder is of none of the caller's regions."""
    document = tx.find_one(CERTIFICATES, {"_id": certificate_id})
    if document is None:
        raise NotFound("certificate", "certificate_id")
    access.require_row(document["region_code"], NotFound("certificate", "certificate_id"))
    return certificate_from(document)


def certificates_of(tx: Transaction, person_id: str) -> list[Certificate]:
    """All certificates of a person, in the order issued."""
    return [certificate_from(row) for row in tx.find(CERTIFICATES, {"person_id": person_id}, sort="position")]


def change_certificate(tx: Transaction, certificate: Certificate, *, frees_number: bool = False) -> None:
    """Store a certificate that was stored before, with its events; its sealed number stays.

    `frees_number`: its number may be registered again, for the same day of issue too.
    """
    document = tx.find_one(CERTIFICATES, {"_id": certificate.id}) or {}
    kept = ("number",) if frees_number else ("number", "number_index")
    _save_certificate(
        tx, certificate, document["position"], {name: document[name] for name in kept if name in document}
    )


def free_numbers(tx: Transaction, person: Person, wrong_key: bytes) -> None:
    """Numbers that begin with a resident ID that was never the person's are another's; `wrong_key` is its index.

    The person's certificates are found by them no more. The caller saves the person.
    """
    rows = [row for row in tx.find(CERTIFICATES, {"person_id": person.id}) if "number" in row]
    opened = tx.vault.open([{"number": row["number"]} for row in rows], [person.id] * len(rows))
    wrong = {
        row["_id"]: row
        for row, clear in zip(rows, opened, strict=True)
        if resident_key(tx.vault, str(clear["number"])[:18]) == wrong_key
    }
    for row in wrong.values():
        change_certificate(tx, certificate_from(row), frees_number=True)
    person.certificates = [replace(note, number_key=None) if note.id in wrong else note for note in person.certificates]


def loops_of(tx: Transaction, person: Person) -> list[Loop]:
    """All loops of a person, the latest last."""
    return [loop(tx, loop_id) for loop_id in person.loop_ids]


def loop(tx: Transaction, loop_id: str) -> Loop:
    """Raises `NotFound`, also when the loop is of none of the caller's regions."""
    document = tx.find_one(LOOPS, {"_id": loop_id})
    if document is None:
        raise NotFound("loop", "loop_id")
    access.require_row(document["region_code"], NotFound("loop", "loop_id"))
    return loop_from(document)


def loop_from(document: Document) -> Loop:
    """A loop as stored."""
    return Loop(
        stored=document,
        id=document["_id"],
        version=document["version"],
        revision=document["revision"],
        person_id=document["person_id"],
        region_code=document["region_code"],
        opened_on=date.fromisoformat(document["opened_on"]),
        steps={
            (step.stage, step.source_id): step
            for step in (
                Step(
                    enum_number(LoopStage, row["stage"]),
                    date.fromisoformat(row["reached_on"]),
                    row["event_type"],
                    row["source_id"],
                )
                for row in document["steps"]
            )
        },
        ended={row["placement_id"]: date.fromisoformat(row["ended_on"]) for row in document["ended"]},
        closed_by_hand=(
            Closure(
                enum_number(LoopOutcome, document["closed_by_hand"]["outcome"]),
                date.fromisoformat(document["closed_by_hand"]["closed_on"]),
                document["closed_by_hand"].get("departed", False),
            )
            if document["closed_by_hand"]
            else None
        ),
        support=_support(document.get("support", [])),
        counted=_counted(LOOPS, document),
    )


def _support(rows: list[Document]) -> dict[str, list[SupportStep]]:
    found: dict[str, list[SupportStep]] = {}
    for row in rows:
        step = SupportStep(
            row["event_type"], date.fromisoformat(row["happened_on"]), row["round"], row["step"], row["outcome"]
        )
        found.setdefault(row["case_id"], []).append(step)
    return found


def region_keys(region_code: str) -> list[str]:
    """What the codes of a region and of all above it begin with: 370105003 → 37, 3701, 370105, 370105003."""
    own = access.prefix(region_code)
    return [own[:length] for length in (2, 4, 6, 9) if length <= len(own)]


def save_loop(tx: Transaction, loop: Loop) -> Document:
    """Store a loop with the recorded events; returns the document."""
    position, by_hand = loop.position, loop.closed_by_hand
    document = {
        "person_id": loop.person_id,
        "region_code": loop.region_code,
        "opened_on": loop.opened_on.isoformat(),
        "steps": [
            {
                "stage": enum_text(LoopStage, step.stage),
                "reached_on": step.reached_on.isoformat(),
                "event_type": step.event_type,
                "source_id": step.source_id,
            }
            for step in sorted(loop.steps.values(), key=lambda step: (step.reached_on, step.stage, step.source_id))
        ],
        "ended": [{"placement_id": id, "ended_on": on.isoformat()} for id, on in sorted(loop.ended.items())],
        "closed_by_hand": (
            {
                "outcome": enum_text(LoopOutcome, by_hand.outcome),
                "closed_on": by_hand.closed_on.isoformat(),
                **({"departed": True} if by_hand.departed else {}),
            }
            if by_hand
            else None
        ),
        "placements": [
            {"placement_id": id, "started_on": _iso(span.started_on), "ended_on": _iso(span.ended_on)}
            for id, span in sorted(loop.placements.items())
        ],
        "stage": enum_text(LoopStage, position.stage),
        "open": position.closure is None,
        "outcome": enum_text(LoopOutcome, position.closure.outcome) if position.closure else None,
        "closed_on": _iso(position.closure.closed_on) if position.closure else None,
        "moved_on": loop.moved_on.isoformat(),
        "regions": region_keys(loop.region_code),
        "reopened_on": [day.isoformat() for day in loop.reopened_on],
        "support": [
            {
                "case_id": case_id,
                "event_type": step.event_type,
                "happened_on": step.happened_on.isoformat(),
                "round": step.round,
                "step": step.step,
                "outcome": step.outcome,
            }
            # A case's in the order told; of cases among one another the order of arrival must not matter.
            for case_id, steps in sorted(loop.support.items())
            for step in steps
        ],
    }
    if loop.stored is not None:
        history.keep(tx, LOOPS, loop.stored, document, person_id=loop.person_id)
    tx.save(LOOPS, loop, document)
    loop.counted = _count_change(tx, LOOPS, loop.counted, document)
    loop.stored = {**document, "_id": loop.id, "revision": loop.revision}
    return {**document, "_id": loop.id}
