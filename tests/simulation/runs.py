"""Runs scenarios one after the other, until there have been so many crashes."""

import gc
import random
import traceback
from collections import Counter
from dataclasses import dataclass, field

from tests.simulation.scene import Scene
from tests.simulation.world import Violation

ROUNDS_OF_REPLAY = 3


@dataclass
class Result:
    """What came of them. `violation` is the first; its scenario's seed runs it again, alone."""

    crashes: int = 0
    scenarios: int = 0
    events: int = 0
    places: Counter[str] = field(default_factory=Counter)
    troubles: Counter[str] = field(default_factory=Counter)
    violation: str = ""
    violating_seed: int = 0
    budget: int = 0  # of crashes, in that scenario
    trace: list[str] = field(default_factory=list)


def run_one(seed: int, crashes: int, *, keep_trace: bool = False) -> tuple[Scene, str]:
    """One scenario; what it violated, or an empty text."""
    random.seed(seed)  # the product's own dice: waits, trace ids
    scene = Scene(seed, crashes, keep_trace=keep_trace)
    try:
        scene.world.run()
        for _ in range(ROUNDS_OF_REPLAY):
            if not scene.parked:
                break
            scene.replay_parked()
            scene.world.run()
        scene.promises.at_rest()
        scene.world.check()
    except Violation as error:
        return scene, str(error)
    except Exception:  # a program's own, that none of its threads took
        return scene, f"a program ended by {traceback.format_exc()}"
    finally:
        scene.world.close()
    return scene, ""


def run(seed: int, crashes: int) -> Result:
    """Scenarios until there were so many crashes, or one violates something."""
    gc.freeze()
    gc.set_threshold(100_000)  # as often as it is by itself, it takes a tenth of the time
    result = Result()
    dice = random.Random(seed)
    while result.crashes < crashes:
        own_seed = dice.getrandbits(48)
        budget = min(dice.choice((8, 30, 80)), crashes - result.crashes)
        scene, violation = run_one(own_seed, budget)
        result.scenarios += 1
        result.crashes += scene.world.crashed.total()
        result.places += scene.world.crashed
        result.troubles += scene.world.troubles
        result.events += sum(len(each) for each in scene.promises.committed.values())
        if violation:
            result.violation, result.violating_seed, result.budget = violation, own_seed, budget
            result.trace = run_one(own_seed, budget, keep_trace=True)[0].world.trace or []
            break
    return result
