"""The whole suite on a local stack: servers, topology, the programs of the five services, Prometheus.

with Suite(directory, private_ports=True) as suite:    # a private one, for tests
    suite.kill("training-worker")
    suite.start_program("training-worker")

suite = start_afresh(LOCAL)                            # the one in the background; `suite` tells its addresses
"""

import os
import shlex
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil

from deploy.local.keys import Issuer
from deploy.local.places import LOCAL, PROGRAMS, ROOT, SERVICES, write_private
from deploy.local.processes import MARK, Process, StartFailed, http_ok, kill_all, marked, wait_until
from deploy.local.prometheus import Prometheus
from deploy.local.stack import Stack, erase

__all__ = ["LOCAL", "SERVICES", "StartFailed", "Suite", "start_afresh", "start_background", "stop_background"]

PROGRAM_SECONDS = 60
STOP_SECONDS = 30


class Suite(Stack):
    """A stack with everything that runs on it. Programs are named `<service>-<program>`: `training-worker`.

    A second worker or relay of a service is `training-worker-2`, and so on.
    """

    def __init__(self, directory: Path, *, private_ports: bool = False, prometheus: bool = True) -> None:
        """Without `start`, it only tells the addresses of the suite that runs in `directory`."""
        super().__init__(directory, private_ports=private_ports)
        self.programs: dict[str, Process] = {}
        self.prometheus: Prometheus | None = None
        self._with_prometheus = prometheus

    def start(self) -> None:
        """Start all and wait until everything is healthy. Raises `StartFailed`, and leaves nothing running."""
        try:
            names = [f"{service}-{program}" for program in PROGRAMS for service in SERVICES]
            self._launch_servers()
            self.choose(["prometheus", *(f"{service}-grpc" for service in SERVICES)])
            self.choose(f"{name}-metrics" for name in names)
            self._write_environment_files()
            issuer = Issuer(self.key_directory)
            issuer.ensure()
            issuer.lend("levy", self.service_token("levy"))
            self.make_key_rings()
            if self._with_prometheus:
                self.prometheus = Prometheus(self)
                self.prometheus.start(names)
            self.mongo.wait_ready()
            for name in names[: len(SERVICES)]:  # an api needs no broker, and RabbitMQ needs the longest
                self._launch(name)
            self.rabbit.wait_ready()
            self.declare_topology()  # before the first event
            for name in names[len(SERVICES) :]:
                self._launch(name)
            with ThreadPoolExecutor(len(names)) as pool:
                list(pool.map(self.wait_healthy, names))
            if self.prometheus:
                self.prometheus.wait_ready()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the programs, then the servers; each gets its time to end cleanly."""
        for process in self.programs.values():
            process.terminate()
        for process in self.programs.values():
            process.stop(STOP_SECONDS)
        self.programs.clear()
        if self.prometheus:
            self.prometheus.process.stop()
            self.prometheus = None
        super().stop()

    def declare_topology(self) -> None:
        """Declare all queues and exchanges, as the admin. Raises `StartFailed`."""
        command = [sys.executable, "-m", "shared.topology"]
        env = {**_base_environment(), "BIHUAN_AMQP_URL": self.admin_amqp_url}
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=False)
        if done.returncode:
            raise StartFailed(f"the topology could not be declared:\n{done.stdout}{done.stderr}")

    # One program

    def start_program(self, name: str) -> None:
        """Start a program that does not run (again) and wait until it is healthy. Raises `StartFailed`."""
        self._launch(name)
        self.wait_healthy(name)

    def add(self, service: str, program: str = "worker") -> str:
        """Start one more worker or relay of a service and wait until it is healthy; returns its name."""
        number = 2
        while f"{service}-{program}-{number}" in self.programs:
            number += 1
        name = f"{service}-{program}-{number}"
        self.choose([f"{name}-metrics"])
        self.start_program(name)
        if self.prometheus:
            self.prometheus.set_targets(self.programs)
        return name

    def kill(self, name: str) -> None:
        """kill -9; returns when it is gone. Start it again with `start_program`."""
        self.programs[name].kill()

    def stop_program(self, name: str) -> bool:
        """SIGTERM, and wait. False if it did not end in time and was killed."""
        return self.programs[name].stop(STOP_SECONDS)

    def wait_healthy(self, name: str) -> None:
        """Wait until a started program says that it can serve. Raises `StartFailed`."""
        url = self.health_url(*name.split("-", 1))
        self.programs[name].wait_ready(lambda: http_ok(url), seconds=PROGRAM_SECONDS)

    def revive(self) -> list[str]:
        """Start again whatever program has ended by itself; returns their names, without waiting for them."""
        dead = [name for name, process in self.programs.items() if not process.running]
        for name in dead:
            self._launch(name)
        return dead

    def _launch(self, name: str) -> None:
        service, program = name.split("-", 1)
        kind = program.split("-")[0]
        module = "shared.relay" if kind == "relay" else f"services.{service}.{kind}"
        if name in self.programs and self.programs[name].running:
            raise ValueError(f"{name} is running")
        self.programs[name] = process = Process(
            name,
            [sys.executable, "-m", module],
            env={**_base_environment(), **self.environment(service, program)},
            log=self.log_directory / f"{name}.log",
            directory=self.directory,
            cwd=ROOT,
        )
        process.start()

    def _write_environment_files(self) -> None:
        """`env/<service>.env`, to run one program by hand: `set -a; . .local/env/levy.env; set +a`."""
        for service in SERVICES:
            lines = [f"{key}={shlex.quote(value)}\n" for key, value in self.environment(service).items()]
            write_private(self.directory / "env" / f"{service}.env", "".join(lines))


def _base_environment() -> dict[str, str]:
    """What a program needs of ours: no BIHUAN_* variable of the caller's may reach it."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR")
    # The notice that eventlet prints at each import: a worker's log is JSON, line by line. ADR 0001 says why eventlet.
    quiet = {"PYTHONWARNINGS": "ignore:::__main__"}
    # A worker looks up two servers' names when it connects; eventlet's own resolver costs it a quarter of its start.
    quick = {"EVENTLET_NO_GREENDNS": "yes"}
    return {**quiet, **quick, **{name: os.environ[name] for name in kept if name in os.environ}}


