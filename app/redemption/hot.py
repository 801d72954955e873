"""The hot statements of redemption: one per request, the session resolved inside (D10)."""

from __future__ import annotations

from typing import Final

from app.core.permissions import roles_for

CALLER: Final = """
caller AS MATERIALIZED (
    SELECT v.id, v.household_id
    FROM login_session s
    JOIN volunteer v ON v.county_id = s.county_id AND v.id = s.volunteer_id
    WHERE s.county_id = %(county_id)s AND s.token_hash = %(token_hash)s AND s.revoked_at IS NULL
      AND s.expires_at > %(now)s AND v.state IN ('registered', 'active', 'suspended')
)"""
"""Who stands behind the token; no row means not signed in."""

TERMS: Final = """
LEFT JOIN LATERAL (
    SELECT r.redeem_floor, r.redeem_suspend_below
    FROM scoring_rule r
    LEFT JOIN site s ON s.county_id = r.county_id AND s.id = r.site_id
    WHERE r.county_id = %(county_id)s AND r.state = 'published' AND r.effective_on <= %(today)s
      AND (r.site_id IS NULL OR s.village_code = h.village_code)
    ORDER BY r.site_id IS NULL, r.effective_on DESC, r.version DESC LIMIT 1
) terms ON true"""
"""How much of its balance the household ``h`` may spend: the site's own rule first, else the county's (RC-05)."""


def _holds(action: str, village: str) -> str:
    roles = ",".join(f"'{role}'" for role in roles_for(action))
    return f"""EXISTS (
        SELECT FROM role_grant g
        WHERE g.county_id = %(county_id)s AND g.volunteer_id = c.id AND g.role IN ({roles})
          AND g.starts_on <= %(today)s AND (g.ends_on IS NULL OR g.ends_on >= %(today)s)
          AND starts_with(({village}), g.place_code))"""


_DAY_VILLAGE = """SELECT p.village_code FROM redemption_day d
    JOIN pickup_point p ON p.county_id = d.county_id AND p.id = d.pickup_point_id
    WHERE d.county_id = %(county_id)s AND d.id = %(day_id)s"""

_POINT_VILLAGE = """SELECT p.village_code FROM pickup_point p
    WHERE p.county_id = %(county_id)s AND p.id = %(pickup_point_id)s"""

# ``buyer`` decides: the caller, or the holder of the paper card that a shop keeper scanned. ``reader`` is for whom.
PLACE: Final = f"""
WITH {CALLER},
buyer AS MATERIALIZED (
    SELECT v.id, v.household_id, v.birth_on, v.state
    FROM caller c
    JOIN volunteer v ON v.county_id = %(county_id)s AND v.id = CASE
        WHEN %(card_hash)s::bytea IS NULL THEN c.id
        ELSE (SELECT k.volunteer_id FROM paper_card k
              WHERE k.county_id = %(county_id)s AND k.card_hash = %(card_hash)s AND k.state = 'active') END
),
decided AS MATERIALIZED (
    SELECT c.id AS caller_id, h.id AS household_id, terms.redeem_floor, terms.redeem_suspend_below,
        CASE WHEN %(card_hash)s::bytea IS NOT NULL THEN b.id ELSE %(on_behalf_of)s::uuid END AS on_behalf_of,
        CASE
            WHEN %(card_hash)s::bytea IS NOT NULL AND NOT {_holds("redemption.place", _DAY_VILLAGE)} THEN 'forbidden'
            WHEN b.id IS NULL THEN 'card_not_found'
            WHEN h.id IS NULL THEN 'no_household'
            WHEN %(on_behalf_of)s::uuid IS NOT NULL AND NOT EXISTS (
                SELECT FROM volunteer o WHERE o.county_id = %(county_id)s AND o.id = %(on_behalf_of)s
                  AND o.household_id = h.id) THEN 'forbidden'
            WHEN b.state = 'suspended'
              OR (h.redeem_by = 'head' AND h.head_volunteer_id IS DISTINCT FROM b.id)
              OR (h.redeem_by = 'adults' AND b.birth_on > %(adult_since)s) THEN 'redeem_not_allowed'
            ELSE 'ok' END AS status
    FROM caller c
    LEFT JOIN buyer b ON true
    LEFT JOIN household h ON h.county_id = %(county_id)s AND h.id = b.household_id AND h.state = 'active'
    {TERMS}
)
SELECT status, (placed).id, (placed).pickup_point_id, (placed).household_id, (placed).points, (placed).state,
    (placed).expires_at
FROM (
    SELECT status, CASE WHEN status = 'ok' THEN place_order(
        %(county_id)s, %(order_id)s, %(posting_id)s, household_id, caller_id, on_behalf_of, %(day_id)s,
        %(lines)s::jsonb, redeem_floor, redeem_suspend_below, %(key)s, %(request_hash)s, %(code_hash)s, %(code_minutes)s, %(now)s,
        %(today)s) END AS placed
    FROM decided
) answered
"""  # noqa: S608 - made of constants of this module

FULFIL: Final = f"""
WITH {CALLER},
decided AS MATERIALIZED (
    SELECT c.id, c.household_id, {_holds("redemption.fulfil", _POINT_VILLAGE)} AS permitted FROM caller c
)
SELECT f.outcome, (f.handed).id, (f.handed).household_id, (f.handed).points, (f.handed).state, (f.handed).fulfilled_at,
    (SELECT ceil(extract(epoch FROM a.window_started_at + interval '1 minute' - %(now)s))::integer
     FROM pickup_attempt a WHERE a.county_id = %(county_id)s AND a.keeper_id = d.id)
FROM decided d
CROSS JOIN LATERAL fulfil_by_code(
    %(county_id)s, %(pickup_point_id)s, %(code_hash)s, %(posting_id)s, d.id, d.household_id, d.permitted,
    %(collected_by)s, %(key)s, %(now)s, %(today)s) f
"""  # noqa: S608 - made of constants of this module
