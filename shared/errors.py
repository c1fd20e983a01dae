"""What can go wrong with a call, as facts. Pure; `shared.grpc_server` turns each into one gRPC status with details.

No error text may hold personal data: name the field and the rule, never the value of a personal field.
"""


class CallError(Exception):
    """A call that cannot be done as asked. Subclasses fix the status; `reason` is a stable UPPER_SNAKE code."""

    reason = "CALL_ERROR"


class InvalidField(CallError):
    """INVALID_ARGUMENT with google.rpc.BadRequest: a field breaks a rule the contract cannot express.

    `description` names the rule and the fix, e.g. "the check digit does not match; compare it with the card".
    """

    reason = "INVALID_FIELD"

    def __init__(self, field: str, description: str) -> None:
        super().__init__(f"{field}: {description}")
        self.field = field
        self.description = description


class InvalidContent(CallError):
    """INVALID_ARGUMENT with google.rpc.BadRequest: what was to be used has faults, and all are named at once.

    `faults`: at least one of (field, its own UPPER_SNAKE reason, description). Subclasses have a `reason` of the whole.
    """

    reason = "INVALID_CONTENT"

    def __init__(self, faults: list[tuple[str, str, str]]) -> None:
        field, _, description = faults[0]
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        super().__init__(f"{field}: {description}{more}")
        self.faults = faults


class NotFound(CallError):
    """NOT_FOUND with google.rpc.ResourceInfo: no such resource."""

    reason = "NOT_FOUND"

    def __init__(self, resource_type: str, field: str) -> None:
        super().__init__(f"{field}: no {resource_type} has this id")
        self.resource_type = resource_type
        self.field = field


class AlreadyExists(CallError):
    """ALREADY_EXISTS with google.rpc.ResourceInfo: the resource, or its natural key, is taken.

    `resource_id`, where the caller may know it, is the opaque id of the one that exists: ResourceInfo.resource_name.
    `audited_id` is for the audit, also where the caller may not.
    """

    reason = "ALREADY_EXISTS"

    def __init__(
        self, resource_type: str, field: str, description: str, resource_id: str = "", audited_id: str = ""
    ) -> None:
        super().__init__(f"{field}: {description}")
        self.resource_type = resource_type
        self.field = field
        self.resource_id = resource_id
        self.audited_id = audited_id or resource_id


class WrongState(CallError):
    """FAILED_PRECONDITION with google.rpc.PreconditionFailure: the resource's state forbids the call.

    Subclass it per rule with its own `reason`: `class PlacementNotSigned(WrongState): reason = "PLACEMENT_NOT_SIGNED"`.
    `field` is the request's field that names the resource; `description` says the state and what would be needed.
    """

    reason = "WRONG_STATE"

    def __init__(self, field: str, description: str) -> None:
        super().__init__(f"{field}: {description}")
        self.field = field
        self.description = description


class ConcurrentChange(CallError):
    """ABORTED: another writer changed the aggregate first. `Database.transact` runs the work again by itself."""

    reason = "CONCURRENT_CHANGE"


class Unavailable(CallError):
    """UNAVAILABLE: what had to be asked does not answer; nothing was changed, and the call may be repeated."""

    reason = "UNAVAILABLE"


class Unauthenticated(CallError):
    """UNAUTHENTICATED: who calls is not known. `reason` says what is wrong with what was presented, never shows it."""

    def __init__(self, reason: str, description: str) -> None:
        super().__init__(description)
        self.reason = reason


class PermissionDenied(CallError):
    """PERMISSION_DENIED: who calls is known, and may not. `metadata` goes into ErrorInfo: the scope that lacks, say."""

    reason = "PERMISSION_DENIED"

    def __init__(self, description: str, **metadata: str) -> None:
        super().__init__(description)
        self.metadata = metadata
