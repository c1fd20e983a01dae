"""The closed loop of the bulletin, through the public interfaces, on everything real."""

import json
import mmap
import subprocess
import sys
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import grpc
import pytest
from bihuan.recruitment.v1 import recruitment_service_pb2 as recruitment
from bihuan.registry.v1 import events_pb2 as registry_events
from bihuan.registry.v1 import registry_service_pb2 as registry
from bihuan.training.v1 import training_service_pb2 as training
from google.type.date_pb2 import Date
from grpc_status import rpc_status
from kombu import Connection
from pymongo import MongoClient

from deploy.demo import survey
from deploy.demo.clients import SERVICES, Clients, until
from deploy.demo.run import EXPECTED, run
from deploy.demo.story import EMPLOYER_CODE, Story, Summary
from deploy.demo.watch import Watcher
from deploy.local.places import PROGRAMS
from deploy.local.suite import Suite
from deploy.synthetic import synthetic_identity
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


def planted_person(told: Told) -> list[str]:
    """A person with values that stand nowhere else, who goes through every rpc that takes or gives them; the values."""
    calls = told.clients.registry
    identity = synthetic_identity(
        number=477, region_code=survey.DISTRICT, born_on=date(1979, 11, 23), sex="F", category=3, level=3
    )
    name, phone, address = "金丝雀样本", "19900877123", "金丝雀样本路八七七号"
    day = partial(Date, month=3, day=2)
    fields: dict[str, Any] = {
        "resident_id": identity.resident_id,
        "name": name,
        "region_code": survey.DISTRICT,
        "phone": phone,
        "address": address,
        "registered_on": day(year=2020),
        "registered_by": "canary",
        "certificate": registry.CertificateEntry(
            number=identity.certificate_number, issued_on=day(year=2019), expires_on=day(year=2029)
        ),
    }
    registered = calls.RegisterPerson(registry.RegisterPersonRequest(request_id=str(uuid.uuid4()), **fields))
    person_id = registered.person.person_id
    calls.RecordNeed(
        registry.RecordNeedRequest(
            request_id=str(uuid.uuid4()),
            person_id=person_id,
            kind=registry_events.NEED_KIND_TRAINING,
            willing=True,
            recorded_on=day(year=2020),
            recorded_by="canary",
        )
    )
    planted = [identity.resident_id, identity.certificate_number, name, phone, address]
    person = calls.GetPerson(registry.GetPersonRequest(person_id=person_id)).person
    # They are there for who may ask, or nothing would be shown by their absence.
    got = [person.resident_id, person.certificates[0].number, person.name, person.phone, person.address]
    assert got == planted
    number = identity.certificate_number
    calls.VerifyCertificate(registry.VerifyCertificateRequest(certificate_number=number, on=day(year=2020)))
    refused = (
        registry.RegisterPersonRequest(request_id=str(uuid.uuid4()), **fields),  # registered already
        registry.RegisterPersonRequest(request_id=str(uuid.uuid4()), **{**fields, "region_code": "000000"}),
        registry.RegisterPersonRequest(request_id=str(uuid.uuid4()), **{**fields, "name": name + "\n"}),
        registry.RegisterPersonRequest(request_id=str(uuid.uuid4()), **{**fields, "resident_id": phone}),
    )
    for request in refused:
        with pytest.raises(grpc.RpcError) as caught:
            calls.RegisterPerson(request)
        status = str(rpc_status.from_call(caught.value)) + str(caught.value)  # type: ignore[arg-type]
        assert [value for value in planted if value in status] == []
    return planted


def found_in_files(directory: Path, values: list[str]) -> set[tuple[str, str]]:
    """Pairs of a value and the first part of the path of a file that has it, in UTF-8 or as JSON escapes it."""
    found = set()
    for path in directory.rglob("*"):
        if not path.is_file() or path.stat().st_size == 0:
            continue
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            for value in values:
                forms = {value.encode(), json.dumps(value)[1:-1].encode()}
                if any(content.find(form) >= 0 for form in forms):
                    found.add((value, path.relative_to(directory).parts[0]))
    return found


def test_who_a_person_is_stands_in_no_log_metric_queue_error_or_database_file(told: Told) -> None:
    planted = planted_person(told)
    for person_id in list(told.story.person_ids.values())[:3]:
        person = told.clients.registry.GetPerson(registry.GetPersonRequest(person_id=person_id)).person
        planted += [person.resident_id, person.name]
    until("every event taken effect", lambda: not evidence.lost(told.suite))
    metrics = ""
    for service in SERVICES:
        for program in PROGRAMS:
            with urllib.request.urlopen(told.suite.metrics_url(service, program), timeout=5) as answer:
                metrics += answer.read().decode()
    assert [value for value in planted if value in metrics] == []
    # One value is stored in the clear, in each kind of place that is searched: the search would have found the others.
    clear, directory = f"canary-{uuid.uuid4()}", told.suite.directory
    with MongoClient[Any](told.suite.admin_mongo_url()) as client:
        client["registry"]["canaries"].insert_one({"value": clear})
        before = found_in_files(directory, [*planted, clear])
        client.admin.command("fsync")
        after = found_in_files(directory, [*planted, clear])
    assert before == {(clear, "mongo")}  # the journal
    assert after == {(clear, "mongo")}
    with Connection(told.suite.admin_amqp_url) as broker:
        queue = broker.SimpleQueue("canaries")
        queue.put(clear)
        until("the message on the broker's disk", lambda: (clear, "rabbit") in found_in_files(directory, [clear]))
        queue.queue.delete()


def test_the_audit_has_every_write_and_read_of_the_story_and_is_whole(told: Told) -> None:
    """By the operator's command, with the anchors in the programs' logs."""
    bihuan = [sys.executable, "-m", "deploy.operator.app", "audit"]
    stack = ["--stack", str(told.suite.directory)]

    def verified() -> str:
        done = subprocess.run([*bihuan, "verify", *stack], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout if " 0 anchors" not in done.stdout else ""

    until("anchors of every service in the logs", verified, 60)
    person = told.story.person_ids[1]
    listing = subprocess.run(
        [*bihuan, "list", "--service", "registry", "--id", f"persons/{person}", *stack],
        capture_output=True,
        text=True,
        check=True,
    )
    operations = {json.loads(line)["op"].rpartition("/")[2] for line in listing.stdout.splitlines()}
    assert operations >= {"RegisterPerson", "RecordNeed", "registry.follow_placements"}
