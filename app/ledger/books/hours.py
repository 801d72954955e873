"""Proofs about service records, the hours book and what was published."""

from __future__ import annotations

from typing import Final

from points.ledger.audit import Check

HOURS_CHECKS: Final[tuple[Check, ...]] = (
    Check(
        "I6",
        "settled_records_are_awarded_once",
        "Every settled record has exactly one standing award of its points to its household, and nothing else has one.",
        """
        SELECT r.id, jsonb_build_object('record_points', r.points, 'awarded_points', coalesce(p.points, 0))
        FROM service_record r
        LEFT JOIN posting p ON p.county_id = r.county_id AND p.reference = 'hours:' || r.id || ':award'
            AND p.kind = 'award' AND p.source = 'issuance' AND p.target_household_id = r.household_id
            AND NOT EXISTS (SELECT FROM posting undo WHERE undo.county_id = p.county_id AND undo.reverses_id = p.id)
        WHERE r.county_id = :county_id AND coalesce(p.points, 0) <>
            CASE WHEN r.state = 'settled' OR r.disputed_from = 'settled' THEN r.points ELSE 0 END
        UNION ALL
        SELECT p.id, jsonb_build_object('reference', p.reference)
        FROM posting p
        LEFT JOIN service_record r ON r.county_id = p.county_id AND p.reference = 'hours:' || r.id || ':award'
        WHERE p.county_id = :county_id AND p.reference LIKE 'hours:%' AND r.id IS NULL
        """,
    ),
    Check(
        "I6",
        "settled_minutes_are_booked_once",
        "The hours book holds the minutes of every settled record once, and of no other record.",
        """
        SELECT r.id, jsonb_build_object('record_minutes', r.minutes, 'booked_minutes', coalesce(h.minutes, 0))
        FROM service_record r
        LEFT JOIN (SELECT record_id, sum(minutes)::bigint AS minutes FROM hours_entry
                   WHERE county_id = :county_id GROUP BY record_id) h ON h.record_id = r.id
        WHERE r.county_id = :county_id AND coalesce(h.minutes, 0) <>
            CASE WHEN r.state = 'settled' OR r.disputed_from = 'settled' THEN r.minutes ELSE 0 END
        """,
    ),
    Check(
        "I10",
        "no_minute_counts_twice",
        "Of one person's overlapping presences no minute is counted in two records.",
        """
        SELECT d.volunteer_id, jsonb_build_object('on', d.local_date, 'minutes', d.minutes, 'present', d.present)
        FROM (
            SELECT r.volunteer_id, r.local_date, sum(r.minutes) AS minutes,
                (SELECT ceil(sum(extract(epoch FROM upper(span) - lower(span))) / 60)
                 FROM unnest(range_agg(tstzrange(r.started_at, r.ended_at))) AS span)::bigint AS present
            FROM service_record r
            WHERE r.county_id = :county_id AND r.state IN ('verified', 'disclosed', 'settled') AND r.minutes > 0
                AND NOT EXISTS (SELECT FROM service_record old WHERE old.county_id = r.county_id
                    AND old.id = r.supersedes_id AND (old.state = 'settled' OR old.disputed_from = 'settled'))
            GROUP BY r.volunteer_id, r.local_date
        ) d
        WHERE d.minutes > d.present
        """,
    ),
    Check(
        "I11",
        "minutes_do_not_exceed_presence",
        "Nobody has more minutes than she was present, nor a scanned record without its two marks that far apart.",
        """
        SELECT r.id, jsonb_build_object('minutes', r.minutes, 'present', r.minutes_present)
        FROM service_record r
        LEFT JOIN attendance a ON a.county_id = r.county_id AND a.id = r.attendance_id
        WHERE r.county_id = :county_id AND r.state IN ('verified', 'disclosed', 'settled')
            AND (r.minutes > r.minutes_present
                OR r.minutes_present * 60 > ceil(extract(epoch FROM r.ended_at - r.started_at) / 60) * 60
                OR a.id IS NULL
                OR (r.origin = 'scan' AND (a.out_at IS NULL
                    OR r.minutes > ceil(extract(epoch FROM a.out_at - a.in_at) / 60))))
        """,
    ),
    Check(
        "D7",
        "disclosed_lines_match_their_records",
        "What hangs on the board is what the record says, minute for minute and point for point.",
        """
        SELECT l.id, jsonb_build_object('line_minutes', l.minutes, 'record_minutes', r.minutes,
            'line_points', l.points, 'record_points', r.points)
        FROM disclosure_line l JOIN service_record r ON r.county_id = l.county_id AND r.id = l.record_id
        WHERE l.county_id = :county_id AND (l.minutes, l.points) IS DISTINCT FROM (r.minutes, r.points)
        """,
    ),
    Check(
        "D7",
        "nothing_settles_before_its_disclosure_ends",
        "A record settles only after its list closed, with no objection open; corrections that lower need no list.",
        """
        SELECT r.id, jsonb_build_object('settled_at', s.decided_at, 'closes_at', d.closes_at)
        FROM service_record r
        JOIN decision s ON s.county_id = r.county_id AND s.record_id = r.id AND s.action = 'settle'
        LEFT JOIN disclosure_line l ON l.county_id = r.county_id AND l.record_id = r.id
        LEFT JOIN disclosure d ON d.county_id = l.county_id AND d.id = l.disclosure_id
        LEFT JOIN service_record old ON old.county_id = r.county_id AND old.id = r.supersedes_id
        WHERE r.county_id = :county_id AND ((
                (l.id IS NULL OR s.decided_at < d.closes_at)
                AND (old.id IS NULL OR r.points > old.points OR r.minutes > old.minutes))
            OR (r.state = 'settled' AND EXISTS (SELECT FROM objection o WHERE o.county_id = l.county_id
                AND o.line_id = l.id AND o.raised_at < s.decided_at
                AND (o.ruled_at IS NULL OR o.ruled_at > s.decided_at))))
        """,
    ),
)
