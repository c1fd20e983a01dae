"""The levy of a whole province: runs and their slices, reports, what-if (ProvinceService, docs/adr/0013).

A slice is one event and one transaction, so that what was interrupted is done once; what it reads, it reads for all of
its employers at a time.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from bihuan.levy.v1 import events_pb2
from bihuan.levy.v1 import levy_service_pb2 as levy_pb
from bihuan.levy.v1 import province_service_pb2 as pb
from pydantic import ValidationError

from services.levy import accounts, province_store, store
from services.levy.domain import counting, province
from services.levy.domain.assessment import Assessment, Computed
from services.levy.domain.formula import Facts, Outcome, Result
from services.levy.domain.province import (
    AssessmentRun,
    AssessmentSlice,
    Block,
    Outcomes,
    Report,
    ReportRow,
    RulesOfRegions,
    RunState,
    RunUnderWay,
    Skipped,
    Sums,
    Totals,
)
from services.levy.domain.rules import Rulebook
from services.levy.domain.schema import SmallEmployers, Tier, falling
from services.levy.domain.trace import text
from shared import access, dates
from shared.errors import InvalidField
from shared.paging import page
from shared.store import Database, Transaction, new_id

# Employers of a slice: well below the second that a handler has, also on a machine that does much else.
SLICE: Final = 500
# Employers listed at once: likewise.
LISTED_AT_ONCE: Final = 20_000


def start(
    tx: Transaction,
    book: Rulebook,
    id: str,
    region_code: str,
    levy_year: int,
    assessed_on: date,
    *,
    dry_run: bool,
    reissue_unchanged: bool,
) -> AssessmentRun:
    """Begin a run; raises `RegionDenied`, `RunUnderWay`, `RuleMissing`, `InvalidField`."""
    access.require_region(region_code, "region_code")
    dates.check_not_future(assessed_on, tx.now, "assessed_on")
    RulesOfRegions(book, levy_year).of(region_code)
    if any(province.overlap(run.region_code, region_code) for run in province_store.open_runs(tx, levy_year)):
        raise RunUnderWay("region_code", "a run of some of these employers has not ended; wait for it or cancel it")
    run = AssessmentRun.start(
        id,
        region_code,
        levy_year,
        assessed_on,
        dry_run=dry_run,
        reissue_unchanged=reissue_unchanged,
        rule_set=province_store.keep_rules(tx, book),
        at=tx.now.replace(microsecond=tx.now.microsecond // 1000 * 1000),
    )
    province_store.save_run(tx, run)
    return run


def cancel(tx: Transaction, run_id: str) -> AssessmentRun:
    """End a run; raises `NotFound`, `RunEnded`."""
    run = province_store.load_run(tx, run_id)
    was_open = run.open
    run.cancel(tx.now.replace(microsecond=tx.now.microsecond // 1000 * 1000))
    if was_open:
        province_store.save_run(tx, run)
    return run


def plan(tx: Transaction, run_id: str) -> None:
    """List the next of a run's employers, in slices by code. Who is registered behind the cursor meanwhile is in it."""
    run = province_store.load_run(tx, run_id)
    if run.state is not RunState.PLANNING:
        return
    found = tx.find(
        store.EMPLOYERS,
        {"code": {"$gt": run.cursor}},
        sort="code",
        limit=LISTED_AT_ONCE,
        fields=["code", "region_code"],
    )
    prefix = access.prefix(run.region_code)
    codes = [row["code"] for row in found if row["region_code"].startswith(prefix)]
    parts = [codes[at : at + SLICE] for at in range(0, len(codes), SLICE)]
    for part in parts:
        planned = AssessmentSlice.plan(new_id(), run, len(part))
        province_store.save_slice(tx, planned)
        province_store.keep_codes(tx, planned, part)
    cursor = found[-1]["code"] if found else run.cursor
    run.planned(len(parts), len(codes), cursor, complete=len(found) < LISTED_AT_ONCE)
    province_store.save_run(tx, run)


