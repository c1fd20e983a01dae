"""What recruitment does: one function per use case. Each loads, lets the domain decide, and saves.

Dates have been read from the wire; a date of a fact may not lie in the future (China's today).
"""

from datetime import date

from bihuan.recruitment.v1.events_pb2 import EmploymentForm, PlacementEndReason
from bihuan.registry.v1.events_pb2 import (
    LOOP_OUTCOME_DIED,
    LOOP_OUTCOME_LOST,
    LOOP_OUTCOME_WITHDRAWN,
    LoopClosed,
    LoopOpened,
    LoopReopened,
    PersonDeregistered,
    PersonMoved,
    PersonReinstated,
)
from bihuan.training.v1.events_pb2 import TraineeGraduated
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from services.recruitment import rules, store
from services.recruitment.domain import errors
from services.recruitment.domain.errors import LoopOver
from services.recruitment.domain.graduates import becomes_seeker
from services.recruitment.domain.placement import Contract, Placement
from services.recruitment.domain.post import Post
from services.recruitment.domain.seeker import Seeker
from shared import access
from shared.dates import check_not_future, from_wire
from shared.errors import AlreadyExists, InvalidField, NotFound
from shared.store import Transaction, new_id


def _fact(tx: Transaction, day: date, field: str) -> date:
    """The day itself. Raises `InvalidField` when it lies in the future."""
    check_not_future(day, tx.now, field)
    return day


def open_post(
    tx: Transaction,
    *,
    employer_code: str,
    employer_name: str,
    title: str,
    occupation_code: str,
    region_code: str,
    vacancies: int,
    monthly_wage_fen: int,
    minimum_contract_months: int,
    form: EmploymentForm,
    opened_on: date,
) -> Post:
    """Open a post. Raises `InvalidField` for a wrong credit code, a wage below the minimum, a day in the future."""
    access.require_region(region_code, "region_code")
    try:
        uscc.validate(employer_code)
    except ValidationError:
        raise InvalidField(
            "employer.unified_social_credit_code",
            "is no valid unified social credit code (GB 32100); compare it with the licence",
        ) from None
    post = Post(
        id=new_id(),
        employer_code=employer_code,
        employer_name=employer_name,
        title=title,
        occupation_code=occupation_code,
        region_code=region_code,
        vacancies=vacancies,
        monthly_wage_fen=monthly_wage_fen,
        minimum_contract_months=minimum_contract_months,
        form=form,
        opened_on=_fact(tx, opened_on, "opened_on"),
        wage_check=rules.wage_rules().check(monthly_wage_fen, region_code, opened_on, form),
    )
    post.open()
    store.save(tx, post)
    return post


def withdraw_post(tx: Transaction, post_id: str, withdrawn_on: date) -> Post:
    """Take a post back. Raises `NotFound`, `PostWithdrawn`, `InvalidField`."""
    post = store.own_post(tx, post_id)
    post.withdraw(_fact(tx, withdrawn_on, "withdrawn_on"))
    store.save(tx, post)
    return post


def register_seeker(
    tx: Transaction,
    *,
    person_id: str,
    loop_id: str,
    region_code: str,
    occupation_code: str,
    wanted_monthly_wage_fen: int,
    registered_on: date,
) -> Seeker:
    """Register a person who asks for work. Raises `AlreadyExists`, `NotFound`, `InvalidField`, wrong states."""
    access.require_region(region_code, "region_code")
    told = store.told_of_loop(tx, loop_id)
    lives_in = store.residence(tx, person_id)
    home = lives_in or (told.region_code if told else "")
    if home:
        access.require_row(home, NotFound("loop", "loop_id"))
    if told is not None and told.person_id != person_id:
        raise NotFound("loop", "loop_id")
    if store.loop_is_over(tx, loop_id):
        raise LoopOver("loop_id", "the loop was closed without employment; record a new need in the registry")
    if lives_in is None:
        raise errors.PersonDeregistered("person_id", "the person has died or left the register")
    seeker = store.seeker_of(tx, person_id)
    if seeker is not None and seeker.withdrawn_on is None:
        raise AlreadyExists("seeker", "person_id", "the person is a seeker already")
    if seeker is not None and not home:
        # Who has moved is followed by what the registry tells, not by the caller's word.
        access.require_row(seeker.region_code, NotFound("loop", "loop_id"))
    _fact(tx, registered_on, "registered_on")
    if seeker is not None and seeker.withdrawn_on is not None and registered_on < seeker.withdrawn_on:
        raise InvalidField("registered_on", "must not be before the day the person withdrew")
    seeker = _register(tx, seeker, person_id, loop_id, region_code, occupation_code, registered_on)
    seeker.wanted_monthly_wage_fen = wanted_monthly_wage_fen
    store.save(tx, seeker)
    return seeker


