"""The automatic checks of a declaration, the window in which it may be filed, and why it is returned. Pure.

What is wrong with the form itself is an ERROR and keeps it from being submitted. What keeps a month of a line from
counting is a WARNING: it may be submitted, and that month does not count unless what the levy has heard changes. Those
are the reasons of `counting`, so the checks and the count cannot disagree.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import groupby

from bihuan.levy.v1.declaration_service_pb2 import FindingCode, ReturnReason

from services.levy.domain.counting import Month, Reason
from services.levy.domain.filing import CNY, Content, DraftLine
from services.levy.domain.rules import YearRules
from services.levy.domain.trace import Cited
from shared.errors import WrongState


class WindowClosed(WrongState):
    """FAILED_PRECONDITION: the day is outside the window of the review, and no reviewer reopened it."""

    reason = "WINDOW_CLOSED"


@dataclass(frozen=True)
class Window:
    """From when to when a year may be filed; None: no rule limits it. `reopened_until`: a reviewer's leave."""

    opens: date | None = None
    closes: date | None = None
    reopened_until: date | None = None

    def require(self, day: date, field: str) -> None:
        """Raises `WindowClosed`."""
        if self.opens is None or self.closes is None or self.opens <= day <= self.closes:
            return
        if self.reopened_until is not None and day <= self.reopened_until:
            return
        raise WindowClosed(
            field, f"outside the window of {self.opens} to {self.closes}; a reviewer may reopen it (ReopenFiling)"
        )


def window(rules: YearRules, reopened_until: date | None) -> Window:
    """The window for the levy year of these rules."""
    held = rules.find("review_window")
    if held is None:
        return Window(reopened_until=reopened_until)
    year = rules.levy_year
    return Window(held.value.opens.of(year), held.value.closes.of(year), reopened_until)


@dataclass(frozen=True)
class Returned:
    """Why a declaration was returned; `line` 0: as a whole."""

    line: int
    reason: ReturnReason


class Severity(Enum):
    """The contract's FindingSeverity."""

    ERROR = 1
    WARNING = 2


@dataclass(frozen=True)
class Finding:
    """One fault. `line` from 1, 0: the form as a whole; `field` a path in the content; `months` 1–12, empty: all."""

    code: FindingCode
    severity: Severity
    line: int
    field: str
    months: tuple[int, ...] = ()
    cited: Cited | None = None