@dataclass(frozen=True)
class _Gathered:
    """What the levy of one employer is computed from, as `commands.compute` and `issue_assessment` find it."""

    employer_code: str
    region_code: str
    facts: Facts
    declared_on: date | None
    last_filing: date | None


def gather(
    tx: Transaction, rules: RulesOfRegions, employer_codes: Sequence[str], levy_year: int
) -> tuple[list[_Gathered], Counter[str]]:
    """The facts of many employers by a few queries; and how many cannot be assessed, by reason."""
    codes = list(employer_codes)
    declarations = store.declarations(tx, codes, levy_year - 1)
    found: list[_Gathered] = []
    skipped: Counter[str] = Counter()
    rows = []
    for row in tx.find(store.EMPLOYERS, {"code": {"$in": codes}}, sort="code"):
        declaration = declarations.get(row["code"])
        if declaration is None:
            skipped[Skipped.DECLARATION_MISSING.name] += 1
        elif not declaration.approved:
            skipped[Skipped.REVIEW_OPEN.name] += 1
        elif not rules.has(row["region_code"]):
            skipped[Skipped.RULE_MISSING.name] += 1
        else:
            rows.append((row, declaration))
    own = {row["code"]: (row["region_code"], declaration.current) for row, declaration in rows}
    claims = store.claims_of(tx, rules.book, own, levy_year - 1)
    settled = store.settled(tx, levy_year - 1, {id for _, persons in claims.values() for id in persons})
    for row, declaration in rows:
        code, region = row["code"], row["region_code"]
        placed = Fraction(0)
        if code in claims:
            claimed, persons = claims[code]
            months = counting.count(
                code, levy_year - 1, declaration.submitted_on, rules.of(region), claimed, persons, settled
            )
            placed = counting.placed_average(months)
        figures = declaration.current.figures
        facts = Facts(
            row["kind"],
            date.fromisoformat(row["founded_on"]),
            figures.monthly_staff,
            figures.wage_bill_fen,
            placed,
            figures.seasonal_person_months,
        )
        found.append(_Gathered(code, region, facts, declaration.submitted_on, declaration.current.filed_on))
    return found, skipped


def assess_slice(tx: Transaction, slice_id: str) -> None:
    """Assess the employers of a slice, once. Of a run that was cancelled nothing is assessed."""
    it = province_store.slice_of(tx, slice_id)
    run = province_store.load_run(tx, it.run_id)
    if it.done or not run.open:
        return
    rules = RulesOfRegions(province_store.rulebook(tx, run.rule_set), run.levy_year)
    gathered, skipped = gather(tx, rules, province_store.codes_of(tx, slice_id), run.levy_year)
    earlier = store.assessments_in_force(tx, [each.employer_code for each in gathered], run.levy_year)
    in_time = [each for each in gathered if not _too_early(run.assessed_on, each, earlier.get(each.employer_code))]
    if len(in_time) < len(gathered):
        skipped[Skipped.ASSESSED_TOO_EARLY.name] += len(gathered) - len(in_time)
    block = Block.of([(each.employer_code, each.region_code, each.facts) for each in in_time])
    outcomes = province.assess(block, rules)
    sums = Sums(
        skipped=dict(skipped), due_fen=sum(outcomes.due_fen.tolist()), payable_fen=sum(outcomes.payable_fen.tolist())
    )
    assessments = []
    for computed, each in zip(_computed(slice_id, run, rules, in_time, outcomes), in_time, strict=True):
        before = earlier.get(each.employer_code)
        if before is not None and not run.reissue_unchanged and _same(before.computed, computed):
            sums.unchanged += 1
            continue
        sums.issued += 1
        if not run.dry_run:
            assessments.append(_issue(tx, computed, run.assessed_on, each.last_filing, before))
    accounts.follow_all(tx, rules.of, assessments)
    it.done, it.sums = True, sums
    province_store.save_slice(tx, it)
    province_store.keep_results(tx, it, block, Totals.of(block, outcomes))


