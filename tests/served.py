"""A served village: people who came, claims that wait, and the steps from there to the books."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import text

from app.core.transaction import transaction
from app.disclosure.service.settling import settle_due
from app.hours.service.claims import collect_claims
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
