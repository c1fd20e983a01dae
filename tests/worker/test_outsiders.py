"""Consumers outside our code: a stock Nameko service and ten lines of plain kombu."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import kombu
import pytest
from bihuan.training.v1.events_pb2 import EnrolmentConfirmed

from tests.worker.conftest import ROOT, Delivery, until


@pytest.fixture
def stock_service(delivery: Delivery) -> Iterator[Path]:
    """The file that a stock Nameko service, started in a process of its own, appends what it hears to."""
    heard, ready = delivery.directory / "heard.jsonl", delivery.directory / "ready"
    heard.touch()
    script = str(ROOT / "tests" / "worker" / "stock_nameko.py")
    with (delivery.directory / "nameko.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, script, delivery.amqp_url, str(heard), str(ready)], stdout=log, stderr=log
        )
    until(ready.exists, "the stock service runs")
    yield heard
    process.kill()
    process.wait()


def of_region(code: str) -> EnrolmentConfirmed:
    return EnrolmentConfirmed(region_code=code, loop_id="l", person_id="p", class_id="c")


REGIONS = ("370105003", "370105", "370102", "370200", "110101")


def test_a_stock_nameko_service_hears_every_event_it_binds_to_by_type_and_region(
    delivery: Delivery, stock_service: Path
) -> None:
    delivery.started(delivery.relay())

    ids = {delivery.commit(of_region(code)): code for code in REGIONS for _ in range(20)}
    delivery.commit(delivery.graduation())

    in_jinan = {each for each, code in ids.items() if code.startswith("3701")}
    until(lambda: len(stock_service.read_text().splitlines()) >= len(in_jinan), "all of Jinan's")
    until(delivery.publisher_idle, "all sent")
    heard = [json.loads(line) for line in stock_service.read_text().splitlines()]
    assert sorted(each["subject"] for each in heard) == sorted(in_jinan)
    assert {each["specversion"] for each in heard} == {"1.0"}
    assert {each["type"] for each in heard} == {"bihuan.training.v1.EnrolmentConfirmed"}


def test_a_plain_kombu_consumer_hears_every_event_it_binds_to_by_type_and_region(delivery: Delivery) -> None:
    heard: list[dict[str, object]] = []
    headers: list[dict[str, str]] = []

    def on_event(body: dict[str, object], message: kombu.Message) -> None:
        heard.append(body)
        headers.append(message.headers)
        message.ack()

    with kombu.Connection(delivery.amqp_url) as connection:
        exchange = kombu.Exchange("training.events", type="topic")
        queue = kombu.Queue("tax-office", exchange, routing_key="enrolment_confirmed.v1.37.01.05.#")
        with connection.Consumer(queue, callbacks=[on_event]):
            delivery.started(delivery.relay())
            ids = {delivery.commit(of_region(code)): code for code in REGIONS for _ in range(20)}
            in_tianqiao = {each for each, code in ids.items() if code.startswith("370105")}
            while len(heard) < len(in_tianqiao):
                connection.drain_events(timeout=20)
            until(delivery.publisher_idle, "all sent")
            with pytest.raises(TimeoutError):
                connection.drain_events(timeout=0.5)

    assert sorted(str(each["subject"]) for each in heard) == sorted(in_tianqiao)
    assert [each["ce-id"] for each in headers] == [each["id"] for each in heard]
