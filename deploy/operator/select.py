"""Which of the parked messages a command is about."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from shared.clock import utc_now
from shared.parking import Parked

_AGO = re.compile(r"([0-9]{1,5})([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
# Why a message is parked; deploy/README.md says what to do about each.
REASONS = (
    "handler-failed",
    "handler-too-slow",
    "gap",
    "not-yet",
    "unknown-type",
    "unknown-version",
    "no-json",
    "too-big",
    "too-deep",
    "bad-attributes",
    "unknown-specversion",
    "bad-data",
    "unreadable",
    "delivery-limit",
)


def moment(text: str) -> datetime:
    """`2026-03-01`, `2026-03-01T08:00+08:00` (UTC without an offset), or `90m`, `2h`, `3d` ago. Raises ValueError."""
    if ago := _AGO.fullmatch(text):
        return utc_now() - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    found = datetime.fromisoformat(text)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Selection:
    """All that is given must fit. `since` (included) and `until` are about when a message was parked, in UTC."""

    ids: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing at all is given."""
        return not (self.ids or self.types or self.reasons or self.since or self.until)

    def wants(self, each: Parked) -> bool:
        """Whether the message is meant. One without a known time is never meant by a time."""
        if self.ids and each.id not in self.ids:
            return False
        if self.types and not {each.type, each.type.rpartition(".")[2]} & set(self.types):
            return False
        if self.reasons and each.reason not in self.reasons:
            return False
        if self.since is None and self.until is None:
            return True
        if each.parked_at is None:
            return False
        return (self.since is None or each.parked_at >= self.since) and (
            self.until is None or each.parked_at < self.until
        )

    def described(self) -> dict[str, object]:
        """For the operators' log."""
        return {
            "ids": list(self.ids),
            "types": list(self.types),
            "reasons": list(self.reasons),
            "since": self.since,
            "until": self.until,
        }
