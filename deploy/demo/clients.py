"""gRPC clients of the five services, as an integrator would make them."""

import json
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar

import bihuan_client
import grpc
from bihuan.levy.v1.declaration_service_pb2_grpc import DeclarationServiceStub
from bihuan.levy.v1.levy_service_pb2_grpc import LevyServiceStub
from bihuan.outreach.v1.outreach_service_pb2_grpc import OutreachServiceStub
from bihuan.recruitment.v1.recruitment_service_pb2_grpc import RecruitmentServiceStub
from bihuan.registry.v1.registry_service_pb2_grpc import RegistryServiceStub
from bihuan.training.v1.training_service_pb2_grpc import TrainingServiceStub

from deploy.local.keys import Issuer
from deploy.local.places import SERVICES as SERVICES
from deploy.local.places import Places
from deploy.rpcs import scopes

T = TypeVar("T")

# What a worker of each office asks for personal data (shared/data/purposes.yaml).
PURPOSES = {
    "registry": "needs-survey",
    "training": "vocational-training",
    "recruitment": "employment-service",
    "levy": "levy-collection",
    "outreach": "outreach-support",
}
TOKEN_MINUTES = 30

# Writes carry a request_id, so a call that found the service away may be sent again without harm.
_RETRIES = json.dumps(
    {
        "methodConfig": [
            {
                "name": [{}],
                "timeout": "30s",
                "retryPolicy": {
                    "maxAttempts": 5,
                    "initialBackoff": "0.2s",
                    "maxBackoff": "3s",
                    "backoffMultiplier": 2,
                    "retryableStatusCodes": ["UNAVAILABLE", "ABORTED"],
                },
            }
        ]
    }
)
_NAMESPACE = uuid.UUID("b1400000-0000-4000-8000-000000000001")


def request_id(*words: object) -> str:
    """The same words give the same id, so that a step run again changes nothing."""
    return str(uuid.uuid5(_NAMESPACE, "/".join(map(str, words))))


class Clients:
    """One channel and stub per service."""

    def __init__(
        self, addresses: Mapping[str, str], token: Callable[[], str], reviewers: Sequence[Callable[[], str]]
    ) -> None:
        """`addresses` maps a service's name to host:port; `token` gives the token of the moment.

        `reviewers`: the tokens of two others, who review what the first files.
        """
        options = [("grpc.service_config", _RETRIES), ("grpc.enable_retries", 1)]
        self._channels = {name: grpc.insecure_channel(addresses[name], options) for name in SERVICES}
        presenting = {
            name: bihuan_client.presenting(channel, token, purpose=PURPOSES[name])
            for name, channel in self._channels.items()
        }
        self.registry = RegistryServiceStub(presenting["registry"])
        self.training = TrainingServiceStub(presenting["training"])
        self.recruitment = RecruitmentServiceStub(presenting["recruitment"])
        self.levy = LevyServiceStub(presenting["levy"])
        self.outreach = OutreachServiceStub(presenting["outreach"])
        self.reviews = [
            DeclarationServiceStub(bihuan_client.presenting(self._channels["levy"], each, purpose=PURPOSES["levy"]))
            for each in reviewers
        ]

    @classmethod
    def of(cls, stack: Places) -> "Clients":
        """Of a local stack, with tokens of its own issuer: every scope, everywhere."""
        issuer = Issuer(stack.key_directory)
        reviewers = [renewed(issuer, f"demo-reviewer-{number}") for number in (1, 2)]
        return cls({name: stack.grpc_address(name) for name in SERVICES}, renewed(issuer), reviewers)

    def close(self) -> None:
        """Close every channel."""
        for channel in self._channels.values():
            channel.close()


def renewed(issuer: Issuer, subject: str = "demo") -> Callable[[], str]:
    """Gives the same token for half its time, then another."""
    token, until = "", 0.0

    def present() -> str:
        nonlocal token, until
        if time.monotonic() >= until:
            token = issuer.token(scopes(), ["*"], minutes=TOKEN_MINUTES, subject=subject)
            until = time.monotonic() + TOKEN_MINUTES * 30
        return token

    return present


class _Page(Protocol):
    next_page_token: str


def every(call: Callable[[Any], _Page], request: Any, field: str) -> Iterator[Any]:
    """All items of a paged list: calls again with `next_page_token` until there is none."""
    while True:
        page = call(request)
        yield from getattr(page, field)
        if not page.next_page_token:
            return
        request.page_token = page.next_page_token


def until(what: str, look: Callable[[], T | None], seconds: float = 60.0) -> T:
    """Look again and again until `look` gives something true; TimeoutError names what was awaited."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.05)
    return found
