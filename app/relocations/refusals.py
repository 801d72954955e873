"""Why a move into another county is refused (跨县迁移的拒绝)."""

from __future__ import annotations

from points.errors import Conflict, Invalid


class SameCounty(Invalid):
    """The village lies in the county the household lives in; that is an ordinary relocation."""

    code = "same_county"


class RelocationOpen(Conflict):
    """The household's move is announced already."""

    code = "relocation_open"


class RelocationDecided(Conflict):
    """Nothing is to be decided any more; ``state`` tells how it ended."""

    code = "relocation_decided"


class MemberHoldsRole(Conflict):
    """Somebody of the household holds a role in the county she leaves; it is ended first."""

    code = "member_holds_role"


class HouseholdEmpty(Conflict):
    """Nobody belongs to the household, so nobody moves."""

    code = "household_empty"
