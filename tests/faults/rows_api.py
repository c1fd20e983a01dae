"""Rows: a real api (training's) ends in a command; its callers send the same request again, as integrators do."""

import json
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
from bihuan.training.v1 import training_service_pb2 as pb
from bihuan.training.v1.events_pb2 import ClassOpened
from bihuan.training.v1.training_service_pb2_grpc import TrainingServiceStub
from bihuan_client import presenting

from deploy.local.keys import Issuer
from deploy.local.places import authentication
from shared import address, dates
from tests.faults.harness import Row, register
from tests.faults.scene import FellShort, Scene
from tests.training_samples import OPENED, plan_message

CALLERS = 4  # at the same time, so that commands share transactions
CLASSES = 3  # that each opens and cancels per fault
ANSWER_SECONDS = 30.0
_SEND_AGAIN = {
    grpc.StatusCode.UNAVAILABLE,
    grpc.StatusCode.DEADLINE_EXCEEDED,
    grpc.StatusCode.UNKNOWN,  # the stream ended without an answer
    grpc.StatusCode.CANCELLED,
    grpc.StatusCode.ABORTED,
}
_OPTIONS = [
    ("grpc.initial_reconnect_backoff_ms", 50),
    ("grpc.min_reconnect_backoff_ms", 50),
    ("grpc.max_reconnect_backoff_ms", 200),
    ("grpc.service_config", json.dumps({"methodConfig": [{"name": [{}], "waitForReady": True}]})),
]


def _answered(call: Callable[..., Any], request: Any) -> Any:
    """The answer to a request that is sent until there is one, always with the same request id."""
    end = time.monotonic() + ANSWER_SECONDS
    while True:
        try:
            return call(request, timeout=5)
        except grpc.RpcError as error:
            code = error.code()
            if code not in _SEND_AGAIN:
                raise FellShort(f"refused with {code.name}") from error
            if time.monotonic() > end:
                raise FellShort(f"no answer within {ANSWER_SECONDS:.0f} s: {code.name}") from error


def _caller(scene: Scene, address_of_api: str, seed: int, hit_ns: Callable[[], int | None]) -> list[str]:
    """Open and cancel classes; the ids of those that were begun after the hit."""
    begun_after: list[str] = []
    with grpc.insecure_channel(address_of_api, _OPTIONS) as channel:
        token = _issuer(scene).token(["training.classes.write"], ["*"], minutes=60)
        stub = TrainingServiceStub(presenting(channel, token))
        number = 0
        while number < CLASSES or not begun_after:
            known, begun = hit_ns(), time.monotonic_ns()
            ids = [str(uuid.uuid5(uuid.NAMESPACE_OID, f"{scene.name}/{seed}/{number}/{what}")) for what in "oc"]
            plan = plan_message(capacity=1 + scene.random.randrange(100))
            opened = _answered(
                stub.OpenClass, pb.OpenClassRequest(request_id=ids[0], plan=plan, opened_on=dates.to_wire(OPENED))
            )
            id = opened.training_class.class_id
            scene.acknowledged.add((id, 1))
            cancel = pb.CancelClassRequest(request_id=ids[1], class_id=id, cancelled_on=dates.to_wire(OPENED))
            _answered(stub.CancelClass, cancel)
            scene.acknowledged.add((id, 2))
            if known is not None and begun >= known:
                begun_after.append(id)
            number += 1
    return begun_after


def _port(scene: Scene) -> None:
    issuer = _issuer(scene)
    issuer.ensure()
    scene.environment["api"] = {"BIHUAN_GRPC_PORT": str(scene.free_port()), **authentication(issuer.jwks_file)}


def _issuer(scene: Scene) -> Issuer:
    return Issuer(scene.directory / "keys")


def _exit(moment: str) -> Callable[[Scene, int], float]:
    def once(scene: Scene, number: int) -> float:
        plan = scene.program("api").plan

        def hit_ns() -> int | None:
            hit = plan.hit()
            return hit and hit.at_ns

        address_of_api = f"127.0.0.1:{scene.environment['api']['BIHUAN_GRPC_PORT']}"
        plan.arm(moment, "exit", scene.random.randint(1, 6))
        with ThreadPoolExecutor(CALLERS) as callers:
            calls = [
                callers.submit(_caller, scene, address_of_api, number * CALLERS + caller, hit_ns)
                for caller in range(CALLERS)
            ]
            begun_after = [id for call in calls for id in call.result()]
        since = hit_ns()
        assert since is not None  # each caller goes on until it has begun a class after it
        return scene.first_effect(since, lambda: {"aggregate_id": {"$in": begun_after}})

    return once


def _each_request_once(scene: Scene) -> None:
    """Every request was answered in the end, so there is exactly one class for each that asked to open one."""
    opened = scene.publisher.mongo["outbox"].count_documents({"type": address.type_name(ClassOpened)})
    asked = sum(version == 1 for _, version in scene.acknowledged)
    if opened != asked:
        scene.wrong.append(f"{asked} requests opened {opened} classes")


register(
    *(
        Row(
            "api",
            "exit",
            words,
            10,
            _exit(moment),
            programs=("api", "relay", "worker"),
            hears="classes",
            prepare=_port,
            finish=_each_request_once,
        )
        for moment, words in (
            ("begin", "before the transaction"),
            ("commit", "in the transaction"),
            ("committed", "after commit before reply"),
        )
    )
)
