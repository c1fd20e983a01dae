"""Personal fields, encrypted one by one with a key per person, and the keyed index by which they are found.

    document = vault.seal_new(tx, person_id, {"phone": "…"})   # makes the person's key, in the same transaction
    vault.open(documents)                                      # in the clear, by one query of keys for many

MongoDB's client-side field-level encryption, explicit, by libmongocrypt: AEAD_AES_256_CBC_HMAC_SHA_512-Random, so equal
values differ. The data keys are in the collection `keys` in MongoDB's format for key vaults, `_id` being the person's
id, wrapped by a master key of the ring (`shared.keys`). Who destroys a person's key erases what it sealed, in every
copy of the documents; what is left of the key is a row that says when.

What has to be found or to be unique is beside it as HMAC-SHA-256 with the ring's index key.
"""

import hashlib
import hmac
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

import bson
from bson.binary import Binary, UuidRepresentation
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo import UpdateOne
from pymongo.collection import Collection
from pymongo.errors import PyMongoError
from pymongocrypt.errors import MongoCryptError
from pymongocrypt.mongocrypt import MongoCrypt
from pymongocrypt.options import DataKeyOpts, ExplicitEncryptOpts, MongoCryptOptions
from pymongocrypt.synchronous.state_machine import MongoCryptCallback, run_state_machine

from shared.keys import KeyRing
from shared.store import Document, Transaction

T = TypeVar("T")

KEYS = "keys"
ENCRYPTED = 6  # BSON's subtype
ALGORITHM = "AEAD_AES_256_CBC_HMAC_SHA_512-Random"
# How long libmongocrypt keeps an unwrapped key. It searches what it keeps one by one: a minute of an import, its own
# default, takes longer to search than to unwrap (measured: 300 µs a field after 2,000 keys, 70 µs to unwrap one). So
# it is just longer than the work on one person; and a destroyed key is soon out of every process's memory.
KEPT_MS = 50
# Keys in one piece of work of libmongocrypt, which searches those one by one too.
TOGETHER = 100
_RAW = CodecOptions(document_class=RawBSONDocument)


class KeyDestroyed(Exception):
    """What was to be read or written belongs to a person whose key is destroyed, or never was there."""


class VaultClosed(Exception):
    """The data keys cannot be unwrapped: their master key is not in this program's ring."""


class _Stale(Exception):
    """A data key names a master key that the ring, as it was read, does not have."""


class ForeignSeal(Exception):
    """A field was sealed for another person or another field than where it stands: somebody has copied it there."""


