"""`bihuan events`: what an operator sees of what could not be applied, and what can be done about it."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import amqp
import pytest
from bihuan.training.v1.events_pb2 import ClassOpened, EnrolmentConfirmed, TraineeGraduated

from deploy.local.stack import Stack
from deploy.operator.app import _told
from shared import broker, inbox, topology
from shared.broker import Outgoing, Publisher
from shared.clock import utc_now
from shared.delivery import ATTEMPTS, ERROR, FIRST_SEEN, PARKED_AT, REASON
from shared.envelope import encode
from shared.lease import Lease
from shared.outbox import Outbox
from shared.store import outbox_entry
from tests.conftest import RabbitVhost
from tests.worker.conftest import Delivery, until

ROOT = Path(__file__).parent.parent.parent
QUEUE = "recruitment.follow_enrolments"
NOW = utc_now()


def environment(delivery: Delivery) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("BIHUAN_")},
        "BIHUAN_SERVICE": "recruitment",
        "BIHUAN_AMQP_URL": delivery.amqp_url,
        "BIHUAN_MONGO_URL": delivery.mongo_url(delivery.hearer.mongo.name),
        "BIHUAN_PUBLISHER_MONGO_URL": delivery.mongo_url(delivery.publisher.mongo.name),
    }


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "deploy.operator.app", "events", *arguments]


def bihuan(delivery: Delivery, *arguments: str, code: int = 0) -> str:
    """Run the command; what it printed, on both streams."""
    done = subprocess.run(
        command(*arguments),
        cwd=ROOT,
        env=environment(delivery),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def send(delivery: Delivery, exchange: str, messages: Iterable[amqp.Message]) -> None:
    with broker.waiting_connection(delivery.amqp_url, 10) as connection:
        outgoing = [Outgoing(str(number), exchange, QUEUE, message) for number, message in enumerate(messages)]
        assert len(Publisher(connection).publish(outgoing).routed) == len(outgoing)


def park(delivery: Delivery, messages: Iterable[amqp.Message]) -> None:
    """As a worker of recruitment would have done it."""
    send(delivery, "recruitment.parked", messages)


def event(
    version: int = 1,
    aggregate_id: str = "",
    *,
    kind: Any = EnrolmentConfirmed,
    days_ago: float = 0,
    reason: str = "handler-failed",
) -> amqp.Message:
    happened = kind(enrolment_id=aggregate_id or str(uuid.uuid4()), region_code="370105003", loop_id="l", person_id="p")
    entry = outbox_entry(happened, aggregate_version=version, recorded_at=NOW)
    milliseconds = int((utc_now() - timedelta(days=days_ago)).timestamp() * 1000)
    parked = {REASON: reason, ERROR: "RuntimeError", ATTEMPTS: 6, FIRST_SEEN: milliseconds - 400_000}
    sent = broker.outgoing(encode(entry)).message
    headers = {**sent.properties["application_headers"], **parked, PARKED_AT: milliseconds}
    return amqp.Message(sent.body, **{**sent.properties, "application_headers": headers})


def ids(messages: Iterable[amqp.Message]) -> list[str]:
    return [message.properties["message_id"] for message in messages]


def emptied(delivery: Delivery, queue: str) -> list[amqp.Message]:
    """Take all that is in a queue, in its order."""
    with broker.waiting_connection(delivery.amqp_url, 10) as connection:
        channel = connection.channel()
        found: list[amqp.Message] = []
        channel.basic_consume(queue, no_ack=True, callback=found.append)
        while True:
            try:
                connection.drain_events(timeout=0.5)
            except TimeoutError:
                if not channel.queue_declare(queue, passive=True).message_count:
                    return found


def log(delivery: Delivery, phase: str) -> list[dict[str, Any]]:
    return list(delivery.hearer.mongo["operator_log"].find({"phase": phase}).sort("at"))


def logged_ids(delivery: Delivery) -> list[str]:
    return [each["id"] for row in log(delivery, "messages") for each in row["messages"]]


def test_an_operator_sees_what_is_parked_since_when_why_and_how_often_it_was_tried(delivery: Delivery) -> None:
    old, young = event(days_ago=3), event(days_ago=1, reason="gap")
    park(delivery, [young, old])

    table = bihuan(delivery, "parked", QUEUE)
    rows = [json.loads(line) for line in bihuan(delivery, "parked", QUEUE, "--json").splitlines()]

    assert f"{QUEUE}: 2 parked, the oldest since {NOW - timedelta(days=3):%Y-%m-%d}" in table
    assert table.index(ids([old])[0]) < table.index(ids([young])[0])
    by_id = {row["id"]: row for row in rows}
    assert by_id.keys() == set(ids([old, young]))
    found = by_id[ids([old])[0]]
    assert (found["queue"], found["type"]) == (QUEUE, "bihuan.training.v1.EnrolmentConfirmed")
    assert (found["reason"], found["error"], found["attempts"]) == ("handler-failed", "RuntimeError", 6)
    assert found["parked_at"].startswith(f"{NOW - timedelta(days=3):%Y-%m-%d}")
    # Looking takes nothing away.
    assert delivery.depth(f"{QUEUE}.parked") == 2


def test_a_queue_that_is_gone_is_named_and_hides_no_other(delivery: Delivery) -> None:
    park(delivery, [event()])

    printed = bihuan(delivery, "parked", code=2)

    assert f"{QUEUE}: 1 parked" in printed
    # The fixture declares only what hears training.
    assert "not on the broker: recruitment.follow_loops, recruitment.follow_persons;" in " ".join(printed.split())


def test_parked_events_are_replayed_by_id_by_type_by_reason_and_by_time_with_their_ids(delivery: Delivery) -> None:
    one, graduation, gap, old, other = (
        event(), event(kind=TraineeGraduated), event(reason="gap"), event(days_ago=9), event(),
    )  # fmt: skip
    park(delivery, [one, graduation, gap, old, other])

    for selector, expected in (
        (("--id", ids([one])[0]), one),
        (("--type", "TraineeGraduated"), graduation),
        (("--reason", "gap"), gap),
        (("--since", "10d", "--until", "8d"), old),
    ):
        printed = bihuan(delivery, "replay", QUEUE, *selector, "--yes")

        assert f"1 put back on {QUEUE}" in printed
        (message,) = emptied(delivery, QUEUE)
        assert ids([message]) == ids([expected])
        assert message.body == expected.body or message.body.encode() == expected.body
        assert not {REASON, ERROR, ATTEMPTS, PARKED_AT} & message.properties["application_headers"].keys()
    assert ids(emptied(delivery, f"{QUEUE}.parked")) == ids([other])

    # And the log tells it, the latest first, each with its messages where one asks.
    told = [json.loads(line) for line in bihuan(delivery, "log", "recruitment").splitlines()]
    assert [row["phase"] for row in told] == ["ended", "begun"] * 4
    assert told[0]["outcome"] == "done"
    assert told[0]["replayed"] == 1
    whole = bihuan(delivery, "log", "recruitment", "--command", told[0]["command_id"]).splitlines()
    assert [json.loads(row)["phase"] for row in whole] == ["begun", "messages", "ended"]
    assert json.loads(whole[1])["messages"][0]["id"] == ids([old])[0]


def test_nothing_is_replayed_unless_it_is_said_which_and_confirmed(delivery: Delivery) -> None:
    park(delivery, [event()])

    assert "say which" in bihuan(delivery, "replay", QUEUE, "--yes", code=2)
    assert "not done" in bihuan(delivery, "replay", QUEUE, "--all", code=2)
    assert "is parked in" in bihuan(delivery, "replay", QUEUE, "--id", "none-such", "--yes", code=2)
    assert "belongs to levy" in bihuan(delivery, "replay", "levy.follow_persons", "--all", "--yes", code=2)
    assert "is no time" in bihuan(delivery, "parked", QUEUE, "--since", "yesterday", code=2)
    assert "nothing is parked for the reason bogus" in bihuan(delivery, "parked", QUEUE, "--reason", "bogus", code=2)

    assert delivery.depth(f"{QUEUE}.parked") == 1
    assert delivery.hearer.mongo["operator_log"].count_documents({}) == 0


def rss_of(delivery: Delivery, *arguments: str) -> tuple[int, bytes]:
    """The most memory that the command had, in MiB, and what it printed."""
    peak = 0
    output = delivery.directory / "output"
    with output.open("wb") as stdout:
        child = subprocess.Popen(command(*arguments), cwd=ROOT, env=environment(delivery), stdout=stdout)
    # Not getrusage: its maximum begins with that of the process which starts the child.
    while child.poll() is None:
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{child.pid}/status").read_text())
        peak = max(peak, int(found[1]) // 1024 if found else 0)
        time.sleep(0.05)  # between two samples of its memory
    assert child.returncode == 0
    return peak, output.read_bytes()


def test_five_thousand_parked_are_listed_and_replayed_in_order_with_flat_memory(delivery: Delivery) -> None:
    # Given the versions of two hundred aggregates in any order, among messages of 40 KB that are no events
    park(delivery, [event()])
    little, _ = rss_of(delivery, "parked", QUEUE, "--json")
    emptied(delivery, f"{QUEUE}.parked")
    aggregates = [str(uuid.uuid4()) for _ in range(200)]
    messages = [event(version, each) for each in aggregates for version in range(1, 21)]
    messages += [amqp.Message(os.urandom(40_000), delivery_mode=2) for _ in range(1_000)]
    random.Random(3).shuffle(messages)
    park(delivery, messages)

    much, printed = rss_of(delivery, "parked", QUEUE, "--json")
    replaying, _ = rss_of(delivery, "replay", QUEUE, "--type", "EnrolmentConfirmed", "--yes", "--rate", "5000")

    assert len(printed.splitlines()) == 5_000
    assert max(much, replaying) < little + 20, (little, much, replaying)  # of 40 MB and more that are parked
    versions: dict[str, list[int]] = defaultdict(list)
    for message in emptied(delivery, QUEUE):
        body = json.loads(message.body)
        versions[body["subject"]].append(body["aggregateversion"])
    assert versions == {each: list(range(1, 21)) for each in aggregates}
    assert delivery.depth(f"{QUEUE}.parked") == 1_000
    assert len(set(logged_ids(delivery))) == 4_000


def test_a_replay_killed_in_the_middle_loses_none_and_duplicates_no_effect(delivery: Delivery) -> None:
    messages = [event() for _ in range(300)]
    park(delivery, messages)

    replay = subprocess.Popen(
        command("replay", QUEUE, "--all", "--yes", "--rate", "150"),
        cwd=ROOT, env=environment(delivery), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    until(lambda: delivery.depth(QUEUE) > 60, "some are replayed")
    replay.kill()
    replay.wait()

    # Whatever was replayed stands in the log, and the rest is parked still.
    parked = until(lambda: delivery.depth(f"{QUEUE}.parked") + delivery.depth(QUEUE) >= 300, "given back")
    assert parked
    assert 0 < delivery.depth(f"{QUEUE}.parked") < 300
    assert [row["selected"] for row in log(delivery, "begun")] == [300]
    assert log(delivery, "ended") == []
    assert len(logged_ids(delivery)) >= delivery.depth(QUEUE)

    bihuan(delivery, "replay", QUEUE, "--all", "--yes", "--rate", "5000")
    delivery.started(delivery.worker())
    until(lambda: delivery.hearer.mongo["effects"].count_documents({}) >= 300, "the effects")
    until(delivery.drained, "drained")
    assert delivery.hearer.mongo["effects"].count_documents({}) == 300
    assert {row["_id"]["event_id"] for row in delivery.hearer.mongo["inbox"].find()} == set(ids(messages))
    assert delivery.depth(f"{QUEUE}.parked") == 0


def test_what_the_broker_does_not_take_back_stays_parked(delivery: Delivery) -> None:
    messages = [event() for _ in range(20)]
    park(delivery, messages)
    with broker.waiting_connection(delivery.amqp_url, 10) as connection:
        connection.channel().queue_delete(QUEUE)

    printed = bihuan(delivery, "replay", QUEUE, "--all", "--yes", code=1)

    assert "NotConfirmed" in printed
    assert log(delivery, "ended")[0]["outcome"] == "NotConfirmed"
    until(lambda: delivery.depth(f"{QUEUE}.parked") == 20, "given back")


def test_a_strangers_message_that_the_broker_does_not_take_back_stays_parked(delivery: Delivery) -> None:
    park(delivery, [amqp.Message(b"{}", message_id="theirs"), amqp.Message(b"no id")])
    with broker.waiting_connection(delivery.amqp_url, 10) as connection:
        connection.channel().queue_delete(QUEUE)

    bihuan(delivery, "replay", QUEUE, "--all", "--yes", code=1)

    until(lambda: delivery.depth(f"{QUEUE}.parked") == 2, "given back")


def test_an_interrupted_replay_says_so_and_the_same_command_goes_on(delivery: Delivery) -> None:
    messages = [event() for _ in range(100)]
    park(delivery, messages)

    replay = subprocess.Popen(
        command("replay", QUEUE, "--all", "--yes", "--rate", "20"),
        cwd=ROOT,
        env=environment(delivery),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        # As from a terminal: what a shell puts into the background is born deaf to Ctrl-C, and so are its children.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    until(lambda: delivery.depth(QUEUE) > 8, "some are replayed")
    replay.send_signal(signal.SIGINT)
    _, printed = replay.communicate(timeout=30)

    assert replay.returncode == 130
    assert "interrupted" in printed
    (ended,) = log(delivery, "ended")
    assert ended["outcome"] == "interrupted"
    until(lambda: delivery.depth(QUEUE) + delivery.depth(f"{QUEUE}.parked") >= 100, "given back")
    bihuan(delivery, "replay", QUEUE, "--all", "--yes", "--rate", "5000")
    assert set(ids(emptied(delivery, QUEUE))) == set(ids(messages))
    assert emptied(delivery, f"{QUEUE}.parked") == []


def test_a_replay_slower_than_the_brokers_patience_with_silent_clients_goes_on(delivery: Delivery) -> None:
    park(delivery, [event(), event()])

    printed = bihuan(delivery, "replay", QUEUE, "--all", "--yes", "--rate", "0.06")

    assert "2 put back" in printed


def test_the_rights_of_the_services_own_user_are_enough(delivery: Delivery, rabbit: RabbitVhost) -> None:
    park(delivery, [event(), event()])
    own = {**environment(delivery), "BIHUAN_AMQP_URL": rabbit.amqp_url_of("recruitment")}

    for arguments in (("parked", QUEUE), ("replay", QUEUE, "--all", "--yes")):
        subprocess.run(command(*arguments), cwd=ROOT, env=own, check=True, capture_output=True)

    assert len(emptied(delivery, QUEUE)) == 2


HOSTILE_BODY = b'{"name": "\xe5\xbc\xa0\xe4\xb8\x89", "id": "370105199001010018"} \x1b[31m \x07'


def test_a_hostile_message_is_shown_by_size_and_hash_only_and_prints_no_control_characters(delivery: Delivery) -> None:
    headers = {
        REASON: "no-json\x1b[2J",
        ERROR: "\u202egnp.exe",
        "\x1b]0;title\x07": "13800138000",
        "x-death": [{"time": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "queue": QUEUE, "reason": "delivery_limit"}],
        "big": "x" * 100_000,
    }
    message = amqp.Message(
        HOSTILE_BODY, message_id="\x1b[31m370105199001010018", type="[red]\x1b[5m" + "y" * 200, delivery_mode=2,
        application_headers=headers,
    )  # fmt: skip
    park(delivery, [message])

    table = bihuan(delivery, "parked", QUEUE)
    (row,) = [json.loads(line) for line in bihuan(delivery, "parked", QUEUE, "--json").splitlines()]
    shown = bihuan(delivery, "show", QUEUE, row["id"])
    replayed = bihuan(delivery, "replay", QUEUE, "--id", row["id"], "--yes")

    for printed in (table, shown, replayed, json.dumps(row)):
        assert all(each.isprintable() or each == "\n" for each in printed), repr(printed)
        assert "370105199001010018" not in printed
        assert "13800138000" not in printed
        assert "张三" not in printed
    assert row["id"].startswith("sha256:")
    assert row["bytes"] == len(HOSTILE_BODY)
    assert row["parked_at"] == "2026-01-02T03:04:05+00:00"
    assert "[red]" in table  # as text, not as colour
    assert json.loads(shown)["headers"]["big"] == "str of 100000"
    (back,) = emptied(delivery, QUEUE)
    assert back.body == HOSTILE_BODY


def test_an_event_is_shown_with_its_data_but_not_what_could_be_a_person_in_it(delivery: Delivery) -> None:
    forged = EnrolmentConfirmed(
        enrolment_id="e-1", region_code="370105003", loop_id="l", person_id="370105199001010018", class_id="王 五"
    )
    wire = encode(outbox_entry(forged, aggregate_version=3, recorded_at=NOW))
    park(delivery, [broker.outgoing(wire).message])

    shown = json.loads(bihuan(delivery, "show", QUEUE, wire.id))

    assert (shown["aggregate_id"], shown["version"]) == ("e-1", 3)
    assert shown["data"]["regionCode"] == "370105003"
    assert (shown["data"]["personId"], shown["data"]["classId"]) == ("[masked]", "[masked]")
    assert bihuan(delivery, "show", QUEUE, "none-such", code=2) == f"none-such is not parked in {QUEUE}\n"


def test_every_replay_and_drop_is_recorded_with_who_when_what_and_how_it_ended(delivery: Delivery) -> None:
    back, away = event(), event()
    park(delivery, [back, away])

    bihuan(delivery, "replay", QUEUE, "--id", ids([back])[0], "--yes", "--by", "li.wei")
    bihuan(delivery, "drop", QUEUE, "--all", "--yes", "--because", "told to, by phone 13800138000")

    begun, ended = log(delivery, "begun"), log(delivery, "ended")
    assert [(row["action"], row["queue"], row["selected"]) for row in begun] == [
        ("replay", QUEUE, 1),
        ("drop", QUEUE, 1),
    ]
    assert begun[0]["by"] == "li.wei"
    assert begun[1]["by"]
    assert begun[0]["selector"] == {"ids": f"['{ids([back])[0]}']"}
    assert begun[1]["reason"] == "told to, by phone [masked]"
    assert [row["command_id"] for row in begun] == [row["command_id"] for row in ended]
    assert [(row["outcome"], row.get("replayed"), row.get("dropped")) for row in ended] == [
        ("done", 1, None),
        ("done", None, 1),
    ]
    assert logged_ids(delivery) == ids([back, away])
    (dropped,) = log(delivery, "messages")[1]["messages"]
    assert (dropped["outcome"], dropped["version"], dropped["type"]) == (
        "skipped", 1, "bihuan.training.v1.EnrolmentConfirmed",
    )  # fmt: skip


def test_without_its_log_nothing_is_done(delivery: Delivery) -> None:
    park(delivery, [event()])
    unset = environment(delivery)
    del unset["BIHUAN_MONGO_URL"]

    done = subprocess.run(
        command("replay", QUEUE, "--all", "--yes"), cwd=ROOT, env=unset, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr.startswith("BIHUAN_MONGO_URL is missing")) == (2, True), done.stderr
    assert delivery.depth(f"{QUEUE}.parked") == 1


def test_the_later_events_of_a_dropped_one_take_effect_and_it_never_does(delivery: Delivery) -> None:
    delivery.started(delivery.worker(BIHUAN_GAP_WAIT_SECONDS="3600"))
    enrolment = str(uuid.uuid4())
    first, second, third = (event(version, enrolment) for version in (1, 2, 3))
    send(delivery, "recruitment.redeliver", [first, third])  # the third waits for the second
    until(lambda: delivery.effects(enrolment), "the first one's effect")
    park(delivery, [second])

    bihuan(delivery, "drop", QUEUE, "--id", ids([second])[0], "--yes", "--because", "wrong")

    until(lambda: len(delivery.effects(enrolment)) == 2, "the third one's effect")
    send(delivery, "recruitment.redeliver", [second])
    until(delivery.drained, "drained")
    assert len(delivery.effects(enrolment)) == 2
    assert delivery.depth(f"{QUEUE}.parked") == 0


def test_an_event_that_waits_for_an_earlier_one_is_not_dropped_unless_told_so(delivery: Delivery) -> None:
    enrolment = str(uuid.uuid4())
    first, third, fourth = (event(version, enrolment) for version in (1, 3, 4))
    park(delivery, [fourth, amqp.Message(b"foreign", delivery_mode=2), third, first])

    printed = bihuan(delivery, "drop", QUEUE, "--all", "--yes", "--because", "wrong", code=1)

    assert "2 dropped" in printed
    assert "2 stay" in printed
    assert sorted(row["version"] for row in delivery.hearer.mongo["positions"].find()) == [1]
    bihuan(delivery, "drop", QUEUE, "--all", "--gaps", "--yes", "--because", "wrong")
    assert emptied(delivery, f"{QUEUE}.parked") == []
    assert sorted(row["version"] for row in delivery.hearer.mongo["positions"].find()) == [1]


# From a publisher's outbox


def kept(delivery: Delivery, outbox_days: int = 90) -> None:
    """As the programs set them up: the outbox's retention, and the inbox's."""
    Outbox(delivery.publisher, Lease(delivery.publisher, "relay", 3)).ensure_indexes(outbox_days)
    inbox.ensure_indexes(delivery.hearer, 90)


def sent_before(delivery: Delivery, *events: amqp.Message | Any) -> str:
    """Committed and sent, before anybody heard it."""
    aggregate = delivery.commit(*events)
    delivery.publisher.mongo["outbox"].update_many({"sent": False}, {"$set": {"sent": True, "sent_at": utc_now()}})
    return aggregate


FROM_OUTBOX = ("replay", "--from-outbox", "training", "--to", QUEUE, "--yes", "--rate", "5000")


def test_a_subscription_added_later_gets_its_old_aggregates_complete(delivery: Delivery) -> None:
    kept(delivery)
    old = [sent_before(delivery, delivery.enrolment(), delivery.enrolment(), delivery.graduation()) for _ in range(5)]
    delivery.started(delivery.worker())  # no relay: it would send them again by itself, because the queue is new
    # Given one of them goes on: its subscriber must wait for what was before
    later = event(4, old[0])
    send(delivery, "recruitment.redeliver", [later])

    printed = bihuan(delivery, *FROM_OUTBOX)

    assert "15 events of 5 aggregates to send; 0 are known" in printed
    until(lambda: len(delivery.effects(old[0])) == 4, "the old ones' effects and then the new one's")
    for each in old[1:]:
        until(lambda each=each: len(delivery.effects(each)) == 3, "the old ones' effects")  # type: ignore[misc]
        assert delivery.effects(each) == ["EnrolmentConfirmed", "EnrolmentConfirmed", "TraineeGraduated"]
    assert [row["count"] for row in log(delivery, "messages")] == [15]
    # Again: everything is known, nothing is sent
    again = bihuan(delivery, *FROM_OUTBOX)
    assert "0 events of 0 aggregates to send; 15 are known" in again
    assert "nothing to send" in again


def test_a_replay_from_the_outbox_takes_one_type_one_aggregate_or_a_time(delivery: Delivery) -> None:
    kept(delivery)
    first, second = (sent_before(delivery, delivery.enrolment(), delivery.graduation()) for _ in range(2))

    bihuan(delivery, *FROM_OUTBOX, "--aggregate", first)
    assert [json.loads(each.body)["subject"] for each in emptied(delivery, QUEUE)] == [first, first]
    bihuan(delivery, *FROM_OUTBOX, "--type", "EnrolmentConfirmed", "--since", "1h")
    assert sorted(json.loads(each.body)["subject"] for each in emptied(delivery, QUEUE)) == sorted([first, second])
    assert "nothing to send" in bihuan(delivery, *FROM_OUTBOX, "--until", "1h")
    # Its later events alone would only wait for the others, which the outbox has and the selection leaves out
    left_out = bihuan(delivery, *FROM_OUTBOX, "--type", "TraineeGraduated", "--skip-beginnings")
    assert "2 events would wait for earlier ones" in left_out
    assert "nothing to send" in left_out
    assert "hears training, not levy" in bihuan(
        delivery, "replay", "--from-outbox", "levy", "--to", QUEUE, "--yes", code=2
    )
    assert emptied(delivery, QUEUE) == []


def test_more_than_the_outbox_keeps_or_the_inbox_remembers_is_refused(delivery: Delivery) -> None:
    kept(delivery, outbox_days=90)
    sent_before(delivery, delivery.enrolment())

    beyond = bihuan(delivery, *FROM_OUTBOX, "--since", "91d", code=2)
    kept(delivery, outbox_days=365)  # the publisher keeps more than the subscriber remembers
    forgotten = bihuan(delivery, *FROM_OUTBOX, "--since", "121d", code=2)

    assert f"nothing recorded before {NOW - timedelta(days=90):%Y-%m-%d}" in beyond
    assert "for 90 days, and the subscription's inbox remembers 120 days" in " ".join(beyond.split())
    assert f"nothing recorded before {NOW - timedelta(days=120):%Y-%m-%d}" in forgotten
    assert delivery.depth(QUEUE) == 0
    assert log(delivery, "begun") == []


def test_an_aggregate_older_than_the_outbox_goes_on_from_the_oldest_event_left_if_told_so(delivery: Delivery) -> None:
    kept(delivery)
    enrolment = sent_before(delivery, delivery.enrolment(), delivery.enrolment(), delivery.graduation())
    delivery.publisher.mongo["outbox"].delete_one({"aggregate_version": 1})  # as time does

    complete = sent_before(delivery, delivery.enrolment())

    without = bihuan(delivery, *FROM_OUTBOX)
    assert "2 events of 1 aggregates have no beginning" in without
    assert "1 sent" in without
    assert [json.loads(each.body)["subject"] for each in emptied(delivery, QUEUE)] == [complete]
    delivery.started(delivery.worker())
    bihuan(delivery, *FROM_OUTBOX, "--skip-beginnings")

    until(lambda: len(delivery.effects(enrolment)) == 2, "the effects of what is left")
    assert delivery.effects(enrolment) == ["EnrolmentConfirmed", "TraineeGraduated"]
    until(lambda: delivery.effects(complete), "the effect of the one that is complete")
    (_, skipped, sent) = log(delivery, "messages")
    assert skipped["messages"] == [{"aggregate_id": enrolment, "goes_on_from_version": 2}]
    assert sent["count"] == 3


def test_no_selection_makes_a_subscription_go_without_events_that_the_outbox_still_has(delivery: Delivery) -> None:
    kept(delivery)
    enrolment = sent_before(delivery, delivery.enrolment(), delivery.graduation(), delivery.enrolment())
    rows = delivery.publisher.mongo["outbox"]
    # Given the second is old, and on its way still, in a queue or unsent, and the third is young
    old = {"recorded_at": NOW - timedelta(hours=3), "sent_at": NOW - timedelta(hours=3)}
    rows.update_many({"aggregate_version": {"$lt": 3}}, {"$set": old})
    position = {"handler": QUEUE, "aggregate_type": "enrolment", "aggregate_id": enrolment}
    delivery.hearer.mongo["positions"].insert_one({"_id": position, "version": 1})

    for selection in (("--since", "1h"), ("--type", "EnrolmentConfirmed")):
        printed = bihuan(delivery, *FROM_OUTBOX, *selection, "--skip-beginnings")

        assert "1 events would wait for earlier ones" in printed
        assert "nothing to send" in printed
    assert [row["version"] for row in delivery.hearer.mongo["positions"].find()] == [1]
    assert emptied(delivery, QUEUE) == []


def test_of_a_selection_with_holes_only_what_can_take_effect_is_sent_and_counted(delivery: Delivery) -> None:
    kept(delivery)
    holed = sent_before(delivery, delivery.enrolment(), delivery.graduation(), delivery.enrolment())
    whole = sent_before(delivery, delivery.enrolment(), delivery.enrolment())
    rows = delivery.publisher.mongo["outbox"]
    unsent = {"aggregate_id": whole, "aggregate_version": 2}
    rows.update_one(unsent, {"$set": {"sent": False}, "$unset": {"sent_at": ""}})  # it comes by the relay

    printed = bihuan(delivery, *FROM_OUTBOX, "--type", "EnrolmentConfirmed")

    assert "2 events of 2 aggregates to send" in printed
    assert "1 events would wait for earlier ones" in printed
    assert "2 sent" in printed
    sent = [json.loads(each.body) for each in emptied(delivery, QUEUE)]
    assert {each["subject"]: each["aggregateversion"] for each in sent} == {holed: 1, whole: 1}


def test_databases_that_no_program_has_set_up_are_refused_and_an_error_of_ours_is_not_taken_for_that(
    delivery: Delivery,
) -> None:
    printed = bihuan(delivery, *FROM_OUTBOX, code=2)

    assert "has no retention yet: its program has never run" in " ".join(printed.split())
    with pytest.raises(KeyError), _told():
        raise KeyError("x")


def test_an_event_that_the_queue_does_not_hear_can_be_dropped_at_any_version(delivery: Delivery) -> None:
    misrouted = outbox_entry(ClassOpened(class_id="c-1", region_code="370105"), aggregate_version=7, recorded_at=NOW)
    park(delivery, [broker.outgoing(encode(misrouted)).message])

    printed = bihuan(delivery, "drop", QUEUE, "--all", "--yes", "--because", "not ours to hear")

    assert "1 dropped" in printed
    assert emptied(delivery, f"{QUEUE}.parked") == []
    assert [row["outcome"] for row in log(delivery, "messages")[0]["messages"]] == ["foreign"]
    assert delivery.hearer.mongo["positions"].count_documents({}) == 0


def test_after_make_up_the_command_finds_the_local_stack_by_itself(stack: Stack) -> None:
    with broker.waiting_connection(stack.admin_amqp_url, 10) as connection:
        topology.declare(connection.channel(), topology.load())
    unset = {name: value for name, value in os.environ.items() if not name.startswith("BIHUAN_")}

    done = subprocess.run(
        command("parked", "--stack", str(stack.directory)),
        cwd=ROOT, env=unset, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [f"{each.queue}: 0 parked" for each in topology.load()]


def test_without_environment_and_stack_it_says_what_is_missing(tmp_path: Path) -> None:
    unset = {name: value for name, value in os.environ.items() if not name.startswith("BIHUAN_")}

    done = subprocess.run(
        command("parked", "--stack", str(tmp_path)), cwd=ROOT, env=unset, capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    assert "BIHUAN_AMQP_URL is not set, and no local stack has been started" in " ".join(done.stderr.split())


def test_the_command_is_installed_under_its_name() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "bihuan", "events", "--help"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert all(name in done.stdout for name in ("parked", "show", "replay", "drop"))
