"""Who may approve a day's minutes (审核): up to 8 hours one organizer, up to 12 a second one, more nobody.

Source: the Guangdong i志愿 notice on daily hours (acceptance case RC-12).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from points.amounts import Minutes
from points.scoring.refusals import DailyMinutesRefused, RuleInvalid

EIGHT_HOURS: Final = Minutes(8 * 60)
TWELVE_HOURS: Final = Minutes(12 * 60)


class Approval(StrEnum):
    """What a day's minutes need before they count."""

    AUTOMATIC = "automatic"
    SECOND_APPROVER = "second_approver"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalLadder:
    """Minutes of one person on one day that need nobody more, and that a second approver may still grant."""

    automatic: Minutes = EIGHT_HOURS
    second_approver: Minutes = TWELVE_HOURS

    def __post_init__(self) -> None:
        if not 0 <= self.automatic <= self.second_approver:
            raise RuleInvalid(field="automatic", value=self.automatic)


I_VOLUNTEER: Final = ApprovalLadder()


def approval_for(day_minutes: Minutes, *, ladder: ApprovalLadder = I_VOLUNTEER) -> Approval:
    """Return who must approve, given all minutes of the person on that day, this service included.

    Raises:
        DailyMinutesRefused: more than anybody may approve.

    """
    if day_minutes > ladder.second_approver:
        raise DailyMinutesRefused(minutes=day_minutes, most=ladder.second_approver)
    if day_minutes > ladder.automatic:
        return Approval.SECOND_APPROVER
    return Approval.AUTOMATIC
