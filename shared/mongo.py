"""A program's connection to its service's MongoDB database."""

import threading
import time

import pymongo
from pymongo import MongoClient
from pymongo.errors import ConnectionFailure, OperationFailure, PyMongoError
from pymongo.uri_parser import parse_uri

from shared import keys, logs
from shared.settings import Settings
from shared.store import Database, Document

log = logs.logger()


def connect(settings: Settings, program: str) -> Database:
    """The service's database. Makes no call yet: it may be down (`wait_for`).

    Raises `KeysUnusable` when the settings name a key ring that cannot be read.
    """
    url = settings.mongo_url.get_secret_value()
    client: MongoClient[Document] = MongoClient(
        url,
        appname=f"bihuan-{settings.service}-{program}",
        tz_aware=True,
        # A silent server is noticed, and what waits for it given up, after the two together: 8 s.
        connectTimeoutMS=5_000,
        heartbeatFrequencyMS=3_000,
        serverSelectionTimeoutMS=5_000,
        # Every api thread can hold a connection, and so can every subscription's batch and slow lane, and the health
        # check: none waits for another.
        maxPoolSize=max(settings.grpc_threads, 32) + 4,
        waitQueueTimeoutMS=10_000,
    )
    ring = keys.source(settings.keys_file, settings.keys_command)
    return Database(client, parse_uri(url, warn=False)["database"] or settings.service, ring=ring)


def answers(database: Database, seconds: float = 2) -> bool:
    """Whether the database's primary answers now; waits at most `seconds`."""
    try:
        with pymongo.timeout(seconds):
            database.mongo.command("ping")
    except PyMongoError:
        return False
    return True


def wait_for(database: Database, seconds: float, stop: threading.Event | None = None) -> None:
    """Wait until the database's primary answers, or `stop` is set; the waits between tries grow to 5 s.

    Raises `ConnectionFailure` after `seconds`, and `OperationFailure` at once when the user or password is refused.
    """
    end = time.monotonic() + seconds
    pause = 0.1
    stop = stop or threading.Event()
    while not stop.is_set():
        try:
            with pymongo.timeout(1):
                database.mongo.command("ping")
            return
        except PyMongoError as error:
            if isinstance(error, OperationFailure) and not error.timeout:
                log.error("mongo.refused", code=error.code)
                raise
            if time.monotonic() + pause > end:
                raise ConnectionFailure("the database did not answer in time") from error
            log.warning("mongo.waiting", error=type(error).__name__, next_try_in_seconds=round(pause, 2))
        stop.wait(pause)
        pause = min(pause * 2, 5)