# For people: Chinese, English, and the act and article behind it.
LABELS: dict[FindingCode, tuple[str, str, str, str]] = {
    FindingCode.FINDING_CODE_EMPLOYER_CODE_FOREIGN: (
        "统一社会信用代码不是本单位的", "the unified social credit code is another employer's", "GB 32100", "",
    ),
    FindingCode.FINDING_CODE_CURRENCY_NOT_CNY: (
        "工资须以人民币填报", "wages must be given in CNY", "中华人民共和国人民币管理条例", "第三条",
    ),
    FindingCode.FINDING_CODE_STAFF_MISSING: (
        "在职职工人数须填满十二个月", "staff must be given for all twelve months", "财税〔2015〕72号", "第八条",
    ),
    FindingCode.FINDING_CODE_STAFF_NEGATIVE: (
        "在职职工人数不能为负", "staff must not be negative", "财税〔2015〕72号", "第八条",
    ),
    FindingCode.FINDING_CODE_WAGE_BILL_NEGATIVE: (
        "工资总额不能为负", "the wage bill must not be negative", "财税〔2015〕72号", "第八条",
    ),
    FindingCode.FINDING_CODE_WAGE_BILL_CONTRADICTS_STAFF: (
        "有职工须有工资总额，无职工则为零", "there must be a wage bill exactly when there were staff",
        "财税〔2015〕72号", "第八条",
    ),
    FindingCode.FINDING_CODE_SEASONAL_NEGATIVE: (
        "季节性用工人月数不能为负", "seasonal person-months must not be negative", "财税〔2015〕72号", "第八条",
    ),
    FindingCode.FINDING_CODE_PERSON_MISSING: (
        "未填写残疾职工", "the line names no person", "财税〔2015〕72号", "第七条",
    ),
    FindingCode.FINDING_CODE_PERSON_TWICE: (
        "同一人填写了两行", "the person stands on two lines", "财税〔2015〕72号", "第七条",
    ),
    FindingCode.FINDING_CODE_CONTRACT_MISSING: (
        "未填写劳动合同起始日", "the contract's first day is missing", "财税〔2015〕72号", "第七条",
    ),
    FindingCode.FINDING_CODE_CONTRACT_ENDS_BEFORE_IT_BEGINS: (
        "合同终止日早于起始日", "the contract ends before it begins", "财税〔2015〕72号", "第七条",
    ),
    FindingCode.FINDING_CODE_MONTHS_MISSING: (
        "未填写在岗月份", "the line has no months on post", "财税〔2015〕72号", "第七条",
    ),
    FindingCode.FINDING_CODE_MONTH_UNKNOWN: (
        "月份须为1至12", "a month must be 1 to 12", "财税〔2015〕72号", "第七条",
    ),
    FindingCode.FINDING_CODE_MONTH_TWICE: (
        "同一月份填写了两次", "a month stands twice on the line", "财税〔2015〕72号", "第七条",
    ),
    FindingCode.FINDING_CODE_WAGE_NEGATIVE: (
        "工资不能为负", "a wage must not be negative", "财税〔2015〕72号", "第七条",
    ),
    FindingCode.FINDING_CODE_MORE_DISABLED_THAN_STAFF: (
        "残疾职工多于在职职工", "more disabled staff than staff in the month", "财税〔2015〕72号", "第八条",
    ),
    FindingCode.FINDING_CODE_CERTIFICATE_UNKNOWN: (
        "查无此残疾人证", "the registry knows no certificate of this number", "财税〔2015〕72号", "第七条",
    ),
    FindingCode.FINDING_CODE_NOT_UNDER_CONTRACT: (
        "该月不在合同期内", "not under the contract in the month", "财税〔2015〕72号", "第七条",
    ),
    FindingCode.FINDING_CODE_CONTRACT_TOO_SHORT: (
        "劳动合同不足一年", "the contract is for less than one year", "财税〔2015〕72号", "第七条",
    ),
    FindingCode.FINDING_CODE_PERSON_NOT_YET_HEARD: (
        "尚未收到实名制信息", "the registry has not told of the person yet", "财税〔2015〕72号", "第七条",
    ),
    FindingCode.FINDING_CODE_OUTSIDE_WORKING_AGE: (
        "不在就业年龄段", "not of working age in the month", "财税〔2015〕72号", "第七条",
    ),
    FindingCode.FINDING_CODE_CERTIFICATE_MISSING: (
        "无残疾人证", "the person has no certificate", "财税〔2015〕72号", "第七条",
    ),
    FindingCode.FINDING_CODE_CERTIFICATE_NOT_VALID: (
        "申报时残疾人证不在有效期", "the certificate is not valid on the day of submission",
        "财税〔2015〕72号", "第七条",
    ),
    FindingCode.FINDING_CODE_WAGE_BELOW_MINIMUM: (
        "工资低于当地最低工资标准", "paid less than the local minimum wage", "财税〔2015〕72号", "第七条",
    ),
    FindingCode.FINDING_CODE_NOT_INSURED: (
        "未足额缴纳社会保险", "social insurance not paid in full", "财税〔2015〕72号", "第七条",
    ),
    FindingCode.FINDING_CODE_CLAIMED_BY_ANOTHER_EMPLOYER: (
        "他单位已申报该月", "another employer claims the person in the month, and its claim counts",
        "财政部公告2019年第98号", "第二条",
    ),
    FindingCode.FINDING_CODE_ALSO_CLAIMED_BY_ANOTHER_EMPLOYER: (
        "他单位也申报了该月", "another employer claims the person in the month too", "财政部公告2019年第98号", "第二条",
    ),
}  # fmt: skip

