"""`bihuan audit`: checks the audit of a service, shows entries, and tells the heads of its chains."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from pymongo.collection import Collection

from shared.audit import LINKS, database_name
from shared.audit_check import Report, check
from shared.store import Database

Document = dict[str, Any]


def links_of(database: Database) -> Collection[Document]:
    """The audit of a service's database."""
    return database.client[database_name(database.mongo.name)][LINKS]


def anchors_in(lines: Iterable[str], database: str) -> Iterator[tuple[str, str]]:
    """The anchors among log lines, or among what `bihuan audit heads` printed: link and hash."""
    for line in lines:
        if '"audit.anchor"' not in line:
            continue
        try:
            found = json.loads(line)
            if found["event"] == "audit.anchor" and found["database"] == database:
                yield str(found["link"]), str(found["hash"])
        except (ValueError, KeyError, TypeError):
            continue  # a line cut off by a killed program


def verify(database: Database, files: Iterable[Path]) -> Report:
    """Check a whole audit against the anchors in the files. Raises `OSError` for a file that cannot be read."""
    anchors: dict[str, set[str]] = {}
    for path in files:
        with path.open(errors="replace") as lines:
            for link, hash in anchors_in(lines, database.mongo.name):
                anchors.setdefault(link, set()).add(hash)
    return check(links_of(database), anchors)


def heads(database: Database) -> Iterator[str]:
    """The last link of each chain as a line that `verify` takes for an anchor."""
    last: dict[str, Document] = {}
    for link in links_of(database).find({}, {"hash": 1}).sort("_id", 1):
        if isinstance(link["_id"], str) and isinstance(link.get("hash"), bytes):  # `verify` tells of others
            last[link["_id"].partition("/")[0]] = link
    for link in last.values():
        yield json.dumps(
            {
                "event": "audit.anchor",
                "database": database.mongo.name,
                "link": link["_id"],
                "hash": bytes(link["hash"]).hex(),
            }
        )


def entries(
    database: Database, id: str | None, by: str | None, since: datetime | None, until: datetime | None
) -> Iterator[Document]:
    """Entries in the order of time; `id`: `<collection>/<id>` of what was written or read; `by`: a caller's subject."""
    filter: Document = {}
    if id is not None:
        filter["entries.ids"] = id
    if by is not None:
        filter["entries.by"] = by
    span = {key: time for key, time in (("$gte", since), ("$lt", until)) if time is not None}
    if span:
        filter["at"] = span
    for link in links_of(database).find(filter).sort("at", 1):
        for entry in link["entries"]:
            if (id is None or id in entry["ids"]) and (by is None or by == entry["by"]):
                yield {"at": link["at"].isoformat(timespec="milliseconds"), "link": link["_id"], **entry}
