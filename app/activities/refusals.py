"""Why something about activities and sign-ups is refused (活动与报名的拒绝)."""

from __future__ import annotations

from points.errors import Conflict, Invalid, NotFound


class ActivityTimesInvalid(Invalid):
    """The activity is reversed, longer than a day, too long ago or too far ahead; ``rule`` says which."""

    code = "activity_times_invalid"


class ShiftOutsideActivity(Invalid):
    """Shift number ``shift`` (from 1) is reversed or reaches beyond its activity."""

    code = "shift_outside_activity"


class InsuranceMissing(Invalid):
    """A dangerous activity without word of its accident insurance (Volunteer Service Regulations, article 17)."""

    code = "insurance_missing"


class SiteUnknown(NotFound):
    """There is no such site in the caller's county."""

    code = "site_unknown"


class ActivityNotDraft(Conflict):
    """Only a draft may be edited or published."""

    code = "activity_not_draft"


class ActivityNotOpen(Conflict):
    """The activity is not published, or not any more."""

    code = "activity_not_open"


class ActivityBegun(Conflict):
    """The activity has begun: it can be closed, not cancelled."""

    code = "activity_begun"


class CapacityTooSmall(Conflict):
    """More places are given away than the new capacity has; ``taken`` says how many."""

    code = "capacity_too_small"


class ShiftOver(Conflict):
    """The shift has ended, so nobody can sign up for it any more."""

    code = "shift_over"


class SignUpTooLate(Conflict):
    """Check-in has opened, so a sign-up cannot be taken back any more."""

    code = "sign_up_too_late"


class AlreadySignedUp(Conflict):
    """The person is signed up for this shift, or waiting for a place on it."""

    code = "already_signed_up"


class SignUpOverlaps(Conflict):
    """The person is signed up for another shift at that time; ``title`` names its activity."""

    code = "sign_up_overlaps"


class SignUpCancelled(Conflict):
    """The sign-up is cancelled already."""

    code = "sign_up_cancelled"


class AccountSuspended(Conflict):
    """The person is suspended; ``reason`` says why."""

    code = "account_suspended"


class AccountNotConfirmed(Conflict):
    """The person's registration waits for an organizer."""

    code = "account_not_confirmed"
