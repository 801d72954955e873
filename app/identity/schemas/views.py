"""From rows to what leaves the service."""

from __future__ import annotations

from app.core.actor import Actor
from app.core.crypto import FieldCipher
from app.core.masking import masked_phone
from app.identity.models import Household, Volunteer
from app.identity.queries.own import Own
from app.identity.schemas.login import MemberView, MeView, OwnHouseholdView, RoleHeldView
from app.identity.service.people import PHONE_FIELD

_SHOWN = ("id", "county_id", "name", "kind", "state", "suspended_reason", "village_code", "birth_on", "joined_on")


def phone_shown(volunteer: Volunteer, cipher: FieldCipher) -> str | None:
    """Return the masked phone number of a person, or None when she gave none."""
    if volunteer.phone_cipher is None:
        return None
    return masked_phone(cipher.decrypt(volunteer.phone_cipher, field=PHONE_FIELD))


def me_view(own: Own, actor: Actor, cipher: FieldCipher) -> MeView:
    """Return what a person sees of herself."""
    volunteer = own.volunteer
    return MeView.model_validate(
        {
            **{name: getattr(volunteer, name) for name in _SHOWN},
            "village_name": own.village_name,
            "phone": phone_shown(volunteer, cipher),
            "is_head": actor.is_head,
            "household": _own_household(own),
            "awaited_household_code": own.awaited_household_code,
            "roles": [RoleHeldView(role=grant.role, place_code=grant.place_code) for grant in actor.grants],
        }
    )


def member_view(member: Volunteer, household: Household) -> MemberView:
    """Return a member as her own household sees her."""
    return MemberView.model_validate(
        {
            "id": member.id,
            "name": member.name,
            "kind": member.kind,
            "state": member.state,
            "is_head": member.id == household.head_volunteer_id,
        }
    )


def _own_household(own: Own) -> OwnHouseholdView | None:
    household = own.household
    if household is None:
        return None
    return OwnHouseholdView.model_validate(
        {
            "id": household.id,
            "code": household.code,
            "redeem_by": household.redeem_by,
            "members": [member_view(member, household) for member in own.members],
        }
    )
