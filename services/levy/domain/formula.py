"""The levy of one employer and year, exact to the fen and explained line by line. Pure.

    due = (staff × ratio − placed) × average wage        never below zero

All numbers are integers or fractions; nothing is rounded but where the rule `rounding` says so. Yuan here, fen outside.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from fractions import Fraction

from services.levy.domain.calendar import anniversary
from services.levy.domain.rules import Rounding, SmallEmployers, Tier, YearRules
from services.levy.domain.schema import ReliefProgramme
from services.levy.domain.trace import Line, Trace, half_up
from shared.errors import WrongState


class ReliefUnknown(WrongState):
    """FAILED_PRECONDITION: a grant names no reduction that is on file for the levy year."""

    reason = "RELIEF_UNKNOWN"


class Outcome(Enum):
    """Names of the contract's AssessmentOutcome."""

    DUE = 1
    RATIO_MET = 2
    EXEMPT = 3


@dataclass(frozen=True)
class Relief:
    """A reduction that was granted: the programme's id, and how much: an amount, or a share of what the year comes to.

    Neither: as much as the programme allows. `grant_id` is named in the explanation.
    """

    programme: str
    fen: int | None = None
    share: Fraction | None = None
    grant_id: str = ""


@dataclass(frozen=True)
class Facts:
    """What the levy of an employer is computed from.

    `placed`: average of the base year's weighted persons, unrounded; None: the employer did not declare, so it counts
    as having placed nobody. `kind` is a name of EmployerKind. `seasonal_person_months`: worked by seasonal
    staff.
    """

    kind: str
    founded_on: date
    monthly_staff: Sequence[int]
    wage_bill_fen: int
    placed: Fraction | None
    seasonal_person_months: int = 0
    reliefs: Sequence[Relief] = ()


@dataclass(frozen=True)
class Result:
    """What it comes to; amounts in fen. `staff`, `placed` and `required` as rounded."""

    outcome: Outcome
    due_fen: int
    payable_fen: int
    staff: Fraction
    placed: Fraction
    required: Fraction
    wage_applied_fen: int
    lines: tuple[Line, ...]


def assess(facts: Facts, rules: YearRules) -> Result:
    """The levy and its explanation.

    Raises `RuleMissing` when the ratio or the rounding is not on file, `ReliefUnknown` for a grant of no programme.
    """
    trace = Trace()
    rounding: Rounding = rules.get("rounding").value
    formula = rules.get("formula")
    staff = _staff(facts, rules, trace)
    placed = _placed(facts, rules, trace)
    required = _required(staff, rules, trace)
    short = max(required - placed, Fraction(0))
    trace.add(
        "short", ("差额人数", "persons short"), "max(required − placed, 0)", {"required": required, "placed": placed},
        short, unit="heads", rule=formula,
    )  # fmt: skip
    wage = _wage_applied(facts, staff, rules, trace)
    due = half_up(short * wage, rounding.amount_yuan)
    trace.add(
        "due", ("应缴费额（减免前）", "due before exemption and tiers"), "short × wage_applied",
        {"short": short, "wage_applied": wage}, due, unit="yuan", decimals=rounding.amount_yuan, rule=formula,
    )  # fmt: skip
    # What is paid follows from the rule that sets the share, or that of the formula where no relief applies.
    if short == 0:
        outcome, share, paid_by = Outcome.RATIO_MET, Fraction(1), formula
    elif _is_exempt(facts, staff, rules, trace):
        outcome, share, paid_by = Outcome.EXEMPT, Fraction(0), rules.get("small_employers")
    else:
        outcome, share, paid_by = Outcome.DUE, _tier(staff, placed, rules, trace), rules.find("tiers") or formula
    payable = half_up(due * share, rounding.amount_yuan)
    trace.add(
        "payable", ("实际应缴", "to be paid"), "due × share", {"due": due, "share": share}, payable,
        unit="yuan", decimals=rounding.amount_yuan, rule=paid_by, note=_OUTCOME_NOTES[outcome],
    )  # fmt: skip
    net = _after_reliefs(facts, staff, placed, payable, rules, trace)
    return Result(outcome, _fen(due), _fen(net), staff, placed, required, _fen(wage), tuple(trace.lines))


