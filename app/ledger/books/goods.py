"""Proofs about orders, the points held and spent for them, and every single piece of goods."""

from __future__ import annotations

from typing import Final

from points.ledger.audit import Check

GOODS_CHECKS: Final[tuple[Check, ...]] = (
    Check(
        "I5",
        "escrow_is_what_open_orders_hold",
        "The points in escrow are those of the open orders, to the hundredth.",
        """
        SELECT 'escrow', jsonb_build_object('escrow_points', held, 'open_order_points', open)
        FROM (SELECT
            (SELECT coalesce(sum(CASE WHEN target = 'escrow' THEN points ELSE -points END), 0)::bigint FROM posting
             WHERE county_id = :county_id AND 'escrow' IN (source, target)) AS held,
            (SELECT coalesce(sum(points), 0)::bigint FROM redemption_order
             WHERE county_id = :county_id AND state = 'placed') AS open) sums
        WHERE held <> open
        """,
    ),
    Check(
        "I8",
        "orders_match_their_postings",
        "Every order held its points once; a handed-over one spent them, an ended one gave them back, never both.",
        """
        SELECT o.id, jsonb_build_object('state', o.state, 'order_points', o.points,
            'held_points', coalesce(held.points, 0), 'settled_points', coalesce(settled.points, 0),
            'released_points', coalesce(released.points, 0),
            'unsettled_points', coalesce(undone.points, 0))
        FROM redemption_order o
        LEFT JOIN posting held ON held.county_id = o.county_id AND held.reference = 'order:' || o.id || ':hold'
            AND held.source_household_id = o.household_id AND held.target = 'escrow'
        LEFT JOIN posting settled ON settled.county_id = o.county_id
            AND settled.reference = 'order:' || o.id || ':settle'
            AND (settled.source, settled.target) = ('escrow', 'redeemed')
        LEFT JOIN posting undone ON undone.county_id = settled.county_id AND undone.reverses_id = settled.id
        LEFT JOIN posting released ON released.county_id = o.county_id
            AND released.reference = 'order:' || o.id || ':release'
            AND released.source = 'escrow' AND released.target_household_id = o.household_id
        WHERE o.county_id = :county_id AND (
            coalesce(held.points, 0),
            coalesce(settled.points, 0),
            coalesce(undone.points, 0),
            coalesce(released.points, 0)
        ) <> (
            o.points,
            CASE WHEN o.state IN ('fulfilled', 'reversed') THEN o.points ELSE 0 END,
            CASE WHEN o.state = 'reversed' THEN o.points ELSE 0 END,
            CASE WHEN o.state IN ('cancelled', 'expired', 'reversed') THEN o.points ELSE 0 END
        )
        UNION ALL
        SELECT p.id, jsonb_build_object('reference', p.reference)
        FROM posting p
        LEFT JOIN redemption_order o ON o.county_id = p.county_id AND o.id::text = split_part(p.reference, ':', 2)
        WHERE p.county_id = :county_id AND p.reference LIKE 'order:%' AND o.id IS NULL
        """,
    ),
    Check(
        "I8",
        "orders_match_their_lines_and_pieces",
        "An order costs what its lines cost and holds exactly the pieces it names while it is open or handed over.",
        """
        SELECT o.id, jsonb_build_object('state', o.state, 'order_points', o.points, 'line_points', l.points,
            'named', l.quantity, 'reserved', u.reserved, 'issued', u.issued)
        FROM redemption_order o
        CROSS JOIN LATERAL (SELECT coalesce(sum(points), 0)::bigint AS points, coalesce(sum(quantity), 0) AS quantity
            FROM order_line WHERE county_id = o.county_id AND order_id = o.id) l
        CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE state = 'reserved') AS reserved,
                count(*) FILTER (WHERE state = 'issued') AS issued
            FROM unit WHERE county_id = o.county_id AND order_id = o.id) u
        WHERE o.county_id = :county_id AND (o.points <> l.points
            OR u.reserved <> CASE WHEN o.state = 'placed' THEN l.quantity ELSE 0 END
            OR u.issued <> CASE WHEN o.state = 'fulfilled' THEN l.quantity ELSE 0 END)
        """,
    ),
    Check(
        "I8",
        "orders_match_their_movements",
        "Goods moved for an order exactly as often as its state says: taken, handed over, given back.",
        """
        SELECT o.id, jsonb_build_object('state', o.state, 'named', l.quantity, 'reserve', m.reserve, 'issue', m.issue,
            'release', m.release, 'return', m.back)
        FROM redemption_order o
        CROSS JOIN LATERAL (SELECT coalesce(sum(quantity), 0) AS quantity
            FROM order_line WHERE county_id = o.county_id AND order_id = o.id) l
        LEFT JOIN (
            SELECT split_part(reference, ':', 2) AS order_id,
                coalesce(sum(quantity) FILTER (WHERE kind = 'reserve'), 0) AS reserve,
                coalesce(sum(quantity) FILTER (WHERE kind = 'issue'), 0) AS issue,
                coalesce(sum(quantity) FILTER (WHERE kind = 'release'), 0) AS release,
                coalesce(sum(quantity) FILTER (WHERE kind = 'return'), 0) AS back
            FROM stock_movement WHERE county_id = :county_id AND reference LIKE 'order:%' GROUP BY 1
        ) m ON m.order_id = o.id::text
        WHERE o.county_id = :county_id AND (m.reserve, m.issue, m.release, m.back) IS DISTINCT FROM (
            l.quantity,
            CASE WHEN o.state IN ('fulfilled', 'reversed') THEN l.quantity ELSE 0 END,
            CASE WHEN o.state IN ('cancelled', 'expired') THEN l.quantity ELSE 0 END,
            CASE WHEN o.state = 'reversed' THEN l.quantity ELSE 0 END)
        """,
    ),
    Check(
        "I8",
        "stock_is_received_less_issued_less_reserved",
        "Of every lot the pieces on the shelf, reserved, handed out and written off are what its movements say.",
        """
        SELECT l.id, jsonb_build_object('received', m.receive, 'found', m.find, 'available', u.available,
            'reserved', u.reserved, 'issued', u.issued, 'written_off', u.written_off)
        FROM lot l
        CROSS JOIN LATERAL (SELECT
                count(*) FILTER (WHERE state = 'available') AS available,
                count(*) FILTER (WHERE state = 'reserved') AS reserved,
                count(*) FILTER (WHERE state = 'issued') AS issued,
                count(*) FILTER (WHERE state = 'written_off') AS written_off
            FROM unit WHERE county_id = l.county_id AND lot_id = l.id) u
        CROSS JOIN LATERAL (SELECT
                coalesce(sum(quantity) FILTER (WHERE kind = 'receive'), 0) AS receive,
                coalesce(sum(quantity) FILTER (WHERE kind = 'find'), 0) AS find,
                coalesce(sum(quantity) FILTER (WHERE kind = 'reserve'), 0) AS reserve,
                coalesce(sum(quantity) FILTER (WHERE kind = 'release'), 0) AS release,
                coalesce(sum(quantity) FILTER (WHERE kind = 'issue'), 0) AS issue,
                coalesce(sum(quantity) FILTER (WHERE kind = 'return'), 0) AS back,
                coalesce(sum(quantity) FILTER (WHERE kind = 'write_off'), 0) AS write_off
            FROM stock_movement WHERE county_id = l.county_id AND lot_id = l.id) m
        WHERE l.county_id = :county_id AND (l.quantity, u.available, u.reserved, u.issued, u.written_off) <> (
            m.receive,
            m.receive + m.find - m.reserve + m.release + m.back - m.write_off,
            m.reserve - m.release - m.issue,
            m.issue - m.back,
            m.write_off)
        """,
    ),
)
