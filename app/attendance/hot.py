"""The statements of check-in and check-out: one per request, and a second only to keep a scan that failed."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any, Final, Literal

import orjson

from app.attendance.refusals import CardUnknown, CheckInProxyMissing, PersonUnknown
from app.attendance.scanning import PersonScan
from app.core.actor import NotAllowed
from app.core.db import Database
from app.core.permissions import roles_for
from app.http.problems import NotSignedIn, TooManyRequests
from points.attendance.windows import EARLY_ARRIVAL, LATE_LEAVING
from points.base import new_id
from points.errors import NotFound, PointsError

Direction = Literal["in", "out"]
MOST_GUESSES: Final = 10
MOST_FAILURES_KEPT: Final = 100
GUESS_WINDOW: Final = dt.timedelta(minutes=15)

_SESSION: Final = """s.county_id = %(county_id)s AND s.token_hash = %(token_hash)s
    AND s.revoked_at IS NULL AND s.expires_at > %(now)s"""
_MARKS: Final[dict[Direction, str]] = {
    "in": """check_in(c.county_id, %(id)s, c.person_id, c.short_id, %(now)s, %(now)s, %(means)s, 'online', %(nonce)s,
        c.actor_id, %(confirmed)s, %(children)s, %(flags)s, NULL, %(code_hash)s, %(early)s)""",
    "out": """check_out(c.county_id, %(id)s, c.person_id, c.short_id, %(now)s, %(now)s, %(means)s, 'online', %(nonce)s,
        c.actor_id, %(confirmed)s, %(flags)s, NULL, %(code_hash)s, %(late)s)""",
}
_OWN: Final = """
SELECT r.refusal, r.facts::text, r.replayed, r.answer::text
FROM (SELECT s.county_id, s.volunteer_id AS actor_id, s.volunteer_id AS person_id, %(short_id)s::text AS short_id
      FROM login_session s WHERE {session}) c
