"""Where everything of a stack is: directories, ports, users, addresses; kept in `state.json` (mode 0600)."""

import json
import random
import secrets
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from deploy.local.processes import port_is_free
from shared import keys
from shared.clock import utc_now
from shared.keys import KeyRing

SERVICES = ("registry", "training", "recruitment", "levy", "outreach")
PROGRAMS = ("api", "worker", "relay")
HOST = "127.0.0.1"
ROOT = Path(__file__).parent.parent.parent
LOCAL = ROOT / ".local"  # the stack of `make up` and `make demo`
REPLICA_SET = "bihuan"
WITH_PERSONAL_DATA = ("registry",)  # whose apis need a key ring (shared.keys)
# What the tokens of a stack's own issuer say (deploy/local/keys.py).
ISSUER = "urn:bihuan:local"
AUDIENCE = "bihuan"

# What `make up` uses when it is free; else the next free one. Tests use random ports.
PREFERRED = {
    "mongo": 27117,
    "amqp": 5772,
    "management": 15772,
    "rabbit-prometheus": 15792,
    "rabbit-dist": 25772,
    "epmd": 4469,
    "prometheus": 9190,
    **{f"{service}-grpc": 7051 + number for number, service in enumerate(SERVICES)},
    **{
        f"{service}-{program}-metrics": 7100 + 10 * position + number
        for position, program in enumerate(PROGRAMS, start=1)
        for number, service in enumerate(SERVICES, start=1)
    },
}
# Below the range from which the kernel takes ports for outgoing connections.
TEST_PORTS = range(15_000, 32_000)


