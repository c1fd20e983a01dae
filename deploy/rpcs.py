"""Every rpc of the five services, from the contracts, with what it asks of its caller."""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from google.protobuf.descriptor import FileDescriptor, MethodDescriptor

from deploy.local.places import SERVICES
from shared.admission import BREAK_GLASS_SCOPE, Needs, needs_of
from shared.field_scopes import scopes_in


@dataclass(frozen=True)
class Rpc:
    """One method of one service."""

    service: str
    """`registry`"""
    method: MethodDescriptor
    needs: Needs

    @property
    def path(self) -> str:
        """As gRPC names it: `/bihuan.registry.v1.RegistryService/GetPerson`."""
        return f"/{self.method.containing_service.full_name}/{self.method.name}"

    @property
    def writes(self) -> bool:
        """Whether it changes anything: then it has a `request_id`."""
        return "request_id" in self.method.input_type.fields_by_name


def contracts(service: str) -> list[FileDescriptor]:
    """A service's files with rpcs, `<service>_service.proto` first, then the others by name."""
    package = importlib.import_module(f"bihuan.{service}.v1")
    names = [found.name for found in pkgutil.iter_modules(package.__path__) if found.name.endswith("_service_pb2")]
    names.sort(key=lambda name: (name != f"{service}_service_pb2", name))
    return [importlib.import_module(f"bihuan.{service}.v1.{name}").DESCRIPTOR for name in names]


def rpcs() -> Iterator[Rpc]:
    """In the order of the contracts."""
    for service in SERVICES:
        for contract in contracts(service):
            for api in contract.services_by_name.values():
                for method in api.methods:
                    yield Rpc(service, method, needs_of(api.full_name, method.name))


def scopes() -> list[str]:
    """All scopes of all rpcs and of their fields, without the one that breaks the glass."""
    found: set[str] = set()
    for rpc in rpcs():
        found |= {rpc.needs.scope, *rpc.needs.or_scopes}
        found |= scopes_in(rpc.method.input_type) | scopes_in(rpc.method.output_type)
    return sorted(found)


def expanded(wanted: Iterable[str]) -> list[str]:
    """The scopes that are meant: `*` is all, `registry.*` all of a service. Raises `ValueError` for what is none."""
    known = scopes()
    found: set[str] = set()
    for word in wanted:
        begin = word.removesuffix("*")
        meant = [scope for scope in known if scope.startswith(begin)] if word.endswith("*") else [word]
        if not meant or not set(meant) <= {*known, BREAK_GLASS_SCOPE}:
            raise ValueError(f"{word!r} is no scope; there are {', '.join(known)}, {BREAK_GLASS_SCOPE}")
        found |= set(meant)
    return sorted(found)
