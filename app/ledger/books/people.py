"""Proofs about who did what: nobody for herself, two persons where two are needed, nothing across counties."""

from __future__ import annotations

from typing import Final

from points.ledger.audit import Check

PEOPLE_CHECKS: Final[tuple[Check, ...]] = (
    Check(
        "I12",
        "nobody_decides_for_her_own_household",
        "Whoever verified, handed out, proposed or decided was not of the household that gained by it at that time.",
        """
        WITH deed AS (
            SELECT d.id, d.actor_id, r.household_id, d.decided_at AS at FROM decision d
            JOIN service_record r ON r.county_id = d.county_id AND r.id = d.record_id
            WHERE d.county_id = :county_id AND d.action IN ('first_verify', 'verify')
            UNION ALL
            SELECT id, fulfilled_by, household_id, fulfilled_at FROM redemption_order
            WHERE county_id = :county_id AND fulfilled_by IS NOT NULL
            UNION ALL
            SELECT id, proposed_by, household_id, proposed_at FROM point_proposal WHERE county_id = :county_id
            UNION ALL
            SELECT id, decided_by, household_id, decided_at FROM point_proposal
            WHERE county_id = :county_id AND decided_by IS NOT NULL
        )
        SELECT deed.id, jsonb_build_object('actor', deed.actor_id, 'household', deed.household_id)
        FROM deed JOIN household_membership m ON m.county_id = :county_id AND m.volunteer_id = deed.actor_id
            AND m.household_id = deed.household_id AND m.joined_at <= deed.at
            AND (m.left_at IS NULL OR m.left_at > deed.at)
        """,
    ),
    Check(
        "I12",
        "two_persons_decided_what_needs_two",
        "Long days, proposals, stocktakes and prices were each decided by somebody other than who asked for them.",
        """
        SELECT id, jsonb_build_object('kind', 'service_record') FROM service_record
        WHERE county_id = :county_id AND verified_by IS NOT NULL
            AND (verified_by = volunteer_id OR verified_by = ANY (recorded_by)
                OR (needs_second AND (first_verified_by IS NULL OR first_verified_by = verified_by)))
        UNION ALL
        SELECT id, jsonb_build_object('kind', 'point_proposal') FROM point_proposal
        WHERE county_id = :county_id AND (decided_by = proposed_by
            OR (points < 0 AND state = 'approved' AND (evidence IS NULL OR notified_at IS NULL)))
        UNION ALL
        SELECT id, jsonb_build_object('kind', 'stocktake') FROM stocktake
        WHERE county_id = :county_id AND decided_by = counted_by
        UNION ALL
        SELECT item_id, jsonb_build_object('kind', 'item_price') FROM item_price
        WHERE county_id = :county_id AND approved_by = proposed_by
        """,
    ),
    Check(
        "I6",
        "proposals_match_their_postings",
        "Every approved proposal was posted once with its points; no other was.",
        """
        SELECT q.id, jsonb_build_object('state', q.state, 'proposed_points', q.points,
            'posted_points', coalesce(p.signed, 0))
        FROM point_proposal q
        LEFT JOIN (SELECT reference, CASE WHEN source_household_id IS NULL THEN points ELSE -points END AS signed,
                coalesce(source_household_id, target_household_id) AS household_id
            FROM posting WHERE county_id = :county_id AND reference LIKE 'proposal:%') p
            ON p.reference = 'proposal:' || q.id AND p.household_id = q.household_id
        WHERE q.county_id = :county_id
            AND coalesce(p.signed, 0) <> CASE WHEN q.state = 'approved' THEN q.points ELSE 0 END
        """,
    ),
    Check(
        "I6",
        "merged_registrations_hold_nothing",
        "What belonged to a registration that was merged into another one, minutes and live records, went over.",
        """
        SELECT v.id, jsonb_build_object('minutes', (SELECT coalesce(sum(h.minutes), 0) FROM hours_entry h
                WHERE h.county_id = v.county_id AND h.volunteer_id = v.id))
        FROM volunteer v
        JOIN volunteer s ON s.county_id = v.county_id AND s.id = v.merged_into_id
        WHERE v.county_id = :county_id AND v.merged_into_id IS NOT NULL AND (
            s.merged_into_id IS NOT NULL
            OR (SELECT coalesce(sum(h.minutes), 0) FROM hours_entry h
                WHERE h.county_id = v.county_id AND h.volunteer_id = v.id) <> 0
            OR EXISTS (SELECT FROM service_record r WHERE r.county_id = v.county_id AND r.volunteer_id = v.id)
            OR EXISTS (SELECT FROM household_membership m
                WHERE m.county_id = v.county_id AND m.volunteer_id = v.id AND m.left_at IS NULL))
        """,
    ),
    Check(
        "I13",
        "nothing_crosses_a_county",
        "Every account, record and order belongs to a household of its own county.",
        """
        SELECT a.household_id, jsonb_build_object('kind', 'account') FROM account a
        LEFT JOIN household h ON h.county_id = a.county_id AND h.id = a.household_id
        WHERE a.county_id = :county_id AND (h.id IS NULL OR left(h.village_code, 6) <> a.county_id)
        UNION ALL
        SELECT r.id, jsonb_build_object('kind', 'service_record') FROM service_record r
        LEFT JOIN household h ON h.county_id = r.county_id AND h.id = r.household_id
        WHERE r.county_id = :county_id AND (h.id IS NULL OR left(r.village_code, 6) <> r.county_id)
        UNION ALL
        SELECT o.id, jsonb_build_object('kind', 'redemption_order') FROM redemption_order o
        LEFT JOIN household h ON h.county_id = o.county_id AND h.id = o.household_id
        WHERE o.county_id = :county_id AND h.id IS NULL
        """,
    ),
    Check(
        "I7",
        "requests_took_effect_once",
        "No key of a phone stands behind two orders or two marks.",
        """
        SELECT placed_by, jsonb_build_object('times', count(*)) FROM redemption_order
        WHERE county_id = :county_id GROUP BY placed_by, idempotency_key HAVING count(*) > 1
        UNION ALL
        SELECT min(id::text)::uuid, jsonb_build_object('times', count(*)) FROM attendance
        WHERE county_id = :county_id GROUP BY in_nonce HAVING count(*) > 1
        UNION ALL
        SELECT record_id, jsonb_build_object('times', count(*)) FROM hours_entry
        WHERE county_id = :county_id GROUP BY record_id, reference HAVING count(*) > 1
        """,
    ),
)
