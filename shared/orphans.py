"""Transactions left open by a killed process: they hold their documents until MongoDB's own limit, seconds or minutes.

A starting program ends those of its service, as it is most likely their successor, and its first work the same work.
"""

from collections.abc import Sequence

import pymongo
from pymongo import ReadPreference
from pymongo.errors import PyMongoError

from shared import logs
from shared.store import Database, Document

log = logs.logger()


def end(database: Database, seconds: float = 2) -> None:
    """Abort the open transactions of this database user whose connection is gone. Raises nothing; waits `seconds`.

    One that belongs to a living process after all, which has lost its connection only, is run again by that process.
    """
    admin = database.client.get_database("admin", read_preference=ReadPreference.PRIMARY)
    try:
        with pymongo.timeout(seconds):
            # Of this user only, which needs no right beyond its own.
            options = {"idleSessions": True, "idleConnections": True}
            found = list(admin.aggregate([{"$currentOp": options}]))
            if left := left_open(found):
                admin.command("killSessions", left)
                log.info("mongo.orphans_ended", transactions=len(left))
    except PyMongoError as error:
        log.warning("mongo.orphans_not_ended", error=type(error).__name__)  # then they end by MongoDB's limit


def left_open(found: Sequence[Document]) -> list[Document]:
    """The sessions in `$currentOp`'s answer with an open transaction whose connection is gone; for `killSessions`.

    What says of no connection that it was its own is left alone: a starting program takes no chances.
    """
    connected = {each.get("connectionId") for each in found if each.get("type") != "idleSession"} | {None}
    return [
        {"id": each["lsid"]["id"]}
        for each in found
        if each.get("type") == "idleSession"
        and "transaction" in each
        and "id" in each.get("lsid", {})
        and each.get("connectionId") not in connected
    ]
