"""What operators did to events: kept for ever in the database of the service whose queue it was, only ever added to.

Per command a row when it begins and one when it ends, and between them a row per batch of messages, written before they
are touched: after a kill the last batch may be in the log and not have been done, never the other way round.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from shared.logs import masked
from shared.store import Database, Document, new_id

OPERATOR_LOG = "operator_log"


@dataclass(frozen=True, slots=True)
class Command:
    """One command of an operator's. `selector` and `reason` hold no personal data: they are kept masked, for ever."""

    action: Literal["replay", "drop", "replay-from-outbox"]
    by: str
    queue: str
    selector: Mapping[str, Any]
    reason: str = ""
    id: str = field(default_factory=new_id)

    def row(self, phase: Literal["begun", "messages", "ended"], **more: Any) -> Document:
        """A row to be added; `at` is now."""
        return {
            "_id": new_id(),
            "command_id": self.id,
            "phase": phase,
            "at": datetime.now(UTC),
            "action": self.action,
            "by": masked(self.by),
            "queue": self.queue,
            **more,
        }

    def begun(self, database: Database, selected: int) -> None:
        """Before anything is done."""
        selector = {name: masked(str(value)) for name, value in self.selector.items() if value}
        more = {"selector": selector, "reason": masked(self.reason), "selected": selected}
        database.mongo[OPERATOR_LOG].insert_one(self.row("begun", **more))

    def messages(self, database: Database, messages: Sequence[Document]) -> None:
        """Before these are touched."""
        database.mongo[OPERATOR_LOG].insert_one(self.row("messages", count=len(messages), messages=list(messages)))

    def ended(self, database: Database, outcome: str, **counts: int) -> None:
        """After the last: `done`, or the class of the error that ended it."""
        database.mongo[OPERATOR_LOG].insert_one(self.row("ended", outcome=outcome, **counts))


def commands(database: Database, id: str, limit: int) -> Iterator[Document]:
    """The rows of one command in their order, or else the first and last of each of the latest; times as ISO text."""
    wanted: Document = {"command_id": id} if id else {"phase": {"$ne": "messages"}}
    order, rows = (1, 0) if id else (-1, 2 * limit)
    for row in database.mongo[OPERATOR_LOG].find(wanted, {"_id": 0}).sort([("at", order), ("_id", order)]).limit(rows):
        yield {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}
