"""What the ledger's faces refuse beyond what the ledger itself does."""

from __future__ import annotations

from points.errors import Conflict, Invalid, NotFound, Refused


class ProposalOwnHousehold(Refused):
    """Nobody proposes or decides points for her own household."""

    code = "proposal_own_household"


class ProposalSecondPerson(Refused):
    """Whoever proposed or announced it cannot decide on it."""

    code = "proposal_second_person"


class ProposalDecided(Conflict):
    """The proposal was already decided: ``state`` says how."""

    code = "proposal_decided"


class ProposalDayInvalid(Invalid):
    """The day lies in the future or more than a year back."""

    code = "proposal_day_invalid"


class ProposalShapeInvalid(Invalid):
    """A source names its code and takes its points from the rule; an adjustment names points and no code."""

    code = "proposal_shape_invalid"


class SourceUsedUp(Conflict):
    """The household got this source as often as the rule allows in that month (``limit``)."""

    code = "source_used_up"


class DeductionNeedsEvidence(Invalid):
    """Points are taken away only with evidence (security B17)."""

    code = "deduction_needs_evidence"


class DeductionNeedsNotice(Conflict):
    """Points are taken away only after the household was told (security B17)."""

    code = "deduction_needs_notice"


class DeductionNoticeRunning(Conflict):
    """The household was told, and still has time to answer: until ``until``."""

    code = "deduction_notice_running"


class AppealNotPossible(Conflict):
    """Only an undecided deduction that was announced to the household can be answered, and once."""

    code = "appeal_not_possible"


class ExpiryInvalid(Invalid):
    """The period is not over when it takes effect, or is announced less than ``days`` days ahead."""

    code = "expiry_invalid"


class ExpiryPeriodTaken(Conflict):
    """The points of this period lapse in this place already."""

    code = "expiry_period_taken"


class ExpiryNotPossible(Conflict):
    """The step does not fit the state of the announcement (``state``)."""

    code = "expiry_not_possible"


class HeadMissing(NotFound):
    """Nothing was sealed in this county by that day."""

    code = "ledger_head_missing"
