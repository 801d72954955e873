"""The hot statements of redemption: one per request, the session resolved inside (D10)."""

from __future__ import annotations

from typing import Final

from app.core.permissions import roles_for

CALLER: Final = """
caller AS MATERIALIZED (
    SELECT v.id, v.household_id, v.state
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


def holds(action: str, village: str) -> str:
    """Return the condition that the caller ``c`` may do something in the village that a sub-select gives."""
    roles = ",".join(f"'{role}'" for role in roles_for(action))
    return f"""c.state <> 'suspended' AND EXISTS (
        SELECT FROM role_grant g
        WHERE g.county_id = %(county_id)s AND g.volunteer_id = c.id AND g.role IN ({roles})
          AND g.starts_on <= %(today)s AND (g.ends_on IS NULL OR g.ends_on >= %(today)s)
          AND starts_with(({village}), g.place_code))"""


def decimal(points: str) -> str:
    """Return the expression that writes hundredths of points as a decimal string; they are not negative."""
    return f"(({points}) / 100) || '.' || lpad((({points}) % 100)::text, 2, '0')".replace("%", "%%")


def instant(column: str) -> str:
    """Return the expression that writes an instant as it travels."""
    return f"""to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""


DAY_VILLAGE = """SELECT p.village_code FROM redemption_day d
    JOIN pickup_point p ON p.county_id = d.county_id AND p.id = d.pickup_point_id
    WHERE d.county_id = %(county_id)s AND d.id = %(day_id)s"""

POINT_VILLAGE = """SELECT p.village_code FROM pickup_point p
    WHERE p.county_id = %(county_id)s AND p.id = %(pickup_point_id)s"""

# ``buyer`` decides: the caller, the holder of the paper card that a shop keeper scanned, or the person who made the
# caller her proxy. ``on_behalf_of`` is for whom.
PLACE: Final = f"""
WITH {CALLER},
buyer AS MATERIALIZED (
    SELECT v.id, v.household_id, v.birth_on, v.state
    FROM caller c
    JOIN volunteer v ON v.county_id = %(county_id)s AND v.id = CASE
        WHEN %(card_hash)s::bytea IS NULL THEN coalesce((
            SELECT p.volunteer_id FROM proxy p
            WHERE p.county_id = %(county_id)s AND p.proxy_id = c.id AND p.volunteer_id = %(on_behalf_of)s::uuid
              AND p.scope = 'redeem' AND p.revoked_at IS NULL AND p.starts_on <= %(today)s AND p.ends_on >= %(today)s
              AND c.state = 'active'), c.id)
        ELSE (SELECT k.volunteer_id FROM paper_card k
              WHERE k.county_id = %(county_id)s AND k.card_hash = %(card_hash)s AND k.state = 'active') END
),
decided AS MATERIALIZED (
    SELECT c.id AS caller_id, h.id AS household_id, terms.redeem_floor, terms.redeem_suspend_below,
        CASE WHEN h.head_volunteer_id IS DISTINCT FROM b.id THEN h.order_limit END AS order_limit,
        CASE WHEN %(card_hash)s::bytea IS NOT NULL THEN b.id ELSE %(on_behalf_of)s::uuid END AS on_behalf_of,
        CASE
            WHEN %(card_hash)s::bytea IS NOT NULL AND NOT ({holds("redemption.place", DAY_VILLAGE)}) THEN 'forbidden'
            WHEN b.id IS NULL THEN 'card_not_found'
            WHEN h.id IS NULL THEN 'no_household'
            WHEN %(on_behalf_of)s::uuid IS NOT NULL AND NOT EXISTS (
                SELECT FROM volunteer o WHERE o.county_id = %(county_id)s AND o.id = %(on_behalf_of)s
                  AND o.household_id = h.id) THEN 'forbidden'
            WHEN %(card_hash)s::bytea IS NULL AND EXISTS (
                SELECT FROM binding_hold t WHERE t.county_id = %(county_id)s AND t.volunteer_id = c.id
                  AND t.outcome IS NULL AND t.until_at > %(now)s)
              AND NOT EXISTS (SELECT FROM redemption_order o WHERE o.county_id = %(county_id)s
                AND o.placed_by = c.id AND o.idempotency_key = %(key)s) THEN 'binding_held'
            WHEN (b.state = 'suspended'
              OR (h.redeem_by = 'head' AND h.head_volunteer_id IS DISTINCT FROM b.id)
              OR (h.redeem_by = 'adults' AND b.birth_on > %(adult_since)s))
              AND NOT EXISTS (SELECT FROM redemption_order o WHERE o.county_id = %(county_id)s
                AND o.placed_by = c.id AND o.idempotency_key = %(key)s) THEN 'redeem_not_allowed'
            ELSE 'ok' END AS status
    FROM caller c
    LEFT JOIN buyer b ON true
    LEFT JOIN household h ON h.county_id = %(county_id)s AND h.id = b.household_id AND h.state = 'active'
    {TERMS}
)
SELECT within_limit(status, CASE WHEN (placed).id = %(order_id)s THEN (placed).points END, order_limit),
    (placed).id, (placed).pickup_point_id, (placed).household_id, (placed).points, (placed).state, (placed).expires_at
FROM (
    SELECT status, order_limit, CASE WHEN status = 'ok' THEN place_order(
        %(county_id)s, %(order_id)s, %(posting_id)s, household_id, caller_id, on_behalf_of, %(day_id)s,
        %(lines)s::jsonb, redeem_floor, redeem_suspend_below, %(key)s, %(request_hash)s, %(code_hash)s,
        %(code_minutes)s, %(now)s, %(today)s) END AS placed
    FROM decided
) answered
"""  # noqa: S608 - made of constants of this module

