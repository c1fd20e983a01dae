"""The local stack: it keeps its data, stands beside others, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import amqp
import pytest
from pymongo import MongoClient

from deploy.local.processes import Process, StartFailed, kill_all, marked, wait_until
from deploy.local.stack import Stack
from tests.conftest import Document


def admin_channel(stack: Stack) -> amqp.Channel:
    host = f"127.0.0.1:{stack.ports['amqp']}"
    connection = amqp.Connection(host, userid="admin", password=stack.passwords["admin"], login_method="PLAIN")
    connection.connect()
    return connection.channel()


def test_a_second_stack_beside_the_first_keeps_its_data_over_a_restart_and_leaves_no_process(
    stack: Stack, directory: Path
) -> None:
    """One test for three promises, because a start costs seconds."""
    # Given a second stack beside the session's, with a document and a persistent message
    with Stack(directory, private_ports=True) as second:
        assert not set(second.ports.values()) & set(stack.ports.values())
        with MongoClient[Document](second.mongo_url("levy")) as client:
            client["levy"]["employers"].insert_one({"_id": "kept"})
        channel = admin_channel(second)
        channel.queue_declare("levy.kept", durable=True, auto_delete=False, arguments={"x-queue-type": "quorum"})
        channel.confirm_select()
        channel.basic_publish_confirm(amqp.Message(b"kept", delivery_mode=2), "", "levy.kept")
        channel.connection.close()
        with MongoClient[Document](stack.admin_mongo_url()) as client:
            assert client["levy"]["employers"].find_one({"_id": "kept"}) is None

    # When it has stopped, nothing of it runs, and the first is untouched
    assert marked(directory) == []
    assert stack.mongo.process.running and stack.rabbit.process.running

    # Then a start on the same directory finds both again, though another program has taken MongoDB's port meanwhile
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", second.ports["mongo"]))
        stack_again = Stack(directory, private_ports=True)
        stack_again.start()
    try:
        reread = Stack(directory)  # the addresses are in state.json, for any other process
        with MongoClient[Document](reread.mongo_url("levy")) as client:
            assert client["levy"]["employers"].find_one() == {"_id": "kept"}
        channel = admin_channel(reread)
        message = channel.basic_get("levy.kept", no_ack=True)
        assert message is not None and message.body == b"kept"
        channel.connection.close()
        assert reread.ports["mongo"] != second.ports["mongo"]
    finally:
        stack_again.stop()
    assert marked(directory) == []


def test_state_and_keys_are_readable_by_their_owner_only(stack: Stack) -> None:
    for name in ("state.json", "mongo/key", "rabbit/definitions.json"):
        assert (stack.directory / name).stat().st_mode & 0o077 == 0, name


def test_a_server_that_cannot_start_is_reported_with_the_end_of_its_log(tmp_path: Path) -> None:
    script = "import sys; print('the port is taken'); sys.exit(3)"
    process = Process("server", [sys.executable, "-c", script], env={}, log=tmp_path / "server.log", directory=tmp_path)
    process.start()
    with pytest.raises(StartFailed, match=r"(?s)server ended with code 3.*the port is taken"):
        process.wait_ready(lambda: False, seconds=10)


def test_a_server_that_never_becomes_ready_is_given_up_in_time(tmp_path: Path) -> None:
    process = Process(
        "server", ["sleep", "600"], env={"PATH": os.environ["PATH"]}, log=tmp_path / "log", directory=tmp_path
    )
    process.start()
    with pytest.raises(StartFailed, match="server is not ready after 0 s"):
        process.wait_ready(lambda: False, seconds=0.2)
    process.kill()
    assert not process.running and marked(tmp_path) == []


def test_servers_do_not_outlive_a_test_run_that_was_killed(tmp_path: Path) -> None:
    # Given a run that started the real servers: RabbitMQ's start script, left to itself, has a child that stays
    script = (
        "import sys; from pathlib import Path; from deploy.local.stack import Stack\n"
        "Stack(Path(sys.argv[1]), private_ports=True).start(); print('ready', flush=True); input()"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert run.stdout is not None
    assert run.stdin is not None
    assert run.stdout.readline() == "ready\n"
    servers = marked(tmp_path)
    assert {"beam.smp", "mongod", "epmd"} <= {server.name() for server in servers}
    # When the run is killed
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    # Then the servers end too
    try:
        assert wait_until(lambda: not marked(tmp_path), seconds=10)
    finally:
        kill_all(marked(tmp_path))
        run.stdout.close()
        run.stdin.close()
