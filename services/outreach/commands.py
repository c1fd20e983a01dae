"""The use cases of outreach. Each runs in a transaction of its caller and may be run again."""

from collections.abc import Callable, Sequence
from datetime import date

from bihuan.recruitment.v1 import events_pb2 as recruitment
from bihuan.registry.v1.events_pb2 import (
    DEREGISTRATION_REASON_DIED,
    PersonDeregistered,
    PersonErased,
    PersonMoved,
    PersonReinstated,
)
from bihuan.training.v1 import events_pb2 as training

from services.outreach import store
from services.outreach.domain.case import Case
from services.outreach.domain.cycle import Role, Step
from services.outreach.domain.records import Act, IndicatorKind, Origin, Outcome, Status
from services.outreach.domain.worker import Worker, choose, paths_above, region_path
from shared import access, dates
from shared.store import Transaction, new_id

MOST_ASSIGNED_AT_ONCE = 200  # keeps RegisterWorker's transaction short


# Workers


def register_worker(
    tx: Transaction, worker_id: str, display_name: str, roles: frozenset[Role], region_code: str, registered_on: date
) -> int:
    """Take a worker in; a grassroots worker gets the region's waiting cases. Returns how many."""
    access.require_region(region_code, "region_code")
    worker = Worker(
        id=worker_id, display_name=display_name, roles=roles, region_code=region_code, registered_on=registered_on
    )
    act = Act(worker_id=worker_id, on=registered_on, field="registered_on", now=tx.now)
    act.check_day(date.min, "")
    store.save_worker(tx, worker)
    if Role.GRASSROOTS_WORKER not in roles:
        return 0
    store.touch_staffing(tx, region_code, new_id())
    waiting = store.waiting_cases(tx, region_code, MOST_ASSIGNED_AT_ONCE)
    for case in waiting:
        case.give_to(worker, act)
        store.save_case(tx, case)
    return len(waiting)


def assign_case(tx: Transaction, case_id: str, worker_id: str, role: Role, assigned_on: date) -> None:
    """Give a case to a worker in a role."""
    case = store.case(tx, case_id)
    worker = store.worker(tx, worker_id)
    case.assign(worker, role, Act(worker_id=worker_id, on=assigned_on, field="assigned_on", now=tx.now))
    store.save_case(tx, case)


# What workers do on a case


def work_on(
    tx: Transaction, case_id: str, worker_id: str, on: date, field: str, do: Callable[[Case, Act], None]
) -> None:
    """Load a case, let a worker do something to it on a day (given in request field `field`), store it.

    Raises `NotFound` for the case or the worker, and what the case's method raises.
    """
    case = store.case(tx, case_id)
    store.worker(tx, worker_id)
    do(case, Act(worker_id=worker_id, on=on, field=field, now=tx.now))
    store.save_case(tx, case)


def record_visit(tx: Transaction, case_id: str, worker_id: str, visited_on: date, findings: str) -> None:
    """Step 1."""
    work_on(tx, case_id, worker_id, visited_on, "visited_on", lambda case, act: case.visit(act, findings))


def add_problem(
    tx: Transaction, case_id: str, worker_id: str, found_on: date, problem_id: str, description: str
) -> None:
    """Step 2."""
    work_on(
        tx, case_id, worker_id, found_on, "found_on", lambda case, act: case.add_problem(act, problem_id, description)
    )


def record_crux(tx: Transaction, case_id: str, worker_id: str, found_on: date, problem_id: str, cause: str) -> None:
    """Step 3."""
    work_on(tx, case_id, worker_id, found_on, "found_on", lambda case, act: case.record_crux(act, problem_id, cause))


def add_measure(
    tx: Transaction,
    case_id: str,
    worker_id: str,
    proposed_on: date,
    *,
    problem_id: str,
    measure_id: str,
    description: str,
    owner_id: str,
    due_on: date,
) -> None:
    """Step 4."""
    store.worker(tx, owner_id, "owner_id")

    def add(case: Case, act: Act) -> None:
        case.add_measure(act, problem_id, measure_id, description, owner_id, due_on)

    work_on(tx, case_id, worker_id, proposed_on, "proposed_on", add)


def resolve_problem(
    tx: Transaction, case_id: str, worker_id: str, resolved_on: date, problem_id: str, evidence: str
) -> None:
    """Step 5."""
    work_on(
        tx,
        case_id,
        worker_id,
        resolved_on,
        "resolved_on",
        lambda case, act: case.resolve_problem(act, problem_id, evidence),
    )


