"""Reads of published lists: what is frozen is masked.

A full name appears only on lists that opened after its person agreed to that, is never stored in a list, and is masked
again the moment she withdraws (个人信息保护法 art. 15, 25).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import String

from app.disclosure.models import Disclosure, DisclosureLine, Objection
from points.errors import NotFound

LINES = text(
    """
    SELECT l.id, l.place, l.household_code, l.activity_title, l.difficulty_name, l.factor_percent,
        l.local_date, l.minutes, l.points, l.origin, l.record_id,
        CASE WHEN EXISTS (
            SELECT FROM consent c
            JOIN disclosure d ON d.county_id = l.county_id AND d.id = l.disclosure_id AND c.answered_at <= d.opens_at
            WHERE c.county_id = r.county_id AND c.volunteer_id = r.volunteer_id AND c.purpose = 'full_name_public'
              AND c.answer = 'given' AND c.withdrawn_at IS NULL)
            THEN v.name ELSE l.masked_name END AS masked_name,
        CASE
            WHEN r.state = 'settled' OR (r.state = 'disputed' AND r.disputed_from = 'settled') THEN 'settled'
            WHEN r.state IN ('rejected', 'corrected') THEN 'withdrawn'
            WHEN r.state = 'disputed' OR EXISTS (
                SELECT FROM objection o WHERE o.county_id = l.county_id AND o.line_id = l.id AND o.state = 'open')
                THEN 'paused'
            ELSE 'standing' END AS standing
    FROM disclosure_line l
    JOIN service_record r ON r.county_id = l.county_id AND r.id = l.record_id
    JOIN volunteer v ON v.county_id = r.county_id AND v.id = r.volunteer_id
    WHERE l.county_id = :county_id AND l.disclosure_id = :disclosure_id
    ORDER BY l.place
    """
)
LOCK_LINES = text(
    """
    SELECT r.id
    FROM disclosure_line l
    JOIN service_record r ON r.county_id = l.county_id AND r.id = l.record_id
    WHERE l.county_id = :county_id AND l.disclosure_id = :disclosure_id AND r.state = 'disclosed'
    ORDER BY r.id
    FOR UPDATE OF r
    """
)
DUE_LINES = text(
    """
    SELECT r.id
    FROM disclosure_line l
    JOIN service_record r ON r.county_id = l.county_id AND r.id = l.record_id
    WHERE l.county_id = :county_id AND l.disclosure_id = :disclosure_id AND r.state = 'disclosed'
      AND NOT EXISTS (
          SELECT FROM objection o WHERE o.county_id = l.county_id AND o.line_id = l.id AND o.state = 'open')
    ORDER BY r.household_id, r.id
    """
)
WAITING = text(
    """
    SELECT count(*)
    FROM disclosure_line l
    JOIN service_record r ON r.county_id = l.county_id AND r.id = l.record_id
    WHERE l.county_id = :county_id AND l.disclosure_id = :disclosure_id
      AND (r.state = 'disclosed' OR (r.state = 'disputed' AND r.disputed_from = 'disclosed'))
    """
)
READY = text(
    """
    (EXISTS (
        SELECT FROM disclosure_line l
        JOIN service_record r ON r.county_id = l.county_id AND r.id = l.record_id
        WHERE l.county_id = disclosure.county_id AND l.disclosure_id = disclosure.id AND r.state = 'disclosed'
          AND NOT EXISTS (
              SELECT FROM objection o WHERE o.county_id = l.county_id AND o.line_id = l.id AND o.state = 'open'))
    OR NOT EXISTS (
        SELECT FROM disclosure_line l
        JOIN service_record r ON r.county_id = l.county_id AND r.id = l.record_id
        WHERE l.county_id = disclosure.county_id AND l.disclosure_id = disclosure.id
          AND (r.state = 'disclosed' OR (r.state = 'disputed' AND r.disputed_from = 'disclosed'))))
    """
)
"""A list on which some line may settle, or none waits any more; those that only wait never stand before these."""
DUE_CORRECTIONS = text(
    """
    SELECT r.county_id, r.id
    FROM service_record r
    JOIN service_record p ON p.county_id = r.county_id AND p.id = r.supersedes_id
    WHERE r.state = 'verified' AND r.supersedes_id IS NOT NULL AND (p.state = 'settled' OR p.disputed_from = 'settled')
      AND r.points <= p.points AND r.minutes <= p.minutes
      AND (CAST(:county_id AS text) IS NULL OR r.county_id = :county_id)
    ORDER BY r.household_id, r.id
    LIMIT :limit
    """
)
TO_DISCLOSE = text(
    """
    SELECT r.id, r.state, v.name, h.code AS household_code, a.title AS activity_title,
        coalesce(d.name, r.difficulty_code) AS difficulty_name, coalesce(d.factor_percent, 100) AS factor_percent
    FROM service_record r
    JOIN volunteer v ON v.county_id = r.county_id AND v.id = r.volunteer_id
    JOIN household h ON h.county_id = r.county_id AND h.id = r.household_id
    JOIN activity a ON a.county_id = r.county_id AND a.id = r.activity_id
    LEFT JOIN difficulty_class d ON d.county_id = r.county_id AND d.rule_id = r.rule_id AND d.code = r.difficulty_code
    LEFT JOIN service_record p ON p.county_id = r.county_id AND p.id = r.supersedes_id
    WHERE r.county_id = :county_id AND r.site_id = :site_id
      AND ((r.state = 'verified' AND NOT coalesce(
                (p.state = 'settled' OR p.disputed_from = 'settled')
                AND r.points <= p.points AND r.minutes <= p.minutes, false))
           OR (r.state = 'settled' AND r.supersedes_id IS NOT NULL AND NOT EXISTS (
                SELECT FROM disclosure_line l WHERE l.county_id = r.county_id AND l.record_id = r.id)))
    ORDER BY r.local_date, a.title, r.started_at, r.id
    LIMIT :limit
    FOR UPDATE OF r
    """
)
CHAIN_HEAD = text(
    "SELECT seq, hash, sealed_at FROM ledger_block WHERE county_id = :county_id ORDER BY seq DESC LIMIT 1"
)
OPEN_OBJECTIONS = text(
    """
    SELECT o.id, o.state, o.text, o.raised_at, o.answer_due_on, o.ruling, o.ruled_at, o.raised_by,
        l.id AS line_id, l.disclosure_id, c.number AS disclosure_number, c.village_code, l.place, l.household_code,
        l.masked_name, l.activity_title, l.local_date, l.minutes, l.points, l.record_id
    FROM objection o
    JOIN disclosure_line l ON l.county_id = o.county_id AND l.id = o.line_id
    JOIN disclosure c ON c.county_id = l.county_id AND c.id = l.disclosure_id
    WHERE o.county_id = :county_id AND o.state = :state
      AND (o.raised_by = :raised_by OR EXISTS (SELECT FROM unnest(:places) p WHERE starts_with(c.village_code, p)))
      AND (CAST(:last_id AS uuid) IS NULL OR (o.answer_due_on, o.id) > (CAST(:last_due AS date), :last_id))
    ORDER BY o.answer_due_on, o.id
    LIMIT :limit
    """
).bindparams(bindparam("places", type_=ARRAY(String)))


def get_disclosure(session: Session, *, county_id: str, disclosure_id: uuid.UUID) -> Disclosure:
    """Return a published list of the county.

    Raises:
        NotFound: there is none.
    """
    found = session.get(Disclosure, (county_id, disclosure_id))
    if found is None:
        raise NotFound()
    return found


def list_lines(session: Session, *, county_id: str, disclosure_id: uuid.UUID) -> Sequence[Row[Any]]:
    """Return the lines of a list as printed, with how each stands now: standing, paused, settled, withdrawn."""
    return session.execute(LINES, {"county_id": county_id, "disclosure_id": disclosure_id}).all()


def list_village_disclosures(
    session: Session, *, village_code: str, limit: int, before: tuple[dt.datetime, uuid.UUID] | None = None
) -> list[Disclosure]:
    """Return the lists of a village, newest first; ``before`` is (opened at, id) of the last one seen."""
    county_id = village_code[:6]
    wanted = select(Disclosure).where(Disclosure.county_id == county_id, Disclosure.village_code == village_code)
    if before is not None:
        wanted = wanted.where(
            (Disclosure.opens_at < before[0]) | ((Disclosure.opens_at == before[0]) & (Disclosure.id < before[1]))
        )
    order = (Disclosure.opens_at.desc(), Disclosure.id.desc())
    return list(session.scalars(wanted.order_by(*order).limit(limit)))


def get_line(
    session: Session, *, county_id: str, disclosure_id: uuid.UUID, line_id: uuid.UUID
) -> tuple[Disclosure, DisclosureLine]:
    """Return a line together with its list.

    Raises:
        NotFound: there is no such line on this list.
    """
    disclosure = get_disclosure(session, county_id=county_id, disclosure_id=disclosure_id)
    line = session.get(DisclosureLine, (county_id, line_id))
    if line is None or line.disclosure_id != disclosure_id:
        raise NotFound()
    return disclosure, line


def find_chain_head(session: Session, *, county_id: str) -> Row[Any] | None:
    """Return number, hash and time of the newest sealed block of the county's ledger, or None before the first."""
    return session.execute(CHAIN_HEAD, {"county_id": county_id}).one_or_none()


def list_objections(
    session: Session,
    *,
    county_id: str,
    places: Sequence[str],
    raised_by: uuid.UUID,
    state: str,
    limit: int,
    after: tuple[dt.date, uuid.UUID] | None = None,
) -> Sequence[Row[Any]]:
    """Return objections at one's places and one's own, those due first on top."""
    return session.execute(
        OPEN_OBJECTIONS,
        {
            "county_id": county_id,
            "places": list(places),
            "raised_by": raised_by,
            "state": state,
            "last_due": None if after is None else after[0],
            "last_id": None if after is None else after[1],
            "limit": limit,
        },
    ).all()


def find_objection(session: Session, *, county_id: str, objection_id: uuid.UUID) -> Objection | None:
    """Return an objection of the county, or None."""
    return session.get(Objection, (county_id, objection_id))