def _too_early(assessed_on: date, found: _Gathered, earlier: Assessment | None) -> bool:
    """What `Assessment.issue` would refuse."""
    last_filing = found.last_filing
    return (last_filing is not None and assessed_on < last_filing) or (
        earlier is not None and assessed_on < earlier.assessed_on
    )


def _issue(
    tx: Transaction, computed: Computed, assessed_on: date, last_filing: date | None, earlier: Assessment | None
) -> Assessment:
    assessment = Assessment.issue(new_id(), computed, assessed_on, last_filing, earlier)
    if earlier is not None:
        # First, for only one may be in force at a time.
        store.save_assessment(tx, earlier)
    store.save_assessment(tx, assessment)
    return assessment


def _computed(
    slice_id: str, run: AssessmentRun, rules: RulesOfRegions, gathered: Sequence[_Gathered], outcomes: Outcomes
) -> list[Computed]:
    heads: dict[int, Fraction] = {}

    def exact(numerator: int) -> Fraction:
        found = heads.get(numerator)
        if found is None:
            found = heads[numerator] = Fraction(numerator, outcomes.scale)
        return found

    heads_and_sums = [outcomes.outcome, outcomes.due_fen, outcomes.payable_fen, outcomes.staff, outcomes.placed]
    columns = [*heads_and_sums, outcomes.required, outcomes.wage_applied_fen]
    rows = zip(gathered, *(column.tolist() for column in columns), strict=True)
    return [
        Computed(
            employer_code=each.employer_code,
            region_code=each.region_code,
            levy_year=run.levy_year,
            rules_of=rules.of(each.region_code).day,
            declared_on=each.declared_on,
            certificates_valid_on=each.declared_on,
            result=Result(Outcome(outcome), due, payable, exact(staff), exact(placed), exact(required), wage, ()),
            facts_in=(slice_id, number),
        )
        for number, (each, outcome, due, payable, staff, placed, required, wage) in enumerate(rows)
    ]


def _same(before: Computed, now: Computed) -> bool:
    """Whether an assessment would come out as the one in force; the explanation is left out, it follows."""
    return _essence(before) == _essence(now)


def _essence(computed: Computed) -> tuple[Any, ...]:
    result = computed.result
    return (
        computed.region_code,
        computed.rules_of,
        computed.declared_on,
        computed.certificates_valid_on,
        result.outcome,
        result.due_fen,
        result.payable_fen,
        result.staff,
        result.placed,
        result.required,
        result.wage_applied_fen,
    )


def finish(database: Database) -> None:
    """End the runs whose slices are all done. Any number of workers may do it at the same time."""
    running = {"open": True, "state": RunState.RUNNING.name}
    for document in database.collection(province_store.RUNS).find(running, {"_id": 1}):
        waiting = {"run_id": document["_id"], "done": False}
        if database.collection(province_store.SLICES).find_one(waiting, {"_id": 1}) is None:
            database.transact(lambda tx, run_id=document["_id"]: _finish(tx, run_id))  # type: ignore[misc]