CROSS JOIN LATERAL {mark} r
"""
_BY_ORGANIZER: Final = """
WITH c AS MATERIALIZED (
    SELECT s.county_id, s.volunteer_id AS actor_id, a.short_id, a.id AS activity_id,
        EXISTS (SELECT FROM role_grant g
            JOIN volunteer o ON o.county_id = g.county_id AND o.id = g.volunteer_id AND o.state = 'active'
            WHERE g.county_id = s.county_id AND g.volunteer_id = s.volunteer_id
            AND g.role = ANY(%(roles)s) AND starts_with(a.village_code, g.place_code)
            AND g.starts_on <= %(today)s AND (g.ends_on IS NULL OR g.ends_on >= %(today)s))
        OR EXISTS (SELECT FROM joint_organizer j
            JOIN volunteer o ON o.county_id = j.county_id AND o.id = j.volunteer_id AND o.state = 'active'
            JOIN role_grant g ON g.county_id = j.county_id AND g.volunteer_id = j.volunteer_id
            WHERE j.county_id = a.county_id AND j.activity_id = a.id AND j.volunteer_id = s.volunteer_id
            AND g.role = ANY(%(roles)s)
            AND g.starts_on <= %(today)s AND (g.ends_on IS NULL OR g.ends_on >= %(today)s)) AS permitted,
        coalesce(%(person_id)s::uuid, (SELECT p.volunteer_id FROM paper_card p WHERE p.county_id = s.county_id
            AND p.card_hash = %(card_hash)s AND p.state = 'active')) AS person_id
    FROM login_session s
    LEFT JOIN activity a ON a.county_id = s.county_id AND a.id = %(activity_id)s
    WHERE {session}
), marked AS MATERIALIZED (
    SELECT r.* FROM c CROSS JOIN LATERAL {mark} r WHERE c.permitted AND c.person_id IS NOT NULL AND %(legible)s
)
SELECT m.refusal, m.facts::text, m.replayed, m.answer::text, c.activity_id IS NOT NULL, c.permitted, v.name, c.short_id
FROM c
LEFT JOIN marked m ON true
LEFT JOIN volunteer v ON v.county_id = c.county_id AND v.id = c.person_id
"""

# A statement of its own, so that the ordinary scan above asks nothing about proxies.
_FOR_OTHER: Final = """
WITH c AS MATERIALIZED (
    SELECT s.county_id, s.volunteer_id AS actor_id, %(person_id)s::uuid AS person_id, %(short_id)s::text AS short_id,
        EXISTS (SELECT FROM proxy p
            JOIN volunteer o ON o.county_id = p.county_id AND o.id = p.proxy_id AND o.state = 'active'
            WHERE p.county_id = s.county_id AND p.proxy_id = s.volunteer_id AND p.volunteer_id = %(person_id)s::uuid
            AND p.scope = 'check_in' AND p.revoked_at IS NULL
            AND p.starts_on <= %(today)s AND p.ends_on >= %(today)s) AS permitted
    FROM login_session s WHERE {session}
), marked AS MATERIALIZED (
    SELECT r.* FROM c CROSS JOIN LATERAL {mark} r WHERE c.permitted
)
SELECT m.refusal, m.facts::text, m.replayed, m.answer::text, c.permitted, v.name
FROM c
LEFT JOIN marked m ON true
LEFT JOIN volunteer v ON v.county_id = c.county_id AND v.id = c.person_id
"""

_KEEP_FAILURE: Final = """
WITH c AS MATERIALIZED (
    SELECT s.county_id, s.volunteer_id AS actor_id FROM login_session s WHERE {session}
), earlier AS MATERIALIZED (
    SELECT attendance_json(a)::text AS answer, v.name FROM c
    JOIN attendance a ON a.county_id = c.county_id
    JOIN volunteer v ON v.county_id = a.county_id AND v.id = a.volunteer_id
    WHERE a.{side}_nonce = %(nonce)s AND a.{side}_by = c.actor_id
), recent AS MATERIALIZED (
    SELECT count(*) AS kept, wrong_guesses(c.county_id, c.actor_id, %(now)s) AS guesses
    FROM c LEFT JOIN failed_scan f ON f.county_id = c.county_id AND f.actor_id = c.actor_id AND f.at > %(since)s
    GROUP BY c.county_id, c.actor_id
), kept AS (
    INSERT INTO failed_scan (county_id, id, activity_id, actor_id, nonce, reason, facts, at)
    SELECT c.county_id, %(id)s,
        (SELECT a.id FROM activity a WHERE a.county_id = c.county_id AND a.short_id = %(short_id)s::text),
        c.actor_id, %(nonce)s, %(reason)s, %(facts)s::jsonb, %(now)s
    FROM c, recent WHERE recent.kept < %(most)s AND NOT EXISTS (SELECT FROM earlier)
    ON CONFLICT DO NOTHING
)
SELECT recent.guesses, earlier.answer, earlier.name FROM c, recent LEFT JOIN earlier ON true
"""


def _both(statement: str) -> dict[Direction, str]:
    return {
        side: statement.replace("{session}", _SESSION).replace("{mark}", mark).replace("{side}", side)
        for side, mark in _MARKS.items()
    }


OWN_MARK: Final = _both(_OWN)
MARK_FOR_OTHER: Final = _both(_FOR_OTHER)
MARK_BY_ORGANIZER: Final = _both(_BY_ORGANIZER)
KEEP_FAILURE: Final = _both(_KEEP_FAILURE)


@dataclass(frozen=True)
class Mark:
    """One mark to be made now: who asks, which way, the key of the request, and what was read."""

    token: tuple[str, bytes]
    direction: Direction
    nonce: str
    means: str
    now: dt.datetime
    children: int = 0
    flags: tuple[str, ...] = ()

    def parameters(self, **more: Any) -> dict[str, Any]:
        """Return the parameters that every statement of a mark shares, and those given."""
        return {
            "county_id": self.token[0],
            "token_hash": self.token[1],
            "id": new_id(),
            "now": self.now,
            "means": self.means,
            "nonce": self.nonce,
            "confirmed": self.means != "poster",
            "children": self.children,
            "flags": list(self.flags),
            "code_hash": None,
            "early": EARLY_ARRIVAL,
            "late": LATE_LEAVING,
            **more,
        }


@dataclass(frozen=True)
class Marked:
    """The row as JSON, whether it stood already, and the person's name when somebody else scanned her."""

    answer: bytes
    replayed: bool
    name: str | None = None


