"""All proofs over one county in one read-only snapshot, so that a running service does not disturb them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.db import Database
from app.ledger.books.board import BOARD, run_board
from app.ledger.books.goods import GOODS_CHECKS
from app.ledger.books.hours import HOURS_CHECKS
from app.ledger.books.people import PEOPLE_CHECKS
from app.ledger.books.scores import SCORES, run_scores
from points.ledger.audit import LEDGER_CHECKS, SHOWN_MOST, Check, Finding, Violation, run_check, trial_balance
from points.ledger.verification import verify_chain

SQL_CHECKS: Final = (*LEDGER_CHECKS, *HOURS_CHECKS, *GOODS_CHECKS, *PEOPLE_CHECKS)
CHAIN: Final = Check(
    "I14",
    "chain_is_unbroken",
    "Every sealed posting still says what was sealed, in an unbroken chain of blocks.",
    "computed in the application",
)
ALL_CHECKS: Final = (*SQL_CHECKS, SCORES, BOARD, CHAIN)
COUNTIES: Final = text("SELECT DISTINCT county_id FROM household ORDER BY county_id")
SNAPSHOT: Final = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"


@dataclass(frozen=True)
class BooksReport:
    """What was found in the books of a county."""

    county_id: str
    checked_at: dt.datetime
    trial_balance: Mapping[str, int]
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        """Say whether every proof holds."""
        return all(finding.holds for finding in self.findings)


def check_books(
    database: Database, *, county_id: str, now: dt.datetime, newest_blocks: int | None = None, seconds: int = 600
) -> BooksReport:
    """Run every proof over a county; read only. ``newest_blocks`` limits how far back the chain is recomputed."""
    with database.session() as session:
        session.execute(text(SNAPSHOT))
        session.execute(text(f"SET LOCAL statement_timeout = '{int(seconds)}s'"))
        findings = (
            *(run_check(session, check, county_id=county_id) for check in SQL_CHECKS),
            run_scores(session, county_id=county_id),
            run_board(session, county_id=county_id),
            _run_chain(session, county_id, newest_blocks=newest_blocks),
        )
        return BooksReport(county_id, now, trial_balance(session, county_id=county_id), findings)


def list_counties(database: Database) -> list[str]:
    """Return the counties that have households."""
    with database.session() as session:
        return list(session.execute(COUNTIES).scalars())


def _run_chain(session: Session, county_id: str, *, newest_blocks: int | None) -> Finding:
    faults = verify_chain(session, county_id=county_id, newest_blocks=newest_blocks).faults
    shown = [
        Violation(
            str(fault.posting_id or fault.seq),
            {"block": fault.seq, "what": fault.what},
        )
        for fault in faults[:SHOWN_MOST]
    ]
    return Finding(CHAIN, len(faults), tuple(shown))
