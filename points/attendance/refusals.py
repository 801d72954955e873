"""Why a scanned or typed code, or a pair of marks, is refused (签到的拒绝)."""

from __future__ import annotations

from points.errors import Conflict, Invalid, Refused


class CodeMalformed(Invalid):
    """The text is no code of this kind; ``kind`` says which was expected."""

    code = "code_malformed"


class CodeForged(Refused):
    """The code has the right shape and a wrong signature."""

    code = "code_forged"


class CodeExpired(Conflict):
    """The code is genuine but of another moment, like a screenshot; ``seconds_off`` says how far."""

    code = "code_expired"


class CodeForOtherActivity(Conflict):
    """The code belongs to another activity than the one it was used for."""

    code = "code_wrong_activity"


class SpokenCodeWrong(Refused):
    """The six digits are not those of this activity at this moment."""

    code = "spoken_code_wrong"


class MarksReversed(Invalid):
    """Somebody left before she came."""

    code = "marks_reversed"


class WindowReversed(Invalid):
    """An activity ends before it begins."""

    code = "window_reversed"


class ClockSkewAbsurd(Invalid):
    """The measured difference between two clocks is more than a phone can be wrong."""

    code = "clock_skew_absurd"
