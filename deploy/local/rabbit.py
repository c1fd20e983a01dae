"""RabbitMQ: Debian's server as a node of its own; no guest; one user per service, who reaches only its own objects."""

import base64
import hashlib
import json
import os
import secrets
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from deploy.local.places import HOST, SERVICES, Places, write_private
from deploy.local.processes import Process, StartFailed, http_ok

# The binary itself: /usr/sbin/rabbitmq-server is a wrapper that switches to the user `rabbitmq`.
SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
READY_SECONDS = 120
DEAD_LETTER_SECONDS = 10  # docker-compose.yml has it too
Json = dict[str, Any]

# Health data (category and level of a disability): only the levy's law needs it; see registry/v1/events.proto.
RESTRICTED = {"registry.events": {"certificate_issued": ("levy", "registry")}}


def permissions(service: str) -> Json:
    """What a service's user may do: everything with `<service>.*`; of the others', bind to their events.

    Binding needs `read` on the exchange and `write` on the queue; consuming needs `read` on the queue.
    """
    return {
        "configure": rf"^{service}\..*",
        "write": rf"^{service}\..*",
        "read": rf"^({service}\..*|[a-z]+\.(events|requests))$",
    }


def topic_permissions(service: str) -> list[Json]:
    """Which events a service's user may not bind to, per exchange.

    RabbitMQ matches the pattern against the text of the binding key, so a key whose first word is `*` or `#`, which
    would take the restricted event too, must not match.
    """
    rules = []
    for exchange, events in RESTRICTED.items():
        closed = "|".join(event for event, allowed in sorted(events.items()) if service not in allowed)
        if closed:
            pattern = rf"^(?!({closed})(\.|$))[a-z_]+(\.|$)"
            rules.append({"exchange": exchange, "write": "^$", "read": pattern})
    return rules


def definitions(passwords: Mapping[str, str]) -> Json:
    """Users and permissions as RabbitMQ loads them at boot; shared.topology declares queues and exchanges."""
    everything = {"configure": ".*", "write": ".*", "read": ".*"}
    where = {"vhost": "/"}
    return {
        "vhosts": [{"name": "/"}],
        "users": [
            {
                "name": user,
                "password_hash": _password_hash(passwords[user]),
                "hashing_algorithm": "rabbit_password_hashing_sha256",
                "tags": ["administrator"] if user == "admin" else [],
            }
            for user in ("admin", *SERVICES)
        ],
        "permissions": [
            {"user": "admin", **where, **everything},
            *({"user": service, **where, **permissions(service)} for service in SERVICES),
        ],
        "topic_permissions": [
            {"user": service, **where, **rule} for service in SERVICES for rule in topic_permissions(service)
        ],
    }


def _password_hash(password: str) -> str:
    salt = secrets.token_bytes(4)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


