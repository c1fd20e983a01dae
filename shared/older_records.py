"""A database of an earlier state of the code is refused when a program starts, not when somebody reads a document."""

from collections.abc import Mapping, Sequence
from typing import Final

from shared.settings import CannotStart
from shared.store import Database, Document

OLDEST: Final = 1_000  # documents, in the order stored, by which a database is known to be an earlier release's


class OlderRecords(CannotStart):
    """The database holds documents of a state between two releases, in which something is missing."""


def refuse(database: Database, always: Mapping[str, Sequence[str]]) -> None:
    """`always`: by collection, the fields that each of its documents has. Raises `OlderRecords`."""
    for collection, fields in always.items():
        lacking = {"$or": [{name: {"$exists": False}} for name in fields]}
        if among_the_oldest(database, collection, lacking):
            raise OlderRecords(
                f"this database has {collection} of a state of the code between two releases, without what this one"
                " needs; begin with an empty database"
            )


def among_the_oldest(database: Database, collection: str, filter: Document) -> bool:
    """Whether one of the documents that were stored first matches. A start must not read a million."""
    oldest: list[Document] = [{"$limit": OLDEST}, {"$match": filter}, {"$limit": 1}]
    return next(iter(database.collection(collection).aggregate(oldest)), None) is not None