def verify_problem(tx: Transaction, case_id: str, worker_id: str, verified_on: date, problem_id: str) -> None:
    """Steps 5 to 7."""
    work_on(tx, case_id, worker_id, verified_on, "verified_on", lambda case, act: case.verify_problem(act, problem_id))


def record_indicator(
    tx: Transaction,
    case_id: str,
    worker_id: str,
    measured_on: date,
    *,
    name: str,
    kind: IndicatorKind,
    before: str,
    after: str,
) -> None:
    """Step 6."""
    work_on(
        tx,
        case_id,
        worker_id,
        measured_on,
        "measured_on",
        lambda case, act: case.record_indicator(act, name, kind, before, after),
    )


def record_practice(
    tx: Transaction, case_id: str, worker_id: str, recorded_on: date, *, published: str, not_suitable: str
) -> None:
    """Step 7; one of the two texts is empty."""
    work_on(
        tx,
        case_id,
        worker_id,
        recorded_on,
        "recorded_on",
        lambda case, act: case.record_practice(act, published=published, not_suitable=not_suitable),
    )


def advance_step(tx: Transaction, case_id: str, worker_id: str, advanced_on: date) -> None:
    """On to the next step."""
    work_on(tx, case_id, worker_id, advanced_on, "advanced_on", Case.advance)


def return_to_step(
    tx: Transaction,
    case_id: str,
    worker_id: str,
    returned_on: date,
    *,
    step: Step,
    problem_ids: Sequence[str],
    reason: str,
) -> None:
    """From step 5 back to 3 or 4."""
    work_on(
        tx,
        case_id,
        worker_id,
        returned_on,
        "returned_on",
        lambda case, act: case.return_to(act, step, problem_ids, reason),
    )


def start_next_round(tx: Transaction, case_id: str, worker_id: str, started_on: date) -> None:
    """From step 7 to the next round."""
    work_on(tx, case_id, worker_id, started_on, "started_on", Case.start_next_round)


def close_case(tx: Transaction, case_id: str, worker_id: str, closed_on: date, outcome: Outcome, comment: str) -> None:
    """End a case."""
    work_on(tx, case_id, worker_id, closed_on, "closed_on", lambda case, act: case.close(act, outcome, comment))


# What is heard from training and recruitment
#
# Events of different enrolments and placements come in any order to one another, so an admission or employment is also
# remembered: a case that opens late for something earlier gets it too.

Caused = training.EnrolmentRefused | training.EnrolmentWithdrawn | training.TraineeFailed | recruitment.PlacementEnded

NEEDS_NO_CASE = {
    training.REFUSAL_REASON_ALREADY_EMPLOYED,
    training.REFUSAL_REASON_ALREADY_ENROLLED,
    training.REFUSAL_REASON_NEED_MET,
}


def training_refused(tx: Transaction, event: training.EnrolmentRefused) -> None:
    """A case for who was refused though willing; who is not willing, or has work or a seat, gets none."""
    if event.willing and not NEEDS_NO_CASE & set(event.reasons):
        day = dates.from_wire(event.refused_on, "refused_on")
        _open_case(tx, event, Origin.REFUSED_THOUGH_WILLING, event.enrolment_id, day)


def training_dropped_out(tx: Transaction, event: training.EnrolmentWithdrawn) -> None:
    """A case for who left a class, unless for work: that is what the loop is for, and if it ends a case opens then."""
    if event.reason != training.WITHDRAWAL_REASON_FOUND_WORK:
        day = dates.from_wire(event.withdrawn_on, "withdrawn_on")
        _open_case(tx, event, Origin.DROPPED_OUT, event.enrolment_id, day)


def training_failed(tx: Transaction, event: training.TraineeFailed) -> None:
    """A case for who did not pass."""
    _open_case(tx, event, Origin.FAILED, event.enrolment_id, dates.from_wire(event.failed_on, "failed_on"))


def placement_ended(tx: Transaction, event: recruitment.PlacementEnded) -> None:
    """A case for whose placement ended, for whatever reason."""
    _open_case(tx, event, Origin.PLACEMENT_ENDED, event.placement_id, dates.from_wire(event.ended_on, "ended_on"))