_OUTCOME_NOTES = {
    Outcome.DUE: "应缴 · due",
    Outcome.RATIO_MET: "已达到规定比例 · the ratio is met",
    Outcome.EXEMPT: "小微企业免征 · exempt as a small employer",
}


def _fen(yuan: Fraction) -> int:
    # `rounding` keeps at most two decimals of yuan, so this is whole.
    return int(yuan * 100)


def _staff(facts: Facts, rules: YearRules, trace: Trace) -> Fraction:
    rounding = rules.get("rounding")
    seasonal = facts.seasonal_person_months
    staff = half_up(Fraction(sum(facts.monthly_staff) + seasonal, 12), rounding.value.staff)
    inputs: dict[str, Fraction | int | str] = {"monthly_staff": ", ".join(map(str, facts.monthly_staff))}
    if seasonal:
        inputs["seasonal_person_months"] = seasonal
    trace.add(
        "staff", ("上年在职职工人数（年平均）", "on-post staff, average of the base year"),
        "(sum of monthly_staff + seasonal_person_months) ÷ 12" if seasonal else "sum of monthly_staff ÷ 12",
        inputs, staff,
        unit="heads", decimals=rounding.value.staff, rule=rules.get("formula"),
    )  # fmt: skip
    return staff


def _placed(facts: Facts, rules: YearRules, trace: Trace) -> Fraction:
    rounding: Rounding = rules.get("rounding").value
    placed = half_up(facts.placed or Fraction(0), rounding.placed)
    trace.add(
        "placed", ("上年实际安排残疾人就业人数（年平均，折算）", "persons placed, weighted, average of the base year"),
        "sum of weighted months ÷ 12" if facts.placed is not None else "0",
        {"placed_months": facts.placed * 12} if facts.placed is not None else {}, placed,
        unit="heads", decimals=rounding.placed, rule=rules.get("weights"),
        note="" if facts.placed is not None
        else "未申报审核，视为未安排残疾人就业 · not submitted to the review: counts as having placed nobody",
    )  # fmt: skip
    return placed


def _required(staff: Fraction, rules: YearRules, trace: Trace) -> Fraction:
    ratio = rules.get("ratio")
    rounding: Rounding = rules.get("rounding").value
    share = Fraction(ratio.value)
    trace.add("ratio", (ratio.label_zh, ratio.label_en), "as set", {}, share, unit="ratio", rule=ratio)
    required = half_up(staff * share, rounding.required)
    trace.add(
        "required", ("应安排人数", "persons to be placed"), "staff × ratio", {"staff": staff, "ratio": share}, required,
        unit="heads", decimals=rounding.required, rule=ratio,
    )  # fmt: skip
    return required