def mark_own(database: Database, mark: Mark, *, short_id: str) -> Marked:
    """Check the caller in or out at an activity whose code she showed.

    Raises:
        NotSignedIn: there is no such session.
        PointsError: one of ``MARK_REFUSALS`` and those of the direction; the failed scan is kept.
    """
    rows = database.hot(OWN_MARK[mark.direction], mark.parameters(short_id=short_id))
    if not rows:
        raise NotSignedIn()
    refusal, facts, replayed, answer = rows[0]
    if refusal is not None:
        return raise_kept(database, mark, named(refusal, facts), short_id=short_id)
    return Marked(answer.encode(), replayed)


def mark_for_other(database: Database, mark: Mark, *, person_id: uuid.UUID, short_id: str, today: dt.date) -> Marked:
    """Check a person in or out with the phone of somebody whom she asked to; both are on the row.

    Raises:
        NotSignedIn: there is no such session.
        CheckInProxyMissing: she did not ask the caller, or the last day is over.
        PointsError: one of ``MARK_REFUSALS`` and those of the direction; the failed scan is kept.
    """
    parameters = mark.parameters(short_id=short_id, person_id=person_id, today=today)
    rows = database.hot(MARK_FOR_OTHER[mark.direction], parameters)
    if not rows:
        raise NotSignedIn()
    refusal, facts, replayed, answer, permitted, name = rows[0]
    if answer is not None:
        return Marked(answer.encode(), replayed, name)
    problem = named(refusal, facts) if permitted else CheckInProxyMissing()
    return raise_kept(database, mark, problem, short_id=short_id)


def mark_by_organizer(
    database: Database, mark: Mark, scan: PersonScan, *, activity_id: uuid.UUID, today: dt.date
) -> Marked:
    """Check a person in or out whose code or card an organizer of the place scanned.

    Raises:
        NotSignedIn, NotFound, NotAllowed: no session, no such activity, not an organizer of its place.
        PointsError: what is wrong with the code, the person or the moment; the failed scan is kept.
    """
    rows = database.hot(
        MARK_BY_ORGANIZER[mark.direction],
        mark.parameters(
            activity_id=activity_id,
            today=today,
            roles=roles_for("attendance.record"),
            person_id=scan.volunteer_id,
            card_hash=scan.card_hash,
            code_hash=scan.code_hash,
            legible=scan.refusal is None,
        ),
    )
    if not rows:
        raise NotSignedIn()
    refusal, facts, replayed, answer, known, permitted, name, short_id = rows[0]
    if not known:
        raise NotFound()
    if not permitted:
        raise NotAllowed(action="attendance.record")
    if answer is not None:
        return Marked(answer.encode(), replayed, name)
    if refusal is not None:
        problem = named(refusal, facts)
    else:
        problem = scan.refusal or (CardUnknown() if scan.means == "card" else PersonUnknown())
    return raise_kept(database, mark, problem, short_id=short_id)


def raise_kept(database: Database, mark: Mark, problem: PointsError, *, short_id: str | None) -> Marked:
    """Keep a failed scan and raise why it failed; or return the mark if this very request succeeded before.

    Raises:
        PointsError: the problem, or ``TooManyRequests`` after ten wrong guesses within a quarter of an hour.
    """
    rows = database.hot(
        KEEP_FAILURE[mark.direction],
        mark.parameters(
            short_id=short_id,
            reason=problem.code,
            facts=orjson.dumps({"direction": mark.direction, "means": mark.means}).decode(),
            since=mark.now - GUESS_WINDOW,
            most=MOST_FAILURES_KEPT,
        ),
    )
    if not rows:
        raise NotSignedIn()
    guesses, answer, name = rows[0]
    if answer is not None and problem.code != "key_reused":
        return Marked(answer.encode(), True, name)
    if guesses >= MOST_GUESSES:
        raise TooManyRequests(retry_after=int(GUESS_WINDOW.total_seconds()))
    raise problem


def named(refusal: str, facts: str) -> PointsError:
    """Return the typed refusal that a database function named."""
    return PointsError.registry[refusal](**orjson.loads(facts))