FULFIL: Final = f"""
WITH {CALLER},
decided AS MATERIALIZED (
    SELECT c.id, c.household_id, {holds("redemption.fulfil", POINT_VILLAGE)} AS permitted FROM caller c
)
SELECT f.outcome, (f.handed).id, (f.handed).household_id, (f.handed).points, (f.handed).state, (f.handed).fulfilled_at,
    (SELECT ceil(extract(epoch FROM a.window_started_at + interval '1 minute' - %(now)s))::integer
     FROM pickup_attempt a WHERE a.county_id = %(county_id)s AND a.keeper_id = d.id)
FROM decided d
CROSS JOIN LATERAL fulfil_by_code(
    %(county_id)s, %(pickup_point_id)s, %(code_hash)s, %(posting_ids)s::uuid[], d.id, d.household_id, d.permitted,
    %(collected_by)s, %(lines)s::jsonb, %(part_id)s, %(part_hash)s, %(key)s, %(now)s, %(today)s) f
"""  # noqa: S608 - made of constants of this module


SHOWN_MOST: Final = 99
"""Counts above are shown as "99+"; nobody counts a whole shelf to show it."""

# The same for everybody, hence public and short-lived in memory; what concerns one household is in ALLOWANCE.
MALL: Final = f"""
SELECT json_build_object(
    'pickup_point_id', p.id, 'name', p.name, 'address', p.address,
    'next_day', (
        SELECT json_build_object('id', d.id, 'opens_at', {instant("d.opens_at")},
            'closes_at', {instant("d.closes_at")}, 'note', d.note)
        FROM redemption_day d
        WHERE d.county_id = p.county_id AND d.pickup_point_id = p.id AND d.state = 'planned' AND d.closes_at > %(now)s
        ORDER BY d.opens_at, d.id LIMIT 1),
    'limit', (SELECT json_build_object('orders', l.orders, 'period', l.period) FROM redemption_limit l
        WHERE l.county_id = p.county_id AND l.pickup_point_id = p.id),
    'items', coalesce((
        SELECT json_agg(json_build_object(
            'id', i.id, 'name', i.name, 'unit_name', i.unit_name, 'description', i.description, 'picture', i.picture,
            'points', {decimal("price.points")},
            'available', least(shelf.pieces, {SHOWN_MOST}), 'available_more', shelf.pieces > {SHOWN_MOST},
            'limit_quantity', i.limit_quantity, 'limit_period', i.limit_period
            ) ORDER BY price.points, i.name, i.id)
        FROM reward_item i
        CROSS JOIN LATERAL (
            SELECT q.points FROM item_price q
            WHERE q.county_id = i.county_id AND q.item_id = i.id AND q.effective_at <= %(now)s
            ORDER BY q.effective_at DESC LIMIT 1) price
        CROSS JOIN LATERAL (
            SELECT count(*) AS pieces FROM (
                SELECT FROM unit u
                WHERE u.county_id = i.county_id AND u.item_id = i.id AND u.state = 'available'
                  AND u.best_before >= %(today)s
                LIMIT {SHOWN_MOST + 1}) counted) shelf
        WHERE i.county_id = p.county_id AND i.pickup_point_id = p.id AND i.state = 'offered'), '[]'::json),
    'thanks', coalesce((
        SELECT json_agg(names.name ORDER BY names.name)
        FROM (SELECT DISTINCT d.name
              FROM reward_item i
              JOIN lot l ON l.county_id = i.county_id AND l.item_id = i.id
              JOIN donor d ON d.county_id = l.county_id AND d.id = l.donor_id AND d.public
              WHERE i.county_id = p.county_id AND i.pickup_point_id = p.id AND i.state = 'offered'
              LIMIT 50) names), '[]'::json)
    )::text
FROM pickup_point p
WHERE p.county_id = %(county_id)s AND p.id = %(pickup_point_id)s
"""  # noqa: S608 - made of constants of this module