def _wage_applied(facts: Facts, staff: Fraction, rules: YearRules, trace: Trace) -> Fraction:
    """Average wage in yuan, capped where a cap and a social average wage are on file."""
    rounding: Rounding = rules.get("rounding").value
    bill = Fraction(facts.wage_bill_fen, 100)
    wage = half_up(bill / staff, rounding.average_wage_yuan) if staff else Fraction(0)
    trace.add(
        "average_wage", ("上年在职职工年平均工资", "average wage of the base year"),
        "wage_bill ÷ staff" if staff else "0: no staff", {"wage_bill": bill, "staff": staff}, wage,
        unit="yuan", decimals=rounding.average_wage_yuan, rule=rules.get("formula"),
    )  # fmt: skip
    cap = rules.find("wage_cap")
    social = rules.social_average_wage()
    if cap is None or social is None:
        base_year = rules.levy_year - 1
        missing = (
            f"未执行上限：{rules.levy_year}年度无上限规定 · "
            f"cap not applied: no cap is on file for levy year {rules.levy_year}"
            if cap is None
            else f"未执行上限：{rules.region_code}无{base_year}年社会平均工资数据 · "
            f"cap not applied: no social average wage on file for {rules.region_code}, {base_year}"
        )
        trace.add(
            "wage_applied", ("计征工资", "wage applied"), "average_wage", {"average_wage": wage}, wage,
            unit="yuan", rule=cap or rules.get("formula"), note=missing,
        )  # fmt: skip
        return wage
    social_wage = Fraction(social.value.yuan)
    limit = half_up(Fraction(cap.value.times) * social_wage, rounding.average_wage_yuan)
    trace.add(
        "social_average_wage", (social.label_zh, social.label_en), "as published", {}, social_wage,
        unit="yuan", rule=social,
    )  # fmt: skip
    trace.add(
        "wage_cap", (cap.label_zh, cap.label_en), "times × social_average_wage",
        {"times": Fraction(cap.value.times), "social_average_wage": social_wage}, limit,
        unit="yuan", decimals=rounding.average_wage_yuan, rule=cap,
    )  # fmt: skip
    applied = min(wage, limit)
    trace.add(
        "wage_applied", ("计征工资", "wage applied"), "min(average_wage, wage_cap)",
        {"average_wage": wage, "wage_cap": limit}, applied, unit="yuan", rule=cap,
    )  # fmt: skip
    return applied


def _is_exempt(facts: Facts, staff: Fraction, rules: YearRules, trace: Trace) -> bool:
    held = rules.find("small_employers")
    if held is None:
        return False
    small: SmallEmployers = held.value
    exempt = facts.kind in small.kinds and staff <= small.staff_at_most
    inputs: dict[str, Fraction | int | str] = {
        "kind": facts.kind, "kinds": ", ".join(small.kinds), "staff": staff, "staff_at_most": small.staff_at_most,
    }  # fmt: skip
    formula = "kind in kinds and staff ≤ staff_at_most"
    if small.within_years_of_founding is not None:
        until = anniversary(facts.founded_on, small.within_years_of_founding)
        exempt = exempt and rules.day <= until
        inputs |= {"rule_day": rules.day.isoformat(), "young_until": until.isoformat()}
        formula += " and rule_day ≤ young_until"
    trace.add("small_employer", (held.label_zh, held.label_en), formula, inputs, "yes" if exempt else "no", rule=held)
    return exempt


def _tier(staff: Fraction, placed: Fraction, rules: YearRules, trace: Trace) -> Fraction:
    """The share of the due to be paid."""
    held = rules.find("tiers")
    achieved = placed / staff
    trace.add(
        "achieved", ("实际安排比例", "ratio achieved"), "placed ÷ staff", {"placed": placed, "staff": staff}, achieved,
        unit="ratio", rule=held or rules.get("formula"),
    )  # fmt: skip
    if held is None:
        trace.add(
            "tier", ("分档减缴", "share of the due to be paid"), "1", {}, 1, unit="ratio", rule=rules.get("formula"),
            note=f"{rules.levy_year}年度无分档减缴 · no tiers are on file for levy year {rules.levy_year}",
        )  # fmt: skip
        return Fraction(1)
    tiers: list[Tier] = held.value
    tier = next(tier for tier in tiers if achieved >= Fraction(tier.at_least))
    trace.add(
        "tier", (held.label_zh, held.label_en), "the first tier with achieved ≥ at_least",
        {"achieved": achieved, "at_least": Fraction(tier.at_least)}, Fraction(tier.pay), unit="ratio", rule=held,
    )  # fmt: skip
    return Fraction(tier.pay)


