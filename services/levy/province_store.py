"""Runs as they are stored: documents ↔ aggregates, the facts and totals of slices, the rules they used.

    assessment_runs    a run, and how far its employers are listed
    slices             a slice, whether it is done, and its sums; small: they are read whenever progress is asked for
    slice_facts        the employers of a slice; when it is done, what their levy was computed from, in columns
    slice_totals       the sums of a slice by region, kind, size, outcome and share
    rule_sets          the rules on file when a run started, `_id`: SHA-256 of their text

An assessment that a run issued has no lines, but the slice and row of its facts: `lines` computes them again.
"""

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from bihuan.levy.v1 import province_service_pb2 as pb
from google.protobuf.timestamp_pb2 import Timestamp

from services.levy import store
from services.levy.domain import formula
from services.levy.domain.province import AssessmentRun, AssessmentSlice, Block, RulesOfRegions, RunState, Sums, Totals
from services.levy.domain.rules import Rulebook
from shared import access, dates
from shared.errors import NotFound, WrongState
from shared.store import Database, Document, Transaction

RUNS, SLICES, FACTS, TOTALS, RULE_SETS = "assessment_runs", "slices", "slice_facts", "slice_totals", "rule_sets"
INDEXES: Final[list[tuple[str, list[tuple[str, int]], dict[str, Any]]]] = [
    (RUNS, [("region_code", 1), ("started_at", -1), ("_id", -1)], {}),
    (RUNS, [("open", 1)], {"partialFilterExpression": {"open": True}}),
    (SLICES, [("run_id", 1), ("done", 1)], {}),
    (FACTS, [("run_id", 1)], {}),
    (TOTALS, [("run_id", 1)], {}),
]
READ_AHEAD: Final = 20  # slices' facts in memory at a time


class NotExplained(WrongState):
    """FAILED_PRECONDITION: an explanation computed again comes out otherwise than what was issued."""

    reason = "NOT_EXPLAINED"


def load_run(tx: Transaction, run_id: str) -> AssessmentRun:
    """Raises `NotFound`, also when the run is of none of the caller's regions."""
    return run_of(store.own(tx.find_one(RUNS, {"_id": run_id}), "run", "assessment_run_id"))


def read_run(database: Database, run_id: str) -> AssessmentRun:
    """A run that is the caller's as a whole, outside of a transaction. Raises `NotFound`."""
    return run_of(store.own(database.collection(RUNS).find_one({"_id": run_id}), "run", "assessment_run_id"))


def run_for(database: Database, run_id: str) -> AssessmentRun:
    """A run of which some part may be the caller's: for sums, which are narrowed. Raises `NotFound`."""
    document = database.collection(RUNS).find_one({"_id": run_id})
    if document is None:
        raise NotFound("run", "assessment_run_id")
    mine, whole = access.caller().regions, access.prefix(document["region_code"])
    if not any(whole.startswith(region) or region.startswith(whole) for region in mine):
        raise NotFound("run", "assessment_run_id")
    return run_of(document)


def open_runs(tx: Transaction, levy_year: int) -> list[AssessmentRun]:
    """Those of a year that have not ended."""
    return [run_of(document) for document in tx.find(RUNS, {"open": True, "levy_year": levy_year})]


def save_run(tx: Transaction, run: AssessmentRun) -> None:
    """Store it with its events."""
    tx.save(
        RUNS,
        run,
        {
            "region_code": run.region_code,
            "levy_year": run.levy_year,
            "assessed_on": run.assessed_on.isoformat(),
            "dry_run": run.dry_run,
            "reissue_unchanged": run.reissue_unchanged,
            "rule_set": run.rule_set,
            "started_at": run.started_at,
            "state": run.state.name,
            "open": run.open,
            "cursor": run.cursor,
            "slices": run.slices,
            "employers": run.employers,
            "ended_at": run.ended_at,
            "slices_done": run.slices_done,
            "sums": vars(run.sums),
        },
    )


def run_of(document: Document) -> AssessmentRun:
    """A run as stored."""
    kept = {name: value for name, value in document.items() if name not in ("_id", "open")}
    return AssessmentRun(
        **{
            **kept,
            "id": document["_id"],
            "assessed_on": date.fromisoformat(document["assessed_on"]),
            "state": RunState[document["state"]],
            "sums": Sums(**document["sums"]),
        }
    )


def slice_of(tx: Transaction, slice_id: str) -> AssessmentSlice:
    """A slice; raises `LookupError`."""
    document = _there(tx.find_one(SLICES, {"_id": slice_id}))
    kept = {name: value for name, value in document.items() if name != "_id"}
    return AssessmentSlice(**{**kept, "id": slice_id, "sums": Sums(**document["sums"])})


def _there(document: Document | None) -> Document:
    if document is None:
        raise LookupError("what a run has stored is not there any more")
    return document


def save_slice(tx: Transaction, it: AssessmentSlice) -> None:
    """Store it with its events."""
    tx.save(
        SLICES,
        it,
        {
            "run_id": it.run_id,
            "region_code": it.region_code,
            "employers": it.employers,
            "done": it.done,
            "sums": vars(it.sums),
        },
    )


