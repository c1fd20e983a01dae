"""A file into the register, through its api: sent, checked row by row, entered; beside bare pymongo.

The other side has nothing to read and nothing to check. It is given the documents of the same persons, makes a key for
each, encrypts the same fields by the same library, and inserts them with as many in a call: persons, identities,
certificates, keys. Ours has events and the audit to write besides, looks everybody up, and reads the file twice.
"""

import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import bihuan_client
import grpc
from bihuan.registry.v1 import import_service_pb2 as pb
from bihuan.registry.v1.import_service_pb2_grpc import ImportServiceStub

from deploy.local.keys import Issuer
from deploy.local.places import authentication
from deploy.operator.imports import Importer
from services.registry import commands, import_store, imports, store
from services.registry.data import REGIONS
from services.registry.domain import import_rows
from services.registry.domain.import_rows import FIELDS_OF_CARD, Terms
from services.registry.domain.person import Identity
from shared import access, dates, keys
from shared.aggregate import Aggregate
from shared.clock import utc_now
from shared.keys import KeyRing
from shared.store import MAJORITY, Database, Document
from shared.vault import KEYS, Vault
from tests.bench.framework import Bench, Curve, Figure, Program, Servers, measured_with, program
from tests.import_samples import HEADING, csv_file, many, xlsx_file

ROWS = 10_000
SCOPES = ["registry.imports.read", "registry.imports.write"]


@contextmanager
def serving(servers: Servers) -> Iterator[tuple[grpc.Channel, Program, Database]]:
    """A registry's api with a database and a key ring of its own, and a channel that presents a token."""
    database, _ = servers.fresh()
    servers.stack.choose(["bench-grpc"])
    port = servers.stack.ports["bench-grpc"]
    issuer = Issuer(servers.stack.key_directory)
    issuer.ensure()
    with tempfile.TemporaryDirectory() as directory:
        ring = Path(directory) / "ring.json"
        keys.write(ring, KeyRing.new(utc_now()))
        environment = {
            **authentication(issuer.jwks_file),
            "BIHUAN_SERVICE": "registry",
            "BIHUAN_MONGO_URL": servers.mongo_url(database),
            "BIHUAN_KEYS_FILE": str(ring),
            "BIHUAN_GRPC_PORT": str(port),
            "BIHUAN_METRICS_PORT": "0",
        }
        token = issuer.token(SCOPES, ["*"], minutes=600)
        with (
            program([sys.executable, "-m", "services.registry.api"], environment) as running,
            grpc.insecure_channel(f"127.0.0.1:{port}") as bare,
        ):
            running.wait_listening(port)
            yield bihuan_client.presenting(bare, token, purpose="needs-survey"), running, database


