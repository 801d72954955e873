"""Why a mark is refused (签到、签退的拒绝); the database functions name these codes, see ``functions.sql``."""

from __future__ import annotations

from app.activities.refusals import AccountNotConfirmed, AccountSuspended, ActivityNotOpen
from app.http.problems import NotSignedIn, TooManyRequests
from points.attendance.refusals import (
    CodeExpired,
    CodeForged,
    CodeForOtherActivity,
    CodeMalformed,
    SpokenCodeWrong,
)
from points.errors import Conflict, Invalid, KeyReused, NotFound, PointsError, Refused


class ActivityCancelled(Conflict):
    """The activity was called off."""

    code = "activity_cancelled"


class ActivityClosed(Conflict):
    """The activity is over and closed; what is missing is entered by the organizer."""

    code = "activity_closed"


class ActivityElsewhere(Refused):
    """The code belongs to an activity of another county."""

    code = "activity_elsewhere"


class ActivityNotNamed(Invalid):
    """Six digits came without the activity they belong to."""

    code = "activity_not_named"


class PosterNotAccepted(Conflict):
    """The activity takes no claims from a poster."""

    code = "poster_not_accepted"


class OutsideWindow(Conflict):
    """Too early or too late; ``opens_at`` and ``closes_at`` are local times as people read them."""

    code = "outside_window"


class AlreadyCheckedIn(Conflict):
    """She is checked in; ``in_at`` says since when."""

    code = "already_checked_in"


class NotCheckedIn(Conflict):
    """She cannot leave before she came."""

    code = "not_checked_in"


class AlreadyCheckedOut(Conflict):
    """Both marks of this shift exist; ``out_at`` says when she left."""

    code = "already_checked_out"


class OverlappingService(Conflict):
    """She is checked in at another activity, ``title``, at that time."""

    code = "overlapping_service"


class ShiftFull(Conflict):
    """Every place of the shift is given away."""

    code = "shift_full"


class HouseholdMissing(Conflict):
    """The person belongs to no household, so her points would have nowhere to go."""

    code = "household_missing"


class CardUnknown(Refused):
    """No active paper card has this code: lost, returned, or of another county."""

    code = "card_unknown"


class PersonUnknown(NotFound):
    """The person is not of this county, or has left."""

    code = "person_unknown"


class PersonalCodeUsed(Conflict):
    """A personal code counts once."""

    code = "personal_code_used"


class OwnAttendance(Refused):
    """Nobody writes down her own attendance by hand."""

    code = "own_attendance"


class CheckInProxyMissing(Refused):
    """Only whom a person asked may check her in with another phone, and only until the day she named."""

    code = "check_in_proxy_missing"


class AttendanceUndone(Conflict):
    """The attendance was undone before."""

    code = "attendance_undone"


class MinutesStand(Conflict):
    """The minutes of the attendance are disclosed or beyond; they are corrected in the service record."""

    code = "minutes_stand"


class NothingToConfirm(Conflict):
    """The attendance needs no confirmation, or not any more."""

    code = "nothing_to_confirm"


CODE_REFUSALS: tuple[type[PointsError], ...] = (
    CodeMalformed,
    CodeForged,
    CodeExpired,
    CodeForOtherActivity,
    SpokenCodeWrong,
    ActivityElsewhere,
    ActivityNotNamed,
    TooManyRequests,
)
"""What a scanned or typed code itself may be refused for."""

MARK_REFUSALS: tuple[type[PointsError], ...] = (
    ActivityNotOpen,
    ActivityCancelled,
    ActivityClosed,
    PosterNotAccepted,
    OutsideWindow,
    OverlappingService,
    AlreadyCheckedIn,
    AlreadyCheckedOut,
    AccountSuspended,
    AccountNotConfirmed,
    HouseholdMissing,
    PersonUnknown,
    KeyReused,
    NotSignedIn,
)
"""What any mark may be refused for, whatever made it."""
