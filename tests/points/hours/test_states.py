"""The state table is the diagram, the test matrix, and the law of the database."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy import text

from app.core.db import Database
from points.errors import IllegalTransition
from points.hours.states import NEXT, Action, RecordState, advance, dispute_from, legal_jumps


@pytest.mark.parametrize(("state", "action"), list(itertools.product(RecordState, Action)), ids=lambda each: str(each))
def test_step_leads_where_the_table_says_or_is_refused(state: RecordState, action: Action) -> None:
    if (state, action) in NEXT:
        assert advance(state.value, action) is NEXT[state, action]
    else:
        with pytest.raises(IllegalTransition) as refused:
            advance(state.value, action)
        assert refused.value.params == {"state": state.value, "action": action.value}


def test_every_action_can_happen_and_corrected_is_the_only_end() -> None:
    ends = {state for state in RecordState if not any(before == state.value for before, _ in legal_jumps())}

    assert {action for _, action in NEXT} == set(Action)
    assert ends == {RecordState.CORRECTED}


@pytest.mark.parametrize("state", [RecordState.DISPUTED, RecordState.CORRECTED])
def test_record_cannot_be_disputed_twice_or_after_it_was_replaced(state: RecordState) -> None:
    with pytest.raises(IllegalTransition):
        dispute_from(state.value)


def test_database_allows_exactly_the_jumps_of_the_table(database: Database) -> None:
    allowed = set()
    with database.session() as session:
        for before, after in itertools.permutations(RecordState, 2):
            disputed_from = after.value if before is RecordState.DISPUTED else None
            if session.execute(
                text("SELECT record_may_become(:before, :disputed_from, :after)"),
                {"before": before.value, "disputed_from": disputed_from, "after": after.value},
            ).scalar_one():
                allowed.add((before.value, after.value))
        returns_elsewhere = session.execute(
            text("SELECT record_may_become('disputed', 'claimed', 'verified')")
        ).scalar_one()

    assert allowed == legal_jumps() | {("disputed", "corrected")}
    assert returns_elsewhere is False