def peak_mib(running: Program) -> float:
    """The most memory that the process has ever had."""
    status = Path(f"/proc/{running.process.pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) / 1024


def imported(servers: Servers, kind: str, count: int) -> Figure:
    """Rows a second from the first call to the last."""
    rows = many(count)
    with serving(servers) as (channel, running, database), tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / f"old.{kind}"
        file.write_bytes(xlsx_file(rows) if kind == "xlsx" else csv_file(rows))
        del rows
        importer = Importer(ImportServiceStub(channel))
        cpu = running.cpu_seconds
        start = time.perf_counter()
        checked = importer.worked(importer.sent(importer.started(file, "370000", "bench", dry_run=False), file))
        halfway = time.perf_counter()
        done = importer.committed(checked.import_id)
        end = time.perf_counter()
        cpu = running.cpu_seconds - cpu
        assert (done.state, done.rows_entered) == (pb.IMPORT_STATE_DONE, count), done
        assert database.collection(store.PERSONS).estimated_document_count() == count
        return Figure(
            count / (end - start),
            {
                "checked/s": count / (halfway - start),
                "cpu ms": 1000 * cpu / count,
                "peak MiB": peak_mib(running),
            },
        )


def ours(kind: str, servers: Servers) -> Figure:
    """An import of ten thousand rows without fault."""
    return imported(servers, kind, servers.many(ROWS))


class _Unsealed:
    """Stands for a vault, and keeps what is to be sealed."""

    def __init__(self, vault: Vault) -> None:
        self.index = vault.index
        self.wanted: list[tuple[str, Mapping[str, str | bytes]]] = []

    def seal_new(self, tx: Any, person_id: str, fields: Mapping[str, str | bytes]) -> Document:
        """As they are."""
        self.wanted.append((person_id, fields))
        return dict(fields)


class _Kept:
    """Stands for a transaction, and keeps the documents."""

    def __init__(self, vault: _Unsealed) -> None:
        self.vault = vault
        self.now = utc_now()
        self.documents: dict[str, list[Document]] = defaultdict(list)

    def add(self, collection: str, document: Document) -> None:
        """A row."""
        self.documents[collection].append(document)

    put = insert = add

    def save(self, collection: str, aggregate: Aggregate, document: Document) -> None:
        """An aggregate's document."""
        self.add(collection, {**document, "_id": aggregate.id, "version": len(aggregate.events), "revision": 1})


def _documents(vault: Vault, count: int) -> tuple[_Unsealed, dict[str, list[Document]]]:
    """The documents of as many persons, in the clear."""
    unsealed = _Unsealed(vault)
    kept: Any = _Kept(unsealed)
    layout, _ = import_rows.layout(HEADING)
    terms = Terms(REGIONS, "37", dates.china_date(kept.now), "bench")
    with access.acting(access.SYSTEM):
        for number, cells in enumerate(many(count), start=2):
            entry = import_rows.judged(number, cells, layout, terms).entry
            assert entry is not None
            card = entry.card
            person = commands.new_person(
                kept,
                entry.resident_id,
                Identity(entry.resident_id.number, entry.name, entry.phone, entry.address),
                resident_key=store.resident_key(vault, entry.resident_id.number),
                region_code=entry.region_code,
                registered_on=entry.registered_on,
                registered_by=entry.registered_by,
                certificate=None
                if card is None
                else commands.CertificateData(card.number.number, card.issued_on, card.expires_on, FIELDS_OF_CARD),
                looked_up=True,
            )
            store.save_person(kept, person)
    wanted = (store.PERSONS, store.IDENTITIES, store.CERTIFICATES)
    return unsealed, {name: kept.documents[name] for name in wanted}


def bare(servers: Servers) -> Figure:
    """A key and the sealed fields for each, and insert_many of two hundred."""
    count = servers.many(ROWS)
    database, _ = servers.fresh()
    database.ensure_indexes([*store.INDEXES, *import_store.INDEXES])
    ring = KeyRing.new(utc_now())
    mongo = database.mongo.with_options(write_concern=MAJORITY)
    vault = Vault(mongo[KEYS], lambda: ring)
    unsealed, documents = _documents(vault, count)
    by_id = {document["_id"]: document for document in documents[store.IDENTITIES]}
    cards = {document["person_id"]: document for document in documents[store.CERTIFICATES]}
    collected: Any = _Kept(unsealed)
    start, cpu = time.perf_counter(), time.process_time()
    for at in range(0, count, imports.ENTERED_AT_ONCE):
        part = unsealed.wanted[at : at + imports.ENTERED_AT_ONCE]
        collected.documents.clear()
        for person_id, fields in part:
            sealed = vault.seal_new(collected, person_id, fields)
            number = sealed.pop("number", None)
            by_id[person_id].update(sealed)
            if number is not None:
                cards[person_id]["number"] = number
        ids = [person_id for person_id, _ in part]
        mongo[KEYS].insert_many(collected.documents[KEYS], ordered=False)
        mongo[store.IDENTITIES].insert_many([by_id[id] for id in ids], ordered=False)
        mongo[store.CERTIFICATES].insert_many([cards[id] for id in ids if id in cards], ordered=False)
        mongo[store.PERSONS].insert_many(documents[store.PERSONS][at : at + len(part)], ordered=False)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    return Figure(count / seconds, {"cpu ms": 1000 * cpu / count})


def memory(servers: Servers, rows: int) -> float:
    """The most memory that the api has had, in MiB, after an import of so many rows."""
    return imported(servers, "csv", rows).beside["peak MiB"]


BENCHES = [
    Bench("import", measured_with(ours, "csv"), bare, goal=0.5, unit="rows/s"),
    Bench("import-xlsx", measured_with(ours, "xlsx"), bare, goal=0.5, unit="rows/s"),
]
CURVES = [Curve("import-memory", "rows in the file", (ROWS, 10 * ROWS), memory, "MiB at most")]