SPENDABLE: Final = """
CROSS JOIN LATERAL (
    SELECT CASE WHEN a.balance < terms.redeem_suspend_below THEN 0
        ELSE greatest(a.balance - coalesce(terms.redeem_floor, 0), 0) END AS points
) spendable"""
"""The points above the floor of ``terms`` that the account ``a`` holds."""


def limits(point: str) -> str:
    """Return the pairs of a JSON object that say what the limits of a pickup point leave to the household ``h``."""
    return f"""
    'orders_left', (
        SELECT greatest(l.orders - coalesce(u.quantity, 0), 0)
        FROM redemption_limit l
        LEFT JOIN redemption_usage u ON u.county_id = l.county_id AND u.household_id = h.id
            AND u.subject_id = l.pickup_point_id AND u.period = period_key(l.period, %(today)s)
        WHERE l.county_id = %(county_id)s AND l.pickup_point_id = {point}),
    'items', coalesce((
        SELECT json_agg(json_build_object('item_id', i.id,
            'left', greatest(i.limit_quantity - coalesce(u.quantity, 0), 0)) ORDER BY i.id)
        FROM reward_item i
        LEFT JOIN redemption_usage u ON u.county_id = i.county_id AND u.household_id = h.id
            AND u.subject_id = i.id AND u.period = period_key(i.limit_period, %(today)s)
        WHERE i.county_id = %(county_id)s AND i.pickup_point_id = {point} AND i.state = 'offered'
          AND i.limit_quantity IS NOT NULL), '[]'::json)"""  # noqa: S608 - made of constants of this module


ALLOWANCE: Final = f"""
WITH {CALLER}
SELECT h.id IS NOT NULL, json_build_object(
    'household_id', h.id,
    'balance', {decimal("a.balance")},
    'redeemable', {decimal("spendable.points")},
    'suspended', coalesce(a.balance < terms.redeem_suspend_below, false),
    {limits("%(pickup_point_id)s")}
    )::text
FROM caller c
LEFT JOIN household h ON h.county_id = %(county_id)s AND h.id = c.household_id AND h.state = 'active'
LEFT JOIN account a ON a.county_id = h.county_id AND a.household_id = h.id
{TERMS}
{SPENDABLE}
"""  # noqa: S608 - made of constants of this module
