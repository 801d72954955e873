"""The statements of the counter: an order behind a code, and what a card's household would pay. Nothing moves here."""

from __future__ import annotations

from typing import Final

from app.redemption.hot import CALLER, DAY_VILLAGE, POINT_VILLAGE, SPENDABLE, TERMS, decimal, holds, instant, limits

_LINES: Final = f"""
    SELECT json_agg(json_build_object('item_id', l.item_id, 'name', i.name, 'unit_name', i.unit_name,
        'quantity', l.quantity, 'points', {decimal("l.points")}) ORDER BY i.name, l.item_id)
    FROM order_line l JOIN reward_item i ON i.county_id = l.county_id AND i.id = l.item_id
    WHERE l.county_id = o.county_id AND l.order_id = o.id
"""  # noqa: S608 - made of constants of this module

_TAKEN: Final = """
    SELECT coalesce(sum(l.points / l.quantity * w.quantity), 0)::bigint
    FROM jsonb_to_recordset(%(lines)s::jsonb) AS w(item_id uuid, quantity integer)
    JOIN order_line l ON l.county_id = o.county_id AND l.order_id = o.id AND l.item_id = w.item_id
"""

LOOK_UP: Final = f"""
WITH {CALLER},
decided AS MATERIALIZED (
    SELECT c.id, c.household_id, {holds("redemption.fulfil", POINT_VILLAGE)} AS permitted FROM caller c
),
looked AS MATERIALIZED (
    SELECT d.id AS keeper_id, d.household_id AS keeper_household_id, coalesce(f.outcome, 'forbidden') AS outcome,
        (f.seen).id AS order_id
    FROM decided d
    LEFT JOIN LATERAL find_by_code(%(county_id)s, %(pickup_point_id)s, %(code_hash)s, d.id, %(now)s) f ON d.permitted
)
SELECT looked.outcome,
    (SELECT ceil(extract(epoch FROM a.window_started_at + interval '1 minute' - %(now)s))::integer
     FROM pickup_attempt a WHERE a.county_id = %(county_id)s AND a.keeper_id = looked.keeper_id),
    json_build_object(
        'id', o.id, 'household_code', h.code, 'ordered_for', coalesce(someone.name, ''),
        'is_own_household', coalesce(o.household_id = looked.keeper_household_id, false),
        'state', CASE WHEN o.state = 'placed' AND o.expires_at <= %(now)s THEN 'expired' ELSE o.state END,
        'points', {decimal("taken.points")},
        'balance_before', CASE WHEN o.state = 'placed' THEN {decimal("a.balance + o.points")} END,
        'balance_after', CASE WHEN o.state = 'placed' THEN {decimal("a.balance + o.points - taken.points")} END,
        'expires_at', {instant("o.expires_at")}, 'fulfilled_at', {instant("o.fulfilled_at")},
        'fulfilled_by_name', keeper.name, 'collected_by', o.collected_by, 'lines', ({_LINES})
    )::text
FROM looked
LEFT JOIN redemption_order o ON o.county_id = %(county_id)s AND o.id = looked.order_id
LEFT JOIN household h ON h.county_id = o.county_id AND h.id = o.household_id
LEFT JOIN account a ON a.county_id = o.county_id AND a.household_id = o.household_id
LEFT JOIN volunteer someone ON someone.county_id = o.county_id AND someone.id = coalesce(o.on_behalf_of, o.placed_by)
LEFT JOIN volunteer keeper ON keeper.county_id = o.county_id AND keeper.id = o.fulfilled_by
CROSS JOIN LATERAL (
    SELECT CASE WHEN %(lines)s::jsonb IS NULL THEN o.points ELSE ({_TAKEN}) END AS points
) taken
"""  # noqa: S608 - made of constants of this module

QUOTE: Final = f"""
WITH {CALLER},
day AS (
    SELECT d.pickup_point_id FROM redemption_day d WHERE d.county_id = %(county_id)s AND d.id = %(day_id)s
),
holder AS (
    SELECT v.id, v.name, v.household_id
    FROM paper_card k
    JOIN volunteer v ON v.county_id = k.county_id AND v.id = k.volunteer_id
    WHERE k.county_id = %(county_id)s AND k.card_hash = %(card_hash)s AND k.state = 'active'
)
SELECT CASE
        WHEN NOT EXISTS (SELECT FROM day) THEN 'not_found'
        WHEN NOT ({holds("redemption.place", DAY_VILLAGE)}) THEN 'forbidden'
        WHEN holder.id IS NULL THEN 'card_not_found'
        WHEN h.id IS NULL THEN 'no_household'
        ELSE 'ok' END,
    json_build_object(
        'household_code', h.code, 'person', holder.name,
        'is_own_household', coalesce(h.id = c.household_id, false),
        'balance', {decimal("a.balance")}, 'redeemable', {decimal("spendable.points")},
        'suspended', coalesce(a.balance < terms.redeem_suspend_below, false),
        'points', {decimal("wanted.points")},
        'balance_after', {decimal("greatest(a.balance - wanted.points, 0)")},
        'missing', {decimal("greatest(wanted.points - spendable.points, 0)")},
        {limits("day.pickup_point_id")}
    )::text
FROM caller c
LEFT JOIN holder ON true
LEFT JOIN household h ON h.county_id = %(county_id)s AND h.id = holder.household_id AND h.state = 'active'
LEFT JOIN account a ON a.county_id = h.county_id AND a.household_id = h.id
LEFT JOIN day ON true
{TERMS}
{SPENDABLE}
CROSS JOIN LATERAL (
    SELECT coalesce(sum(w.quantity * (
        SELECT q.points FROM item_price q
        WHERE q.county_id = %(county_id)s AND q.item_id = w.item_id AND q.effective_at <= %(now)s
        ORDER BY q.effective_at DESC LIMIT 1)), 0)::bigint AS points
    FROM jsonb_to_recordset(%(lines)s::jsonb) AS w(item_id uuid, quantity integer)
) wanted
"""  # noqa: S608 - made of constants of this module
