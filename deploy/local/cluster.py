"""A cluster to break: a MongoDB replica set of three and a RabbitMQ cluster of three, as child processes.

    with Cluster(directory) as cluster:
        MongoClient(cluster.mongo_url("registry"))         # names all three members
        broker.connect(cluster.amqp_url("registry"))       # names all three nodes
        cluster.primary().process.kill()                   # kill -9; another is elected
        with cluster.without_majority(): ...

Takes the place of a `Stack` wherever one is asked for, on random ports. It lives once: its directory must be new. Start
and restart from a thread that lives as long as the cluster (see `Process`).
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
from pymongo import MongoClient
from pymongo.errors import AutoReconnect, PyMongoError

from deploy.local.mongo import READY_SECONDS, Document, Mongo, form
from deploy.local.processes import StartFailed, kill_all, marked, wait_until
from deploy.local.rabbit import Management, Rabbit, node_name
from deploy.local.stack import SERVER_PORTS, Stack

SIZE = 3
# A primary that is gone is replaced after about three seconds (10 s by default), so that fault runs stay short.
ELECTION = {"electionTimeoutMillis": 3_000, "heartbeatIntervalMillis": 500, "heartbeatTimeoutSecs": 2}
# No short net_ticktime: nodes that a loaded machine lets wait for ten seconds would take each other for dead.
NODE = {"raft.wal_max_size_bytes": 64 * 1024 * 1024}
# RabbitMQ's own limits, set again when an alarm is over.
MEMORY_LIMIT, DISK_LIMIT = "0.4", "20MB"


class Cluster(Stack):
    """Three of each server; `members` are MongoDB's, `nodes` RabbitMQ's."""

    members: list[Mongo]
    nodes: list[Rabbit]

    def __init__(self, directory: Path) -> None:
        super().__init__(directory, private_ports=True)

    def start(self) -> None:
        """Start all six and join them. Raises `StartFailed`, and leaves nothing running."""
        try:
            self._launch_servers()
            self._form_replica_set()
            for node in self.nodes:
                node.wait_ready()
            self.wait_nodes()
        except BaseException:
            self.stop()
            raise

    def _launch_servers(self) -> None:
        if self.state_file.exists():
            raise StartFailed(f"{self.directory} holds a former cluster: a cluster lives once")
        suffixes = ["", *(f"-{number}" for number in range(2, SIZE + 1))]
        self.choose(f"{name}{suffix}" for suffix in suffixes for name in SERVER_PORTS)
        self.members = [Mongo(self, f"mongo{suffix}") for suffix in suffixes]
        settings = {"cluster_formation.peer_discovery_backend": "classic_config", **NODE}
        for number, suffix in enumerate(suffixes, start=1):
            settings[f"cluster_formation.classic_config.nodes.{number}"] = node_name(suffix)
        self.nodes = [Rabbit(self, suffix, settings) for suffix in suffixes]
        self.mongo, self.rabbit = self.members[0], self.nodes[0]
        for node in self.nodes:
            node.start()
        for member in self.members:
            member.start()

    def _form_replica_set(self) -> None:
        for member in self.members:
            member.wait_answering()
        try:
            form([member.member for member in self.members], ELECTION, self.passwords)
        except PyMongoError as error:
            raise StartFailed(f"the replica set could not be formed: {error}") from error
        self.wait_members(SIZE)

    def stop(self) -> None:
        """kill -9 all: nothing of a cluster is used again."""
        kill_all(marked(self.directory))
        for server in (*getattr(self, "nodes", ()), *getattr(self, "members", ())):
            server.process.kill()  # they are gone; this takes leave of them

    # Addresses

    @property
    def mongo_hosts(self) -> str:
        """All members, as a MongoDB URL has them."""
        return ",".join(member.member for member in self.members)

    def amqp_url(self, service: str, vhost: str = "/") -> str:
        """All nodes, with `;` between them (see shared.broker)."""
        return ";".join(self.amqp_url_of(node, service, vhost) for node in self.nodes)

    def amqp_url_of(self, node: Rabbit, service: str, vhost: str = "/") -> str:
        """One node only."""
        return self.amqp_url_at(node.amqp, service, vhost)

    @property
    def management(self) -> Management:
        """The HTTP API of a node that runs."""
        return next(node.management for node in self.nodes if node.process.running)

    # MongoDB

    @contextmanager
    def admin(self, member: Mongo | None = None) -> Iterator[MongoClient[Document]]:
        """The admin user's client of the whole set, or of one member only."""
        login: dict[str, Any] = {"username": "admin", "password": self.passwords["admin"], "tz_aware": True}
        client: MongoClient[Document]
        if member is None:
            with MongoClient(self.admin_mongo_url(), serverSelectionTimeoutMS=READY_SECONDS * 1000) as client:
                yield client
        else:
            with MongoClient(member.member, directConnection=True, serverSelectionTimeoutMS=500, **login) as client:
                yield client

    def primary(self) -> Mongo:
        """The member that is primary; waits until there is one."""
        with self.admin() as client:
            client.admin.command("ping")  # waits for a primary
            found = client.primary
            while found is None:
                client.admin.command("ping")
                found = client.primary
        return next(member for member in self.members if member.member == f"{found[0]}:{found[1]}")

    def secondaries(self) -> list[Mongo]:
        """All but the primary."""
        primary = self.primary()
        return [member for member in self.members if member is not primary]

    def step_down(self, seconds: int = 5) -> None:
        """Have the primary give up and not stand for election for `seconds`; returns when it has."""
        with self.admin() as client, suppress(AutoReconnect):  # it may close the connection instead of answering
            client.admin.command("replSetStepDown", seconds, secondaryCatchUpPeriodSecs=seconds - 1)

    @contextmanager
    def without_majority(self) -> Iterator[None]:
        """Both secondaries stopped (SIGSTOP): nothing can be committed, and the primary steps down."""
        stopped = [psutil.Process(member.process.pid) for member in self.secondaries()]
        for process in stopped:
            process.suspend()
        try:
            yield
        finally:
            for process in stopped:
                process.resume()

    def wait_members(self, count: int = SIZE) -> None:
        """Wait until so many members are primary or secondary, one of them primary. Raises `StartFailed`."""

        def states() -> list[str]:
            try:
                with self.admin() as client:
                    return [row["stateStr"] for row in client.admin.command("replSetGetStatus")["members"]]
            except PyMongoError:
                return []

        def enough() -> bool:
            found = states()
            return found.count("PRIMARY") == 1 and found.count("PRIMARY") + found.count("SECONDARY") >= count

        if not wait_until(enough, seconds=READY_SECONDS, every=0.2):
            raise StartFailed(f"the replica set has not {count} members that serve: {states()}")

    # RabbitMQ

    def leader_of(self, queue: str, vhost: str = "/") -> Rabbit:
        """The node that leads a quorum queue."""
        name = self.management.call("GET", "queues", vhost, queue)["leader"]
        return next(node for node in self.nodes if node.node == name)

    def wait_nodes(self) -> None:
        """Wait until all nodes run and are joined. Raises `StartFailed`."""

        def joined() -> bool:
            try:
                return all(self._running(node) == SIZE for node in self.nodes)
            except OSError:
                return False

        if not wait_until(joined, seconds=60, every=0.2):
            raise StartFailed(f"the RabbitMQ nodes are no cluster:\n{self.nodes[0].process.tail()}")

    @staticmethod
    def _running(node: Rabbit) -> int:
        return sum(row["running"] for row in node.management.call("GET", "nodes"))

    @contextmanager
    def memory_alarm(self, node: Rabbit) -> Iterator[None]:
        """As if the node had no memory left: the whole cluster takes no more from connections that publish."""
        node.control("set_vm_memory_high_watermark", "0.00001")
        try:
            yield
        finally:
            node.control("set_vm_memory_high_watermark", MEMORY_LIMIT)

    @contextmanager
    def disk_alarm(self, node: Rabbit) -> Iterator[None]:
        """As if the node's disk were full: with the same effect."""
        node.control("set_disk_free_limit", "1000000GB")
        try:
            yield
        finally:
            node.control("set_disk_free_limit", DISK_LIMIT)

    @contextmanager
    def full(self, queue: str, vhost: str = "/", length: int = 1) -> Iterator[None]:
        """The queue takes no more than `length` messages: publishes to it are refused (x-overflow: reject-publish)."""
        policy = f"full-{queue}"
        body = {"pattern": f"^{queue.replace('.', '[.]')}$", "definition": {"max-length": length}, "apply-to": "queues"}
        self.management.call("PUT", "policies", vhost, policy, body=body)
        try:
            yield
        finally:
            self.management.call("DELETE", "policies", vhost, policy)
