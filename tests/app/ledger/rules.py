"""A county rule that has held for a long time, for tests that need one in force today."""

import datetime as dt

import psycopg

from app.core.transaction import transaction
from points.amounts import Points
from points.base import new_id
from points.scoring.rulebook import DifficultyClass, RuleVersion
from points.scoring.store import draft
from tests.world import COUNTY, World


def publish_rule(world: World, owner_url: str, **terms) -> RuleVersion:
    """Publish a rule of the county as if two people had done so in 2019."""
    rule = RuleVersion(
        id=new_id(),
        version=1,
        effective_on=dt.date(2020, 1, 1),
        difficulty_classes=(DifficultyClass(code="plain", name="一般", rate=Points(500)),),
        **terms,
    )
    with transaction(world.database, now=world.now) as work:
        stored = draft(work.session, county_id=COUNTY, rule=rule, drafted_by=new_id(), now=work.now)
    with psycopg.connect(owner_url) as connection:
        connection.execute(
            "UPDATE scoring_rule SET state = 'published', approved_by = %s, published_at = '2019-12-01' WHERE id = %s",
            [new_id(), stored.rule.id],
        )
    return stored.rule