# In the background: `python -m deploy.local supervise` holds the suite and starts again what ends.


def _ready_file(directory: Path) -> Path:
    return directory / "ready"


def supervisor(directory: Path) -> psutil.Process | None:
    """The process that holds the suite of `directory` in the background, if there is one."""
    for process in marked(directory.resolve()):
        try:
            if "supervise" in process.cmdline():
                return process
        except psutil.Error:
            continue
    return None


def supervise(directory: Path) -> None:
    """Hold the suite until SIGTERM or Ctrl-C; start again any program that ends."""
    ended = False

    def end(*_: object) -> None:
        nonlocal ended
        ended = True

    _ready_file(directory).unlink(missing_ok=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # while starting: unwind, which stops what has started
    with Suite(directory) as suite:
        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        write_private(_ready_file(directory), "")
        while not wait_until(lambda: ended, seconds=1):
            for name in suite.revive():
                print(f"{name} had ended and was started again", flush=True)
        _ready_file(directory).unlink()


def start_background(directory: Path = LOCAL) -> Suite:
    """Start the suite in the background and wait until it is healthy. Raises `StartFailed`, also when it is up."""
    directory = directory.resolve()
    if supervisor(directory):
        raise StartFailed("it is up already")
    _ready_file(directory).unlink(missing_ok=True)
    log = directory / "log" / "supervisor.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "deploy.local", "supervise", "--directory", str(directory)],
            cwd=ROOT,
            env={**os.environ, MARK: str(directory)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    while not wait_until(lambda: _ready_file(directory).exists(), seconds=0.2):
        if process.poll() is not None:
            raise StartFailed(f"the stack did not start:\n{log.read_text(errors='replace')}")
    process.returncode = 0  # it goes on running, and is nobody's child to wait for
    return Suite(directory)


def stop_background(directory: Path = LOCAL) -> bool:
    """Stop the suite of `directory` with everything it started; False when nothing ran."""
    directory = directory.resolve()
    if not marked(directory):
        return False
    process = supervisor(directory)
    if process:
        process.terminate()
        psutil.wait_procs([process], timeout=120)
    kill_all(marked(directory))  # what a killed supervisor may have left
    return True


def start_afresh(directory: Path = LOCAL) -> Suite:
    """Stop what runs in `directory`, forget all its data, and start the suite in the background."""
    kill_all(marked(directory.resolve()))  # no need to end cleanly: its data is forgotten
    erase(directory)
    return start_background(directory)
