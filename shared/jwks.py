"""The public keys that sign callers' tokens: a JWKS (RFC 7517) from a file or an https address, kept and read again.

Read when the program starts, again every `refresh_seconds` beside the calls, and at once when a token names a key that
is not known, but not more often than every ten seconds: anybody can send tokens with invented key ids. The first call
after a time without any waits for it, or a key withdrawn in an idle night would count once more. A set that cannot be
read changes nothing; the keys read before stay.
"""

import json
import threading
import time
import urllib.request
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, Key, OKPKey, RSAKey
from prometheus_client import Counter

from shared import logs

log = logs.logger()

MAX_BYTES: Final = 256 << 10
MAX_KEYS: Final = 100
MIN_RSA_BITS: Final = 2048
SECONDS_BETWEEN_TRIES: Final = 10.0
_FETCH_SECONDS: Final = 5.0

READS = Counter("bihuan_jwks_reads", "Readings of the key set that signs callers' tokens, by outcome.", ["outcome"])

Read = Callable[[], bytes]


class KeysUnavailable(Exception):
    """The key set cannot be read, or is none. The text says why; it holds no key."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Whoever may answer for the address must not send us to another."""


_opener = urllib.request.build_opener(_NoRedirect)


def reader(place: str) -> Read:
    """How to read the bytes at `place`: a path, or https://… (http:// on this machine only). Raises `ValueError`."""
    parts = urlsplit(place)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")):

        def fetch() -> bytes:
            with _opener.open(place, timeout=_FETCH_SECONDS) as answer:
                content: bytes = answer.read(MAX_BYTES + 1)
            return content

        return fetch
    if parts.scheme:
        raise ValueError("must be a file's path or an https:// address")

    def read() -> bytes:
        with Path(place).open("rb") as file:
            return file.read(MAX_BYTES + 1)

    return read


def parse(content: bytes) -> dict[str, Key]:
    """The signing keys of a set by their `kid`. Keys of other kinds or uses are left out.

    Raises `KeysUnavailable` for what is no set, a set with private or symmetric keys, or one without any key for us.
    """
    if len(content) > MAX_BYTES:
        raise KeysUnavailable(f"more than {MAX_BYTES} bytes")
    try:
        rows = json.loads(content)["keys"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise KeysUnavailable("no JSON object with a list `keys`") from None
    if not isinstance(rows, list) or len(rows) > MAX_KEYS:
        raise KeysUnavailable(f"`keys` is no list of at most {MAX_KEYS} keys")
    found: dict[str, Key] = {}
    for row in rows:
        if not isinstance(row, dict):
            raise KeysUnavailable("`keys` has an entry that is no object")
        if "d" in row or "k" in row:
            raise KeysUnavailable("it holds private or symmetric keys: publish the public ones only")
        kid = row.get("kid")
        if row.get("kty") not in ("RSA", "EC", "OKP") or row.get("use", "sig") != "sig" or not isinstance(kid, str):
            _left_out(kid, "no signing key of ours")
            continue
        # Six bits a character, in base64.
        if row["kty"] == "RSA" and len(str(row.get("n", ""))) * 6 < MIN_RSA_BITS:
            raise KeysUnavailable(f"it has an RSA key of less than {MIN_RSA_BITS} bits")
        try:
            key = JWKRegistry.import_key(row)
        except KeyError:
            _left_out(kid, "its curve is not known here")
            continue
        except (JoseError, ValueError, TypeError):
            raise KeysUnavailable("`keys` has an entry that is no key") from None
        if isinstance(key, RSAKey | ECKey | OKPKey):
            found[kid] = key
    if not found:
        raise KeysUnavailable("it has no signing key with a `kid`")
    return found


def _left_out(kid: object, why: str) -> None:
    log.warning("jwks.key_left_out", kid=str(kid)[:100], why=why)


class Keys:
    """The keys as last read. `generation` grows whenever they have changed."""

    def __init__(self, read: Read, refresh_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Reads the set; raises `KeysUnavailable`. `clock` counts seconds from anywhere."""
        self.generation = 0
        self._read = read
        self._refresh_seconds = refresh_seconds
        self._clock = clock
        self._busy = threading.Lock()
        self._content: bytes | None = None
        self._keys: dict[str, Key] = {}
        self._tried_at = self._due_at = clock()
        self._take()

    def find(self, kid: str) -> Key | None:
        """The key of this id. If it is not known, the set is read again first, when that may be."""
        found = self._keys.get(kid)
        if found is None and self._clock() - self._tried_at >= SECONDS_BETWEEN_TRIES:
            self._again()
            found = self._keys.get(kid)
        return found

    def keep_fresh(self) -> None:
        """Have the set read again beside the calls when it is time, or first if it is long past. For every call."""
        now = self._clock()
        if now < self._due_at:
            return
        # Nobody has asked since it was due, for as long again: else it would have been read, or tried.
        idle = now - self._due_at >= self._refresh_seconds
        self._due_at = now + SECONDS_BETWEEN_TRIES  # for the others who ask meanwhile
        if idle:
            self._again()
        else:
            threading.Thread(target=self._again, name="jwks", daemon=True).start()

    def _again(self) -> None:
        # Who finds another reading goes on with the keys that are there: else one address that does not answer would
        # hold every thread.
        if not self._busy.acquire(blocking=False):
            return
        try:
            self._take()
            READS.labels("ok").inc()
        except KeysUnavailable as error:
            READS.labels("failed").inc()
            log.warning("jwks.unreadable", why=str(error))
            self._due_at = self._clock() + SECONDS_BETWEEN_TRIES
        except Exception as error:  # whatever an answer of strangers makes of the parser
            READS.labels("failed").inc()
            log.error("jwks.failed", exc_info=error)
            self._due_at = self._clock() + SECONDS_BETWEEN_TRIES
        finally:
            self._busy.release()

    def _take(self) -> None:
        self._tried_at = self._clock()
        try:
            content = self._read()
        except (OSError, ValueError, HTTPException) as error:  # urllib's are OSErrors; a bad address is a ValueError
            raise KeysUnavailable(f"it cannot be read: {type(error).__name__}") from None
        if content != self._content:
            self._keys = parse(content)
            self._content = content
            self.generation += 1
        self._due_at = self._clock() + self._refresh_seconds
