"""What if (试算): an employer's levy under several scenarios, beside what it comes to now. Writes nothing."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from bihuan.levy.v1 import levy_service_pb2 as pb

from services.levy import commands, queries, store
from services.levy.domain.assessment import Computed
from services.levy.domain.declaration import Figures
from services.levy.domain.rules import Rulebook
from services.levy.domain.scenario import Difference, More, Scenario, differences
from shared.errors import InvalidField
from shared.store import Transaction


def what_if(
    tx: Transaction, rulebook: Rulebook, request: pb.WhatIfRequest, as_of: date | None, payroll: Figures | None
) -> pb.WhatIfResponse:
    """The levy now and under each scenario; raises as `commands.known`, and `InvalidField`."""
    known = commands.known(
        tx,
        rulebook,
        request.employer_code,
        request.levy_year,
        as_of=as_of,
        payroll=payroll,
        from_draft=request.from_draft,
    )
    base = known.computed()
    outcomes = []
    for at, message in enumerate(request.scenarios):
        name = f"scenarios[{at}]"
        facts, rules = _scenario(message, name).apply(known.facts, known.rules, name)
        outcomes.append(_outcome(base, replace(known, facts=facts, rules=rules).computed()))
    return pb.WhatIfResponse(base=_assessment(base), outcomes=outcomes)


def _scenario(message: pb.Scenario, name: str) -> Scenario:
    staff = tuple(message.payroll.monthly_staff)
    if len(staff) not in (0, 12):
        raise InvalidField(f"{name}.payroll.monthly_staff", "must be twelve numbers, January to December, or none")
    return Scenario(
        more=tuple(
            More(
                certificate="VETERAN" if more.certificate == pb.CERTIFICATE_KIND_VETERAN else "DISABILITY",
                level=more.level,
                from_month=more.from_month,
                until_month=more.until_month or 12,
                persons=more.persons,
                hired_fen=more.monthly_wage_fen if more.newly_hired else None,
            )
            for more in message.more_placed
        ),
        ratio=Decimal(message.ratio) if message.ratio else None,
        monthly_staff=staff or None,
        wage_bill_fen=message.payroll.wage_bill_fen if message.payroll.HasField("wage_bill_fen") else None,
    )


def _assessment(computed: Computed) -> pb.Assessment:
    return queries.assessment_message(store.computed_document(computed))


def _outcome(base: Computed, would_be: Computed) -> pb.ScenarioOutcome:
    before, after = base.result, would_be.result
    return pb.ScenarioOutcome(
        assessment=_assessment(would_be),
        due_difference_fen=after.due_fen - before.due_fen,
        payable_difference_fen=after.payable_fen - before.payable_fen,
        differences=map(_difference, differences(before, after)),
    )


def _difference(difference: Difference) -> pb.LineDifference:
    before, after = difference.before, difference.after
    shown = after or before
    assert shown is not None  # noqa: S101  # it is on one side at least
    return pb.LineDifference(
        key=shown.key,
        label_zh=shown.label_zh,
        label_en=shown.label_en,
        unit=shown.unit,
        before=before.result if before else "",
        after=after.result if after else "",
        difference_fen=difference.fen,
    )
