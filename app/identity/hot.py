"""Statements of login that stand alone, outside any transaction."""

from __future__ import annotations

import datetime as dt

from app.core.db import Database

TOUCH_SESSION = """
UPDATE login_session
SET last_seen_at = %(now)s,
    expires_at = CASE kind
        WHEN 'console' THEN least(created_at + %(console_days)s, %(now)s + %(console_idle)s)
        ELSE least(created_at + %(volunteer_days)s, %(now)s + %(volunteer_idle)s) END
WHERE county_id = %(county_id)s AND token_hash = %(token_hash)s AND revoked_at IS NULL AND expires_at > %(now)s
RETURNING 1
"""

REMEMBER_CODE = """
INSERT INTO login_code (code_hash, openid, unionid, used_at)
VALUES (%(code_hash)s, %(openid)s, %(unionid)s, %(now)s)
ON CONFLICT (code_hash) DO NOTHING
RETURNING 1
"""

REMEMBERED_CODE = """
SELECT openid, unionid FROM login_code WHERE code_hash = %(code_hash)s AND used_at > %(since)s
"""

COUNT_FAILURE = """
INSERT INTO sign_in_throttle AS t (subject_hash, tries, window_ends_at)
VALUES (%(subject_hash)s, 1, %(window_ends_at)s)
ON CONFLICT (subject_hash) DO UPDATE SET
    tries = CASE WHEN t.window_ends_at <= %(now)s THEN 1 ELSE t.tries + 1 END,
    window_ends_at = CASE WHEN t.window_ends_at <= %(now)s THEN excluded.window_ends_at ELSE t.window_ends_at END
RETURNING tries, window_ends_at
"""

FORGET_FAILURES = """
DELETE FROM sign_in_throttle WHERE subject_hash = %(subject_hash)s RETURNING 1
"""

GIVE_TRY_BACK = """
UPDATE sign_in_throttle SET tries = tries - 1 WHERE subject_hash = ANY(%(subject_hashes)s) AND tries > 0 RETURNING 1
"""


class SessionLifetimes:
    """How long sessions last: without being seen, and at most."""

    def __init__(
        self,
        *,
        volunteer_idle: dt.timedelta,
        volunteer_most: dt.timedelta,
        console_idle: dt.timedelta,
        console_most: dt.timedelta,
    ) -> None:
        self._idle = {"miniprogram": volunteer_idle, "console": console_idle}
        self._most = {"miniprogram": volunteer_most, "console": console_most}

    def expiry(self, kind: str, *, now: dt.datetime) -> dt.datetime:
        """Return when a session begun now ends if it is never seen again."""
        return now + min(self._idle[kind], self._most[kind])

    def touch(self, database: Database, county_id: str, token_hash: bytes, *, now: dt.datetime) -> None:
        """Write down that a session was seen, which moves its end; never beyond its longest life."""
        database.hot(
            TOUCH_SESSION,
            {
                "now": now,
                "county_id": county_id,
                "token_hash": token_hash,
                "console_days": self._most["console"],
                "console_idle": self._idle["console"],
                "volunteer_days": self._most["miniprogram"],
                "volunteer_idle": self._idle["miniprogram"],
            },
        )
