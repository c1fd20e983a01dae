"""A register of a million persons for the benches, in the documents that the registry's own store writes.

Written straight, without the outbox and the events; with the registry's indexes, and with numbers and names under keyed
indexes as ever. Without `identities` and `certificates`: neither verification nor search reads them, and sealing a
million persons takes a quarter of an hour.
"""

import itertools
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, cast

import bson
from bihuan.registry.v1.events_pb2 import NeedKind
from bihuan.registry.v1.registry_service_pb2 import SEX_FEMALE, SEX_MALE
from pymongo.collection import Collection

from services.registry import store
from services.registry.data import WORKING_AGES
from services.registry.domain.employment import Span
from services.registry.domain.person import CertificateNote, Employment, Need, Person, Residence
from services.registry.domain.working_age import working_age
from shared import audit, keys
from shared.aggregate import Aggregate
from shared.clock import utc_now
from shared.keys import KeyRing
from shared.once import INDEXES
from shared.store import Database, Document, Transaction
from shared.vault import Vault
from tests.bench.framework import Servers
from tests.persons import PersonDrawn, persons

TOGETHER = 2_000
SAMPLE = 5_000


class _Kept:
    """Takes what the store writes, as a transaction would; a person's open loop is there without being written."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.now = utc_now()
        self.saved: list[Document] = []

    def find_one(self, collection: str, filter: Mapping[str, Any]) -> Document:
        return {"_id": filter["_id"], "open": True}

    def save(self, collection: str, aggregate: Aggregate, document: Document) -> None:
        self.saved.append({**document, "_id": aggregate.id, "version": 1, "revision": 1})

    def add(self, collection: str, document: Document) -> None:
        """What changes in the figures: nobody asks for them here."""


@dataclass(frozen=True)
class Register:
    """A database with so many persons, the ring of its keys, and some of the certificates' numbers."""

    database: Database
    ring: Path
    numbers: list[str]


_made: dict[int, Register] = {}


def register(servers: Servers, size: int) -> Register:
    """The register of so many persons; made once, not cleared between rounds."""
    if size not in _made:
        _made[size] = _make(servers, size)
    return _made[size]


def _make(servers: Servers, size: int) -> Register:
    ring, path = KeyRing.new(utc_now()), servers.stack.directory / f"register-{uuid.uuid4().hex[:8]}.json"
    keys.write(path, ring)
    name = f"standing-register-{size}"
    database = Database(servers.client, name, ring=lambda: ring)
    for each in (name, audit.database_name(name)):
        servers.client.drop_database(each)
    audit.prepare(servers.client, name)
    rng, numbers = Random(1), _Some(SAMPLE)
    rows = _documents(database.vault, size, rng, numbers)
    into: Collection[Document] = database.mongo[store.PERSONS].with_options(
        codec_options=bson.CodecOptions(tz_aware=True)
    )
    while chunk := list(itertools.islice(rows, TOGETHER)):
        into.insert_many(chunk, ordered=False)
    database.ensure_indexes([*store.INDEXES, *INDEXES])
    return Register(database, path, numbers.kept)


class _Some:
    """So many of many, each with the same chance."""

    def __init__(self, most: int) -> None:
        self.kept: list[str] = []
        self._most = most
        self._seen = 0
        self._rng = Random(2)

    def look(self, text: str) -> None:
        self._seen += 1
        if len(self.kept) < self._most:
            self.kept.append(text)
        elif (place := self._rng.randrange(self._seen)) < self._most:
            self.kept[place] = text


def _documents(vault: Vault, size: int, rng: Random, numbers: _Some) -> Iterator[Document]:
    kept = _Kept(vault)
    for drawn in persons(size):
        store.save_person(cast(Transaction, kept), _person(vault, drawn, rng))
        if drawn.certificates:
            numbers.look(drawn.certificates[-1].number)
        yield kept.saved.pop()


def _id(rng: Random) -> str:
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


@cache
def _ages(born: Any, sex: Any) -> Any:
    return working_age(born, sex, WORKING_AGES)


def _person(vault: Vault, drawn: PersonDrawn, rng: Random) -> Person:
    sex = SEX_MALE if drawn.sex == "M" else SEX_FEMALE
    loop_id = _id(rng)
    needs = [
        Need(
            id=_id(rng),
            loop_id=loop_id,
            kind=store.enum_number(NeedKind, kind),
            occupation_code="",
            willing=True,
            recorded_on=drawn.registered_on,
            recorded_by="worker:1",
        )
        for kind in drawn.needs
    ]
    work = [Employment(_id(rng), "", "", Span(drawn.employed_since, None))] if drawn.employed_since else []
    return Person(
        id=_id(rng),
        resident_key=store.resident_key(vault, drawn.resident_id),
        name_keys=store.name_keys(vault, drawn.name),
        region_code=drawn.region_code,
        birth_date=drawn.birth_date,
        sex=sex,
        working_age=_ages(drawn.birth_date, sex),
        registered_on=drawn.registered_on,
        registered_by="worker:1",
        certificates=[
            CertificateNote(
                _id(rng),
                each.category,
                each.level,
                each.issued_on,
                each.expires_on,
                store.number_key(vault, each.number),
            )
            for each in drawn.certificates
        ],
        needs={need.id: need for need in needs},
        employments={each.placement_id: each for each in work},
        loop_ids=[loop_id] if needs else [],
        residences=[Residence(drawn.region_code, drawn.registered_on)],
    )
