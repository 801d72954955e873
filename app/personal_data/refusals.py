"""Why something about a person's own data is refused."""

from __future__ import annotations

from points.errors import Conflict, Invalid, Refused


class AccountClosedAlready(Conflict):
    """The account was closed before."""

    code = "account_closed_already"


class RolesHeld(Conflict):
    """She still holds a role; whoever granted it ends it first."""

    code = "roles_held"


class PointsLeft(Conflict):
    """She is the last of her household and ``left_points`` (hundredths) would lapse; she has to say that she knows."""

    code = "points_left"


class CorrectionAnswered(Conflict):
    """The request was answered before."""

    code = "correction_answered"


class OwnCorrection(Refused):
    """Nobody answers her own request."""

    code = "own_correction"


class CorrectionUnfit(Invalid):
    """A new name or birth date fits only a granted request about just that."""

    code = "correction_unfit"


class SamePerson(Invalid):
    """Both ids are one registration."""

    code = "same_person"


class OwnMerge(Refused):
    """Nobody proposes or agrees to a merger of herself or of somebody she lives with."""

    code = "own_merge"


class MergeProposed(Conflict):
    """A merger of one of them waits for its answer."""

    code = "merge_proposed"


class MergeDecided(Conflict):
    """The merger was decided before."""

    code = "merge_decided"


class MergeOverlaps(Conflict):
    """Both were at service at the same time: they are two people, or one of the records is wrong."""

    code = "merge_overlaps"


class MergeSelfDecided(Conflict):
    """One of them verified a record of the other, so they cannot become one person."""

    code = "merge_self_decided"


class MergeAwaitsAnswer(Conflict):
    """The person was asked on her phone and may answer until ``until_on``."""

    code = "merge_awaits_answer"


class OwnMergeProposal(Refused):
    """Whoever proposed it cannot agree to it."""

    code = "own_merge_proposal"


class IdNumbersOff(Conflict):
    """The county does not keep ID numbers."""

    code = "id_numbers_off"


class IdNumberInvalid(Invalid):
    """Not an ID number: its last sign does not fit the others, or its date is none (GB 11643)."""

    code = "id_number_invalid"


class IdNumberMismatch(Conflict):
    """The birth date in the number is not the one on record."""

    code = "id_number_mismatch"


class ConsentNeeded(Conflict):
    """These fields are kept only under a consent of their own (``purpose``)."""

    code = "consent_needed"


class NotAMinor(Conflict):
    """A guardian is written down only for who is under 18, by the birth date on record."""

    code = "not_a_minor"


class ReasonNeeded(Conflict):
    """She is under 18: open her data with a reason, which is written down (未成年人网络保护条例 art. 36)."""

    code = "reason_needed"
