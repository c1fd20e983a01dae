"""Reads an audit again: every link's hash and place, every chain whole, every anchor still there."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bson.codec_options import DatetimeConversion
from pymongo.collection import Collection

from shared.audit import digest

Document = dict[str, Any]


_NAME = re.compile("[^/]{1,100}/[0-9]{9,15}", re.ASCII)


class Fault(NamedTuple):
    """One thing that is not as it was written."""

    link: str
    """`<chain>/<number>`."""
    kind: str
    """edited, moved, missing, cut off, rewritten."""
    text: str
    """What was found."""


@dataclass
class Report:
    """What a check has read and found."""

    links: int = 0
    entries: int = 0
    chains: int = 0
    anchors: int = 0
    faults: list[Fault] = field(default_factory=list)


class _Chain:
    """A chain while it is read."""

    def __init__(self, id: str, number: int, hash: bytes) -> None:
        self.id, self.number, self.hash = id, number, hash


def check(links: Collection[Document], anchors: Mapping[str, set[str]]) -> Report:
    """Check a whole audit. `anchors`: hashes in hexadecimal by link, as the anchors outside the database tell them.

    Reads the links once, in order; keeps in memory one row for each chain and each anchor.
    """
    report = Report(anchors=len(anchors))
    wanted: dict[str, set[str]] = {link: set(hashes) for link, hashes in anchors.items()}
    hashes: dict[str, str] = {}  # of links that others name
    chain: _Chain | None = None
    # What a first link follows is known when that link is read, which may be after the followed one.
    # Times of any year and texts that are none, as whoever can write to the database may have put them.
    links = links.with_options(
        links.codec_options.with_options(
            datetime_conversion=DatetimeConversion.DATETIME_AUTO, unicode_decode_error_handler="replace"
        )
    )
    for first in links.find({"follows": {"$gt": ""}}, {"follows": 1, "prev": 1}):
        wanted.setdefault(str(first["follows"]), set()).add(_hash(first.get("prev")).hex())
    for link in links.find().sort("_id", 1):
        report.links += 1
        entries = link.get("entries")
        report.entries += len(entries) if isinstance(entries, list) else 0
        name = str(link["_id"])
        if not _NAME.fullmatch(name):
            report.faults.append(Fault(name, "edited", "it has not the name of a link"))
            continue
        id, _, number = name.partition("/")
        if chain is None or chain.id != id:
            report.chains += 1
            chain = _Chain(id, 0, b"")
        place = int(number)
        report.faults += _faults(link, chain, place)
        chain.number, chain.hash = place, _hash(link.get("hash"))
        if name in wanted:
            hashes[name] = chain.hash.hex()
    report.faults += _absent(wanted, hashes)
    return report


def _hash(value: object) -> bytes:
    """A hash as it is stored; no bytes at all for what is none."""
    return bytes(value) if isinstance(value, bytes) else b""


def _faults(link: Document, chain: _Chain, place: int) -> Iterable[Fault]:
    id = str(link["_id"])
    if link.get("hash") != digest(link) or not isinstance(link.get("prev"), bytes):
        yield Fault(id, "edited", "its content, or its place, is not what its hash was made of")
    if place != chain.number + 1:
        first, last = chain.number + 1, place - 1
        which = f"{chain.id}/{first:09d}" + (f" to {last:09d}" if last > first else "")
        yield Fault(id, "missing", f"before it there should be {which}")
    elif place > 1 and link.get("prev") != chain.hash:
        yield Fault(id, "moved", "it does not continue the link before it: one of the two was moved or written anew")


def _absent(wanted: Mapping[str, set[str]], hashes: Mapping[str, str]) -> Iterable[Fault]:
    for link, known in sorted(wanted.items()):
        if link not in hashes:
            yield Fault(link, "cut off", "it was in the database once, as an anchor or a later chain says, and is gone")
        elif known != {hashes[link]}:
            yield Fault(link, "rewritten", "its hash is not the one that an anchor or a later chain names")