def _finish(tx: Transaction, run_id: str) -> None:
    run = province_store.load_run(tx, run_id)
    if run.state is not RunState.RUNNING:
        return
    slices = tx.find(province_store.SLICES, {"run_id": run_id, "done": True}, fields=["sums"])
    count, sums = province_store.sums_of(slices)
    if count == run.slices:
        run.finish(tx.now.replace(microsecond=tx.now.microsecond // 1000 * 1000), count, sums)
        province_store.save_run(tx, run)


def get(database: Database, run_id: str) -> pb.AssessmentRun:
    """How far a run is; raises `NotFound`."""
    return province_store.run_message(province_store.progress(database, province_store.read_run(database, run_id)))


def list_runs(database: Database, region_code: str, page_size: int, page_token: str) -> pb.ListAssessmentRunsResponse:
    """Runs of a region and below, the last one first."""
    rows, token = page(
        database.collection(province_store.RUNS),
        access.rows("region_code", region_code),
        page_size=page_size,
        page_token=page_token,
        sort="-started_at",
    )
    runs = (province_store.progress(database, province_store.run_of(row)) for row in rows)
    return pb.ListAssessmentRunsResponse(runs=map(province_store.run_message, runs), next_page_token=token)


def report(database: Database, request: pb.GetLevyReportRequest) -> pb.GetLevyReportResponse:
    """What a run came to; raises `NotFound`, `RegionDenied`."""
    run = province_store.run_for(database, request.assessment_run_id)
    found = _report(run, request.region_code, request.by)
    for totals in province_store.totals(database, run.id):
        found.add(totals)
    rows, total = _rows(found)
    state = province_store.run_message(run).state
    return pb.GetLevyReportResponse(rows=rows, total=total, state=state)


def what_if(database: Database, request: pb.GetProvinceWhatIfRequest) -> pb.GetProvinceWhatIfResponse:
    """What other rules make of a run's facts; raises `NotFound`, `RegionDenied`, `RunUnderWay`, `InvalidField`."""
    run = province_store.run_for(database, request.assessment_run_id)
    if run.open:
        raise RunUnderWay("assessment_run_id", "the facts are complete when the run has ended")
    book = database.transact(lambda tx: province_store.rulebook(tx, run.rule_set))
    ours = RulesOfRegions(book, run.levy_year)
    changed = RulesOfRegions(book, run.levy_year, _changes(request.changes))
    before, after = (_report(run, request.region_code, request.by) for _ in range(2))
    for block in province_store.blocks(database, run.id):
        for rules, into in ((ours, before), (changed, after)):
            into.add(Totals.of(block, province.assess(block, rules)))
    rows_before, total_before = _rows(before)
    rows_after, total_after = _rows(after)
    return pb.GetProvinceWhatIfResponse(
        before=rows_before, after=rows_after, total_before=total_before, total_after=total_after
    )


def _changes(asked: pb.RuleChanges) -> dict[str, Any]:
    """Parameters and their values; raises `InvalidField`."""
    changes: dict[str, Any] = {}
    if asked.ratio:
        changes["ratio"] = Decimal(asked.ratio)
    if asked.HasField("small_employers_staff_at_most"):
        changes["small_employers"] = SmallEmployers(
            kinds=["ENTERPRISE"], staff_at_most=asked.small_employers_staff_at_most
        )
    if asked.tiers:
        try:
            changes["tiers"] = falling(
                [Tier(at_least=Decimal(each.at_least), pay=Decimal(each.pay)) for each in asked.tiers]
            )
        except (ValidationError, ValueError) as error:
            raise InvalidField("changes.tiers", str(error)) from None
    if not changes:
        raise InvalidField("changes", "must name a rule that differs")
    return changes


def _report(run: AssessmentRun, region_code: str, by: Sequence[Any]) -> Report:
    dimensions = [pb.ReportDimension.Name(each).removeprefix("REPORT_DIMENSION_") for each in by]
    asked = region_code or run.region_code
    return Report(dimensions, asked, access.within(asked))


def _rows(report: Report) -> tuple[list[pb.LevyReportRow], pb.LevyReportRow]:
    rows = []
    for (region, kind, size, outcome, share), sums in sorted(report.rows.items()):
        row = _row(sums)
        row.region_code, row.share = region, text(Fraction(share)) if share else ""
        row.kind, row.size = _value(levy_pb.EmployerKind, kind), _value(pb.SizeClass, size)
        row.outcome = _value(events_pb2.AssessmentOutcome, outcome)
        rows.append(row)
    return rows, _row(report.total)


def _value(enum: Any, number: int) -> Any:
    return enum.values()[number] if number > 0 else 0


def _row(sums: ReportRow) -> pb.LevyReportRow:
    return pb.LevyReportRow(
        units=sums.units,
        staff=text(sums.staff),
        required=text(sums.required),
        placed=text(sums.placed),
        short=text(sums.short),
        due_fen=sums.due_fen,
        reduced_fen=sums.due_fen - sums.net_fen,
        net_fen=sums.net_fen,
    )
