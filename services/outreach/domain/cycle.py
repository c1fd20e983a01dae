"""The seven-step cycle (七步循环工作法) and the four roles (四员): which step follows which, and who may do what.

Source: 残疾人工作简报 2020 No. 2, Qingdao working group. The bulletin names the steps, their order, the round and the
roles; the ways back (5→3, 5→4) and the roles per step are this project's reading of what it tells of each role.
"""

from enum import IntEnum, StrEnum

from services.outreach.domain.errors import WrongStep


class Step(IntEnum):
    """A step of the cycle; the number is the step's own."""

    INVESTIGATE = 1  # 摸情况
    FIND_PROBLEMS = 2  # 查问题
    FIND_CRUX = 3  # 找症结
    PROPOSE_MEASURES = 4  # 提措施
    RECTIFY = 5  # 抓整改
    IMPROVE = 6  # 促提升
    SPREAD = 7  # 重推广


class Role(StrEnum):
    """A role (员)."""

    POLICY_PUBLICIST = "POLICY_PUBLICIST"  # 政策宣传员
    IMPLEMENTATION_SUPERVISOR = "IMPLEMENTATION_SUPERVISOR"  # 落实督导员
    RESOURCE_COORDINATOR = "RESOURCE_COORDINATOR"  # 资源协调员
    GRASSROOTS_WORKER = "GRASSROOTS_WORKER"  # 基层服务员


Roles = frozenset[Role]

EVERYONE: Roles = frozenset(Role)
GRASSROOTS: Roles = frozenset({Role.GRASSROOTS_WORKER})
SUPERVISOR: Roles = frozenset({Role.IMPLEMENTATION_SUPERVISOR})

# Whose work a step's results are: the bulletin ties 1, 2 (visits), 4 (resources) and 6 to one role each; finding the
# crux and rectifying is everyone's. The supervisor drives implementation, and so may move any step on.
WORKS_ON: dict[Step, Roles] = {
    Step.INVESTIGATE: GRASSROOTS,
    Step.FIND_PROBLEMS: GRASSROOTS,
    Step.FIND_CRUX: EVERYONE,
    Step.PROPOSE_MEASURES: frozenset({Role.RESOURCE_COORDINATOR}),
    Step.RECTIFY: EVERYONE,
    Step.IMPROVE: SUPERVISOR,
    Step.SPREAD: frozenset({Role.POLICY_PUBLICIST}) | SUPERVISOR,
}
MAY_STEER: Roles = GRASSROOTS | SUPERVISOR  # next round, end of the case

WAYS_BACK = frozenset({(Step.RECTIFY, Step.FIND_CRUX), (Step.RECTIFY, Step.PROPOSE_MEASURES)})


def may_advance(step: Step) -> Roles:
    """The roles that may move a case on from `step`."""
    return WORKS_ON[step] | SUPERVISOR


def step_after(step: Step) -> Step:
    """The next step of the same round. Raises `WrongStep` at the last: a case goes on from there in its next round."""
    if step is Step.SPREAD:
        raise WrongStep("the case is at step 7, the last of its round; start its next round or close it")
    return Step(step + 1)


def check_way_back(step: Step, to: Step) -> None:
    """Raises `WrongStep` unless a case at `step` may go back to `to`."""
    if (step, to) not in WAYS_BACK:
        raise WrongStep(f"the case is at step {step}; only from step 5 may it go back, to step 3 or 4")
