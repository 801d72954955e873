"""The hot statement of the ledger: one's own balance, the session resolved inside (D10)."""

from __future__ import annotations

from typing import Final

BALANCE: Final = """
SELECT v.household_id, a.balance, terms.redeem_floor, terms.suspend_below,
    spendable_points(a.balance, terms.redeem_floor, terms.suspend_below) AS spendable,
    (SELECT coalesce(sum(r.points), 0)::bigint FROM service_record r
     WHERE r.county_id = v.county_id AND r.household_id = v.household_id AND r.state IN ('verified', 'disclosed')
    ) AS pending,
    (SELECT coalesce(sum(o.points) FILTER (WHERE o.state = 'placed'), 0)::bigint FROM redemption_order o
     WHERE o.county_id = v.county_id AND o.household_id = v.household_id) AS held
FROM login_session s
JOIN volunteer v ON v.county_id = s.county_id AND v.id = s.volunteer_id
LEFT JOIN household h ON h.county_id = v.county_id AND h.id = v.household_id
LEFT JOIN account a ON a.county_id = v.county_id AND a.household_id = v.household_id
LEFT JOIN LATERAL redeem_terms(v.county_id, h.village_code, %(today)s) terms ON true
WHERE s.county_id = %(county_id)s AND s.token_hash = %(token_hash)s AND s.revoked_at IS NULL
  AND s.expires_at > %(now)s AND v.state IN ('registered', 'active', 'suspended')
"""
"""No row means not signed in; a null household means that the person belongs to none.

Open orders are filtered inside the sum: as a condition, PostgreSQL would read the small index of all open orders of
the province while its statistics are from before a redemption day, a hundred times slower.
"""
