"""A TCP proxy of a test's own that can fall silent: connections stay open, and nothing more comes through."""

import contextlib
import socket
import ssl
import threading
from types import TracebackType
from typing import Self


class Proxy:
    """Forwards `127.0.0.1:port` to the target, until `silence()` and again after `resume()`.

    What was sent into the silence is forwarded afterwards, as from a network that was away. With `tls` it ends TLS.
    """

    def __init__(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> None:
        self._target = (host, port)
        self._tls = tls
        self._open = threading.Event()
        self._open.set()
        self._closed = False
        self._sockets: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept)]
        self._bytes_left: float = float("inf")
        self.accepted = 0

    def silence_after(self, count: int) -> None:
        """Fall silent once so many bytes more have come, of all connections and both directions."""
        self._bytes_left = count

    def silence(self) -> None:
        """From now on nothing comes through, in either direction; new connections are taken and not answered."""
        self._open.clear()

    def resume(self) -> None:
        """Forward again."""
        self._bytes_left = float("inf")
        self._open.set()

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._closed = True
        self._open.set()
        for each in (self._listener, *self._sockets):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        for thread in self._threads:
            thread.join(10)

    def _accept(self) -> None:
        while not self._closed:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            self.accepted += 1
            self._spawn(self._connect, near)

    def _connect(self, near: socket.socket) -> None:
        self._sockets.append(near)
        try:
            if self._tls is not None:
                near = self._tls.wrap_socket(near, server_side=True)
                self._sockets.append(near)
            self._open.wait()
            far = socket.create_connection(self._target, 10)
        except OSError:
            near.close()
            return
        far.settimeout(None)
        self._sockets.append(far)
        self._spawn(self._forward, near, far)
        self._spawn(self._forward, far, near)

    def _forward(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                self._bytes_left -= len(data)
                if self._bytes_left <= 0:
                    self._open.clear()
                self._open.wait()
                target.sendall(data)
        for each in (source, target):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        for each in (source, target):
            each.close()

    def _spawn(self, run: object, *arguments: socket.socket) -> None:
        thread = threading.Thread(target=run, args=arguments)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()
