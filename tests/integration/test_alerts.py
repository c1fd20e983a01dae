"""The alert rules: valid by Prometheus's own check, and each fires when it should and only then."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ALERTS = Path("deploy/prometheus/alerts.yml").resolve()
GROUPS: list[dict[str, Any]] = yaml.safe_load(ALERTS.read_text())["groups"]
RULES: list[dict[str, Any]] = [rule for group in GROUPS for rule in group["rules"] if "alert" in rule]

PROGRAM = {"job": "bihuan", "service": "levy", "program": "relay"}
SUBSCRIPTION = {**PROGRAM, "subscription": "levy.follow_persons", "reason": "NotYet"}
CALL = {**PROGRAM, "program": "api", "method": "GetEmployer"}


def series(metric: str, labels: dict[str, str]) -> str:
    return metric + "{" + ",".join(f'{key}="{value}"' for key, value in labels.items()) + "}"


# Alert → the series that make it fire, and those of a healthy suite; values as promtool writes them, one per 10 s.
CASES: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "ProgramDown": ({series("up", PROGRAM): "0x60"}, {series("up", PROGRAM): "1x60"}),
    "BrokerDown": ({series("up", {"job": "rabbitmq"}): "0x60"}, {series("up", {"job": "rabbitmq"}): "1x60"}),
    "OutboxOld": (
        {series("bihuan_outbox_oldest_age_seconds", PROGRAM): "0+10x60"},
        {series("bihuan_outbox_oldest_age_seconds", PROGRAM): "0 1 0 2 0 1x55"},
    ),
    "NoRelayLeads": (
        {series("bihuan_relay_leader", PROGRAM): "0x60"},
        # Two relays: one leads, and that is enough.
        {
            series("bihuan_relay_leader", {**PROGRAM, "name": "levy-relay"}): "0x60",
            series("bihuan_relay_leader", {**PROGRAM, "name": "levy-relay-2"}): "1x60",
        },
    ),
    "RelayRefused": (
        {series("bihuan_relay_refused_total", PROGRAM): "0x30 1x30"},
        {series("bihuan_relay_refused_total", PROGRAM): "1x60"},
    ),
    "EventsParked": (
        {series("rabbitmq_queue_messages_ready", {"queue": "levy.follow_persons.parked"}): "0x50 1x10"},
        {
            series("rabbitmq_queue_messages_ready", {"queue": "levy.follow_persons.parked"}): "0x60",
            series("rabbitmq_queue_messages_ready", {"queue": "levy.follow_persons"}): "5x60",
        },
    ),
    "EventsParkedLong": (
        {series("bihuan_parked_since_timestamp_seconds", {"queue": "levy.follow_persons.parked"}): "-90000x60"},
        {series("bihuan_parked_since_timestamp_seconds", {"queue": "levy.follow_persons.parked"}): "-80000x60"},
    ),
    "ManyRetries": (
        {series("bihuan_event_retries_total", SUBSCRIPTION): "0+2x60"},
        {series("bihuan_event_retries_total", SUBSCRIPTION): "0x50 5x10"},
    ),
    "SubscriptionBehind": (
        {series("rabbitmq_queue_messages_ready", {"queue": "levy.follow_persons"}): "5000x60"},
        {series("rabbitmq_queue_messages_ready", {"queue": "levy.retry.200"}): "5000x60"},
    ),
    "RpcFailing": (
        {
            series("bihuan_rpc_requests_total", {**CALL, "code": "OK"}): "0+90x60",
            series("bihuan_rpc_requests_total", {**CALL, "code": "INTERNAL"}): "0+10x60",
        },
        # A caller's mistakes are no failure of ours.
        {
            series("bihuan_rpc_requests_total", {**CALL, "code": "OK"}): "0+90x60",
            series("bihuan_rpc_requests_total", {**CALL, "code": "INVALID_ARGUMENT"}): "0+90x60",
        },
    ),
}


def promtool(*arguments: str) -> None:
    done = subprocess.run(["promtool", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_prometheus_takes_the_rules() -> None:
    promtool("check", "rules", str(ALERTS))


def test_every_alert_has_a_case_here() -> None:
    assert {rule["alert"] for rule in RULES} == set(CASES)


@pytest.mark.parametrize("alert", sorted(CASES))
def test_an_alert_fires_when_something_is_wrong_and_only_then(tmp_path: Path, alert: str) -> None:
    rule = next(rule for rule in RULES if rule["alert"] == alert)

    def after_ten_minutes(values: dict[str, str], *, fires: bool) -> dict[str, Any]:
        """`ALERTS` holds one series per firing alert; counting them leaves the texts out of the comparison."""
        query = f'count(ALERTS{{alertname="{alert}", alertstate="firing", severity="{rule["labels"]["severity"]}"}})'
        samples = [{"labels": "{}", "value": 1}] if fires else []
        return {
            "interval": "10s",
            "input_series": [{"series": name, "values": text} for name, text in values.items()],
            "promql_expr_test": [{"expr": query, "eval_time": "9m50s", "exp_samples": samples}],
        }

    wrong, healthy = CASES[alert]
    cases = {
        "rule_files": [str(ALERTS)],
        "evaluation_interval": "10s",
        "tests": [after_ten_minutes(wrong, fires=True), after_ten_minutes(healthy, fires=False)],
    }
    file = tmp_path / "cases.yml"
    file.write_text(yaml.safe_dump(cases))
    promtool("test", "rules", str(file))


def test_prometheus_knows_since_when_something_is_parked(tmp_path: Path) -> None:
    ready, since = "rabbitmq_queue_messages_ready", "bihuan_parked_since_timestamp_seconds"
    one, two = {"queue": "levy.one.parked"}, {"queue": "levy.two.parked"}
    samples = {
        # Empty for a minute; then three, from second 60 on; empty again; then two, from second 230 on.
        series(ready, one): "0x5 3x10 0x5 2x20",
        series(ready, two): "1x60",
        series(ready, {"queue": "levy.two"}): "1x60",
    }
    expected = {"50s": {}, "150s": {"levy.one.parked": 60}, "200s": {}, "350s": {"levy.one.parked": 230}}
    cases = {
        "rule_files": [str(ALERTS)],
        "evaluation_interval": "10s",
        "tests": [
            {
                "interval": "10s",
                "input_series": [{"series": name, "values": text} for name, text in samples.items()],
                "promql_expr_test": [
                    {
                        "expr": since,
                        "eval_time": at,
                        "exp_samples": [
                            {"labels": series(since, {"queue": queue}), "value": value}
                            for queue, value in {**times, "levy.two.parked": 0}.items()
                        ],
                    }
                    for at, times in expected.items()
                ],
            }
        ],
    }
    file = tmp_path / "cases.yml"
    file.write_text(yaml.safe_dump(cases))
    promtool("test", "rules", str(file))
