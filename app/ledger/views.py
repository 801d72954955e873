"""From the ledger's values to its shapes on the wire."""

from __future__ import annotations

import datetime as dt

from app.clock import local_date
from app.core.messages import message
from app.ledger.books.report import BooksReport
from app.ledger.explanations import Explained
from app.ledger.schemas import BooksView, BrokenView, CheckView, HeadView, StatementLineView
from points.ledger.chain import Head

HASH_GROUP = 8


def line_view(explained: Explained) -> StatementLineView:
    """Return one line of a passbook as it travels."""
    line = explained.line
    return StatementLineView(
        number=line.entry,
        id=line.id,
        kind=line.kind,
        label=explained.label,
        points=line.points,
        balance=line.balance,
        occurred_on=line.occurred_on,
        recorded_at=line.recorded_at,
        reverses_id=line.reverses_id,
        explanation=explained.explanation,
    )


def books_view(report: BooksReport) -> BooksView:
    """Return a report on the books as it travels, with what each proof says in Chinese."""
    return BooksView(
        county_id=report.county_id,
        checked_at=report.checked_at,
        holds=report.holds,
        trial_balance=dict(report.trial_balance),
        checks=[
            CheckView(
                invariant=finding.check.invariant,
                name=finding.check.name,
                proves=message(f"books.{finding.check.name}"),
                holds=finding.holds,
                count=finding.count,
                examples=[BrokenView(subject=each.subject, facts=dict(each.facts)) for each in finding.examples],
            )
            for finding in report.findings
        ],
    )


def head_view(head: Head, *, on: dt.date, county_name: str) -> HeadView:
    """Return the head of an evening with the text for the board; the hash is grouped so that people can compare it."""
    digest = head.hash.hex()
    groups = [digest[start : start + HASH_GROUP] for start in range(0, len(digest), HASH_GROUP)]
    return HeadView(
        county_id=head.county_id,
        on=on,
        number=head.seq,
        hash=digest,
        sealed_at=head.sealed_at,
        board_text=message(
            "ledger.board",
            county=county_name,
            on=on.isoformat(),
            number=str(head.seq),
            sealed_on=local_date(head.sealed_at).isoformat(),
            hash=" ".join(groups),
        ),
    )
