"""The activity list: one statement that also knows who asks and what she has signed up for."""

from __future__ import annotations

from typing import Final

from app.core.permissions import roles_for

ORGANIZING_ROLES: Final = roles_for("activity.publish")

LIST_ACTIVITIES: Final = """
WITH caller AS MATERIALIZED (
    SELECT v.id, v.county_id, v.kind, v.state = 'active' AS active,
        coalesce((SELECT array_agg(g.place_code) FROM role_grant g
            WHERE g.county_id = v.county_id AND g.volunteer_id = v.id AND g.role = ANY(%(organizing)s)
              AND g.starts_on <= %(today)s AND (g.ends_on IS NULL OR g.ends_on >= %(today)s)
              AND v.state = 'active'), '{}') AS organizes,
        coalesce(%(county_id)s, v.county_id) AS reads
    FROM login_session s
    JOIN volunteer v ON v.county_id = s.county_id AND v.id = s.volunteer_id
    WHERE s.county_id = %(token_county)s AND s.token_hash = %(token_hash)s AND s.revoked_at IS NULL
      AND s.expires_at > %(now)s AND v.state IN ('registered', 'active', 'suspended')
)
SELECT caller.reads = caller.county_id OR caller.active AND EXISTS (
        SELECT FROM role_grant g
        WHERE g.county_id = caller.county_id AND g.volunteer_id = caller.id AND starts_with(caller.reads, g.place_code)
          AND g.starts_on <= %(today)s AND (g.ends_on IS NULL OR g.ends_on >= %(today)s)) AS visible,
    a.id, a.short_id, a.title, a.themes, a.village_code, a.place_name, a.starts_at, a.ends_at, a.state,
    a.difficulty_code, a.hazardous, a.capacity, a.taken, g.state AS my_sign_up, t.in_at, t.out_at,
    a.site_id, a.minutes, caller.kind, caller.reads
FROM caller
LEFT JOIN LATERAL (
    SELECT a.*, p.capacity, p.taken, p.minutes
    FROM activity a
    CROSS JOIN LATERAL (SELECT sum(s.capacity) AS capacity, sum(s.taken) AS taken,
            min(extract(epoch FROM s.ends_at - s.starts_at)::integer) / 60 AS minutes FROM shift s
        WHERE s.county_id = a.county_id AND s.activity_id = a.id) p
    WHERE a.county_id = caller.reads {place} {position} AND a.starts_at >= %(from_at)s AND a.starts_at < %(until_at)s
      AND (%(theme)s::text IS NULL OR %(theme)s = ANY(a.themes))
      AND (%(over)s::boolean IS NULL OR (a.ends_at <= %(now)s) = %(over)s)
      AND (NOT %(free)s OR p.taken < p.capacity AND a.state = 'published')
      AND (NOT %(mine)s OR %(home)s::text = a.village_code OR EXISTS (
          SELECT FROM sign_up g JOIN shift s ON s.county_id = g.county_id AND s.id = g.shift_id
          WHERE g.county_id = a.county_id AND g.volunteer_id = caller.id AND s.activity_id = a.id
            AND g.state NOT IN ('cancelled', 'refused'))
        OR EXISTS (SELECT FROM attendance t WHERE t.county_id = a.county_id AND t.volunteer_id = caller.id
            AND t.activity_id = a.id AND t.undone_at IS NULL))
      AND (a.state <> 'draft' AND NOT a.words_hidden OR EXISTS (
          SELECT FROM unnest(caller.organizes) place WHERE starts_with(a.village_code, place)))
    ORDER BY a.starts_at {direction}, a.id {direction}
    LIMIT %(limit)s
) a ON true
LEFT JOIN LATERAL (
    SELECT g.state FROM sign_up g JOIN shift s ON s.county_id = g.county_id AND s.id = g.shift_id
    WHERE g.county_id = a.county_id AND g.volunteer_id = caller.id AND s.activity_id = a.id
      AND g.state NOT IN ('cancelled', 'refused')
    ORDER BY g.state LIMIT 1
) g ON true
LEFT JOIN LATERAL (
    SELECT t.in_at, t.out_at FROM attendance t
    WHERE t.county_id = a.county_id AND t.volunteer_id = caller.id AND t.activity_id = a.id AND t.undone_at IS NULL
    ORDER BY t.in_at DESC LIMIT 1
) t ON true
ORDER BY a.starts_at {direction}, a.id {direction}
"""


def _statements() -> dict[tuple[bool, bool, bool], str]:
    return {
        (village, later_page, backwards): LIST_ACTIVITIES.replace(
            "{place}", "AND a.village_code = %(village_code)s" if village else ""
        )
        .replace(
            "{position}",
            f"AND (a.starts_at, a.id) {'<' if backwards else '>'} (%(after_at)s, %(after_id)s)" if later_page else "",
        )
        .replace("{direction}", "DESC" if backwards else "ASC")
        for village in (False, True)
        for later_page in (False, True)
        for backwards in (False, True)
    }


STATEMENTS: Final = _statements()
"""The list by (one village?, a later page?, newest first?): eight texts, each prepared once per connection."""

COLUMNS: Final = (
    *("id", "short_id", "title", "themes", "village_code", "place_name", "starts_at", "ends_at", "state"),
    *("difficulty_code", "hazardous", "capacity", "taken", "my_sign_up", "in_at", "out_at"),
    *("site_id", "minutes", "kind", "reads"),
)
"""What stands in a row after ``visible``, in order."""
