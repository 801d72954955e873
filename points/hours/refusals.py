"""Why the hours book says no (工时的拒绝)."""

from __future__ import annotations

from points.errors import Conflict, Invalid, Refused


class OwnRecord(Refused):
    """Nobody decides on her own service."""

    code = "own_record"


class OwnHousehold(Refused):
    """Nobody decides on the service of her own household."""

    code = "own_household"


class OwnEntry(Refused):
    """Whoever wrote minutes down by hand, ruled or proposed cannot be the second person."""

    code = "own_entry"


class AlreadyDecided(Conflict):
    """Somebody was faster; ``state`` says how it stands now."""

    code = "already_decided"


class NotAssessed(Conflict):
    """The record has no points yet: no rule holds on that day, or the day is longer than anybody may approve."""

    code = "not_assessed"


class NotLonger(Invalid):
    """Before approval, minutes can only be made shorter, inside what was scanned."""

    code = "minutes_not_shorter"


class PresenceInvalid(Invalid):
    """The stretch of time is reversed, empty, in the future or outside the shift."""

    code = "presence_invalid"


class CorrectionOpen(Conflict):
    """A correction of this record is already waiting for its second person."""

    code = "correction_open"
