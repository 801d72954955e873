"""Why something about people, households, roles or logins is refused."""

from __future__ import annotations

from app.http.problems import NotSignedIn, TemporarilyUnavailable, TooManyRequests
from points.errors import Conflict, Invalid, Refused


class LoginCodeInvalid(NotSignedIn):
    """The code of wx.login is unknown, too old or used up; the client calls wx.login once more."""

    code = "login_code_invalid"


class WeChatUserRefused(Refused):
    """WeChat regards this user as high risk and does not let her log in."""

    code = "wechat_user_refused"


class WeChatUnreachable(TemporarilyUnavailable):
    """WeChat did not answer, or is not set up; a fresh code is needed. ``retry_after`` is in seconds."""

    code = "wechat_unreachable"


class WeChatTooOften(TooManyRequests):
    """WeChat's own limit for this user is reached; ``retry_after`` is in seconds."""

    code = "wechat_too_often"


class LoginBusy(TemporarilyUnavailable):
    """As many logins as may wait for WeChat are waiting already. ``retry_after`` is in seconds."""

    code = "login_busy"


class PhoneCodeInvalid(Invalid):
    """The code of the phone number button is unknown, too old, used up, or somebody else's."""

    code = "phone_code_invalid"


class NoWeChatAccount(Conflict):
    """The caller signed in without WeChat, so WeChat cannot be asked about her."""

    code = "no_wechat_account"


class TicketInvalid(NotSignedIn):
    """The registration ticket is unknown or over; logging in again gives a new one."""

    code = "ticket_invalid"


class AlreadyRegistered(Conflict):
    """The WeChat user is registered already."""

    code = "already_registered"


class TooYoung(Invalid):
    """Accounts begin at ``age_min`` years; younger children are only counted as company."""

    code = "too_young"


class GuardianConsentMissing(Invalid):
    """Under ``age_min`` years a guardian's consent is needed."""

    code = "guardian_consent_missing"


class BirthDateImpossible(Invalid):
    """The birth date lies in the future or more than a long life ago."""

    code = "birth_date_impossible"


class HouseholdUnknown(Invalid):
    """No active household with this code in the village."""

    code = "household_unknown"


class ClaimRefused(Refused):
    """Card, name and birth date do not belong to one card-only person."""

    code = "claim_refused"


class NotAwaiting(Conflict):
    """The registration was decided already, or there was none."""

    code = "registration_not_awaiting"


class VolunteerNotActive(Conflict):
    """The person is not active: not confirmed yet, suspended, or gone."""

    code = "volunteer_not_active"


class VolunteerNotSuspended(Conflict):
    """There is no suspension to end."""

    code = "volunteer_not_suspended"


class PossibleDuplicate(Conflict):
    """Somebody with this name and birth date is in the village already."""

    code = "possible_duplicate"


class CardActive(Conflict):
    """The person has a card in use; it must be reported lost or given back first."""

    code = "card_active"


class NoActiveCard(Conflict):
    """The person has no card in use."""

    code = "no_active_card"


class NotAMember(Conflict):
    """The person does not belong to this household."""

    code = "not_a_member"


class AlreadyAMember(Conflict):
    """The person belongs to this household already."""

    code = "already_a_member"


class HeadMustStay(Conflict):
    """The head can leave only after another member became head."""

    code = "head_must_stay"


class OwnMove(Refused):
    """Nobody moves herself or her own household's people: it would change whose hours she may approve."""

    code = "own_move"


class PhoneNotShared(Refused):
    """The person does not want to be called."""

    code = "phone_not_shared"


class RoleAboveYou(Refused):
    """The caller may not grant or end this role."""

    code = "role_above_you"


class OwnRole(Refused):
    """Nobody grants or ends her own roles."""

    code = "own_role"


class RolesExclude(Conflict):
    """Checker, shop keeper and supervisor are never the same person at the same time."""

    code = "roles_exclude"


class RoleHeld(Conflict):
    """The person holds this role for this place in these days already."""

    code = "role_held"


class RoleOver(Conflict):
    """The role has ended already."""

    code = "role_over"


class RoleDatesInvalid(Invalid):
    """The last day lies before the first, or in the past."""

    code = "role_dates_invalid"


class PlaceUnfit(Invalid):
    """The place does not exist, lies elsewhere, or is of the wrong level for this role."""

    code = "place_unfit"


class StaffLoginRefused(NotSignedIn):
    """Name, password or one-time code is wrong; which of them is not said."""

    code = "staff_login_refused"


class SignInThrottled(TooManyRequests):
    """Too many failed console logins; ``retry_after`` is in seconds."""

    code = "sign_in_throttled"


class LoginNameTaken(Conflict):
    """Another person has this login name."""

    code = "login_name_taken"


class PasswordWeak(Invalid):
    """The password is shorter than ``length_min``, a common one, or contains the login name."""

    code = "password_weak"


class NoBindingHold(Conflict):
    """No phone number or WeChat was bound within the last day."""

    code = "no_binding_hold"


class SessionTooNew(Refused):
    """Only a phone that was signed in before the new binding can take it back; staff can too."""

    code = "session_too_new"


class RosterInvalid(Invalid):
    """``problems`` places of the file have to be repaired; the preview names each. Nothing was written."""

    code = "roster_invalid"