def keep_codes(tx: Transaction, it: AssessmentSlice, codes: list[str]) -> None:
    """Whom a planned slice is of."""
    tx.add(FACTS, {"_id": it.id, "run_id": it.run_id, "planned": "".join(codes)})


def codes_of(tx: Transaction, slice_id: str) -> list[str]:
    """Whom a slice is of."""
    planned: str = _there(tx.find_one(FACTS, {"_id": slice_id}))["planned"]
    return [planned[at : at + 18] for at in range(0, len(planned), 18)]


def keep_results(tx: Transaction, it: AssessmentSlice, block: Block, totals: Totals) -> None:
    """What a slice was computed from, and its sums."""
    tx.put(FACTS, it.id, {"block": block.pack()})
    tx.add(TOTALS, {"_id": it.id, "run_id": it.run_id, **totals.pack()})


def blocks(database: Database, run_id: str) -> Iterator[Block]:
    """The facts of a run, slice by slice."""
    found = database.collection(FACTS).find(
        {"run_id": run_id, "block": {"$exists": True}}, {"block": 1}, batch_size=READ_AHEAD
    )
    for document in found:
        yield Block.unpack(document["block"])


def totals(database: Database, run_id: str) -> Iterator[Totals]:
    """The sums of a run, slice by slice."""
    for document in database.collection(TOTALS).find({"run_id": run_id}, batch_size=READ_AHEAD):
        yield Totals.unpack(document)


def progress(database: Database, run: AssessmentRun) -> AssessmentRun:
    """With the sums of the slices that are done by now."""
    if run.state is RunState.DONE:
        return run
    done = database.collection(SLICES).find({"run_id": run.id, "done": True}, {"sums": 1})
    run.slices_done, run.sums = sums_of(done)
    return run


def sums_of(slices: Any) -> tuple[int, Sums]:
    """How many they are, and what they come to together."""
    count, sums = 0, Sums()
    for document in slices:
        count += 1
        sums.add(Sums(**document["sums"]))
    return count, sums


def keep_rules(tx: Transaction, book: Rulebook) -> str:
    """Keep the rules as they are; their hash."""
    digest = hashlib.sha256(book.text.encode()).hexdigest()
    tx.insert(RULE_SETS, {"_id": digest, "text": book.text})
    return digest


def rulebook(tx: Transaction, digest: str) -> Rulebook:
    """The rules of a run."""
    found = _BOOKS.get(digest)
    if found is None:
        found = _parsed(digest, _there(tx.find_one(RULE_SETS, {"_id": digest}))["text"])
        if len(_BOOKS) >= BOOKS_KEPT:
            _BOOKS.clear()
        _BOOKS[digest] = found
    return found


BOOKS_KEPT: Final = 8
_BOOKS: dict[str, Rulebook] = {}


def _parsed(digest: str, text: str) -> Rulebook:
    if hashlib.sha256(text.encode()).hexdigest() != digest:
        raise ValueError("a kept set of rules is not what its hash says")
    return Rulebook.from_text(text)


def lines(tx: Transaction, document: Document) -> list[Document]:
    """The explanation of an assessment that a run issued. Raises `NotExplained`."""
    kept = _there(tx.find_one(FACTS, {"_id": document["slice_id"]}))
    run = _there(tx.find_one(RUNS, {"_id": kept["run_id"]}))
    rules = RulesOfRegions(rulebook(tx, run["rule_set"]), document["levy_year"]).of(document["region_code"])
    result = formula.assess(Block.unpack(kept["block"]).facts(document["row"]), rules)
    if (result.due_fen, result.payable_fen) != (document["due_fen"], document["payable_fen"]):
        raise NotExplained("assessment_id", "its facts and rules give another sum with this release; ask for a review")
    return [store.line_document(line) for line in result.lines]


def run_message(run: AssessmentRun) -> pb.AssessmentRun:
    """As callers see it."""
    message = pb.AssessmentRun(
        assessment_run_id=run.id,
        region_code=run.region_code,
        levy_year=run.levy_year,
        assessed_on=dates.to_wire(run.assessed_on),
        dry_run=run.dry_run,
        reissue_unchanged=run.reissue_unchanged,
        state=f"ASSESSMENT_RUN_STATE_{run.state.name}",
        employers=run.employers,
        slices=run.slices,
        slices_done=run.slices_done,
        issued=run.sums.issued,
        unchanged=run.sums.unchanged,
        skipped=[
            pb.SkippedEmployers(reason=f"SKIP_REASON_{reason}", employers=count)
            for reason, count in sorted(run.sums.skipped.items())
        ],
        due_fen=run.sums.due_fen,
        payable_fen=run.sums.payable_fen,
        started_at=_timestamp(run.started_at),
        rules_sha256=run.rule_set,
    )
    if run.ended_at is not None:
        message.ended_at.CopyFrom(_timestamp(run.ended_at))
    return message


def _timestamp(time: Any) -> Timestamp:
    found = Timestamp()
    found.FromDatetime(time)
    return found
