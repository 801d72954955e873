"""The deed of a merger: what forbids it, and everything that goes over in one transaction."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from app.activities.service.leaving import withdraw_from_all
from app.clock import local_date
from app.households.service.proxies import end_all
from app.households.service.reshaping import merge as merge_households
from app.identity.models import BindingHold, Household, Registration, RoleGrant, Volunteer, WeChatAccount
from app.identity.policy import AGE_OF_CONSENT, EXCLUSIVE, age_on
from app.identity.refusals import RolesExclude
from app.identity.service.holds import begin_hold
from app.identity.service.households import leave_household, take_place_of
from app.personal_data.models import PersonMerge
from app.personal_data.refusals import MergeOverlaps, MergeSelfDecided
from app.personal_data.service.merging_rows import move_late_attendance, move_rows
from app.privacy.models import Consent
from app.teams.service.leaving import leave_all_teams
from points.hours.transfers import decided_for_each_other, served_at_once, transfer_service

FOLLOWED_MOST = 100
AT_ONCE = text(
    """
    SELECT EXISTS (
        SELECT FROM attendance a
        JOIN attendance b ON b.county_id = a.county_id AND b.volunteer_id = :other AND b.undone_at IS NULL
            AND b.claimed_at IS NULL AND b.in_at < coalesce(a.out_at, :now)
            AND a.in_at < coalesce(b.out_at, :now)
        WHERE a.county_id = :county_id AND a.volunteer_id = :survivor AND a.undone_at IS NULL AND a.claimed_at IS NULL)
    """
)
LEFT_BEHIND = text(
    """
    SELECT v.county_id, v.id, v.merged_into_id FROM volunteer v
    WHERE v.merged_into_id IS NOT NULL AND (
        EXISTS (SELECT FROM service_record r WHERE r.county_id = v.county_id AND r.volunteer_id = v.id)
        OR EXISTS (SELECT FROM attendance a WHERE a.county_id = v.county_id AND a.volunteer_id = v.id
            AND a.undone_at IS NULL AND a.claimed_at IS NULL))
    ORDER BY v.county_id, v.id
    LIMIT :most
    """
)


def require_mergeable(session: Session, survivor: Volunteer, other: Volunteer, *, now: dt.datetime) -> None:
    """Demand that two registrations can be one person without changing what was decided.

    Raises:
        MergeOverlaps: both were at service at the same time; one of the records is taken back first, or they are two.
        MergeSelfDecided: one verified a record of the other, which as one person she never could.
        RolesExclude: together they would hold roles that exclude each other.
    """
    county_id = survivor.county_id
    who = {"county_id": survivor.county_id, "survivor": survivor.id, "other": other.id, "now": now}
    at_once = served_at_once(session, county_id=county_id, one_id=survivor.id, other_id=other.id)
    if at_once or session.execute(AT_ONCE, who).scalar_one():
        raise MergeOverlaps()
    if decided_for_each_other(session, county_id=county_id, one_id=survivor.id, other_id=other.id):
        raise MergeSelfDecided()
    today = local_date(now)
    held = session.execute(
        select(RoleGrant.volunteer_id, RoleGrant.role).where(
            RoleGrant.county_id == survivor.county_id,
            RoleGrant.volunteer_id.in_([survivor.id, other.id]),
            RoleGrant.role.in_([str(role) for role in EXCLUSIVE]),
            RoleGrant.ends_on.is_(None) | (RoleGrant.ends_on >= today),
        )
    ).all()
    if len({role for _, role in held}) > 1:
        raise RolesExclude()


def carry_out(
    session: Session,
    merge: PersonMerge,
    survivor: Volunteer,
    other: Volunteer,
    *,
    actor_id: uuid.UUID,
    now: dt.datetime,
) -> dict[str, int]:
    """Let one registration (both locked) go over into the other; return how much of each kind did.

    Raises:
        OrdersOpen: goods wait to be picked up by a household that would end.
        HeadMustStay: the other one heads a household that has other members.
    """
    points = _settle_homes(session, survivor, other, reason=merge.reason, actor_id=actor_id, now=now)
    _take_over_facts(session, survivor, other, actor_id=actor_id, now=now)
    had_wechat = _has_wechat(session, survivor)
    moved = move_rows(
        session,
        county_id=survivor.county_id,
        survivor_id=survivor.id,
        other_id=other.id,
        actor_id=actor_id,
        today=local_date(now),
        now=now,
    )
    _end_leftovers(session, other, actor_id=actor_id, now=now)
    _merge_consents(session, survivor, other, actor_id=actor_id, now=now)
    served = transfer_service(session, county_id=survivor.county_id, source_id=other.id, target_id=survivor.id, now=now)
    if not had_wechat and _has_wechat(session, survivor):
        begin_hold(session, survivor, cause="merger", now=now)
    return moved | {"service_record": served.records, "minutes": served.minutes, "points": points}


def follow_merged(session: Session, *, now: dt.datetime) -> int:
    """Move what was written under a merged registration in the very moment of the merger; safe to repeat."""
    waiting = session.execute(LEFT_BEHIND, {"most": FOLLOWED_MOST}).all()
    for county_id, other_id, survivor_id in waiting:
        move_late_attendance(session, county_id=county_id, survivor_id=survivor_id, other_id=other_id)
        transfer_service(session, county_id=county_id, source_id=other_id, target_id=survivor_id, now=now)
    return len(waiting)


def _settle_homes(
    session: Session, survivor: Volunteer, other: Volunteer, *, reason: str, actor_id: uuid.UUID, now: dt.datetime
) -> int:
    """Bring the two memberships together and return the points (hundredths) that went to the survivor's household."""
    if other.household_id is None:
        return 0
    if survivor.household_id in {None, other.household_id}:
        take_place_of(session, survivor, other, actor_id=actor_id, now=now)
        return 0
    home = session.get_one(Household, (other.county_id, other.household_id))
    members = session.execute(
        select(func.count()).where(Volunteer.county_id == home.county_id, Volunteer.household_id == home.id)
    ).scalar_one()
    if members > 1:
        leave_household(session, other, actor_id=actor_id, now=now)
        return 0
    target = session.get_one(Household, (survivor.county_id, survivor.household_id))
    held = merge_households(session, home, target, reason=reason, actor_id=actor_id, now=now)
    take_place_of(session, survivor, other, actor_id=actor_id, now=now)
    return held


