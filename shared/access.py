"""Who asks, and for which regions: what the work in hand may know about its caller. Pure: no I/O, no grpc.

The gRPC pass (`shared.grpc_calls`) sets the caller of each call; group commit takes it along with the caller's work.
Workers and timers act for nobody but the system: their programs say so once, by `act_as_system()`. In a process that
has not said so, work without a caller is a fault and fails, so that nothing is ever open by having been forgotten.

    filter = {"status": "OPEN", **access.rows("region_code")}         # in a query
    access.require_row(document["region_code"], NotFound(…))          # a row that was loaded by its id
    access.require_region(request.region_code, "region_code")         # a region that the caller names
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any

from shared.errors import CallError, PermissionDenied

EVERYWHERE = ("",)


@dataclass(frozen=True)
class Caller:
    """Who calls, and what for."""

    subject: str
    """Opaque: the token's `sub`, or the client certificate's subject. Never a person's name."""
    scopes: frozenset[str]
    regions: tuple[str, ...]
    """Prefixes of the codes of the regions whose rows are the caller's: ("3701",) is 370100 and below; ("",) all."""
    purpose: str
    """The code of the purpose (shared/data/purposes.yaml); "" if none was given."""
    break_glass: str
    """The reason code with which the region was widened for this call; "" if it was not."""

    def sees(self, region_code: str) -> bool:
        """Whether a row of that region is one of the caller's."""
        return region_code.startswith(self.regions)


SYSTEM = Caller(subject="system", scopes=frozenset(), regions=EVERYWHERE, purpose="", break_glass="")

# Who acts without a token: programs, operators (`operator:<name>`), and work of nobody's.
_RESERVED = re.compile("system|nobody|operator(:.*)?", re.IGNORECASE | re.DOTALL)


def reserved(subject: str) -> bool:
    """Whether a caller from outside may not be called so: in the audit it would pass for another."""
    return _RESERVED.fullmatch(subject) is not None


_caller: ContextVar[Caller] = ContextVar("caller")
_of_the_process: list[Caller] = []


class RegionDenied(PermissionDenied):
    """PERMISSION_DENIED: the request names a region that is not in the caller's region claim."""

    reason = "REGION_DENIED"

    def __init__(self, field: str) -> None:
        super().__init__(
            f"{field}: outside the caller's regions; ask for one within them, or use another token", field=field
        )


def caller() -> Caller:
    """The caller of the work in hand. Raises `LookupError` where there is none and the process is not the system's."""
    found = _caller.get(None)
    if found is not None:
        return found
    if _of_the_process:
        return _of_the_process[0]
    raise LookupError("this work has no caller: the gRPC pass sets one, a worker's program calls act_as_system()")


@contextmanager
def acting(who: Caller) -> Iterator[None]:
    """The work inside is `who`'s."""
    token = _caller.set(who)
    try:
        yield
    finally:
        # A stream that its caller left may be closed by another thread, which this was never set in.
        with suppress(ValueError):
            _caller.reset(token)


def act_as_system() -> None:
    """From now on, what this process does for no caller it does as the system: for programs that serve none."""
    _of_the_process[:] = [SYSTEM]


def prefix(region_code: str) -> str:
    """What all codes of a region's subtree begin with: `370000` → `37`, `370100` → `3701`, `370105003` → itself."""
    if len(region_code) != 6:
        return region_code
    if region_code.endswith("0000"):
        return region_code[:2]
    return region_code[:4] if region_code.endswith("00") else region_code


def within(region_code: str = "", request_field: str = "region_code") -> tuple[str, ...]:
    """The prefixes of the caller's regions within the subtree of `region_code`, or within all; ("",): everywhere.

    A region above the caller's is narrowed to the caller's part of it; for one beside them `RegionDenied` is raised,
    which names `request_field`. Empty for a caller without any region.
    """
    asked = prefix(region_code)
    regions = caller().regions
    if asked.startswith(regions):  # all that is asked for is the caller's
        return (asked,)
    narrowed = tuple(region for region in regions if region.startswith(asked))
    if region_code and not narrowed:
        raise RegionDenied(request_field)
    return narrowed


def rows(field: str, region_code: str = "", request_field: str = "region_code") -> dict[str, Any]:
    """The MongoDB condition for the caller's rows, by the stored region code in `field`; arguments as of `within`.

    Each is a range that an index on `field` can serve.
    """
    return any_of([{field: span(one)} if one else {} for one in within(region_code, request_field)])


def rows_by_key(field: str, region_code: str = "", request_field: str = "region_code") -> dict[str, Any]:
    """The same, by a stored list of the prefixes of a row's region and all above it: 37, 3701, 370105."""
    prefixes = within(region_code, request_field)
    if prefixes == EVERYWHERE:
        return {}
    return {field: prefixes[0] if len(prefixes) == 1 else {"$in": list(prefixes)}}


def any_of(conditions: list[dict[str, Any]]) -> dict[str, Any]:
    """One condition that holds where one of these does; of none, one that never holds."""
    if len(conditions) == 1:
        return conditions[0]
    return {"$or": conditions} if conditions else {"_id": {"$in": []}}


def span(prefix: str) -> dict[str, str]:
    """The condition on stored region codes that they begin with these digits."""
    # ":" follows "9" in ASCII, so the range holds exactly the codes that begin with the prefix.
    return {"$gte": prefix, "$lt": prefix + ":"}


def holds(scope: str) -> bool:
    """Whether the caller has a scope that its call does not need, but that lets the answer tell more."""
    who = caller()
    return who is SYSTEM or scope in who.scopes


def require_region(region_code: str, field: str) -> None:
    """Raises `RegionDenied` unless all of a region that the request names is the caller's: for writes and figures."""
    if not prefix(region_code).startswith(caller().regions):
        raise RegionDenied(field)


def require_row(region_code: str, absent: CallError) -> None:
    """Raises `absent`, the error of a row that does not exist, when the row is in none of the caller's regions."""
    if not caller().sees(region_code):
        raise absent


def widened(who: Caller, reason: str) -> Caller:
    """The same caller with the glass broken: everywhere, for this call."""
    return replace(who, regions=EVERYWHERE, break_glass=reason)
