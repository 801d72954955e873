"""Why something about consent is refused."""

from __future__ import annotations

from points.errors import Conflict, Invalid


class NoticeOutdated(Conflict):
    """Another text is in force than the one that was shown; ``version`` is its number."""

    code = "notice_outdated"


class ConsentNotGiven(Conflict):
    """There is no standing consent to withdraw."""

    code = "consent_not_given"


class BaseConsentNeeded(Invalid):
    """The notice itself cannot be refused or withdrawn alone; who wants that closes her account."""

    code = "base_consent_needed"
