"""What a log line holds, and what it must never hold."""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import suppress

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from shared import logs, telemetry

PERSONAL = [
    "370105198001011234",
    "37010519800101123X",
    "37010519800101123441",
    "37010519800101123X41B1",
    "370105800101123",
    "13812345678",
    "+86 138-1234-5678",
]


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Iterator["Lines"]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logs.configure("registry", "api")
    yield Lines(capsys)
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


class Lines:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def read(self) -> str:
        return self._capsys.readouterr().out

    def one(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.read())
        return found


def test_a_line_names_its_service_its_program_and_its_trace(lines: Lines) -> None:
    with telemetry.continued("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "work"):
        logs.logger().info("relay.sent", count=3)

    line = lines.one()
    assert (line["event"], line["count"], line["level"]) == ("relay.sent", 3, "info")
    assert (line["service"], line["program"]) == ("registry", "api")
    assert line["trace_id"] == "0af7651916cd43dd8448eb211c80319c"
    assert str(line["time"]).endswith("Z")


@pytest.mark.parametrize("number", PERSONAL)
def test_personal_numbers_are_masked_wherever_they_stand(lines: Lines, number: str) -> None:
    logs.logger().info(f"about {number}.", value=number, inside={number: [number, (f"id={number}",)]})
    logging.getLogger("nameko.rpc").warning("cannot handle %s", number)
    logging.getLogger("pymongo").error("cannot handle %s", {"phone": number})

    assert number not in lines.read()


@given(
    pieces=st.lists(st.sampled_from([*PERSONAL, "1", "380", "0123456789", "-", " ", "+86", "x", ".", "：", "://p@"]))
)
def test_the_quick_look_at_a_whole_line_masks_as_much_as_the_look_at_each_text(pieces: list[str]) -> None:
    text = "".join(pieces)

    line = logs.mask_personal(None, "", {"before": "1", "value": text, "after": "38"})

    assert line["value"] == logs.masked(text)


def test_a_number_after_an_abbreviation_is_masked(lines: Lines) -> None:
    logs.logger().info("x", value="tel.13812345678")

    assert lines.one()["value"] == "tel.[masked]"


def test_a_full_disk_does_not_fail_the_work_that_is_logged(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    with suppress(OSError), open("/dev/full", "w", buffering=1) as full:  # closing it fails, too
        monkeypatch.setattr(sys, "stdout", full)

        logs.logger().info("x")
        logging.getLogger("pymongo").error("x")

        monkeypatch.undo()
        logs.logger().info("again")

    assert lines.one()["event"] == "again"


def test_personal_numbers_given_as_numbers_are_masked(lines: Lines) -> None:
    logs.logger().info("x", phone=13812345678, id=370105198001011234)

    line = lines.one()
    assert (line["phone"], line["id"]) == ("[masked]", "[masked]")


@pytest.mark.parametrize(
    "harmless", ["0af76519-16cd-43dd-8448-eb211c80319c", "370105003", "2020-04-20", "12.123456789012345"]
)
def test_ids_regions_dates_and_figures_stay_readable(lines: Lines, harmless: str) -> None:
    logs.logger().info("x", value=harmless)

    assert lines.one()["value"] == harmless


def test_bodies_are_never_written(lines: Lines) -> None:
    logs.logger().info("x", body="李雷".encode())

    assert lines.one()["body"] == "<6 bytes>"


def test_an_exception_tells_where_and_what_kind_but_not_its_text(lines: Lines) -> None:
    try:
        try:
            raise KeyError("李雷")
        except KeyError as error:
            raise ValueError("韩梅梅") from error
    except ValueError:
        logs.logger().error("failed", exc_info=True)
        logging.getLogger("nameko.containers").exception("error handling worker")

    written = lines.read()
    assert "李雷" not in written
    assert "韩梅梅" not in written
    first, second = [json.loads(line) for line in written.splitlines()]
    for line in (first, second):
        assert "builtins.ValueError" in line["exception"]
        assert "builtins.KeyError" in line["exception"]
        assert "test_logs.py" in line["exception"]


def test_the_password_in_an_address_is_masked(lines: Lines) -> None:
    logs.logger().info("x", url="amqp://registry:secret@localhost:5672/")

    assert lines.one()["url"] == "amqp://[masked]@localhost:5672/"