def register_graduate(tx: Transaction, event: TraineeGraduated) -> None:
    """Register a graduate whom the rule of that day makes a seeker; one who is a seeker already gains an occupation."""
    # The registry's news may have been faster: who died or gave up gets no seeker, and a seeker not that loop.
    if store.loop_is_over(tx, event.loop_id):
        return
    # Written, not only read: of this and the loop's end at the same moment, one must see the other.
    tx.put(store.LOOPS, event.loop_id, {"over_on": None})
    seeker = store.seeker_of(tx, event.person_id)
    if seeker is not None and seeker.withdrawn_on is None:
        seeker.look_for(event.occupation_code)
        seeker.excellent = seeker.excellent or event.excellent
        seeker.loop_id = event.loop_id
        store.save(tx, seeker)
        return
    graduated_on = from_wire(event.graduated_on, "graduated_on")
    if not becomes_seeker(rules.graduate_rules(), graduated_on, event.excellent):
        return
    # Where the person lives by now, if the registry's news was faster; who has died or left gets no seeker.
    lives_in = store.residence(tx, event.person_id)
    if lives_in is None:
        return
    region_code = lives_in or event.region_code
    seeker = _register(tx, seeker, event.person_id, event.loop_id, region_code, event.occupation_code, graduated_on)
    seeker.excellent = seeker.excellent or event.excellent
    store.save(tx, seeker)


def _register(
    tx: Transaction,
    seeker: Seeker | None,
    person_id: str,
    loop_id: str,
    region_code: str,
    occupation_code: str,
    registered_on: date,
) -> Seeker:
    """A new seeker, or the withdrawn one again; not yet saved."""
    if seeker is None:
        seeker = Seeker(
            id=new_id(),
            person_id=person_id,
            loop_id=loop_id,
            region_code=region_code,
            occupation_codes=[occupation_code],
            registered_on=registered_on,
        )
    else:
        seeker.loop_id, seeker.region_code, seeker.registered_on = loop_id, region_code, registered_on
        seeker.look_for(occupation_code)
    seeker.register()
    return seeker


def withdraw_seeker(tx: Transaction, seeker_id: str, withdrawn_on: date) -> Seeker:
    """End a job search. Raises `NotFound`, `SeekerHasPlacement`, `SeekerWithdrawn`, `InvalidField`."""
    seeker = store.own_seeker(tx, seeker_id)
    seeker.withdraw(_fact(tx, withdrawn_on, "withdrawn_on"))
    _drop_intentions(tx, seeker, withdrawn_on)
    store.save(tx, seeker)
    return seeker


def follow_loop(tx: Transaction, event: LoopOpened | LoopClosed | LoopReopened) -> None:
    """A loop closed without employment ends the person's job search; a contract that runs is ended by its own call."""
    whose = {"person_id": event.person_id, "region_code": event.region_code}
    if not isinstance(event, LoopClosed):
        tx.put(store.LOOPS, event.loop_id, {"over_on": None, **whose})
        return
    tx.put(store.LOOPS, event.loop_id, whose)
    if event.outcome not in (LOOP_OUTCOME_DIED, LOOP_OUTCOME_LOST, LOOP_OUTCOME_WITHDRAWN):
        return
    closed_on = from_wire(event.closed_on, "closed_on")
    tx.put(store.LOOPS, event.loop_id, {"over_on": closed_on.isoformat()})
    seeker = store.seeker_of(tx, event.person_id)
    if seeker is not None and seeker.loop_id == event.loop_id:
        _end_search(tx, seeker, closed_on)


def follow_departure(tx: Transaction, event: PersonDeregistered | PersonReinstated) -> None:
    """Who died or left the register looks for work no more, and is registered again only if that proves false.

    A contract that is signed or runs is ended by its own call. Who was reinstated is asked: intentions were dropped, so
    the search is begun anew (RegisterSeeker).
    """
    if isinstance(event, PersonReinstated):
        store.note_departure(tx, event.person_id, None)
        return
    gone_on = from_wire(event.deregistered_on, "deregistered_on")
    store.note_departure(tx, event.person_id, gone_on)
    seeker = store.seeker_of(tx, event.person_id)
    if seeker is not None:
        _end_search(tx, seeker, max(gone_on, seeker.registered_on))


def _end_search(tx: Transaction, seeker: Seeker, on: date) -> None:
    if seeker.withdrawn_on is not None:
        return
    seeker.withdrawn_on = on
    _drop_intentions(tx, seeker, on)
    store.save(tx, seeker)