# Why a month does not count: the finding, and the rule it follows from.
_OF_COUNTING: dict[Reason, tuple[FindingCode, str]] = {
    Reason.NOT_ON_POST: (FindingCode.FINDING_CODE_NOT_UNDER_CONTRACT, "contract"),
    Reason.CONTRACT_TOO_SHORT: (FindingCode.FINDING_CODE_CONTRACT_TOO_SHORT, "contract"),
    Reason.PERSON_NOT_YET_HEARD: (FindingCode.FINDING_CODE_PERSON_NOT_YET_HEARD, "working_age"),
    Reason.OUTSIDE_WORKING_AGE: (FindingCode.FINDING_CODE_OUTSIDE_WORKING_AGE, "working_age"),
    Reason.CERTIFICATE_MISSING: (FindingCode.FINDING_CODE_CERTIFICATE_MISSING, "weights"),
    Reason.CERTIFICATE_NOT_VALID: (FindingCode.FINDING_CODE_CERTIFICATE_NOT_VALID, "weights"),
    Reason.WAGE_BELOW_MINIMUM: (FindingCode.FINDING_CODE_WAGE_BELOW_MINIMUM, ""),
    Reason.NOT_INSURED: (FindingCode.FINDING_CODE_NOT_INSURED, ""),
    # The register has merged the records of two lines.
    Reason.CLAIMED_TWICE_HERE: (FindingCode.FINDING_CODE_PERSON_TWICE, ""),
    Reason.CLAIMED_BY_ANOTHER_EMPLOYER: (FindingCode.FINDING_CODE_CLAIMED_BY_ANOTHER_EMPLOYER, ""),
    Reason.SETTLED_FOR_ANOTHER_EMPLOYER: (FindingCode.FINDING_CODE_CLAIMED_BY_ANOTHER_EMPLOYER, ""),
}


def findings(content: Content, employer_code: str, months: Sequence[Month], rules: YearRules) -> list[Finding]:
    """All that the checks find, by line. `months`: the count of the content's lines (`counting.count`)."""
    found = [*_of_the_form(content, employer_code)]
    for number, line in enumerate(content.lines, start=1):
        found += _of_a_line(number, line)
    found += _twice(content.lines)
    found += _of_the_count(months, rules)
    return sorted(found, key=lambda each: (each.line, each.severity.value, each.field, each.code, each.months))


def errors(found: Iterable[Finding]) -> list[Finding]:
    """Those that keep a draft from being submitted."""
    return [each for each in found if each.severity is Severity.ERROR]


def _error(code: FindingCode, line: int, field: str, *months: int) -> Finding:
    return Finding(code, Severity.ERROR, line, field, months)


def _of_the_form(content: Content, employer_code: str) -> list[Finding]:
    found = []
    if content.employer_code != employer_code:
        found.append(_error(FindingCode.FINDING_CODE_EMPLOYER_CODE_FOREIGN, 0, "employer_code"))
    if content.wage_currency != CNY:
        found.append(_error(FindingCode.FINDING_CODE_CURRENCY_NOT_CNY, 0, "wage_currency"))
    if len(content.monthly_staff) != 12:
        found.append(_error(FindingCode.FINDING_CODE_STAFF_MISSING, 0, "monthly_staff"))
    for place, staff in enumerate(content.monthly_staff):
        if staff < 0:
            found.append(_error(FindingCode.FINDING_CODE_STAFF_NEGATIVE, 0, f"monthly_staff[{place}]", place + 1))
    if content.wage_bill_fen < 0:
        found.append(_error(FindingCode.FINDING_CODE_WAGE_BILL_NEGATIVE, 0, "wage_bill_fen"))
    if content.seasonal_person_months < 0:
        found.append(_error(FindingCode.FINDING_CODE_SEASONAL_NEGATIVE, 0, "seasonal_person_months"))
    worked = any(staff > 0 for staff in content.monthly_staff) or content.seasonal_person_months > 0
    if content.wage_bill_fen >= 0 and worked != (content.wage_bill_fen > 0):
        found.append(_error(FindingCode.FINDING_CODE_WAGE_BILL_CONTRADICTS_STAFF, 0, "wage_bill_fen"))
    disabled = Counter(month for line in content.lines for month in {each.month for each in line.months})
    for place, staff in enumerate(content.monthly_staff):
        if disabled[place + 1] > max(staff, 0):
            code = FindingCode.FINDING_CODE_MORE_DISABLED_THAN_STAFF
            found.append(_error(code, 0, f"monthly_staff[{place}]", place + 1))
    return found