class Management:
    """RabbitMQ's management HTTP API, as the admin."""

    def __init__(self, url: str, password: str) -> None:
        """`url` as http://host:port, `password` the admin's."""
        self._url = url
        login = f"admin:{password}".encode()
        self._authorization = "Basic " + base64.b64encode(login).decode()

    def call(self, method: str, *path: str, body: Json | None = None) -> Any:
        """`call("GET", "queues", "/")`: path segments are quoted. Raises urllib.error.HTTPError."""
        request = urllib.request.Request(  # noqa: S310  # always http, our own server
            f"{self._url}/api/{'/'.join(quote(segment, safe='') for segment in path)}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": self._authorization, "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310
            text = response.read()
        return json.loads(text) if text else None

    def add_vhost(self, name: str) -> None:
        """A virtual host where every user has the same permissions as in `/`."""
        self.call("PUT", "vhosts", name, body={})
        self.call("PUT", "permissions", name, "admin", body={"configure": ".*", "write": ".*", "read": ".*"})
        for service in SERVICES:
            self.call("PUT", "permissions", name, service, body=permissions(service))
            for rule in topic_permissions(service):
                self.call("PUT", "topic-permissions", name, service, body=rule)

    def drop_vhost(self, name: str) -> None:
        """Delete a virtual host with all its queues."""
        self.call("DELETE", "vhosts", name)


PORTS = ("amqp", "management", "rabbit-prometheus", "rabbit-dist")


def node_name(suffix: str = "") -> str:
    """Erlang's name of a node."""
    return f"bihuan{suffix}@localhost"


def epmd(places: Places) -> Process:
    """The name server of a stack's nodes: ours, or Erlang would start it as a daemon that outlives the stack."""
    command = [shutil.which("epmd") or "epmd", "-port", str(places.ports["epmd"]), "-address", HOST]
    log = places.log_directory / "epmd.log"
    return Process("epmd", command, env={"PATH": os.environ["PATH"]}, log=log, directory=places.directory)


class Rabbit:
    """The RabbitMQ server of a stack with an epmd of its own, or one node of a cluster."""

    def __init__(self, places: Places, suffix: str = "", settings: Mapping[str, Any] | None = None) -> None:
        """`suffix` (`-2`) stands behind the names of its ports, directory and node; `settings` go before ours.

        Only the node without a suffix has an epmd, so it is to be started first and stopped last.
        """
        self._places = places
        self._data = places.directory / f"rabbit{suffix}"
        self._ports = {name: places.ports[f"{name}{suffix}"] for name in PORTS}
        self._settings = settings or {}
        self.node = node_name(suffix)
        self.amqp = f"amqp{suffix}"  # the name of its port
        self._environment = {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "HOME": str(places.directory / "rabbit" / "home"),  # the Erlang cookie lives here, the nodes' common secret
            "ERL_EPMD_PORT": str(places.ports["epmd"]),
            "ERL_EPMD_ADDRESS": HOST,
            # The start script becomes the server instead of starting it: what ends the one ends the other, kill -9 too.
            "RUNNING_UNDER_SYSTEMD": "true",
            "RABBITMQ_NODENAME": self.node,
            "RABBITMQ_DIST_PORT": str(self._ports["rabbit-dist"]),
            "RABBITMQ_CONF_ENV_FILE": str(self._data / "none"),  # not the system's /etc/rabbitmq/rabbitmq-env.conf
            "RABBITMQ_CONFIG_FILE": str(self._data / "rabbitmq.conf"),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(self._data / "none"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self._data / "enabled_plugins"),
            "RABBITMQ_MNESIA_BASE": str(self._data / "mnesia"),
            "RABBITMQ_GENERATED_CONFIG_DIR": str(self._data / "generated"),
            "RABBITMQ_SCHEMA_DIR": str(self._data / "schema"),
            "RABBITMQ_FEATURE_FLAGS_FILE": str(self._data / "feature_flags"),
            "RABBITMQ_LOG_BASE": str(places.log_directory),
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_PID_FILE": str(self._data / "pid"),
            # Two schedulers without busy waiting: a laptop has other work too. The distribution listens on HOST only.
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none"
            " -start_epmd false -kernel inet_dist_use_interface {127,0,0,1}"
            # A message that comes from a retry queue and is refused, as its own queue is full, is tried again after
            # this time: three minutes by default, and its aggregate would stand still for so long.
            f" -rabbit dead_letter_worker_publisher_confirm_timeout {DEAD_LETTER_SECONDS * 1000}",
        }
        log = places.log_directory / f"rabbitmq{suffix}.log"
        self.process = Process(
            f"RabbitMQ{suffix}", [str(SERVER)], env=self._environment, log=log, directory=places.directory
        )
        self._epmd = None if suffix else epmd(places)

    @property
    def management(self) -> "Management":
        """This node's HTTP API."""
        return Management(f"http://{HOST}:{self._ports['management']}", self._places.passwords["admin"])

    def start(self) -> None:
        """Write the configuration and start the node; returns once epmd listens."""
        if not SERVER.exists():
            raise StartFailed(f"{SERVER} is missing: install Debian's rabbitmq-server (`make setup` as root does)")
        ports = self._ports
        home = Path(self._environment["HOME"])
        for directory in (home, *(self._data / name for name in ("mnesia", "generated", "schema"))):
            directory.mkdir(parents=True, exist_ok=True)
        home.chmod(0o700)
        cookie = home / ".erlang.cookie"
        if not cookie.exists():  # before any node: those of a cluster start together, and each would make its own
            write_private(cookie, secrets.token_hex(20))
            cookie.chmod(0o400)
        write_private(self._data / "definitions.json", json.dumps(definitions(self._places.passwords)))
        write_private(self._data / "enabled_plugins", "[rabbitmq_management,rabbitmq_prometheus].\n")
        settings = {
            **self._settings,
            "listeners.tcp.1": f"{HOST}:{ports['amqp']}",
            "management.tcp.ip": HOST,
            "management.tcp.port": ports["management"],
            "prometheus.tcp.ip": HOST,
            "prometheus.tcp.port": ports["rabbit-prometheus"],
            "load_definitions": self._data / "definitions.json",
            "loopback_users": "none",
            # A developer's disk is often nearly full; the default of 50 MB would then stop all publishers.
            "disk_free_limit.absolute": "20MB",
            # Readers park what is above `shared.envelope.MAX_BYTES`; what is far above it the broker does not take.
            "max_message_size": 4 << 20,
            "log.console.level": "warning",
            "management_agent.disable_metrics_collector": "false",
            "collect_statistics_interval": 2000,
        }
        write_private(self._data / "rabbitmq.conf", "".join(f"{key} = {value}\n" for key, value in settings.items()))
        if self._epmd and not self._epmd.running:
            self._epmd.start()
        self.process.start()

    def wait_ready(self) -> None:
        """Wait until the admin can log in and the node says that it serves. Raises `StartFailed`."""
        management = self.management
        self.process.wait_ready(lambda: _serves(management), seconds=READY_SECONDS)
        url = f"http://{HOST}:{self._ports['rabbit-prometheus']}/metrics"
        self.process.wait_ready(lambda: http_ok(url), seconds=READY_SECONDS)

    def terminate(self) -> None:
        """Ask the node to stop; returns at once."""
        self.process.terminate()

    def stop(self) -> None:
        """Stop the node, then its epmd."""
        self.process.stop(seconds=30)
        if self._epmd:
            self._epmd.stop()

    def kill(self) -> None:
        """kill -9 the node; the epmd stays until `stop`, and `start` may be called again."""
        self.process.kill()

    def control(self, *arguments: str) -> str:
        """`rabbitmqctl` for this node; what it wrote. Takes a second. Raises `subprocess.CalledProcessError`."""
        command = [str(SERVER.with_name("rabbitmqctl")), *arguments]
        done = subprocess.run(command, env=self._environment, capture_output=True, text=True, timeout=60, check=True)
        return done.stdout


def _serves(management: Management) -> bool:
    try:
        # All listeners are open only when the boot is over. Those of the whole cluster are told.
        overview = management.call("GET", "overview")
        return "amqp" in {row["protocol"] for row in overview["listeners"] if row["node"] == overview["node"]}
    except (urllib.error.URLError, OSError, ValueError):
        return False
