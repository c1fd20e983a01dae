"""What a caller of Bihuan's services needs beside the generated stubs: to present itself with every call.

from bihuan_client import presenting

channel = grpc.secure_channel(address, grpc.ssl_channel_credentials(authorities))
registry = RegistryServiceStub(presenting(channel, token, purpose="statistics"))
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import grpc

__all__ = ["presenting"]


class _Details(NamedTuple):
    method: str
    timeout: float | None
    metadata: list[tuple[str, str | bytes]]
    credentials: grpc.CallCredentials | None
    wait_for_ready: bool | None
    compression: Any


class _Presents(
    grpc.UnaryUnaryClientInterceptor,  # type: ignore[misc, type-arg, unused-ignore]  # generic in its stubs only
    grpc.UnaryStreamClientInterceptor,  # type: ignore[misc, type-arg, unused-ignore]
    grpc.StreamUnaryClientInterceptor,  # type: ignore[misc, type-arg, unused-ignore]
    grpc.StreamStreamClientInterceptor,  # type: ignore[misc, type-arg, unused-ignore]
):
    def __init__(self, token: Callable[[], str], purpose: str) -> None:
        self._token = token
        self._purpose = purpose

    def _with(self, details: Any) -> _Details:
        metadata = list(details.metadata or ())
        given = {key for key, _ in metadata}
        if "authorization" not in given:
            metadata.append(("authorization", f"Bearer {self._token()}"))
        if self._purpose and "x-purpose" not in given:
            metadata.append(("x-purpose", self._purpose))
        return _Details(
            details.method,
            details.timeout,
            metadata,
            details.credentials,
            getattr(details, "wait_for_ready", None),
            getattr(details, "compression", None),
        )

    def intercept_unary_unary(self, continuation: Any, client_call_details: Any, request: Any) -> Any:
        return continuation(self._with(client_call_details), request)

    def intercept_unary_stream(self, continuation: Any, client_call_details: Any, request: Any) -> Any:
        return continuation(self._with(client_call_details), request)

    def intercept_stream_unary(self, continuation: Any, client_call_details: Any, request_iterator: Any) -> Any:
        return continuation(self._with(client_call_details), request_iterator)

    def intercept_stream_stream(self, continuation: Any, client_call_details: Any, request_iterator: Any) -> Any:
        return continuation(self._with(client_call_details), request_iterator)


def presenting(channel: grpc.Channel, token: str | Callable[[], str], *, purpose: str = "") -> grpc.Channel:
    """The channel, with the token and the purpose in every call that does not bring its own.

    `token` may be a function that gives the token of the moment, for instance one that gets a new one in time; it is
    asked before each call. `purpose` is a code of docs/access.md; calls about personal data need one. For an emergency
    beyond the token's regions send the metadata `x-break-glass` with that one call.
    """
    ask = token if callable(token) else lambda: token
    return grpc.intercept_channel(channel, _Presents(ask, purpose))  # type: ignore[arg-type, unused-ignore]
