"""Why something about teams is refused (志愿服务队的拒绝)."""

from __future__ import annotations

from points.errors import Conflict, Invalid, NotFound, Refused


class TeamPlaceInvalid(Invalid):
    """The place is unknown, or not the caller's county or the city it stands for."""

    code = "team_place_invalid"


class TeamParentInvalid(Invalid):
    """A branch stands under a corps and a squad under a branch, and that one must be active."""

    code = "team_parent_invalid"


class FoundedInFuture(Invalid):
    """A team cannot be founded after today."""

    code = "founded_in_future"


class TeamNameTaken(Conflict):
    """Another active team of the county has this name."""

    code = "team_name_taken"


class TeamDissolved(Conflict):
    """The team is dissolved: nobody joins it and nothing of it changes."""

    code = "team_dissolved"


class TeamHasTeamsBelow(Conflict):
    """Teams below must find another parent or be dissolved first; ``teams`` says how many there are."""

    code = "team_has_teams_below"


class LeaderNotMember(Conflict):
    """Only a member can lead a team (form T1)."""

    code = "leader_not_member"


class LeaderStays(Conflict):
    """The leader hands the team over before she leaves it."""

    code = "leader_stays"


class AlreadyMember(Conflict):
    """The person belongs to the team already."""

    code = "already_team_member"


class NotMember(Conflict):
    """The person does not belong to the team."""

    code = "not_team_member"


class RequestPending(Conflict):
    """A request of this person at this team waits for a decision."""

    code = "team_request_pending"


class RequestDecided(Conflict):
    """The request is decided or withdrawn; ``state`` says which."""

    code = "team_request_decided"


class OwnRequest(Refused):
    """Nobody decides on a request of her own."""

    code = "own_team_request"


class RefusalNeedsReason(Invalid):
    """Whoever refuses a request says why."""

    code = "refusal_needs_reason"


class FilingHasChanges(Conflict):
    """The form differs from the one filed last, so it cannot be confirmed as unchanged; ``fields`` says where."""

    code = "filing_has_changes"


class FirstFiling(Conflict):
    """Nothing was filed before, so there is nothing to be unchanged against."""

    code = "first_filing"


class FilingReviewed(Conflict):
    """The level above has answered this filing; ``outcome`` says how."""

    code = "filing_reviewed"


class OwnFiling(Refused):
    """Nobody answers a filing she made herself, or of a team she leads."""

    code = "own_filing"


class DeputyNotMember(Conflict):
    """Only a member other than the leader can be deputy."""

    code = "deputy_not_member"


class OwnRemoval(Refused):
    """Nobody removes herself; she asks to quit."""

    code = "own_removal"


class FormLinkOver(NotFound):
    """The link to a printed form is over; ask for a fresh one."""

    code = "form_link_over"
