"""Reads about people who may be written down twice, and about the mergers of their registrations."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import RowMapping, Select, and_, or_, select, text
from sqlalchemy.orm import Session, aliased

from app.identity.models import Volunteer, WeChatAccount
from app.personal_data.models import PersonMerge

TWINS_MOST = 50
TWINS = text(
    """
    WITH person AS (
        SELECT v.county_id, v.id, v.name, v.birth_on, v.phone_hash, v.joined_on, v.household_id, v.state, n.number_hash
        FROM volunteer v
        LEFT JOIN identity_number n ON n.county_id = v.county_id AND n.volunteer_id = v.id
        WHERE v.county_id = :county_id AND v.state <> 'left' AND starts_with(v.village_code, :place_code)
    ), pair AS (
        SELECT a.id AS first_id, b.id AS second_id,
            array_remove(ARRAY[
                CASE WHEN a.number_hash = b.number_hash THEN 'same_id_number' END,
                CASE WHEN a.phone_hash = b.phone_hash THEN 'same_phone' END,
                CASE WHEN a.name = b.name AND a.birth_on = b.birth_on THEN 'same_name_and_birth' END], NULL) AS evidence
        FROM person a
        JOIN person b ON b.id > a.id AND (b.number_hash = a.number_hash OR b.phone_hash = a.phone_hash
            OR (b.name = a.name AND b.birth_on = a.birth_on))
        WHERE CASE WHEN CAST(:first_id AS uuid) IS NULL
            THEN NOT EXISTS (SELECT FROM person_merge m WHERE m.county_id = a.county_id AND m.state = 'declined'
                AND (m.survivor_id, m.other_id) IN ((a.id, b.id), (b.id, a.id)))
            ELSE (a.id, b.id) IN ((:first_id, :second_id), (:second_id, :first_id)) END
        ORDER BY a.id, b.id
        LIMIT :most
    )
    SELECT pair.*, a.name AS first_name, b.name AS second_name, a.state AS first_state, b.state AS second_state,
        a.joined_on AS first_joined_on, b.joined_on AS second_joined_on,
        (SELECT code FROM household h
            WHERE h.county_id = a.county_id AND h.id = a.household_id) AS first_household_code,
        (SELECT code FROM household h
            WHERE h.county_id = b.county_id AND h.id = b.household_id) AS second_household_code,
        EXISTS (SELECT FROM wechat_account w
            WHERE w.county_id = a.county_id AND w.volunteer_id = a.id) AS first_wechat,
        EXISTS (SELECT FROM wechat_account w
            WHERE w.county_id = b.county_id AND w.volunteer_id = b.id) AS second_wechat,
        (SELECT card_suffix FROM paper_card c WHERE c.county_id = a.county_id AND c.volunteer_id = a.id
            AND c.state = 'active') AS first_card_suffix,
        (SELECT card_suffix FROM paper_card c WHERE c.county_id = b.county_id AND c.volunteer_id = b.id
            AND c.state = 'active') AS second_card_suffix,
        (SELECT coalesce(sum(minutes), 0)::integer FROM hours_entry e
            WHERE e.county_id = a.county_id AND e.volunteer_id = a.id) AS first_minutes,
        (SELECT coalesce(sum(minutes), 0)::integer FROM hours_entry e
            WHERE e.county_id = b.county_id AND e.volunteer_id = b.id) AS second_minutes,
        (SELECT m.id FROM person_merge m WHERE m.county_id = a.county_id AND m.state = 'proposed'
            AND (m.survivor_id, m.other_id) IN ((a.id, b.id), (b.id, a.id)) LIMIT 1) AS merge_id
    FROM pair
    JOIN person a ON a.id = pair.first_id
    JOIN person b ON b.id = pair.second_id
    ORDER BY pair.first_id, pair.second_id
    """
)


def list_twins(session: Session, *, county_id: str, place_code: str) -> Sequence[RowMapping]:
    """Return pairs who may be one person written down twice, with the evidence; at most 50.

    The evidence: same ID number, same phone number (both by keyed hash), or same name and birth date. Nothing is
    merged by itself; two of whom somebody said that they are two are not shown again.
    """
    return _twins(session, county_id=county_id, place_code=place_code, first_id=None, second_id=None)


def evidence_for(session: Session, *, county_id: str, first_id: uuid.UUID, second_id: uuid.UUID) -> list[str]:
    """Return what speaks for two registrations being one person; nothing when only people say so."""
    rows = _twins(session, county_id=county_id, place_code="", first_id=first_id, second_id=second_id)
    return list(rows[0]["evidence"]) if rows else []


def _twins(
    session: Session, *, county_id: str, place_code: str, first_id: uuid.UUID | None, second_id: uuid.UUID | None
) -> Sequence[RowMapping]:
    asked = {
        "county_id": county_id,
        "place_code": place_code,
        "first_id": first_id,
        "second_id": second_id,
        "most": TWINS_MOST,
    }
    return session.execute(TWINS, asked).mappings().all()


def list_merges(
    session: Session, *, county_id: str, place_code: str, state: str | None, after: uuid.UUID | None, limit: int
) -> Sequence[RowMapping]:
    """Return the mergers of a place, newest first, one more than ``limit`` if there are more."""
    query = _merges(county_id).where(Volunteer.village_code.startswith(place_code, autoescape=True))
    if state is not None:
        query = query.where(PersonMerge.state == state)
    if after is not None:
        query = query.where(PersonMerge.id < after)
    return session.execute(query.order_by(PersonMerge.id.desc()).limit(limit + 1)).mappings().all()


def list_own_merges(session: Session, *, county_id: str, volunteer_id: uuid.UUID) -> Sequence[RowMapping]:
    """Return the mergers that concern a person, newest first; at most 50."""
    mine = or_(PersonMerge.survivor_id == volunteer_id, PersonMerge.other_id == volunteer_id)
    return session.execute(_merges(county_id).where(mine).order_by(PersonMerge.id.desc()).limit(50)).mappings().all()


def is_reachable(session: Session, person: Volunteer) -> bool:
    """Tell whether somebody can be asked on her own phone: she has logged in with WeChat and is not suspended."""
    bound = session.execute(
        select(WeChatAccount.openid).where(
            WeChatAccount.county_id == person.county_id, WeChatAccount.volunteer_id == person.id
        )
    ).first()
    return bound is not None and person.state in {"registered", "active"}


def _merges(county_id: str) -> Select[*tuple[Any, ...]]:
    other, proposer = aliased(Volunteer), aliased(Volunteer)
    return (
        select(
            PersonMerge,
            Volunteer.name.label("survivor_name"),
            other.name.label("other_name"),
            proposer.name.label("proposer_name"),
        )
        .join(Volunteer, and_(Volunteer.county_id == PersonMerge.county_id, Volunteer.id == PersonMerge.survivor_id))
        .join(other, and_(other.county_id == PersonMerge.county_id, other.id == PersonMerge.other_id))
        .join(proposer, and_(proposer.county_id == PersonMerge.county_id, proposer.id == PersonMerge.proposed_by))
        .where(PersonMerge.county_id == county_id)
    )
