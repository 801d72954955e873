"""Approval (审核): one statement for one record or a hundred, which also knows who asks.

Rows are locked in the order of their ids, then judged on what they say after the lock: of two approvers at once the
second one sees the first one's decision. What is judged is answered per record; sending it again answers the same.
Whoever runs an activity jointly verifies its records as an organizer of its village does.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Final

from app.clock import local_date
from app.core.actor import NotAllowed
from app.core.db import Database
from app.core.permissions import roles_for
from points.base import new_id
from points.errors import NotFound, PointsError
from points.hours.refusals import AlreadyDecided, NotAssessed, OwnEntry, OwnHousehold, OwnRecord

VERIFY: Final = """
WITH caller AS MATERIALIZED (
    SELECT v.county_id, v.id, v.household_id,
        coalesce(array_agg(g.place_code) FILTER (WHERE g.role = ANY(%(verifying)s)), '{}') AS verifies,
        coalesce(array_agg(g.place_code) FILTER (WHERE g.role = ANY(%(seconding)s)), '{}') AS seconds
    FROM login_session s
    JOIN volunteer v ON v.county_id = s.county_id AND v.id = s.volunteer_id
    LEFT JOIN role_grant g ON g.county_id = v.county_id AND g.volunteer_id = v.id AND v.state = 'active'
        AND g.starts_on <= %(today)s AND (g.ends_on IS NULL OR g.ends_on >= %(today)s)
    WHERE s.county_id = %(county_id)s AND s.token_hash = %(token_hash)s AND s.revoked_at IS NULL
      AND s.expires_at > %(now)s AND v.state IN ('registered', 'active', 'suspended')
    GROUP BY v.county_id, v.id, v.household_id
), asked AS MATERIALIZED (
    SELECT * FROM unnest(%(record_ids)s::uuid[], %(decision_ids)s::uuid[], %(audit_ids)s::uuid[])
        WITH ORDINALITY AS a(record_id, decision_id, audit_id, place)
), locked AS MATERIALIZED (
    SELECT r.*
    FROM service_record r, caller
    WHERE r.county_id = %(county_id)s AND r.id = ANY(%(record_ids)s::uuid[])
      AND caller.verifies || caller.seconds <> '{}'
    ORDER BY r.id
    FOR UPDATE OF r
), placed AS MATERIALIZED (
    SELECT l.*, caller.id AS caller_id, caller.household_id AS caller_household_id,
        EXISTS (SELECT FROM unnest(caller.verifies) p WHERE starts_with(l.village_code, p))
            OR caller.verifies <> '{}' AND EXISTS (
                SELECT FROM joint_organizer o WHERE o.county_id = l.county_id AND o.activity_id = l.activity_id
                  AND o.volunteer_id = caller.id) AS may_verify,
        EXISTS (SELECT FROM unnest(caller.seconds) p WHERE starts_with(l.village_code, p)) AS may_second
    FROM locked l, caller
), judged AS MATERIALIZED (
    SELECT p.*, CASE
        WHEN NOT may_verify AND NOT may_second THEN 'forbidden'
        WHEN volunteer_id = caller_id THEN 'own_record'
        WHEN household_id = caller_household_id THEN 'own_household'
        WHEN state IN ('verified', 'disclosed', 'settled') THEN 'already_verified'
        WHEN state <> 'claimed' THEN 'already_decided'
        WHEN caller_id = ANY (recorded_by) THEN 'own_entry'
        WHEN assessed_at IS NULL THEN 'not_assessed'
        WHEN needs_second AND first_verified_by = caller_id THEN 'awaiting_second'
        WHEN needs_second AND first_verified_by IS NOT NULL THEN CASE WHEN may_second THEN 'verify' ELSE 'forbidden' END
        WHEN NOT may_verify THEN 'forbidden'
        WHEN needs_second THEN 'first_verify'
        ELSE 'verify' END AS verdict
    FROM placed p
), changed AS (
    UPDATE service_record r SET
        state = CASE j.verdict WHEN 'verify' THEN 'verified' ELSE r.state END,
        verified_by = CASE j.verdict WHEN 'verify' THEN j.caller_id END,
        verified_at = CASE j.verdict WHEN 'verify' THEN %(now)s END,
        first_verified_by = CASE j.verdict WHEN 'first_verify' THEN j.caller_id ELSE r.first_verified_by END,
        first_verified_at = CASE j.verdict WHEN 'first_verify' THEN %(now)s ELSE r.first_verified_at END
    FROM judged j
    WHERE r.county_id = %(county_id)s AND r.id = j.id AND j.verdict IN ('verify', 'first_verify')
    RETURNING r.id, r.state
), decided AS (
    INSERT INTO decision (county_id, id, record_id, action, actor_id, reason, trace, decided_at)
    SELECT j.county_id, a.decision_id, j.id, j.verdict, j.caller_id, NULL,
        jsonb_build_object('state', c.state, 'rule_id', j.rule_id, 'minutes_present', j.minutes_present,
            'minutes', j.minutes, 'points', j.points, 'needs_second', j.needs_second, 'flags', j.flags,
            'usage', j.usage, 'steps', j.trace),
        %(now)s
    FROM changed c JOIN judged j ON j.id = c.id JOIN asked a ON a.record_id = c.id
    ORDER BY a.place
), audited AS (
    INSERT INTO audit_entry (county_id, id, at, actor_id, on_behalf_of, action, subject_kind, subject_id, facts)
    SELECT j.county_id, a.audit_id, %(now)s, j.caller_id, NULL, 'service_record.' || j.verdict, 'service_record', j.id,
        jsonb_build_object('minutes', j.minutes, 'points', j.points)
    FROM changed c JOIN judged j ON j.id = c.id JOIN asked a ON a.record_id = c.id
    ORDER BY a.place
)
SELECT caller.verifies || caller.seconds <> '{}', (
    SELECT json_agg(json_build_object(
        'record_id', a.record_id,
        'result', CASE j.verdict WHEN 'verify' THEN 'verified' WHEN 'first_verify' THEN 'awaiting_second'
            ELSE coalesce(j.verdict, 'not_found') END,
        'state', coalesce(c.state, CASE WHEN j.verdict <> 'forbidden' THEN j.state END)) ORDER BY a.place)
    FROM asked a LEFT JOIN judged j ON j.id = a.record_id LEFT JOIN changed c ON c.id = a.record_id)
