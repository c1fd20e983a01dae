"""`make up` and `make down`: the whole suite in the background, watched by a real Prometheus."""

import json
import re
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import amqp
import grpc
import psutil
import pytest
import yaml
from grpc_health.v1 import health_pb2, health_pb2_grpc

from deploy.local import __main__ as command
from deploy.local.places import PROGRAMS, SERVICES
from deploy.local.processes import http_ok, marked, wait_until
from deploy.local.suite import StartFailed, Suite, start_background, stop_background, supervisor
from shared import broker, replays, topology


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Suite]:
    """The suite, started as `make up` does."""
    directory = tmp_path_factory.mktemp("up")
    yield start_background(directory)
    stop_background(directory)


def prometheus(suite: Suite, path: str, **query: str) -> Any:
    """An answer of Prometheus's HTTP API."""
    url = f"{suite.prometheus_url}/api/v1/{path}?{urllib.parse.urlencode(query)}"
    with urllib.request.urlopen(url, timeout=10) as response:
        return json.load(response)["data"]


def programs(suite: Suite) -> dict[str, psutil.Process]:
    """The running programs by name, `levy-worker`."""
    found = {}
    for process in marked(suite.directory):
        settings = process.environ()
        module = process.cmdline()[-1]
        if "BIHUAN_SERVICE" in settings:
            found[f"{settings['BIHUAN_SERVICE']}-{module.rsplit('.', 1)[-1]}"] = process
    return found


def test_every_program_of_every_service_is_healthy(up: Suite) -> None:
    assert set(programs(up)) == {f"{service}-{program}" for service in SERVICES for program in PROGRAMS}
    for service in SERVICES:
        for program in PROGRAMS:
            assert http_ok(up.health_url(service, program)), f"{service} {program}"
        with grpc.insecure_channel(up.grpc_address(service)) as channel:
            answer = health_pb2_grpc.HealthStub(channel).Check(  # type: ignore[attr-defined]  # missing from the stubs
                health_pb2.HealthCheckRequest(), timeout=5
            )
            assert answer.status == health_pb2.HealthCheckResponse.SERVING


def test_prometheus_scrapes_every_program_and_rabbitmq(up: Suite) -> None:
    def up_now() -> set[tuple[str, str]]:
        rows = prometheus(up, "query", query="up == 1")["result"]
        return {(row["metric"].get("service", ""), row["metric"].get("program", "")) for row in rows}

    everything = {(service, program) for service in SERVICES for program in PROGRAMS} | {("", "")}
    assert wait_until(lambda: up_now() == everything, seconds=30), everything - up_now()


def test_every_metric_that_an_alert_names_is_there(up: Suite) -> None:
    groups = yaml.safe_load(Path("deploy/prometheus/alerts.yml").read_text())["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    named = {name for rule in rules for name in re.findall(r"\b(?:bihuan|rabbitmq)_\w+", rule["expr"])}
    named -= {rule["record"] for rule in rules if "record" in rule}  # Prometheus describes only what it scrapes
    assert len(named) > 5
    assert wait_until(lambda: named <= set(prometheus(up, "metadata")), seconds=30), named - set(
        prometheus(up, "metadata")
    )


def test_no_queue_but_the_levys_receives_health_data(up: Suite) -> None:
    rows = up.management.call("GET", "exchanges", "/", "registry.events", "bindings", "source")
    takers = {row["destination"].split(".")[0] for row in rows if row["routing_key"].startswith("certificate_issued.")}
    assert takers == {"levy"}
    assert {row["routing_key"].split(".")[0] for row in rows}.isdisjoint({"*", "#"})
    asked = {row["destination"] for row in rows if row["routing_key"].startswith("replay_wanted.")}
    assert asked <= {replays.requests_queue(service) for service in SERVICES}
    assert {row["destination"] for row in rows} - asked <= {each.queue for each in topology.load()}


def test_a_program_may_do_with_its_own_user_what_the_topology_does_as_admin(up: Suite) -> None:
    """A worker declares its own queues again when it connects, a relay its own: their user must be allowed to."""
    for service in SERVICES:
        host = f"127.0.0.1:{up.ports['amqp']}"
        connection = amqp.Connection(host, userid=service, password=up.passwords[service], login_method="PLAIN")
        connection.connect()
        own = [each for each in topology.load() if each.service == service]
        topology.declare_exchange(connection.channel(), service)
        topology.declare_service(connection.channel(), service, own)
        hearers = {each.service for each in topology.load() if each.publisher == service}
        replays.declare_requests(connection.channel(), service, hearers)
        connection.close()


def test_a_service_asks_for_what_its_own_queues_have_missed_with_its_own_user(up: Suite) -> None:
    for service in SERVICES:
        own = [each for each in topology.load() if each.service == service]
        with broker.waiting_connection(up.amqp_url(service), 10) as connection:
            for each in own:
                replays.note(connection, each)
            # All of them, unless the worker that runs was quicker to take some of the notes.
            assert replays.ask(connection, own, topology.declare_subscription)


def test_a_program_that_was_killed_is_started_again(up: Suite) -> None:
    killed = programs(up)["levy-worker"]
    killed.kill()
    psutil.wait_procs([killed], timeout=10)

    def back() -> bool:
        now = programs(up).get("levy-worker")
        return now is not None and now.pid != killed.pid and http_ok(up.health_url("levy", "worker"))

    assert wait_until(back, seconds=30)


def test_it_is_started_once(up: Suite) -> None:
    holder = supervisor(up.directory)
    with pytest.raises(StartFailed, match="it is up already"):
        start_background(up.directory)
    again = supervisor(up.directory)
    assert holder is not None and again is not None and again.pid == holder.pid


def test_down_ends_every_process_and_a_second_down_finds_nothing(
    up: Suite, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The last test of the module: it stops what the others used."""
    assert len(marked(up.directory)) > 18
    for answer in ("stopped", "nothing was running"):
        monkeypatch.setattr("sys.argv", ["deploy.local", "down", "--directory", str(up.directory)])
        assert command.main() == 0
        assert capsys.readouterr().out.strip() == answer
        assert marked(up.directory) == []