class Vault:
    """The keys of one service's database. Safe to use from several threads."""

    def __init__(self, keys: Collection[Document], ring: Callable[[], KeyRing]) -> None:
        """`keys` is the key vault; `ring` reads the key ring, now and when an unknown master key is met.

        Raises `KeysUnusable`.
        """
        self._keys = keys.with_options(codec_options=_RAW)
        self._read_ring = ring
        self._lock = threading.Lock()
        self._in_use = _Opened(self._keys, ring())

    @property
    def current(self) -> str:
        """The name of the master key that wraps new data keys."""
        return self._in_use.ring.current

    def fingerprint(self, content: bytes) -> bytes:
        """As `index`, of a whole request: whoever has a copy of the database cannot guess it."""
        return hmac.digest(self._in_use.ring.index, b"request\0" + content, hashlib.sha256)

    def index(self, kind: str, text: str) -> bytes:
        """The keyed index of a value: 32 bytes, equal for equal `kind` and `text`; nothing without the ring's key."""
        keyed = self._in_use.keyed.copy()
        keyed.update(f"{kind}\0{text}".encode())
        return keyed.digest()

    def seal_new(self, tx: Transaction, person_id: str, fields: Mapping[str, str | bytes]) -> Document:
        """Make a person's key in the transaction, and the fields sealed with it."""
        opened = self._in_use
        with opened.crypt.data_key_context(opened.ring.current, DataKeyOpts()) as context:
            key = bson.decode(run_state_machine(context, opened.callback), _PLAIN)
        key["_id"] = _key_id(person_id)
        tx.add(KEYS, key)
        with opened.callback.offering(key):
            return self._seal(person_id, fields, opened)

    def seal(self, person_id: str, fields: Mapping[str, str | bytes]) -> Document:
        """The fields sealed with the person's key. Raises `KeyDestroyed`, `VaultClosed`."""
        return self._again_if_stale(partial(self._seal, person_id, fields))

    def _seal(self, person_id: str, fields: Mapping[str, str | bytes], opened: "_Opened") -> Document:
        options = ExplicitEncryptOpts(ALGORITHM, bytes(_key_id(person_id)))
        sealed = {}
        for name, value in fields.items():
            # With its name, so that it opens in the field that it was sealed for only.
            with opened.crypt.explicit_encryption_context(bson.encode({"v": {name: value}}), options) as context:
                sealed[name] = bson.decode(self._run(context, opened), _PLAIN)["v"]
        return sealed

    def open(self, documents: Sequence[Document], person_ids: Sequence[str]) -> list[Document]:
        """The documents, each of the person at its place, with every sealed field in the clear.

        One query of keys for each hundred documents. Raises `KeyDestroyed`, `VaultClosed`, and `ForeignSeal` for a
        field that was sealed for another person, or for another field.
        """
        for document, person_id in zip(documents, person_ids, strict=True):
            key = bytes(_key_id(person_id))
            for value in document.values():
                # MongoDB's format: a byte for the algorithm, then the key's id.
                if _is_sealed(value) and value[1:17] != key:
                    raise ForeignSeal
        opened: list[Document] = []
        for start in range(0, len(documents), TOGETHER):
            part = documents[start : start + TOGETHER]
            for sealed, clear in zip(part, self._again_if_stale(partial(self._open, part)), strict=True):
                names = [name for name, value in sealed.items() if _is_sealed(value)]
                opened.append(clear | {name: _unwrapped(name, clear[name]) for name in names})
        return opened

    def _open(self, documents: Sequence[Document], opened: "_Opened") -> list[Document]:
        with opened.crypt.decryption_context(bson.encode({"v": documents}, codec_options=_PLAIN)) as context:
            found: list[Document] = bson.decode(self._run(context, opened), _PLAIN)["v"]
            return found

    def _run(self, context: Any, opened: "_Opened") -> bytes:
        try:
            result: bytes = run_state_machine(context, opened.callback)
        except MongoCryptError as error:
            # libmongocrypt was given no key where it had asked for one; it has no code of its own for that.
            if "not all keys requested were satisfied" in str(error):
                raise KeyDestroyed from None
            raise
        return result

    def _again_if_stale(self, work: Callable[["_Opened"], T]) -> T:
        opened = self._in_use
        try:
            return work(opened)
        except _Stale:
            with self._lock:
                if self._in_use is opened:  # else another thread has read the ring meanwhile
                    self._in_use = _Opened(self._keys, self._read_ring())
                opened = self._in_use
            try:
                return work(opened)
            except _Stale as stale:
                raise VaultClosed(f"the key ring has no master key {stale}") from None

    @staticmethod
    def destroy(tx: Transaction, person_id: str) -> None:
        """Destroy a person's key: what it sealed can never be read again, here or in a copy."""
        tx.put(KEYS, _key_id(person_id), {"keyMaterial": Binary(b""), "destroyed_at": tx.now})

    def rotate(self, together: int = TOGETHER) -> Iterator[int]:
        """Wrap every data key by the ring's current master key; yields how many after each hundred.

        Those that are wrapped by it already are passed over, so what was interrupted goes on where it was. A key that
        is destroyed meanwhile stays destroyed.
        """
        with self._lock:
            opened = self._in_use = _Opened(self._keys, self._read_ring())
        current = opened.ring.current
        last = None
        while True:
            wanted: Document = {"masterKey.provider": {"$ne": current}, "destroyed_at": {"$exists": False}}
            if last is not None:
                wanted["_id"] = {"$gt": last}
            rows = list(self._keys.find(wanted, {"_id": 1}).sort("_id", 1).limit(together))
            if not rows:
                return
            ids = [row["_id"] for row in rows]
            last = ids[-1]
            with opened.crypt.rewrap_many_data_key_context(
                {"_id": {"$in": ids}, "destroyed_at": {"$exists": False}}, current, None
            ) as context:
                wrapped = self._run(context, opened)
            keys = bson.decode(wrapped, _PLAIN)["v"] if wrapped else []
            updates = [
                UpdateOne(
                    {"_id": key["_id"], "destroyed_at": {"$exists": False}},
                    {
                        "$set": {"keyMaterial": key["keyMaterial"], "masterKey": key["masterKey"]},
                        "$currentDate": {"updateDate": True},
                    },
                )
                for key in keys
            ]
            yield self._keys.bulk_write(updates, ordered=False).modified_count if updates else 0

    def needed(self) -> set[str]:
        """The names of the master keys that wrap any data key. Reads all of them."""
        alive = {"destroyed_at": {"$exists": False}}
        return set(self._keys.distinct("masterKey.provider", alive))


