"""From rows to what leaves the service."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import RowMapping

from app.core.actor import Actor
from app.core.crypto import FieldCipher
from app.core.masking import masked_name, masked_phone
from app.core.permissions import Role
from app.identity.models import Household, RoleGrant, Volunteer
from app.identity.policy import is_minor, may_grant, may_see_name
from app.identity.queries.own import Own
from app.identity.schemas.login import MemberView, MeView, OwnHouseholdView, RoleHeldView
from app.identity.schemas.people import HouseholdView, RoleGrantView, VolunteerDetail, VolunteerView
from app.identity.service.people import PHONE_FIELD

_SHOWN = ("id", "county_id", "name", "kind", "state", "suspended_reason", "village_code", "birth_on", "joined_on")

_LISTED = ("id", "kind", "state", "village_code", "household_id", "household_code", "has_wechat", "card_suffix")


def phone_shown(volunteer: Volunteer, cipher: FieldCipher) -> str | None:
    """Return the masked phone number of a person, or None when she gave none."""
    return _masked(volunteer.phone_cipher, cipher)


def _masked(phone: bytes | None, cipher: FieldCipher) -> str | None:
    return None if phone is None else masked_phone(cipher.decrypt(phone, field=PHONE_FIELD))


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
            "order_limit_points": household.order_limit,
            "members": [member_view(member, household) for member in own.members],
        }
    )


def volunteer_view(row: RowMapping, actor: Actor, *, today: dt.date) -> VolunteerView:
    """Return a person as a list shows her to the viewer."""
    return VolunteerView.model_validate(_listed(row, actor, today))


def volunteer_detail(
    row: RowMapping, actor: Actor, cipher: FieldCipher, *, today: dt.date, with_reason: bool = False
) -> VolunteerDetail:
    """Return one person as the viewer may see her; what is closed of a minor is open only to who gave a reason."""
    known = _sees(row, actor) and (with_reason or not is_minor(row["birth_on"], day=today))
    return VolunteerDetail.model_validate(
        {
            **_listed(row, actor, today),
            "suspended_reason": row["suspended_reason"] if known else None,
            "phone": _masked(row["phone_cipher"], cipher) if known else None,
            "birth_on": row["birth_on"] if known else None,
            "joined_on": row["joined_on"],
            "awaited_household_id": row["awaited_household_id"],
        }
    )


def household_view(household: Household, members: Iterable[Volunteer], actor: Actor) -> HouseholdView:
    """Return a household as the viewer may see it."""
    return HouseholdView.model_validate(
        {
            **{name: getattr(household, name) for name in ("id", "county_id", "code", "village_code")},
            "redeem_by": household.redeem_by,
            "order_limit_points": household.order_limit,
            "state": household.state,
            "members": [
                {
                    "id": member.id,
                    "name": shown_name(member, actor),
                    "kind": member.kind,
                    "state": member.state,
                    "is_head": member.id == household.head_volunteer_id,
                }
                for member in members
            ],
        }
    )


def role_view(grant: RoleGrant, volunteer: Volunteer, actor: Actor) -> RoleGrantView:
    """Return a role grant as the viewer may see it."""
    return RoleGrantView(
        id=grant.id,
        volunteer_id=grant.volunteer_id,
        volunteer_name=volunteer.name
        if may_grant(actor, Role(grant.role), grant.place_code)
        else shown_name(volunteer, actor),
        role=grant.role,
        place_code=grant.place_code,
        starts_on=grant.starts_on,
        ends_on=grant.ends_on,
        granted_at=grant.granted_at,
    )


def shown_name(volunteer: Volunteer, actor: Actor) -> str:
    """Return a name in full, or masked for who need not know it."""
    seen = may_see_name(
        actor,
        volunteer_id=volunteer.id,
        household_id=volunteer.household_id,
        village_code=volunteer.village_code,
    )
    return volunteer.name if seen else masked_name(volunteer.name)


def _sees(row: RowMapping, actor: Actor) -> bool:
    return may_see_name(
        actor, volunteer_id=row["id"], household_id=row["household_id"], village_code=row["village_code"]
    )


def _listed(row: RowMapping, actor: Actor, today: dt.date) -> dict[str, object]:
    return {
        "is_minor": is_minor(row["birth_on"], day=today),
        **{name: row[name] for name in _LISTED},
        "name": row["name"] if _sees(row, actor) else masked_name(row["name"]),
        "is_head": row["head_volunteer_id"] == row["id"],
    }
