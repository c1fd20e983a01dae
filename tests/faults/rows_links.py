"""Rows: the links from relay and worker to the broker and to MongoDB fail, in a confirm, in a commit, at rest.

Each program has a link of its own to each server (tests.faults.links says what its faults simulate). MongoDB by way of
a link is one member, the primary, with `directConnection`: a replica set's members tell their own addresses, and the
driver would go round the link.

    in confirm   the relay's link fails when the broker has got a publish (to the broker), or MongoDB the commit of the
                 mark that follows the confirm (to MongoDB)
    in commit    the worker's link fails when MongoDB has got the commit of a transaction (to MongoDB), or the broker
                 the ack that follows the commit (to the broker)
    idle         the links of both fail while there is nothing to do
"""

from typing import Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from tests.faults.harness import Row, register
from tests.faults.links import FAULTS, Fault, Link
from tests.faults.scene import Scene, until

Server = Literal["broker", "MongoDB"]
Moment = Literal["in confirm", "in commit", "idle"]
SILENT_SECONDS = 15.0  # goal: the first effect after a peer fell silent
WHOSE: dict[Moment, str] = {"in confirm": "relay", "in commit": "worker"}
# As it stands on the wire: AMQP's method basic.publish (class 60, method 40) and basic.ack (60, 80); MongoDB's command.
REQUEST: dict[tuple[Server, str], bytes] = {
    ("broker", "relay"): bytes((0, 60, 0, 40)),
    ("broker", "worker"): bytes((0, 60, 0, 80)),
    ("MongoDB", "relay"): b"commitTransaction",
    ("MongoDB", "worker"): b"commitTransaction",
}
PROGRAMS = ("relay", "worker")
SETTINGS: dict[Server, str] = {"broker": "BIHUAN_AMQP_URL", "MongoDB": "BIHUAN_MONGO_URL"}


def _by_way_of(link: Link, url: str, **query: str) -> str:
    parts = urlsplit(url)
    login = parts.netloc.rpartition("@")[0]
    options = urlencode({**dict(parse_qsl(parts.query)), **query})
    return urlunsplit(parts._replace(netloc=f"{login}@127.0.0.1:{link.port}", query=options))


class Links:
    """The links of one scene; put in place before its programs start."""

    def __init__(self, server: Server) -> None:
        self._server: Server = server
        self._links: dict[Scene, dict[str, Link]] = {}

    def prepare(self, scene: Scene) -> None:
        """Have both programs reach the server by a link each."""
        links = self._links[scene] = {}
        for program in PROGRAMS:
            url = self._url(scene, program)
            target = urlsplit(url)
            link = Link(target.hostname or "", target.port or 0, scene.random)
            links[program] = scene.closing.enter_context(link)
            more = {"directConnection": "true"} if self._server == "MongoDB" else {}
            scene.environment.setdefault(program, {})[SETTINGS[self._server]] = _by_way_of(link, url, **more)

    def _url(self, scene: Scene, program: str) -> str:
        if self._server == "broker":
            return scene.amqp_url.split(";")[0]
        parts = urlsplit(scene.mongo_url(scene.hearer if program == "worker" else scene.publisher))
        scene.client.admin.command("ping")
        host, port = scene.client.primary or ("", 0)
        login = parts.netloc.rpartition("@")[0]
        return urlunsplit(parts._replace(netloc=f"{login}@{host}:{port}"))

    def strike(self, scene: Scene, fault: Fault, moment: Moment) -> float:
        """The fault at its moment, with load before, during and after it; seconds to the first new effect."""
        links = self._links[scene]
        if moment == "idle":
            scene.load(5)
            until(lambda: self._idle(scene), "all is in effect")
            at = min(link.strike(fault) for link in links.values())
        else:
            program = WHOSE[moment]
            scene.load(5)
            links[program].strike_at(fault, REQUEST[self._server, program])
            scene.load(5)
            until(lambda: links[program].struck_ns, f"{fault} {moment}")
            at = links[program].struck_ns
        with scene.loading():
            return scene.recovered(at)

    @staticmethod
    def _idle(scene: Scene) -> bool:
        outbox, effects = scene.publisher.mongo["outbox"], scene.hearer.mongo["effects"]
        return not outbox.count_documents({"sent": False}) and effects.count_documents({}) == outbox.count_documents(
            {}
        ) * len(scene.subscribers)


def _row(server: Server, fault: Fault, moment: Moment) -> Row:
    links = Links(server)

    def once(scene: Scene, number: int) -> float:
        return links.strike(scene, fault, moment)

    return Row(f"link to {server}", fault, moment, 3, once, goal_seconds=SILENT_SECONDS, prepare=links.prepare)


MOMENTS: tuple[Moment, ...] = ("in confirm", "in commit", "idle")
SERVERS: tuple[Server, ...] = ("broker", "MongoDB")
register(*(_row(server, fault, moment) for server in SERVERS for fault in FAULTS for moment in MOMENTS))