# A UUID is as libmongocrypt has it: subtype 4, not Python's class.
_PLAIN: CodecOptions[Document] = CodecOptions(uuid_representation=UuidRepresentation.UNSPECIFIED, tz_aware=True)


def _key_id(person_id: str) -> Binary:
    return Binary(uuid.UUID(person_id).bytes, 4)


def _is_sealed(value: Any) -> bool:
    return isinstance(value, Binary) and value.subtype == ENCRYPTED


def _unwrapped(name: str, content: Any) -> Any:
    """What was sealed as `name`. Raises `ForeignSeal`."""
    if not isinstance(content, dict) or list(content) != [name]:
        raise ForeignSeal
    return content[name]


class _Opened:
    """A key ring in use. Held by whoever works with it: libmongocrypt frees what nobody holds, contexts or not."""

    def __init__(self, keys: Collection[RawBSONDocument], ring: KeyRing) -> None:
        self.ring = ring
        # Begun once, then copied: less than half of what beginning anew takes, and a batch asks for a thousand.
        self.keyed = hmac.new(ring.index, digestmod="sha256")
        self.callback = _Callback(keys, ring)
        providers = {name: {"key": key} for name, key in ring.masters.items()}
        options = MongoCryptOptions(providers, key_expiration_ms=KEPT_MS, bypass_encryption=True)
        self.crypt = MongoCrypt(options, self.callback)


class _Offering:
    def __init__(self, local: threading.local, key: Document) -> None:
        self._local, self._key = local, key

    def __enter__(self) -> None:
        self._local.key = self._key

    def __exit__(self, *_: object) -> None:
        self._local.key = None


class _Callback(MongoCryptCallback):
    """What libmongocrypt asks of its driver: keys of the vault. It does no other I/O for us."""

    def __init__(self, keys: Collection[RawBSONDocument], ring: KeyRing) -> None:
        self._keys = keys
        self._ring = ring
        # A key that was made in a transaction not yet committed: no query can find it.
        self._local = threading.local()

    def offering(self, key: Document) -> _Offering:
        return _Offering(self._local, key)

    def fetch_keys(self, filter: bytes) -> Iterator[bytes]:
        offered = getattr(self._local, "key", None)
        if offered is not None:
            yield bson.encode(offered, codec_options=_PLAIN)
            return
        for key in self._keys.find(RawBSONDocument(filter)):
            if "destroyed_at" in key:
                continue
            provider = key["masterKey"]["provider"]
            if provider not in self._ring.masters:
                raise _Stale(provider)
            yield bytes(key.raw)

    def bson_encode(self, doc: Mapping[str, Any]) -> bytes:
        return bson.encode(doc)

    def kms_request(self, kms_context: Any) -> None:
        raise PyMongoError("all master keys are in the ring, so no KMS is asked")

    def collection_info(self, database: str, filter: bytes) -> None:
        raise PyMongoError("encryption is explicit, so no schema is asked for")

    def mark_command(self, database: str, cmd: bytes) -> None:
        raise PyMongoError("encryption is explicit, so nothing is marked")

    def insert_data_key(self, data_key: bytes) -> None:
        raise PyMongoError("data keys are written in the transaction of what they seal")

    def close(self) -> None:
        """Nothing is held."""
