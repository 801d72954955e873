"""The check of the books over a generated database, in plain SQL: every number must follow from the rows."""

from __future__ import annotations

import psycopg

CHECKS = {
    "household balances are the sum of their postings": """
        SELECT count(*) FROM (
            SELECT county_id, household_id, sum(points) AS held, count(*) AS entries FROM (
                SELECT county_id, target_household_id AS household_id, points FROM posting
                WHERE target_household_id IS NOT NULL
                UNION ALL
                SELECT county_id, source_household_id, -points FROM posting WHERE source_household_id IS NOT NULL
            ) moved GROUP BY county_id, household_id
        ) summed
        FULL JOIN account a USING (county_id, household_id)
        WHERE a.balance IS DISTINCT FROM coalesce(summed.held, 0) OR a.entries <> coalesce(summed.entries, 0)
    """,
    "every posting shows the balance it left": """
        SELECT count(*) FROM (
            SELECT balance_after, entry,
                sum(points) OVER (PARTITION BY county_id, household_id ORDER BY entry) AS running,
                row_number() OVER (PARTITION BY county_id, household_id ORDER BY id) AS place
            FROM (
                SELECT county_id, id, target_household_id AS household_id, points, target_balance AS balance_after,
                    target_entry AS entry
                FROM posting WHERE target_household_id IS NOT NULL
                UNION ALL
                SELECT county_id, id, source_household_id, -points, source_balance, source_entry
                FROM posting WHERE source_household_id IS NOT NULL
            ) ends
        ) lines WHERE running IS DISTINCT FROM balance_after OR place <> entry
    """,
    "nothing is left in escrow": """
        SELECT coalesce(sum(CASE WHEN target = 'escrow' THEN points ELSE -points END), 0) FROM posting
        WHERE 'escrow' IN (source, target)
    """,
    "the hours book holds the minutes of settled records": """
        SELECT count(*) FROM service_record r
        FULL JOIN hours_entry h ON h.county_id = r.county_id AND h.record_id = r.id
        WHERE (r.state = 'settled') IS DISTINCT FROM (h.id IS NOT NULL) OR h.minutes IS DISTINCT FROM
            CASE WHEN r.state = 'settled' THEN r.minutes END
    """,
    "every settled record has its award": """
        SELECT count(*) FROM service_record r
        LEFT JOIN posting p ON p.county_id = r.county_id AND p.id = r.award_posting_id
        WHERE r.state = 'settled'
          AND (p.points, p.target_household_id) IS DISTINCT FROM (r.points, r.household_id)
    """,
    "stock is received minus issued": """
        SELECT count(*) FROM lot l
        WHERE l.quantity - (SELECT count(*) FROM stock_movement m WHERE m.county_id = l.county_id AND m.lot_id = l.id
                            AND m.kind = 'issue')
            IS DISTINCT FROM (SELECT count(*) FROM unit u WHERE u.county_id = l.county_id AND u.lot_id = l.id
                              AND u.state = 'available')
    """,
}


def differences(url: str) -> dict[str, int]:
    """Return each check with the number of rows that contradict it; all zero when the books hold."""
    with psycopg.connect(url, autocommit=True, options="-c work_mem=512MB -c statement_timeout=0") as connection:
        found = {}
        for title, statement in CHECKS.items():
            row = connection.execute(statement.encode()).fetchone()
            assert row is not None
            found[title] = int(row[0])
        return found
