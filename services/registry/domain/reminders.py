"""What falls due on a day without anybody doing anything: a certificate's end, working age, a need unanswered.

Pure: no I/O (services/registry/data has the rules). Each is told once: what was told stands in the person's `reminded`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bihuan.registry.v1.events_pb2 import (
    LOOP_STAGE_NEED_RECORDED,
    CertificateExpiring,
    NeedUnanswered,
    WorkingAgeLeft,
    WorkingAgeReached,
)
from google.protobuf.message import Message

from services.registry.domain.loop import Loop
from services.registry.domain.person import Need, Person
from shared import dates


@dataclass(frozen=True)
class ReminderRule:
    """Days before a certificate's last day, the largest first, and days after a need was recorded."""

    valid_from: date
    certificate_days: tuple[int, ...]
    need_days: int


@dataclass(frozen=True)
class Due:
    """One thing to tell, on a day or later. `mark` says in `reminded` that it was told; so do all of `covers`."""

    on: date
    mark: str
    event: Message
    covers: tuple[str, ...] = ()
    need: Need | None = None
    until: date = date.max
    """The last day on which it is worth telling; later it counts as told."""


def rules_from(rows: Iterable[Mapping[str, Any]]) -> tuple[ReminderRule, ...]:
    """The rows of reminders.yaml, in the order of their first days."""
    rules = (ReminderRule(row["valid_from"], tuple(row["certificate_days"]), row["need_days"]) for row in rows)
    return tuple(sorted(rules, key=lambda rule: rule.valid_from))


def dues(person: Person, rules: Iterable[ReminderRule]) -> list[Due]:
    """All that is still to be told of a person one day, in the order of the days."""
    if person.died_on is not None or person.erased_on is not None or person.departure or person.merged:
        return []
    rules = list(rules)
    found = [*_certificate(person, rules), *_working_age(person), *_needs(person, rules)]
    return sorted((due for due in found if due.mark not in person.reminded), key=lambda due: (due.on, due.mark))


def remind(person: Person, loops: Mapping[str, Loop], today: date, rules: Iterable[ReminderRule]) -> None:
    """Tell what is due today or was before; `loops` are those of the person's needs.

    Of several days before the end of one certificate only the nearest is told.
    """
    due = [each for each in dues(person, rules) if each.on <= today]
    covered = {mark for each in due for mark in each.covers}
    for each in due:
        person.reminded.add(each.mark)
        told_late = each.mark in covered or each.until < today
        if not told_late and (each.need is None or _unanswered(each.need, loops[each.need.loop_id])):
            person.record(each.event)


def _in_force(rules: list[ReminderRule], on: date) -> ReminderRule:
    return next((rule for rule in reversed(rules) if rule.valid_from <= on), rules[0])


def _certificate(person: Person, rules: list[ReminderRule]) -> Iterable[Due]:
    if not person.certificates:
        return
    certificate = person.certificates[-1]
    if certificate.revoked_on is not None:
        return
    covers: tuple[str, ...] = ()
    for days in _in_force(rules, certificate.valid_from).certificate_days:
        mark = f"certificate:{certificate.id}:{days}"
        event = CertificateExpiring(
            person_id=person.id,
            region_code=person.region_code,
            certificate_id=certificate.id,
            valid_until=dates.to_wire(certificate.valid_until),
            days_before=days,
        )
        yield Due(certificate.valid_until - timedelta(days=days), mark, event, covers, until=certificate.valid_until)
        covers = (*covers, mark)


def _working_age(person: Person) -> Iterable[Due]:
    # By month, as PersonRegistered tells it: no birth date can be read from the day of the event.
    first, last = person.working_age.months()
    after = (last.replace(day=28) + timedelta(days=4)).replace(day=1)
    for kind, month in ((WorkingAgeReached, first), (WorkingAgeLeft, after)):
        # What was so when the person was registered has been told by PersonRegistered.
        if month > person.registered_on:
            event = kind(person_id=person.id, region_code=person.region_code, month=dates.month_to_wire(month))
            yield Due(month, f"{kind.DESCRIPTOR.name}:{month:%Y-%m}", event)


def _needs(person: Person, rules: list[ReminderRule]) -> Iterable[Due]:
    for need in person.needs.values():
        if need.fulfilled_on is None and need.withdrawn_on is None:
            days = _in_force(rules, need.recorded_on).need_days
            event = NeedUnanswered(
                person_id=person.id,
                region_code=person.region_code,
                loop_id=need.loop_id,
                need_id=need.id,
                kind=need.kind,
                recorded_on=dates.to_wire(need.recorded_on),
                days=days,
            )
            yield Due(need.recorded_on + timedelta(days=days), f"need:{need.id}", event, need=need)


def _unanswered(need: Need, loop: Loop) -> bool:
    """Whether the need's loop is open, and nothing but needs has moved it since the need was recorded."""
    reached = [step.reached_on for step in loop.steps.values() if step.stage != LOOP_STAGE_NEED_RECORDED]
    helped = [step.happened_on for steps in loop.support.values() for step in steps]
    return loop.is_open and all(on < need.recorded_on for on in (*reached, *loop.ended.values(), *helped))
