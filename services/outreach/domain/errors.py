"""Why outreach refuses a call: one reason per rule (FAILED_PRECONDITION). The contract lists them for callers."""

from shared.errors import WrongState


class CaseIsClosed(WrongState):
    """The case has ended."""

    reason = "CASE_CLOSED"

    def __init__(self) -> None:
        super().__init__("case_id", "the case is closed")


class PersonErased(WrongState):
    """Of an erased person nothing more is written down; the case can only be brought to its end."""

    reason = "PERSON_ERASED"

    def __init__(self) -> None:
        super().__init__("case_id", "the person's data was erased: nothing more is written about the person")


class WrongStep(WrongState):
    """The case is not at the step that the call belongs to."""

    reason = "WRONG_STEP"

    def __init__(self, description: str) -> None:
        super().__init__("case_id", description)


class ArtefactMissing(WrongState):
    """The result of the present step is not complete."""

    reason = "ARTEFACT_MISSING"

    def __init__(self, description: str) -> None:
        super().__init__("case_id", description)


class CaseFull(WrongState):
    """The case holds as many records of a kind as it can (it is one document)."""

    reason = "CASE_FULL"

    def __init__(self, what: str, limit: int) -> None:
        super().__init__("case_id", f"the case already has {limit} {what}, the most it can hold")


class RoleNeeded(WrongState):
    """The worker has no role on the case that allows this.

    A state of the case, not of the caller (who is not identified by `worker_id`), hence not PERMISSION_DENIED.
    """

    reason = "ROLE_NEEDED"

    def __init__(self, roles: frozenset[str]) -> None:
        super().__init__("worker_id", f"the worker must be assigned to the case as {' or '.join(sorted(roles))}")


class WorkerLacksRole(WrongState):
    """The worker is not registered for the role."""

    reason = "WORKER_LACKS_ROLE"

    def __init__(self) -> None:
        super().__init__("role", "the worker is not registered for this role")


class RegionNotCovered(WrongState):
    """The worker serves another region."""

    reason = "REGION_NOT_COVERED"

    def __init__(self) -> None:
        super().__init__("worker_id", "the case lies outside the worker's region")


class OwnerNotAssigned(WrongState):
    """A measure's owner must have a role on the case."""

    reason = "OWNER_NOT_ASSIGNED"

    def __init__(self) -> None:
        super().__init__("owner_id", "the owner of a measure must be assigned to the case in some role")


class ProblemState(WrongState):
    """The problem is not in the state that the call needs."""

    reason = "PROBLEM_STATE"

    def __init__(self, description: str, field: str = "problem_id") -> None:
        super().__init__(field, description)


class ResolverMayNotVerify(WrongState):
    """Who resolves a problem may not verify it."""

    reason = "RESOLVER_MAY_NOT_VERIFY"

    def __init__(self) -> None:
        super().__init__("worker_id", "the worker who resolved the problem may not verify it")


class OpenProblems(WrongState):
    """A case with problems not verified can only be closed as LOST or WITHDRAWN."""

    reason = "OPEN_PROBLEMS"

    def __init__(self, count: int) -> None:
        super().__init__("case_id", f"{count} problems are not verified; only LOST or WITHDRAWN may close the case")
