"""A lease in a service's own database: one holder at a time; its fencing token grows at each change of hands."""

import uuid
from datetime import UTC, datetime
from typing import Any

from pymongo import ReturnDocument
from pymongo.client_session import ClientSession
from pymongo.errors import DuplicateKeyError

from shared.store import Database

LEASES = "leases"
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class LeaseLost(Exception):
    """Another process holds the lease now: what this one was about to write must not be written."""


class Lease:
    """`acquire()` now and then, at most every third of `seconds`; `check(session)` in the transaction it protects.

    Times are the database server's (`$$NOW`), so clocks that differ do no harm.
    """

    def __init__(self, database: Database, name: str, seconds: float) -> None:
        self._leases = database.mongo[LEASES]
        self._name = name
        self._milliseconds = int(seconds * 1000)
        self.owner = uuid.uuid4().hex
        self.token = 0

    def acquire(self) -> bool:
        """Take the lease if it is free or run out, or renew it; whether it is held now."""
        mine = {"$eq": ["$owner", self.owner]}
        expires: dict[str, Any] = {"$add": ["$$NOW", self._milliseconds]}
        try:
            found = self._leases.find_one_and_update(
                {"_id": self._name, "$expr": {"$or": [mine, {"$lt": ["$expires_at", "$$NOW"]}]}},
                [
                    {
                        "$set": {
                            "token": {"$cond": [mine, "$token", {"$add": [{"$ifNull": ["$token", 0]}, 1]}]},
                            "owner": self.owner,
                            "expires_at": expires,
                        }
                    }
                ],
                return_document=ReturnDocument.AFTER,
            )
            if found is None:
                # Never held by anybody, or held by another: the unique _id decides.
                self._leases.insert_one({"_id": self._name, "owner": "", "token": 0, "expires_at": _LONG_AGO})
                return self.acquire()
        except DuplicateKeyError:
            self.token = 0
            return False
        self.token = found["token"]
        return True

    def check(self, session: ClientSession) -> None:
        """In a transaction: it commits only if this lease still has its token. Raises `LeaseLost`."""
        # A write, not a read: two transactions that only read the lease could both commit.
        found = self._leases.update_one(
            {"_id": self._name, "owner": self.owner, "token": self.token}, {"$inc": {"writes": 1}}, session=session
        )
        if found.matched_count == 0:
            raise LeaseLost(self._name)

    def release(self) -> None:
        """Let another take it at once."""
        self._leases.update_one({"_id": self._name, "owner": self.owner}, {"$set": {"expires_at": _LONG_AGO}})
        self.token = 0
