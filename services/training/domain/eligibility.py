"""Who is eligible for a class: dated facts in, all reasons against out. Pure: no I/O."""

from datetime import date
from enum import StrEnum

from services.training.domain.calendar import month_of
from services.training.domain.person import Person
from services.training.domain.plan import Plan, Rule
from services.training.domain.regions import within


class Reason(StrEnum):
    """Why a person is not admitted; `RefusalReason` of the contract. In the contract's order."""

    NOT_WILLING = "NOT_WILLING"
    OTHER_OCCUPATION_WANTED = "OTHER_OCCUPATION_WANTED"
    CERTIFICATE_MISSING = "CERTIFICATE_MISSING"
    CERTIFICATE_NOT_VALID = "CERTIFICATE_NOT_VALID"
    BELOW_WORKING_AGE = "BELOW_WORKING_AGE"
    ABOVE_WORKING_AGE = "ABOVE_WORKING_AGE"
    OUTSIDE_REGION = "OUTSIDE_REGION"
    ALREADY_EMPLOYED = "ALREADY_EMPLOYED"
    ALREADY_ENROLLED = "ALREADY_ENROLLED"
    NO_SEAT = "NO_SEAT"
    NEED_MET = "NEED_MET"


def occupations_match(wanted: str, taught: str) -> bool:
    """Whether a wanted occupation (leading digits of GB/T 6565, empty: any) and the one taught are in one another.

    Who wants the group 407 is served by a class for 4070203, and who wants 4070203 by one for the group 40702.
    """
    return taught.startswith(wanted) or wanted.startswith(taught)


def _certificate_reason(person: Person, on: date) -> Reason | None:
    if person.certificate is None:
        return Reason.CERTIFICATE_MISSING
    if not person.certificate.valid_from <= on <= person.certificate.valid_until:
        return Reason.CERTIFICATE_NOT_VALID
    return None


def _age_reason(person: Person, on: date) -> Reason | None:
    if month_of(on) < person.working_age_from:
        return Reason.BELOW_WORKING_AGE
    if month_of(on) > person.working_age_until:
        return Reason.ABOVE_WORKING_AGE
    return None


def refusal_reasons(person: Person, class_id: str, plan: Plan) -> tuple[Reason, ...]:
    """All reasons against admitting the person to the class, in the contract's order; none: eligible.

    The test date of every rule is the planned first day. The conditions of the class's own rules apply where it sets
    them; that the need is open and that the person is free on the session days always does.
    Who has a seat and moves away keeps it; that is a reason only beside others.
    """
    need = person.need
    if need is None:
        raise ValueError("only a person with a recorded training need is considered")
    found: dict[Rule, Reason | None] = {
        Rule.WILLING: None if need.willing else Reason.NOT_WILLING,
        Rule.OCCUPATION: None
        if occupations_match(need.occupation_code, plan.occupation_code)
        else Reason.OTHER_OCCUPATION_WANTED,
        Rule.CERTIFICATE: _certificate_reason(person, plan.starts_on),
        Rule.WORKING_AGE: _age_reason(person, plan.starts_on),
        Rule.REGION: None if within(person.region_code, plan.region_code) else Reason.OUTSIDE_REGION,
        Rule.NOT_EMPLOYED: Reason.ALREADY_EMPLOYED if person.employed else None,
    }
    reasons = [reason for rule, reason in found.items() if reason is not None and rule in plan.rules]
    booked = frozenset[date]().union(*(days for other, days in person.bookings.items() if other != class_id))
    if not booked.isdisjoint(plan.sessions):
        reasons.append(Reason.ALREADY_ENROLLED)
    if not need.open:
        reasons.append(Reason.NEED_MET)
    if reasons == [Reason.OUTSIDE_REGION] and class_id in person.bookings:
        return ()
    return tuple(reasons)


def decided_on(person: Person, plan: Plan, opened_on: date) -> date:
    """The date of a decision: the latest of the facts it rests on, so that it does not depend on who heard what first.

    A certificate that begins only after the class's first day decides nothing by its beginning.
    """
    days = [opened_on, person.known_on]
    if person.certificate is not None and person.certificate.valid_from <= plan.starts_on:
        days.append(person.certificate.valid_from)
    return max(days)