class Places:
    """The addresses and users of one stack. Ports and passwords are chosen once and then kept in `state.json`."""

    def __init__(self, directory: Path, *, private_ports: bool = False) -> None:
        """`private_ports`: random free ports, so that many stacks can live side by side (tests)."""
        self.directory = directory.resolve()
        self._private_ports = private_ports
        self.mongod_options: tuple[str, ...] = ()  # more of them, for tests
        self.ports: dict[str, int] = {}
        self.passwords: dict[str, str] = {}
        if self.state_file.exists():
            state = json.loads(self.state_file.read_text())
            self.ports = state["ports"]
            self.passwords = state["passwords"]

    @property
    def state_file(self) -> Path:
        """Ports and passwords, as JSON."""
        return self.directory / "state.json"

    @property
    def log_directory(self) -> Path:
        """One log file per server and program."""
        return self.directory / "log"

    @property
    def key_directory(self) -> Path:
        """The key that signs callers' tokens, and `jwks.json` for the apis to know them by."""
        return self.directory / "keys"

    def key_ring(self, service: str) -> Path:
        """The key ring of a service that keeps personal data."""
        return self.key_directory / f"{service}.json"

    def service_token(self, service: str) -> Path:
        """The token with which a service asks another."""
        return self.key_directory / f"{service}.token"

    def make_key_rings(self) -> None:
        """Make those that are not there. A ring that is lost takes the personal data with it."""
        for service in WITH_PERSONAL_DATA:
            if not self.key_ring(service).exists():
                keys.create(self.key_ring(service), KeyRing.new(utc_now()))  # another may have made it meanwhile

    def save(self) -> None:
        """Write `state.json`."""
        self.directory.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"ports": self.ports, "passwords": self.passwords}, indent=2, sort_keys=True) + "\n"
        write_private(self.state_file, text)

    def choose(self, names: Iterable[str]) -> None:
        """Choose ports for those names that have none, or whose port is taken now, and passwords that lack."""
        for name in names:
            if name not in self.ports or not port_is_free(self.ports[name]):
                self.ports[name] = self._free_port(name)
        for user in ("admin", *SERVICES):
            self.passwords.setdefault(user, secrets.token_urlsafe(24))
        self.save()

    def _free_port(self, name: str) -> int:
        taken = set(self.ports.values())
        first = PREFERRED.get(name, max(PREFERRED.values()) + 1000)
        candidates: Iterable[int] = range(first, first + 2000)
        if self._private_ports:
            candidates = random.Random(secrets.randbits(64)).sample(TEST_PORTS, 500)
        for port in candidates:
            others = not self._private_ports and port in PREFERRED.values() and port != first
            if port not in taken and not others and port_is_free(port):
                return port
        raise OSError(f"no free port for {name}")

    # MongoDB

    @property
    def mongo_hosts(self) -> str:
        """`host:port`, as a MongoDB URL has it."""
        return f"{HOST}:{self.ports['mongo']}"

    def mongo_url(self, service: str) -> str:
        """A service's own user, who reaches only the database of its name."""
        return self._mongo(service, service)

    def admin_mongo_url(self, database: str = "admin") -> str:
        """The admin user, who reaches every database; `database` is the one the URL names."""
        return self._mongo("admin", database)

    def _mongo(self, user: str, database: str) -> str:
        source = "admin" if user == "admin" else user
        return (
            f"mongodb://{user}:{quote(self.passwords[user], safe='')}@{self.mongo_hosts}/{database}"
            f"?replicaSet={REPLICA_SET}&authSource={source}"
        )

    # RabbitMQ

    def amqp_url(self, service: str, vhost: str = "/") -> str:
        """A service's own user, who reaches its own queues and may bind to the others' events."""
        return self.amqp_url_at("amqp", service, vhost)

    def amqp_url_at(self, port: str, service: str, vhost: str = "/") -> str:
        """`amqp_url` by way of the port of that name."""
        return (
            f"amqp://{service}:{quote(self.passwords[service], safe='')}@{HOST}:{self.ports[port]}"
            f"/{quote(vhost, safe='')}"
        )

    @property
    def admin_amqp_url(self) -> str:
        """The admin user, for the topology step and for people."""
        return self.amqp_url("admin")

    @property
    def management_url(self) -> str:
        """RabbitMQ's management page and HTTP API, without credentials."""
        return f"http://{HOST}:{self.ports['management']}"

    # The suite

    def grpc_address(self, service: str) -> str:
        """`host:port` of a service's api."""
        return f"{HOST}:{self.ports[f'{service}-grpc']}"

    def metrics_url(self, service: str, program: str) -> str:
        """A program's /metrics; `program` is api, worker, relay, or worker-2 and so on."""
        return f"http://{HOST}:{self.ports[f'{service}-{program}-metrics']}/metrics"

    def health_url(self, service: str, program: str) -> str:
        """A program's /healthz: 200 when it can serve."""
        return f"http://{HOST}:{self.ports[f'{service}-{program}-metrics']}/healthz"

    @property
    def prometheus_url(self) -> str:
        """Prometheus's page and HTTP API."""
        return f"http://{HOST}:{self.ports['prometheus']}"

    def environment(self, service: str, program: str = "api") -> dict[str, str]:
        """The BIHUAN_* settings of a program (see shared.settings)."""
        settings = {
            "BIHUAN_SERVICE": service,
            "BIHUAN_MONGO_URL": self.mongo_url(service),
            "BIHUAN_AMQP_URL": self.amqp_url(service),
            "BIHUAN_METRICS_HOST": HOST,
            "BIHUAN_METRICS_PORT": str(self.ports[f"{service}-{program}-metrics"]),
        }
        if program == "api":
            if service in WITH_PERSONAL_DATA:
                settings["BIHUAN_KEYS_FILE"] = str(self.key_ring(service))
            if service == "levy":
                settings["BIHUAN_REGISTRY_ADDRESS"] = self.grpc_address("registry")
                settings["BIHUAN_REGISTRY_TOKEN_FILE"] = str(self.service_token(service))
            settings |= {
                "BIHUAN_GRPC_HOST": HOST,
                "BIHUAN_GRPC_PORT": str(self.ports[f"{service}-grpc"]),
                **authentication(self.key_directory / "jwks.json"),
            }
        return settings


def authentication(jwks: Path) -> dict[str, str]:
    """The settings by which an api knows the tokens of a stack's own issuer."""
    return {"BIHUAN_AUTH_JWKS": str(jwks), "BIHUAN_AUTH_ISSUER": ISSUER, "BIHUAN_AUTH_AUDIENCE": AUDIENCE}


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    draft.touch(mode=0o600)
    draft.write_text(text)
    draft.replace(path)
