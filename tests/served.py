"""A served village: people who came, claims that wait, and the steps from there to the books."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import text

from app import clock
from app.core.transaction import transaction
from app.disclosure.service.settling import settle_due
from app.hours.service.claims import collect_claims
from points.amounts import Percent, Points
from points.scoring import store
from points.scoring.rulebook import DifficultyClass, RuleVersion
from tests.world import COUNTY, Person, PublishedActivity, World

SATURDAY = dt.datetime(2026, 7, 4, 0, 25, tzinfo=dt.UTC)


def morning(day: int = 0) -> dt.datetime:
    """Return 8:25 in the village, so many days after a Saturday in July without holidays near it."""
    return SATURDAY + dt.timedelta(days=day)


def serve(
    world: World,
    people: Sequence[Person],
    *,
    minutes: int = 100,
    day: int = 0,
    later: int = 0,
    activity: PublishedActivity | None = None,
    **more: Any,
) -> PublishedActivity:
    """Let people be at a whole activity of so many minutes, from 8:30 on or so many minutes later, and check out."""
    world.travel_to(morning(day) + dt.timedelta(minutes=later))
    lasts = dt.timedelta(minutes=minutes)
    activity = activity or world.activity(starts_in=dt.timedelta(minutes=5), lasts=lasts, **more)
    for person in people:
        world.check_in(person, activity)
    world.travel_to(activity.ends_at + dt.timedelta(minutes=1))
    for person in people:
        world.check_out(person, activity)
    return activity


def collect(world: World) -> int:
    """Run the job that makes claims of attendances."""
    with transaction(world.database, now=world.now) as work:
        return collect_claims(work.session, now=work.now)


def settle(world: World) -> int:
    """Run the job that settles lists whose window is over."""
    with transaction(world.database, now=world.now) as work:
        return settle_due(work.session, now=work.now)


def claimed(world: World, people: Sequence[Person], **more: Any) -> list[uuid.UUID]:
    """Let people serve and return the ids of their claims, in the order of the people."""
    activity = serve(world, people, **more)
    collect(world)
    return [record_of(world, person, activity)["id"] for person in people]


def record_of(world: World, person: Person, activity: PublishedActivity | None = None) -> dict[str, Any]:
    """Return the newest revision of a person's record, of one activity or the latest at all."""
    with world.database.session() as session:
        row = session.execute(
            text(
                "SELECT * FROM service_record WHERE county_id = :county AND volunteer_id = :volunteer"
                " AND (CAST(:activity AS uuid) IS NULL OR activity_id = :activity)"
                " ORDER BY started_at DESC, revision DESC LIMIT 1"
            ),
            {
                "county": COUNTY,
                "volunteer": person.volunteer_id,
                "activity": None if activity is None else activity.id,
            },
        ).one()
    return dict(row._mapping)


def record(world: World, record_id: uuid.UUID | str) -> dict[str, Any]:
    """Return a record as it stands."""
    with world.database.session() as session:
        row = session.execute(text("SELECT * FROM service_record WHERE id = :id"), {"id": str(record_id)}).one()
    return dict(row._mapping)


def count(world: World, statement: str, **values: Any) -> int:
    """Return one number from the database."""
    with world.database.session() as session:
        return int(session.execute(text(statement), values).scalar_one())


def verify(person: Person, *record_ids: Any) -> Any:
    """Approve records."""
    return person.post("/service-records/verification", {"record_ids": [str(each) for each in record_ids]})


def disclose(world: World, person: Person, record_id: uuid.UUID) -> dict[str, Any]:
    """Publish everything approved at the site of a record."""
    answer = person.post("/disclosures", {"site_id": str(record(world, record_id)["site_id"])})
    assert answer.status_code == 201, answer.get_json()
    return dict(answer.get_json())


def after_window(world: World, disclosure: dict[str, Any]) -> None:
    """Travel to just after the window of a list."""
    closes_at = dt.datetime.fromisoformat(disclosure["disclosure"]["closes_at"])
    world.travel_to(max(closes_at, world.now) + dt.timedelta(seconds=1))


def settled(world: World, people: Sequence[Person], *, checker: Person | None = None, **more: Any) -> list[uuid.UUID]:
    """Let people serve, and bring their records onto the books."""
    checker = checker or world.staff("checker")
    ids = claimed(world, people, **more)
    assert {item["result"] for item in verify(checker, *ids).get_json()["items"]} == {"verified"}
    disclosure = disclose(world, world.staff("organizer"), ids[0])
    after_window(world, disclosure)
    assert settle(world) == len(ids)
    return ids


def publish_rule(world: World, *, site_id: uuid.UUID | None = None, **fields: Any) -> RuleVersion:
    """Publish a rule of the county or a site by two people long ago; ten points an hour for class B unless told."""
    effective_on = fields.pop("effective_on", dt.date(2021, 1, 1))
    classes = fields.pop(
        "difficulty_classes", (DifficultyClass(code="B", name="中等", factor=Percent(120), rate=Points(1000)),)
    )
    rule = RuleVersion(
        id=uuid.uuid4(), version=1, site_id=site_id, effective_on=effective_on, difficulty_classes=classes, **fields
    )
    opens = clock.local_midnight(effective_on)
    with transaction(world.database, now=world.now) as work:
        drafted = store.draft(
            work.session, county_id=COUNTY, rule=rule, drafted_by=uuid.uuid4(), now=opens - dt.timedelta(days=3)
        )
        published = store.publish(
            work.session,
            county_id=COUNTY,
            rule_id=drafted.rule.id,
            approved_by=uuid.uuid4(),
            effective_from=opens,
            now=opens - dt.timedelta(days=2),
        )
    return published.rule
