"""The keys that a program is given from outside its database: master keys and the index key, as one key ring.

    {"current": "local:20261123_1",
     "masters": {"local:20261123_1": "<96 bytes, base64>"},
     "index": "<32 bytes, base64>"}

Master keys wrap the data keys in the database (`shared.vault`); older ones stay in the ring until `bihuan keys rotate`
has said that no data key needs them. The index key makes the keyed index by which a number is found; it never changes.

The ring is a file (`BIHUAN_KEYS_FILE`) or what a command prints (`BIHUAN_KEYS_COMMAND`), for a KMS: the command has it
decrypt the ring, once per start of a program. A call of a KMS per person would make a list of 500 persons 500 calls.
"""

import base64
import fcntl
import json
import os
import re
import secrets
import shlex
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from shared.settings import SettingsError

MASTER_BYTES = 96  # libmongocrypt's "local" provider: AES-256-CBC with HMAC-SHA-512
INDEX_BYTES = 32
COMMAND_SECONDS = 30
_NAME = re.compile("local:[A-Za-z0-9_]+")  # as libmongocrypt wants it


class KeysUnusable(SettingsError):
    """The key ring is missing or not as it must be. The text says what is wrong and never shows a key."""


@dataclass(frozen=True)
class KeyRing:
    """Master keys by name (`local:<name>`), which of them wraps new data keys, and the index key."""

    current: str
    masters: Mapping[str, bytes] = field(repr=False)
    index: bytes = field(repr=False)

    @classmethod
    def new(cls, now: datetime) -> "KeyRing":
        """A ring with fresh keys."""
        name = _name(now, ())
        return cls(name, {name: secrets.token_bytes(MASTER_BYTES)}, secrets.token_bytes(INDEX_BYTES))

    def with_new_master(self, now: datetime) -> "KeyRing":
        """The same ring with one more master key, which is the current one."""
        name = _name(now, self.masters)
        return replace(self, current=name, masters={**self.masters, name: secrets.token_bytes(MASTER_BYTES)})

    def without(self, names: set[str]) -> "KeyRing":
        """The same ring without these master keys."""
        return replace(self, masters={name: key for name, key in self.masters.items() if name not in names})

    def text(self) -> str:
        """As it stands in the file."""
        masters = {name: base64.b64encode(key).decode() for name, key in self.masters.items()}
        ring = {"current": self.current, "masters": masters, "index": base64.b64encode(self.index).decode()}
        return json.dumps(ring, indent=2) + "\n"


def _name(now: datetime, taken: Mapping[str, bytes] | tuple[()]) -> str:
    day = f"local:{now:%Y%m%d}"
    return next(name for number in range(1, 10_000) if (name := f"{day}_{number}") not in taken)


def parse(text: str) -> KeyRing:
    """Raises `KeysUnusable`."""
    try:
        ring = json.loads(text)
        masters = {str(name): base64.b64decode(key, validate=True) for name, key in ring["masters"].items()}
        current, index = str(ring["current"]), base64.b64decode(ring["index"], validate=True)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise KeysUnusable(
            "the key ring must be JSON with current, masters and index; `bihuan keys new` makes one"
        ) from None
    for name, key in masters.items():
        if not _NAME.fullmatch(name) or len(key) != MASTER_BYTES:
            raise KeysUnusable(
                f"the key ring's masters are named local:… (letters, digits, _), with {MASTER_BYTES} bytes in base64"
            )
    if current not in masters:
        raise KeysUnusable("the key ring's current must be the name of one of its masters")
    if len(index) != INDEX_BYTES:
        raise KeysUnusable(f"the key ring's index must have {INDEX_BYTES} bytes, in base64")
    return KeyRing(current, masters, index)


def read(path: Path) -> KeyRing:
    """The ring of a file. Raises `KeysUnusable`, also when others than its owner may read it."""
    try:
        if path.stat().st_mode & 0o077:
            raise KeysUnusable("the key ring's file may be read by its owner only: chmod 600")
        return parse(path.read_text())
    except OSError as error:
        raise KeysUnusable(f"the key ring's file cannot be read: {error.strerror}") from None


def write(path: Path, ring: KeyRing) -> None:
    """Write a ring's file, whole or not at all, for its owner only; it is on the disk when this returns.

    Who writes what it has made of the ring that was there holds `locked` meanwhile.
    """
    with _draft(path, ring) as draft:
        draft.replace(path)


def create(path: Path, ring: KeyRing) -> bool:
    """As `write`, but never over a file that is there: then False, also when it came a moment ago."""
    with _draft(path, ring) as draft:
        try:
            os.link(draft, path)
        except FileExistsError:
            return False
        return True


@contextmanager
def _draft(path: Path, ring: KeyRing) -> Iterator[Path]:
    """A file with the ring beside `path`, to be moved or linked there inside."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(ring.text())
            file.flush()
            os.fsync(file.fileno())
        yield draft
    finally:
        draft.unlink(missing_ok=True)
    # The file's name is on the disk only when its directory is.
    directory = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """One at a time, among all processes, changes the ring of this file."""
    with path.with_name(path.name + ".lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def ask(command: str) -> KeyRing:
    """The ring that a command prints. Raises `KeysUnusable`."""
    try:
        done = subprocess.run(
            shlex.split(command), capture_output=True, text=True, timeout=COMMAND_SECONDS, check=False
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise KeysUnusable(f"the key ring's command did not run to its end: {type(error).__name__}") from None
    if done.returncode:
        # What it wrote is not shown: it may hold part of a key.
        raise KeysUnusable(f"the key ring's command ended with {done.returncode}")
    return parse(done.stdout)


def source(file: Path | None, command: str | None) -> Callable[[], KeyRing] | None:
    """How a program gets its ring, again when it meets a master key that it does not know; None: it has none."""
    if file is not None:
        return lambda: read(file)
    if command is not None:
        return lambda: ask(command)
    return None
