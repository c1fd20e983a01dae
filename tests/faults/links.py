"""A TCP link that can fail, between one program and one server: `with Link("127.0.0.1", 5672) as link: link.port`.

What is simulated, as neither end can tell it from a network's own doing by its socket:

    reset        every connection ends with RST, at both ends (SO_LINGER 0)
    black hole   every connection of now stays open and nothing comes through any more; new ones work, as after a
                 firewall that forgot its connections, or beside a node that hangs
    dropped      for three seconds every second piece of data is lost once or more on its way: TCP sends it again after
                 0.2 s, then 0.4, 0.8 (so it is late, and all behind it), but never loses a byte of a living connection
    delay        for three seconds everything takes 200 ms more, each way
"""

import asyncio
import random
import socket
import struct
import threading
import time
from collections.abc import Callable
from typing import Literal, Self, get_args

Fault = Literal["reset", "black hole", "dropped", "delay"]
FAULTS: tuple[Fault, ...] = get_args(Fault)
BAD_SECONDS = 3.0
DELAY_SECONDS = 0.2
LOST, RETRANSMIT_SECONDS = 0.5, 0.2  # the chance that a piece is lost, and TCP's first wait
_CHUNK = 65_536
_TAKEN_SECONDS = 0.02  # for the server to read what the link has written: RST may overtake it


class _Pair:
    """Both ends of one connection through the link."""

    def __init__(self, near: asyncio.StreamWriter, far: asyncio.StreamWriter) -> None:
        self.ends = (near, far)
        self.silent = False

    def reset(self) -> None:
        """RST both ways."""
        for end in self.ends:
            if not end.transport.is_closing():
                raw = end.get_extra_info("socket")
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            end.transport.abort()


class Link:
    """Forwards `127.0.0.1:port` to the target. All methods may be called from any thread."""

    def __init__(self, host: str, port: int, rng: random.Random) -> None:
        self._target = (host, port)
        self._random = rng
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="link", daemon=True)
        self._pairs: set[_Pair] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._answers = asyncio.Event()  # cleared: answers are held back until the fault
        self._answers.set()
        self._planned: tuple[Fault, bytes] | None = None
        self._lag: Callable[[], float] = lambda: 0.0
        self.struck_ns = 0
        """When the last fault struck (time.monotonic_ns)."""
        self.port = 0

    def __enter__(self) -> Self:
        self._thread.start()
        self._server: asyncio.Server = self._run(self._listen())
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *error: object) -> None:
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def strike(self, fault: Fault) -> int:
        """Do it now; when it struck (time.monotonic_ns)."""

        async def now() -> None:
            self._strike(fault)

        self._run(now())
        return self.struck_ns

    def strike_at(self, fault: Fault, request: bytes) -> None:
        """Do it as soon as the server has got a request with these bytes in it: its answer meets the fault."""

        async def plan() -> None:
            self.struck_ns = 0
            self._planned = fault, request

        self._run(plan())

    def _run(self, coroutine: object) -> "asyncio.Server":
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(10)  # type: ignore[arg-type]

    async def _listen(self) -> asyncio.Server:
        return await asyncio.start_server(self._accepted, "127.0.0.1", 0)

    async def _close(self) -> None:
        self._server.close()
        self._answers.set()
        for pair in list(self._pairs):
            pair.reset()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _accepted(self, from_near: asyncio.StreamReader, near: asyncio.StreamWriter) -> None:
        # A task of ours: one of asyncio's own complains when it is cancelled.
        task = self._loop.create_task(self._carry(from_near, near))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _carry(self, from_near: asyncio.StreamReader, near: asyncio.StreamWriter) -> None:
        try:
            from_far, far = await asyncio.open_connection(*self._target)
        except OSError:
            near.transport.abort()
            return
        pair = _Pair(near, far)
        self._pairs.add(pair)
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._forward(pair, from_near, far, request=True))
                both.create_task(self._forward(pair, from_far, near, request=False))
        except* OSError:
            pass  # reset by us, or by one of the two: the other gets it too
        finally:
            self._pairs.discard(pair)
            pair.reset()

    async def _forward(
        self, pair: _Pair, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, request: bool
    ) -> None:
        on_its_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        async def deliver() -> None:
            while True:
                due, data = await on_its_way.get()
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                if not request:
                    await self._answers.wait()
                if pair.silent:
                    continue
                if not data:
                    target.write_eof()
                    return
                planned = self._planned
                awaited = planned is not None and request and planned[1] in data
                if awaited:
                    self._answers.clear()
                target.write(data)
                await target.drain()
                if planned is not None and awaited:
                    await asyncio.sleep(_TAKEN_SECONDS)
                    self._strike(planned[0])

        async def take() -> None:
            due = 0.0
            while True:
                data = await source.read(_CHUNK)
                due = max(due, time.monotonic() + self._lag())
                on_its_way.put_nowait((due, data))
                if not data:
                    return

        async with asyncio.TaskGroup() as both:
            both.create_task(take())
            both.create_task(deliver())

    def _strike(self, fault: Fault) -> None:
        self._planned = None
        self.struck_ns = time.monotonic_ns()
        match fault:
            case "reset":
                for pair in list(self._pairs):
                    pair.reset()
            case "black hole":
                for pair in self._pairs:
                    pair.silent = True
            case "dropped":
                self._bad_for_a_while(self._retransmission)
            case "delay":
                self._bad_for_a_while(lambda: DELAY_SECONDS)
        self._answers.set()

    def _bad_for_a_while(self, lag: Callable[[], float]) -> None:
        self._lag = lag

        def good_again() -> None:
            if self._lag is lag:
                self._lag = lambda: 0.0

        self._loop.call_later(BAD_SECONDS, good_again)

    def _retransmission(self) -> float:
        """How much later a piece of data is there for being lost so many times."""
        late, wait = 0.0, RETRANSMIT_SECONDS
        while wait < 1 and self._random.random() < LOST:
            late, wait = late + wait, wait * 2
        return late