def _take_over_facts(
    session: Session, survivor: Volunteer, other: Volunteer, *, actor_id: uuid.UUID, now: dt.datetime
) -> None:
    """Keep what only the other registration knew, and close it; earlier mergers into it lead on to the survivor."""
    if survivor.birth_on is None and other.birth_on is not None and _of_age(other.birth_on, survivor.joined_on):
        survivor.birth_on = other.birth_on
    survivor.guardian_consent_at = survivor.guardian_consent_at or other.guardian_consent_at
    survivor.national_volunteer_no = survivor.national_volunteer_no or other.national_volunteer_no
    if survivor.phone_cipher is None:
        survivor.phone_cipher, survivor.phone_hash = other.phone_cipher, other.phone_hash
    if other.joined_on < survivor.joined_on and (
        survivor.birth_on is None or _of_age(survivor.birth_on, other.joined_on)
    ):
        survivor.joined_on = other.joined_on
    other.phone_cipher = other.phone_hash = None
    other.state, other.merged_into_id = "left", survivor.id
    session.flush()
    same_county = Volunteer.county_id == survivor.county_id
    session.execute(
        update(Volunteer).where(same_county, Volunteer.merged_into_id == other.id).values(merged_into_id=survivor.id)
    )
    session.execute(
        update(Registration)
        .where(
            Registration.county_id == other.county_id,
            Registration.volunteer_id == other.id,
            Registration.outcome.is_(None),
        )
        .values(outcome="confirmed", decided_by=actor_id, decided_at=now)
    )


def _of_age(birth_on: dt.date, day: dt.date) -> bool:
    return age_on(birth_on, day) >= AGE_OF_CONSENT


def _end_leftovers(session: Session, other: Volunteer, *, actor_id: uuid.UUID, now: dt.datetime) -> None:
    county_id, person = other.county_id, other.id
    withdraw_from_all(session, county_id=county_id, volunteer_id=person, actor_id=actor_id, now=now)
    leave_all_teams(session, county_id=county_id, volunteer_id=person, actor_id=actor_id, now=now)
    end_all(session, county_id=county_id, volunteer_id=person, actor_id=actor_id, now=now)
    session.execute(
        update(BindingHold)
        .where(
            BindingHold.county_id == other.county_id,
            BindingHold.volunteer_id == other.id,
            BindingHold.outcome.is_(None),
        )
        .values(outcome="lapsed", ended_by=actor_id, ended_at=now, phone_before_cipher=None)
    )


def _merge_consents(
    session: Session, survivor: Volunteer, other: Volunteer, *, actor_id: uuid.UUID, now: dt.datetime
) -> None:
    """Let the more careful answer stand: a no at either registration is a no, and a yes goes over to where none was."""
    rows = session.execute(
        select(Consent)
        .where(Consent.county_id == survivor.county_id, Consent.volunteer_id.in_([survivor.id, other.id]))
        .order_by(Consent.id)
    ).scalars()
    latest: dict[tuple[uuid.UUID, str], Consent] = {(row.volunteer_id, row.purpose): row for row in rows}
    for (person, purpose), said in latest.items():
        if person != other.id:
            continue
        mine = latest.get((survivor.id, purpose))
        if mine is None:
            said.volunteer_id = survivor.id
        elif _stands(said):
            said.withdrawn_at, said.withdrawn_by = now, actor_id
        elif _stands(mine):
            mine.withdrawn_at, mine.withdrawn_by = now, actor_id
    session.flush()


def _stands(said: Consent) -> bool:
    return said.answer == "given" and said.withdrawn_at is None


def _has_wechat(session: Session, person: Volunteer) -> bool:
    found = session.execute(
        select(WeChatAccount.openid).where(
            WeChatAccount.county_id == person.county_id, WeChatAccount.volunteer_id == person.id
        )
    )
    return found.first() is not None