def admitted(tx: Transaction, event: training.EnrolmentConfirmed) -> None:
    """The loop's open cases of that day or before hear of it: a refusal nobody has begun on is thereby solved."""
    day = dates.from_wire(event.confirmed_on, "confirmed_on")
    store.note_admission(tx, event.loop_id, event.enrolment_id, day)
    for case in store.open_cases(tx, event.loop_id):
        if case.opened_on <= day:
            case.person_admitted(_heard(tx, day))
            store.save_case(tx, case)


def employed(tx: Transaction, event: recruitment.PlacementStarted) -> None:
    """The loop's open cases of that day or before get a note."""
    day = dates.from_wire(event.started_on, "started_on")
    store.note_employment(tx, event.loop_id, event.placement_id, day)
    for case in store.open_cases(tx, event.loop_id):
        if case.opened_on <= day:
            case.person_employed(_heard(tx, day))
            store.save_case(tx, case)


def person_moved(tx: Transaction, event: PersonMoved) -> None:
    """Open cases go with the person; a grassroots worker who does not serve the new region gives the case up."""
    store.note_residence(tx, event.person_id, event.region_code)
    act = _heard(tx, dates.from_wire(event.moved_on, "moved_on"))
    for case in store.open_cases_of(tx, event.person_id):
        worker_id = case.assigned(Role.GRASSROOTS_WORKER)
        case.move(event.region_code)
        if not worker_id or not store.worker(tx, worker_id).covers(event.region_code):
            case.release(Role.GRASSROOTS_WORKER, act)
            _staff(tx, case, act)
        store.save_case(tx, case)


def person_gone(tx: Transaction, event: PersonDeregistered) -> None:
    """Open cases end, and none opens: nobody is left to help."""
    store.note_departure(tx, event.person_id, gone=True)
    day = dates.from_wire(event.deregistered_on, "deregistered_on")
    for case in store.open_cases_of(tx, event.person_id):
        # A death is often told late; no case ends before its last step.
        case.person_gone(_heard(tx, max(day, case.step_since)), died=event.reason == DEREGISTRATION_REASON_DIED)
        store.save_case(tx, case)


def person_reinstated(tx: Transaction, event: PersonReinstated) -> None:
    """It was told falsely: cases open again for what happens from now on; those ended stay, with what was found."""
    store.note_departure(tx, event.person_id, gone=False)


def person_erased(tx: Transaction, event: PersonErased) -> None:
    """Nothing that was written of the person in any case is left, open or closed, and nothing more is written."""
    store.note_erasure(tx, event.person_id)
    for case in store.cases_of(tx, event.person_id):
        case.forget()
        store.save_case(tx, case)


def _staff(tx: Transaction, case: Case, act: Act) -> None:
    """Give a case to a grassroots worker of its region; without one it waits for the first to come."""
    candidates = store.grassroots_workers(tx, paths_above(region_path(case.region_code)))
    worker = choose(candidates, {one.id: store.load_of(tx, one.id) for one in candidates})
    if worker is not None:
        case.give_to(worker, act)
    else:
        store.touch_staffing(tx, case.region_code, new_id())


def _heard(tx: Transaction, day: date) -> Act:
    return Act(worker_id="", on=day, field="", now=tx.now)


def _open_case(tx: Transaction, event: Caused, origin: Origin, cause_id: str, day: date) -> None:
    """Open a case for a worker of its region, unless one is open for the cause, or the person was erased or is gone."""
    if any(case.origin is origin and case.cause_id == cause_id for case in store.open_cases(tx, event.loop_id)):
        return
    lives_in = store.residence(tx, event.person_id)
    if lives_in is None:
        return
    act = _heard(tx, day)
    case = Case.open(
        new_id(),
        act,
        # Where the person lives by now, if the registry's news was faster.
        region_code=lives_in or event.region_code,
        loop_id=event.loop_id,
        person_id=event.person_id,
        origin=origin,
        cause_id=cause_id,
    )
    admissions, employments = store.heard_of(tx, event.loop_id)
    for id, employed_on in employments.items():
        if id != cause_id and employed_on >= day:
            case.person_employed(_heard(tx, employed_on))
    for id, admitted_on in admissions.items():
        if id != cause_id and admitted_on >= day and case.status is Status.OPEN:
            case.person_admitted(_heard(tx, admitted_on))
    if case.status is Status.OPEN:
        _staff(tx, case, act)
    store.save_case(tx, case)
