"""What the state of a post, seeker or placement forbids. One class per rule; `reason` is stable."""

from shared.errors import WrongState


class PostFilled(WrongState):
    """Every vacancy is taken by a signed contract."""

    reason = "POST_FILLED"


class PostWithdrawn(WrongState):
    """The employer took the post back."""

    reason = "POST_WITHDRAWN"


class SeekerWithdrawn(WrongState):
    """The person no longer looks for work here."""

    reason = "SEEKER_WITHDRAWN"


class SeekerHasPlacement(WrongState):
    """The person has a signed contract or is on a post."""

    reason = "SEEKER_HAS_PLACEMENT"


class LoopOver(WrongState):
    """The person's loop was closed without employment."""

    reason = "LOOP_OVER"


class PersonDeregistered(WrongState):
    """The registry has told that the person died or left the register."""

    reason = "PERSON_DEREGISTERED"


class PlacementNotIntended(WrongState):
    """Only an intention can be signed."""

    reason = "PLACEMENT_NOT_INTENDED"


class PlacementNotSigned(WrongState):
    """Only a signed placement can start."""

    reason = "PLACEMENT_NOT_SIGNED"


class PlacementNotStarted(WrongState):
    """Only a started placement can end."""

    reason = "PLACEMENT_NOT_STARTED"


class PlacementAlreadyStarted(WrongState):
    """A started placement is ended, not dropped."""

    reason = "PLACEMENT_STARTED"


class PlacementOver(WrongState):
    """The placement ended or was dropped before."""

    reason = "PLACEMENT_OVER"