def _after_reliefs(
    facts: Facts, staff: Fraction, placed: Fraction, payable: Fraction, rules: YearRules, trace: Trace
) -> Fraction:
    """What is left to pay after the reductions that hold by themselves and those granted; writes a line for each."""
    programmes = {held.value.id: held for held in rules.reliefs() if held.value.kind == "REDUCTION"}
    for relief in facts.reliefs:
        if relief.programme not in programmes:
            raise ReliefUnknown(rules.field, f"no reduction «{relief.programme}» is on file for {rules.levy_year}")
    decimals = rules.get("rounding").value.amount_yuan
    net = payable
    inputs: dict[str, Fraction | int | str] = {"payable": payable}
    for id, held in programmes.items():
        programme: ReliefProgramme = held.value
        grants = [relief for relief in facts.reliefs if relief.programme == id]
        unmet = _unmet(facts, staff, placed, programme)
        # A relief for all is written down where it is had; one that was granted always, also if it comes to nothing.
        if not grants and (not programme.automatic or unmet or not payable):
            continue
        limit = _relief_limit(programme, payable, decimals)
        asked = limit if programme.automatic else sum((_asked(grant, payable, limit) for grant in grants), Fraction(0))
        given = Fraction(0) if unmet else half_up(min(asked, limit, net), decimals)
        trace.add(
            f"relief_{id}", (held.label_zh, held.label_en), "min(asked, limit, left to pay)",
            {"asked": asked, "limit": limit, "left": net}, given, unit="yuan", decimals=decimals, rule=held,
            note=_relief_note(programme, grants, unmet, capped=asked > limit),
        )  # fmt: skip
        inputs[f"relief_{id}"] = given
        net -= given
    if len(inputs) > 1:
        trace.add(
            "net", ("减免后应缴", "to be paid after reliefs"), " − ".join(inputs), inputs, net,
            unit="yuan", rule=rules.get("formula"),
        )  # fmt: skip
    return net


def _relief_limit(programme: ReliefProgramme, payable: Fraction, decimals: int) -> Fraction:
    """In yuan: the programme's share of what the year comes to, and its amount."""
    limits = programme.limits
    limit = half_up(payable * Fraction(limits.share_of_due or 0), decimals)
    return limit if limits.yuan_at_most is None else min(limit, half_up(Fraction(limits.yuan_at_most), decimals))


def _asked(grant: Relief, payable: Fraction, limit: Fraction) -> Fraction:
    if grant.fen is not None:
        return Fraction(grant.fen, 100)
    return limit if grant.share is None else payable * grant.share


def _unmet(facts: Facts, staff: Fraction, placed: Fraction, programme: ReliefProgramme) -> list[str]:
    """The conditions that are not met, for the explanation."""
    wanted, unmet = programme.conditions, []
    if wanted.kinds is not None and facts.kind not in wanted.kinds:
        unmet.append(f"kind in {', '.join(wanted.kinds)}")
    if wanted.staff_at_least is not None and staff < wanted.staff_at_least:
        unmet.append(f"staff ≥ {wanted.staff_at_least}")
    if wanted.staff_at_most is not None and staff > wanted.staff_at_most:
        unmet.append(f"staff ≤ {wanted.staff_at_most}")
    if wanted.achieved_at_least is not None and placed < staff * Fraction(wanted.achieved_at_least):
        unmet.append(f"achieved ≥ {wanted.achieved_at_least}")
    return unmet


def _relief_note(programme: ReliefProgramme, grants: Sequence[Relief], unmet: Sequence[str], *, capped: bool) -> str:
    parts = []
    if unmet:
        parts.append(f"不符合条件 · conditions not met: {'; '.join(unmet)}")
    if capped:
        parts.append("超过上限，按上限减免 · capped at the programme's limit")
    if named := ", ".join(grant.grant_id for grant in grants if grant.grant_id):
        parts.append(f"批准 · granted: {named}")
    if programme.automatic:
        parts.append("自动适用 · applies without being granted")
    return " / ".join(parts)