def _of_a_line(number: int, line: DraftLine) -> list[Finding]:
    at = f"lines[{number - 1}]"
    found = []
    if line.certificate_unknown:
        found.append(_error(FindingCode.FINDING_CODE_CERTIFICATE_UNKNOWN, number, f"{at}.certificate_number"))
    elif not line.person_id:
        found.append(_error(FindingCode.FINDING_CODE_PERSON_MISSING, number, f"{at}.person_id"))
    if line.contract_from is None:
        found.append(_error(FindingCode.FINDING_CODE_CONTRACT_MISSING, number, f"{at}.contract_from"))
    elif line.contract_until is not None and line.contract_until < line.contract_from:
        code = FindingCode.FINDING_CODE_CONTRACT_ENDS_BEFORE_IT_BEGINS
        found.append(_error(code, number, f"{at}.contract_until"))
    if not line.months:
        found.append(_error(FindingCode.FINDING_CODE_MONTHS_MISSING, number, f"{at}.months"))
    seen: set[int] = set()
    for place, each in enumerate(line.months):
        here = f"{at}.months[{place}]"
        if not 1 <= each.month <= 12:
            found.append(_error(FindingCode.FINDING_CODE_MONTH_UNKNOWN, number, f"{here}.month"))
        elif each.month in seen:
            found.append(_error(FindingCode.FINDING_CODE_MONTH_TWICE, number, f"{here}.month", each.month))
        seen.add(each.month)
        if each.wage_fen < 0:
            found.append(_error(FindingCode.FINDING_CODE_WAGE_NEGATIVE, number, f"{here}.wage_fen", each.month))
    return found


def _twice(lines: Sequence[DraftLine]) -> list[Finding]:
    first: dict[str, int] = {}
    found = []
    for number, line in enumerate(lines, start=1):
        if line.person_id and first.setdefault(line.person_id, number) != number:
            field = f"lines[{number - 1}].person_id"
            found.append(_error(FindingCode.FINDING_CODE_PERSON_TWICE, number, field))
    return found


def _of_the_count(months: Sequence[Month], rules: YearRules) -> list[Finding]:
    """Each reason of a line once, with its months."""
    places = []
    for month in months:
        for line in month.lines:
            if not line.number:
                continue
            places += [(line.number, *_OF_COUNTING[reason], month.month) for reason in line.reasons]
            if line.counted and line.contested_by:
                code = FindingCode.FINDING_CODE_ALSO_CLAIMED_BY_ANOTHER_EMPLOYER
                places.append((line.number, code, "", month.month))
    found = []
    for (number, code, parameter), group in groupby(sorted(places), key=lambda place: place[:3]):
        of = tuple(place[3] for place in group)
        if code == FindingCode.FINDING_CODE_WAGE_BELOW_MINIMUM:
            held = rules.minimum_wage(of[0])
        else:
            held = rules.find(parameter) if parameter else None
        cited = Cited.of(held) if held else None
        found.append(Finding(code, Severity.WARNING, number, f"lines[{number - 1}]", of, cited))
    return found
