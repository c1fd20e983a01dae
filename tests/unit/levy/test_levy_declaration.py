"""A declaration: what its checks find, when it may be filed, and its way through the review."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest
from bihuan.levy.v1.declaration_service_pb2 import RETURN_REASON_EVIDENCE_MISSING, FindingCode
from bihuan.levy.v1.events_pb2 import (
    ConflictOpened,
    ConflictSettled,
    DeclarationApproved,
    DeclarationCorrected,
    DeclarationReturned,
    DeclarationSubmitted,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from services.levy import store
from services.levy.domain import filing, review
from services.levy.domain.conflict import Conflict, Side
from services.levy.domain.counting import Certificate, Claim, Month, Person, Placement, Reason, contested, count
from services.levy.domain.declaration import (
    Declaration,
    Draft,
    DraftChanged,
    DraftSubmitted,
    SameEyes,
    State,
    WrongReviewState,
)
from services.levy.domain.employer import Employer
from services.levy.domain.filing import Content, DraftLine, DraftMonth, Figures, Filing
from services.levy.domain.review import LABELS, Returned, Severity, Window, WindowClosed
from shared.errors import InvalidField
from tests.levy_samples import employer_code

PARK, MILL = employer_code(1), employer_code(2)
RULES = store.rulebook().of_year(2021, "370105")
NOW = datetime(2021, 3, 15, tzinfo=UTC)
FILED = date(2021, 3, 15)
KNOWN = Person((date(2010, 1, 1), date(2040, 12, 1)), (Certificate("c", 3, date(2019, 1, 1), date(2028, 12, 31)),))
MINIMUM = Fraction(1900_00)
RIVALS = {Reason.CLAIMED_BY_ANOTHER_EMPLOYER, Reason.SETTLED_FOR_ANOTHER_EMPLOYER}


def paid(*months: int, wage_fen: int = 3000_00, insured: bool = True) -> tuple[DraftMonth, ...]:
    return tuple(DraftMonth(month, wage_fen, insured) for month in months)


def line(person_id: str = "ann", months: tuple[DraftMonth, ...] = paid(*range(1, 13)), **changes: Any) -> DraftLine:
    return replace(DraftLine(person_id, date(2019, 6, 1), None, months), **changes)


def content(*lines: DraftLine, **changes: Any) -> Content:
    return replace(Content(PARK, "CNY", (120,) * 12, 120 * 60_000_00, 0, lines), **changes)


def counted(found: Content, *others: Claim, employer: str = PARK, settled: Any = None) -> list[Month]:
    claims = [*filing.claims(PARK, found.lines, lambda month: MINIMUM), *others]
    persons = {claim.person_id: KNOWN for claim in claims}
    return count(employer, 2020, FILED, RULES, claims, persons, settled)


def found(written: Content, *others: Claim) -> list[tuple[str, int, str, tuple[int, ...]]]:
    """Code, line, field and months of each finding."""
    return [
        (FindingCode.Name(each.code).removeprefix("FINDING_CODE_"), each.line, each.field, each.months)
        for each in review.findings(written, PARK, counted(written, *others), RULES)
    ]


def test_a_declaration_in_order_has_no_findings_and_counts_every_month() -> None:
    assert found(content(line())) == []
    assert [month.weighted for month in counted(content(line()))] == [1] * 12


WRONG: list[tuple[Content, str, int, str, tuple[int, ...]]] = [
    (content(employer_code=MILL), "EMPLOYER_CODE_FOREIGN", 0, "employer_code", ()),
    (content(wage_currency="USD"), "CURRENCY_NOT_CNY", 0, "wage_currency", ()),
    (content(monthly_staff=(1,) * 11), "STAFF_MISSING", 0, "monthly_staff", ()),
    (content(monthly_staff=(1, -1) + (1,) * 10), "STAFF_NEGATIVE", 0, "monthly_staff[1]", (2,)),
    (content(wage_bill_fen=-1), "WAGE_BILL_NEGATIVE", 0, "wage_bill_fen", ()),
    (content(wage_bill_fen=0), "WAGE_BILL_CONTRADICTS_STAFF", 0, "wage_bill_fen", ()),
    (content(monthly_staff=(0,) * 12), "WAGE_BILL_CONTRADICTS_STAFF", 0, "wage_bill_fen", ()),
    (content(seasonal_person_months=-1), "SEASONAL_NEGATIVE", 0, "seasonal_person_months", ()),
    (content(line("")), "PERSON_MISSING", 1, "lines[0].person_id", ()),
    (content(line(), line("bob"), line()), "PERSON_TWICE", 3, "lines[2].person_id", ()),
    (content(line(contract_from=None)), "CONTRACT_MISSING", 1, "lines[0].contract_from", ()),
    (
        content(line(contract_until=date(2019, 5, 31))),
        "CONTRACT_ENDS_BEFORE_IT_BEGINS", 1, "lines[0].contract_until", (),
    ),
    (content(line(months=())), "MONTHS_MISSING", 1, "lines[0].months", ()),
    (content(line(months=paid(13))), "MONTH_UNKNOWN", 1, "lines[0].months[0].month", ()),
    (content(line(months=paid(0))), "MONTH_UNKNOWN", 1, "lines[0].months[0].month", ()),
    (content(line(months=paid(4, 4))), "MONTH_TWICE", 1, "lines[0].months[1].month", (4,)),
    (content(line(months=paid(4, wage_fen=-1))), "WAGE_NEGATIVE", 1, "lines[0].months[0].wage_fen", (4,)),
    (
        content(line(), line("bob", paid(3)), monthly_staff=(1,) * 12),
        "MORE_DISABLED_THAN_STAFF", 0, "monthly_staff[2]", (3,),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("written", "code", "number", "field", "months"), WRONG, ids=lambda it: str(it)[:30])
def test_every_wrong_filing_is_named_with_its_line_and_field_and_cannot_be_submitted(
    written: Content, code: str, number: int, field: str, months: tuple[int, ...]
) -> None:
    assert (code, number, field, months) in found(written)
    errors = review.errors(review.findings(written, PARK, counted(written), RULES))
    assert FindingCode.Value(f"FINDING_CODE_{code}") in [each.code for each in errors]


DOUBTFUL: list[tuple[DraftLine, str, tuple[int, ...]]] = [
    (line(months=paid(5, 6, wage_fen=1899_99)), "WAGE_BELOW_MINIMUM", (5, 6)),
    (line(months=paid(5, insured=False) + paid(6)), "NOT_INSURED", (5,)),
    (line(contract_from=date(2020, 6, 1)), "NOT_UNDER_CONTRACT", (1, 2, 3, 4, 5)),
    (
        line(contract_from=date(2020, 1, 1), contract_until=date(2020, 12, 30)),
        "CONTRACT_TOO_SHORT", tuple(range(1, 13)),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("written", "code", "months"), DOUBTFUL)
def test_what_keeps_a_month_from_counting_is_a_warning_with_its_months_and_the_others_count(
    written: DraftLine, code: str, months: tuple[int, ...]
) -> None:
    (warning,) = review.findings(content(written), PARK, counted(content(written)), RULES)
    assert (FindingCode.Name(warning.code).removeprefix("FINDING_CODE_"), warning.months) == (code, months)
    assert warning.severity is Severity.WARNING
    declared = {each.month for each in written.months}
    assert {month.month for month in counted(content(written)) if month.heads} == declared - set(months)


def test_the_minimum_wage_itself_is_enough() -> None:
    assert found(content(line(months=paid(5, wage_fen=1900_00)))) == []


def test_who_is_placed_with_another_employer_in_the_month_is_found_on_both_sides() -> None:
    later = Placement("p", "ann", MILL, "PROPORTIONAL", date(2020, 10, 1), None, date(2020, 10, 1), None)
    earlier = replace(later, started_on=date(2019, 1, 1))
    assert found(content(line()), later) == [("ALSO_CLAIMED_BY_ANOTHER_EMPLOYER", 1, "lines[0]", (10, 11, 12))]
    assert found(content(line()), earlier) == [("CLAIMED_BY_ANOTHER_EMPLOYER", 1, "lines[0]", tuple(range(1, 13)))]
    # and when a reviewer settled March for the park, that month counts there
    months = counted(content(line()), earlier, settled={("ann", 3): PARK})
    assert [month.month for month in months if month.heads] == [3]
    assert 3 not in [
        month.month
        for month in counted(content(line()), earlier, employer=MILL, settled={("ann", 3): PARK})
        if month.heads
    ]


def test_of_two_lines_whose_records_the_register_merged_one_counts_and_the_other_is_told() -> None:
    written = content(line("ann"), line("bob"))
    claims = [replace(each, person_id="ann") for each in filing.claims(PARK, written.lines, lambda month: MINIMUM)]
    months = count(PARK, 2020, FILED, RULES, claims, {"ann": KNOWN})
    assert [month.heads for month in months] == [1] * 12
    (told,) = review.findings(written, PARK, months, RULES)
    assert (told.code, told.severity) == (FindingCode.FINDING_CODE_PERSON_TWICE, Severity.WARNING)


def test_every_finding_has_labels_and_a_source() -> None:
    assert set(LABELS) == set(FindingCode.values()) - {0}
    assert all(zh and en and act for zh, en, act, _ in LABELS.values())


written_months = st.lists(
    st.builds(DraftMonth, st.integers(1, 12), st.integers(1000_00, 3000_00), st.booleans()),
    max_size=12,
    unique_by=lambda it: it.month,
).map(tuple)
written_lines = st.lists(
    st.builds(
        DraftLine,
        st.sampled_from(["ann", "bob", "eve"]),
        st.dates(date(2018, 1, 1), date(2020, 12, 31)),
        st.none(),
        written_months,
    ),
    max_size=3,
    unique_by=lambda it: it.person_id,
)


@settings(deadline=None)  # the machine's load is not what is tested
@given(
    written_lines,
    written_lines,
    st.dictionaries(st.tuples(st.sampled_from(["ann", "bob"]), st.integers(1, 12)), st.sampled_from([PARK, MILL])),
    st.randoms(),
)
def test_of_lines_of_two_employers_a_person_counts_once_in_a_month_whoever_filed_first(
    park: list[DraftLine], mill: list[DraftLine], settled: dict[tuple[str, int], str], random: Any
) -> None:
    claims: list[Claim] = [*filing.claims(PARK, park, lambda _: MINIMUM), *filing.claims(MILL, mill, lambda _: MINIMUM)]
    persons = {claim.person_id: KNOWN for claim in claims}
    one, two = (count(code, 2020, FILED, RULES, claims, persons, settled) for code in (PARK, MILL))
    random.shuffle(claims)
    assert (one, two) == tuple(count(code, 2020, FILED, RULES, claims, persons, settled) for code in (PARK, MILL))
    for here, there in zip(one, two, strict=True):
        both = [each.person_id for month in (here, there) for each in month.lines if each.counted]
        good = {each.person_id for month in (here, there) for each in month.lines if each.counted or each.contested_by}
        assert sorted(both) == sorted(good)


# The window


def test_a_year_is_filed_within_its_window_from_its_first_to_its_last_day() -> None:
    window = Window(date(2021, 3, 1), date(2021, 10, 31))
    for day in (date(2021, 3, 1), date(2021, 10, 31)):
        window.require(day, "submitted_on")
    for day in (date(2021, 2, 28), date(2021, 11, 1)):
        with pytest.raises(WindowClosed, match="2021-03-01 to 2021-10-31"):
            window.require(day, "submitted_on")


def test_what_a_reviewer_reopened_may_be_filed_until_the_day_given() -> None:
    window = Window(date(2021, 3, 1), date(2021, 10, 31), date(2021, 12, 15))
    window.require(date(2021, 12, 15), "submitted_on")
    with pytest.raises(WindowClosed):
        window.require(date(2021, 12, 16), "submitted_on")


# The review

EMPLOYER = Employer(
    id="e", code=PARK, name="某企业", kind="ENTERPRISE", founded_on=date(2012, 5, 10), region_code="370105003"
)
FILING = Filing(Figures((120,) * 12, 1), FILED, (line(),))
OPEN = Window()


def submitted() -> Declaration:
    return Declaration.submit("d", EMPLOYER, 2020, FILING, OPEN, "clerk", NOW)


def test_a_declaration_is_approved_by_two_persons_one_after_the_other() -> None:
    declaration = submitted()
    declaration.pass_first_review("one", NOW)
    assert not declaration.approved
    declaration.approve("two", NOW)
    assert declaration.approved
    assert [(step.state.value, step.by) for step in declaration.steps] == [
        ("SUBMITTED", "clerk"), ("FIRST_REVIEWED", "one"), ("APPROVED", "two"),
    ]  # fmt: skip
    assert [type(event) for event in declaration.events] == [DeclarationSubmitted, DeclarationApproved]


def test_nobody_looks_at_it_twice_nor_at_what_they_filed() -> None:
    declaration = submitted()
    with pytest.raises(SameEyes):
        declaration.pass_first_review("clerk", NOW)
    declaration.pass_first_review("one", NOW)
    for same in ("one", "clerk"):
        with pytest.raises(SameEyes):
            declaration.approve(same, NOW)
    assert declaration.state is State.FIRST_REVIEWED


def test_what_is_returned_names_its_lines_and_begins_anew_when_it_is_filed_again_also_outside_the_window() -> None:
    declaration = submitted()
    declaration.pass_first_review("one", NOW)
    with pytest.raises(InvalidField, match="has 1 lines"):
        declaration.return_((Returned(2, RETURN_REASON_EVIDENCE_MISSING),), "two", NOW)
    declaration.return_((Returned(1, RETURN_REASON_EVIDENCE_MISSING),), "two", NOW)
    with pytest.raises(WrongReviewState):
        declaration.approve("three", NOW)
    past = Window(date(2021, 1, 1), date(2021, 1, 31))
    declaration.correct(replace(FILING, filed_on=date(2021, 4, 1)), past, "clerk", NOW)
    assert (declaration.state, declaration.returned, declaration.submitted_on) == (State.SUBMITTED, (), FILED)
    # and a reviewer of the earlier filing may look at the new one
    declaration.pass_first_review("two", NOW)
    assert [type(event) for event in declaration.events] == [
        DeclarationSubmitted, DeclarationReturned, DeclarationCorrected,
    ]  # fmt: skip


def test_what_is_approved_is_corrected_within_the_window_only_and_is_to_be_reviewed_again() -> None:
    declaration = submitted()
    declaration.pass_first_review("one", NOW)
    declaration.approve("two", NOW)
    with pytest.raises(WindowClosed):
        declaration.correct(FILING, Window(date(2021, 1, 1), date(2021, 1, 31)), "clerk", NOW)
    declaration.correct(FILING, OPEN, "clerk", NOW)
    assert not declaration.approved


steps = st.lists(st.tuples(st.sampled_from(["pass", "approve", "return", "file"]), st.sampled_from("abc")), max_size=12)


@settings(deadline=None)  # the machine's load is not what is tested
@given(steps)
def test_whatever_is_tried_an_approved_declaration_was_seen_by_three_different_persons(
    tried: list[tuple[str, str]],
) -> None:
    declaration = submitted()
    acts: dict[str, Callable[[str], None]] = {
        "pass": lambda by: declaration.pass_first_review(by, NOW),
        "approve": lambda by: declaration.approve(by, NOW),
        "return": lambda by: declaration.return_((Returned(0, RETURN_REASON_EVIDENCE_MISSING),), by, NOW),
        "file": lambda by: declaration.correct(FILING, OPEN, by, NOW),
    }
    for act, by in tried:
        try:
            acts[act](by)
        except (SameEyes, WrongReviewState):
            continue
        if declaration.approved:
            last = declaration.steps[-3:]
            assert [step.state.value for step in last] == ["SUBMITTED", "FIRST_REVIEWED", "APPROVED"]
            assert len({step.by for step in last}) == 3


# Conflicts

HERE, THERE = Side(PARK, "370105"), Side(MILL, "370102003")


def conflict(*months: int) -> Conflict:
    found = Conflict(id="x", person_id="ann", base_year=2020)
    assert found.contest((HERE, THERE), months)
    return found


def test_a_conflict_is_told_of_once_with_its_employers_and_months_in_the_region_above_both() -> None:
    found = conflict(3, 4)
    assert not found.contest((HERE, THERE), (3, 4))
    (opened,) = found.events
    assert isinstance(opened, ConflictOpened)
    assert (opened.region_code, list(opened.employer_codes), list(opened.months)) == ("370100", [PARK, MILL], [3, 4])


def test_a_conflict_is_settled_month_by_month_and_open_again_when_another_month_is_contested() -> None:
    found = conflict(3, 4)
    for wrong in ({3: PARK}, {3: PARK, 4: MILL, 5: MILL}, {3: PARK, 4: employer_code(3)}):
        with pytest.raises(InvalidField):
            found.settle(wrong, "one", NOW)
    found.settle({3: PARK, 4: MILL}, "one", NOW)
    assert not found.contest((HERE, THERE), (3, 4))
    assert found.contest((HERE, THERE), (3, 4, 5))
    assert (found.state.value, found.settled) == ("OPEN", {3: PARK, 4: MILL})
    assert [type(event) for event in found.events] == [ConflictOpened, ConflictSettled, ConflictOpened]


def test_a_conflict_lapses_when_nobody_contests_anything_any_more_and_may_come_again() -> None:
    found = conflict(3)
    assert found.contest((), ())
    assert not found.contest((), ())
    assert found.contest((HERE, THERE), (3,))
    assert [type(event) for event in found.events] == [ConflictOpened, ConflictSettled, ConflictOpened]


@settings(deadline=None)  # the machine's load is not what is tested
@given(written_lines, written_lines, st.randoms())
def test_what_is_contested_is_what_each_side_sees_in_whatever_order_they_filed(
    park: list[DraftLine], mill: list[DraftLine], random: Any
) -> None:
    claims: list[Claim] = [*filing.claims(PARK, park, lambda _: MINIMUM), *filing.claims(MILL, mill, lambda _: MINIMUM)]
    persons = {claim.person_id: KNOWN for claim in claims}
    seen = contested(2020, FILED, RULES, claims, persons)
    random.shuffle(claims)
    assert seen == contested(2020, FILED, RULES, claims, persons)
    for code in (PARK, MILL):
        for month in count(code, 2020, FILED, RULES, claims, persons):
            for each in month.lines:
                assert bool(each.contested_by) == (
                    month.month in seen.get(each.person_id, {}) and (each.counted or not set(each.reasons) - RIVALS)
                )


# Drafts


def test_a_draft_is_saved_on_what_was_read_and_not_after_it_was_submitted() -> None:
    draft = Draft(
        id="x", employer_code=PARK, region_code="370105", base_year=2020, content=content(), saved_at=NOW, revision=3
    )
    with pytest.raises(DraftChanged):
        draft.save(content(line()), 2, NOW)
    assert draft.content == content()
    draft.save(content(line()), 3, NOW)
    draft.submitted = True
    with pytest.raises(DraftSubmitted):
        draft.save(content(), 3, NOW)
    draft.reopen(content(), NOW)
    assert (draft.submitted, draft.content) == (False, content())
