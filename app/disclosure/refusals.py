"""Why something about published lists is refused (公示的拒绝)."""

from __future__ import annotations

from points.errors import Conflict, Refused


class NothingToDisclose(Conflict):
    """No approved record of the site waits for a list."""

    code = "nothing_to_disclose"


class DisclosureClosed(Conflict):
    """The window is over or the line is settled; a mistake is now answered by a correction."""

    code = "disclosure_closed"


class ObjectionOpen(Conflict):
    """Somebody has already objected to this line; one ruling answers it."""

    code = "objection_open"


class TooManyObjections(Conflict):
    """``most`` objections of the caller wait for an answer already."""

    code = "too_many_objections"


class ObjectionRuled(Conflict):
    """The objection was answered before; ``state`` says how."""

    code = "objection_ruled"


class RulingNeedsAnother(Refused):
    """Whoever objected, approved the record or published the list does not rule on the objection."""

    code = "ruling_needs_another"