FROM caller
"""

VERIFYING: Final = roles_for("hours.verify")
SECONDING: Final = roles_for("hours.second_verify")

REFUSALS: Final[dict[str, type[PointsError]]] = {
    "forbidden": NotAllowed,
    "not_found": NotFound,
    "own_record": OwnRecord,
    "own_household": OwnHousehold,
    "own_entry": OwnEntry,
    "not_assessed": NotAssessed,
    "already_decided": AlreadyDecided,
}
"""Results that refuse; the others are ``verified``, ``awaiting_second`` and ``already_verified``."""


def verify(
    database: Database, token: tuple[str, bytes], *, record_ids: Sequence[uuid.UUID], now: dt.datetime
) -> tuple[bool, list[dict[str, str | None]]] | None:
    """Approve records and return (the caller holds an approving role, one result per record), or None for nobody."""
    rows = database.hot(
        VERIFY,
        {
            "county_id": token[0],
            "token_hash": token[1],
            "now": now,
            "today": local_date(now),
            "verifying": VERIFYING,
            "seconding": SECONDING,
            "record_ids": list(record_ids),
            "decision_ids": [new_id() for _ in record_ids],
            "audit_ids": [new_id() for _ in record_ids],
        },
    )
    return None if not rows else (rows[0][0], rows[0][1])


def refusal_of(result: dict[str, str | None]) -> PointsError | None:
    """Return the typed refusal a single result stands for, or None when it is a success."""
    kind = REFUSALS.get(str(result["result"]))
    if kind is NotAllowed:
        return NotAllowed(action="hours.verify")
    if kind is AlreadyDecided:
        return AlreadyDecided(state=result["state"])
    return None if kind is None else kind()
