"""The closed loop of the bulletin, through the public interfaces, on everything real."""

import json
import urllib.parse
import urllib.request
from collections.abc import Iterator
from functools import partial

import pytest
from bihuan.recruitment.v1 import recruitment_service_pb2 as recruitment
from bihuan.registry.v1 import events_pb2 as registry_events
from bihuan.registry.v1 import registry_service_pb2 as registry
from bihuan.training.v1 import training_service_pb2 as training

from deploy.demo import survey
from deploy.demo.clients import SERVICES, Clients, until
from deploy.demo.run import EXPECTED, run
from deploy.demo.story import EMPLOYER_CODE, Story, Summary
from deploy.demo.watch import Watcher
from deploy.local.places import PROGRAMS
from deploy.local.suite import Suite
from tests.e2e import evidence


class Told:
    """The story as it was told once for this module: its end, its figures, and what an outside subscriber saw."""

    def __init__(self, suite: Suite) -> None:
        self.suite = suite
        self.clients = Clients.of(suite)
        self.story = Story(self.clients)
        with Watcher(suite.admin_amqp_url, SERVICES) as watcher:
            self.summary: Summary = run(self.story)
            committed = sum(map(len, evidence.outboxes(suite).values()))
            until("every committed event seen outside", lambda: watcher.counts.total() >= committed)
        self.seen = watcher.counts


@pytest.fixture(scope="module")
def told(suite: Suite) -> Iterator[Told]:
    telling = Told(suite)
    yield telling
    telling.clients.close()


def test_the_services_report_the_figures_of_the_story(told: Told) -> None:
    assert told.summary == EXPECTED


def test_each_person_refused_is_given_exactly_the_reasons_of_the_survey(told: Told) -> None:
    enrolments = told.story.enrolments()
    reasons = {number: frozenset(enrolment.refusal_reasons) for number, enrolment in enrolments.items()}
    assert reasons == {person.number: person.expected for person in survey.PEOPLE}


def test_the_excellent_are_those_with_the_marks_for_it_and_they_are_the_ones_placed(told: Told) -> None:
    enrolments = told.story.enrolments()
    assert {number for number, enrolment in enrolments.items() if enrolment.excellent} == survey.EXCELLENT
    failed = {n for n, enrolment in enrolments.items() if enrolment.status == training.ENROLMENT_STATUS_FAILED}
    assert failed == survey.FAILED
    request = recruitment.ListPlacementsRequest(region_code=survey.DISTRICT, employer_code=EMPLOYER_CODE)
    placed = {each.person_id for each in told.clients.recruitment.ListPlacements(request).placements}
    assert placed == {told.story.person_ids[number] for number in survey.EXCELLENT}


def test_one_loop_can_be_followed_from_need_to_job_with_the_service_that_moved_it(told: Told) -> None:
    loop = told.story.loops()[1]
    assert loop.state == registry.LOOP_STATE_CLOSED
    assert [
        (registry_events.LoopStage.Name(step.stage).removeprefix("LOOP_STAGE_"), step.service) for step in loop.steps
    ] == [
        ("NEED_RECORDED", "registry"),  # training
        ("NEED_RECORDED", "registry"),  # employment
        ("IN_TRAINING", "training"),
        ("PASSED", "training"),
        ("OFFERED", "recruitment"),
        ("PLACED", "recruitment"),
    ]


def test_the_levy_falls_by_the_placements_and_every_line_names_its_source(told: Told) -> None:
    before, after = told.story.preview, told.story.assessment
    assert before.payable_fen > after.payable_fen > 0
    assert {line.key for line in after.lines} >= {"due", "payable"}
    assert all(line.label_zh and line.label_en and line.result for line in after.lines)
    assert [line.key for line in after.lines if not line.source.act] == []


def test_every_event_took_effect_once_at_every_subscription_and_nothing_is_parked(told: Told) -> None:
    until("every event taken effect", lambda: not evidence.lost(told.suite))
    assert evidence.committed(told.suite) == evidence.STORY_EVENTS
    assert evidence.disordered(told.suite) == []
    assert evidence.parked(told.suite) == {}


def test_an_outside_subscriber_saw_every_committed_event(told: Told) -> None:
    seen = {name.removeprefix("bihuan.").replace(".v1.", "."): count for name, count in told.seen.items()}
    assert seen == evidence.STORY_EVENTS


def test_prometheus_scrapes_every_program_and_knows_the_loops(told: Told) -> None:
    def query(expression: str) -> list[dict[str, object]]:
        url = f"{told.suite.prometheus_url}/api/v1/query?query={urllib.parse.quote(expression)}"
        with urllib.request.urlopen(url, timeout=5) as answer:
            result: list[dict[str, object]] = json.load(answer)["data"]["result"]
        return result

    up = until(
        "all programs scraped",
        lambda: found if len(found := query('up{job="bihuan"} == 1')) == len(SERVICES) * len(PROGRAMS) else None,
    )
    programs = {(each["metric"]["service"], each["metric"]["program"]) for each in up}  # type: ignore[index]
    assert programs == {(service, program) for service in SERVICES for program in PROGRAMS}
    for metric in (
        "bihuan_rpc_requests_total",
        "bihuan_rpc_seconds_count",
        "bihuan_events_handled_total",
        "bihuan_event_handling_seconds_count",
        "bihuan_outbox_depth",
        "bihuan_outbox_oldest_age_seconds",
    ):
        until(f"{metric} scraped", partial(query, metric))
    # Nothing was parked, and perhaps nothing retried: such counters have no series yet, but Prometheus knows of them.
    for counter in ("bihuan_event_retries_total", "bihuan_events_parked_total"):
        with urllib.request.urlopen(
            f"{told.suite.prometheus_url}/api/v1/metadata?metric={counter}", timeout=5
        ) as answer:
            assert json.load(answer)["data"], counter
    until("30 loops opened", partial(query, "max(bihuan_loops_opened) == 30"))
    until("5 loops closed", partial(query, "sum(max by (outcome) (bihuan_loops_closed)) == 5"))


def test_no_name_or_number_of_a_person_is_in_any_log_or_metric(told: Told) -> None:
    persons = [
        told.clients.registry.GetPerson(registry.GetPersonRequest(person_id=person_id)).person
        for person_id in told.story.person_ids.values()
    ]
    planted = {value for person in persons for value in (person.resident_id, person.name)}
    texts = [path.read_text(errors="replace") for path in told.suite.log_directory.iterdir()]
    for service in SERVICES:
        for program in PROGRAMS:
            url = told.suite.metrics_url(service, program)
            with urllib.request.urlopen(url, timeout=5) as answer:
                texts.append(answer.read().decode())
    assert len(planted) == 60
    assert [value for value in planted for text in texts if value in text] == []