def follow_move(tx: Transaction, event: PersonMoved) -> None:
    """The person lives elsewhere: the seeker and the placements on their way are the new region's to go on with."""
    store.note_residence(tx, event.person_id, event.region_code)
    seeker = store.seeker_of(tx, event.person_id)
    if seeker is None:
        return
    seeker.region_code = event.region_code
    store.save(tx, seeker)
    for placement_id in sorted({*seeker.intentions, *([seeker.placement_id] if seeker.placement_id else [])}):
        placement = store.placement(tx, placement_id)
        placement.region_code = event.region_code
        store.save(tx, placement)


def _drop_intentions(tx: Transaction, seeker: Seeker, on: date) -> None:
    """Drop what the seeker only intended; on the day of the intention when that was recorded for a later day."""
    for placement_id in sorted(seeker.intentions):
        placement = store.placement(tx, placement_id)
        placement.drop(max(on, placement.earliest_drop()))
        seeker.release(placement_id)
        store.save(tx, placement)


def record_intention(tx: Transaction, post_id: str, seeker_id: str, intended_on: date) -> Placement:
    """Seeker and employer intend to sign. Raises `NotFound`, `AlreadyExists`, `InvalidField`, wrong states."""
    post, seeker = store.own_post(tx, post_id), store.own_seeker(tx, seeker_id)
    _fact(tx, intended_on, "intended_on")
    post.require_open("post_id")
    seeker.require_free("seeker_id")
    store.require_no_live_placement(tx, post_id, seeker_id)
    if intended_on < post.opened_on:
        raise InvalidField("intended_on", "must not be before the day the post opened")
    if intended_on < seeker.registered_on:
        raise InvalidField("intended_on", "must not be before the day the seeker registered")
    placement = Placement(
        id=new_id(),
        post_id=post.id,
        seeker_id=seeker.id,
        person_id=seeker.person_id,
        loop_id=seeker.loop_id,
        region_code=seeker.region_code,
        employer_code=post.employer_code,
        occupation_code=post.occupation_code,
        intended_on=intended_on,
    )
    placement.intend()
    seeker.intend(placement.id)
    # The post is not saved: intentions take no vacancy, and many at once must not hinder one another.
    store.save(tx, placement, seeker)
    return placement


def drop_intention(tx: Transaction, placement_id: str, dropped_on: date) -> Placement:
    """Give up a placement that has not started. Raises `NotFound`, a wrong state, `InvalidField`."""
    placement = store.own_placement(tx, placement_id)
    placement.drop(_fact(tx, dropped_on, "dropped_on"))
    seeker = store.seeker(tx, placement.seeker_id)
    seeker.release(placement.id)
    if placement.contract is not None:
        post = store.post(tx, placement.post_id)
        post.release(dropped_on)
        store.save(tx, post)
    store.save(tx, placement, seeker)
    return placement


def sign_contract(
    tx: Transaction,
    placement_id: str,
    *,
    signed_on: date,
    contract_from: date,
    contract_until: date | None,
    monthly_wage_fen: int,
    form: EmploymentForm,
) -> Placement:
    """Take a vacancy and the seeker; drop the seeker's other intentions.

    Raises `NotFound`, `InvalidField`, and a wrong state of placement, post or seeker.
    """
    placement = store.own_placement(tx, placement_id)
    placement.require_intended()
    post, seeker = store.post(tx, placement.post_id), store.seeker(tx, placement.seeker_id)
    _fact(tx, signed_on, "signed_on")
    post.take(signed_on, "placement_id")
    seeker.sign(placement.id)
    placement.sign(
        Contract(
            signed_on=signed_on,
            starts=contract_from,
            until=contract_until,
            monthly_wage_fen=monthly_wage_fen,
            form=form,
            wage_check=rules.wage_rules().check(monthly_wage_fen, post.region_code, contract_from, form),
        )
    )
    _drop_intentions(tx, seeker, signed_on)
    store.save(tx, placement, post, seeker)
    return placement


def start_placement(tx: Transaction, placement_id: str, started_on: date) -> Placement:
    """Start a signed placement. Raises `NotFound`, `PlacementNotSigned`, `InvalidField`."""
    placement = store.own_placement(tx, placement_id)
    placement.start(_fact(tx, started_on, "started_on"))
    seeker = store.seeker(tx, placement.seeker_id)
    seeker.start(started_on)
    store.save(tx, placement, seeker)
    return placement


def end_placement(tx: Transaction, placement_id: str, ended_on: date, reason: PlacementEndReason) -> Placement:
    """End a placement; seeker and vacancy are free again. Raises `NotFound`, `PlacementNotStarted`, `InvalidField`."""
    placement = store.own_placement(tx, placement_id)
    placement.end(_fact(tx, ended_on, "ended_on"), reason)
    seeker, post = store.seeker(tx, placement.seeker_id), store.post(tx, placement.post_id)
    seeker.release(placement.id, last_day=ended_on)
    post.release(ended_on)
    store.save(tx, placement, seeker, post)
    return placement
