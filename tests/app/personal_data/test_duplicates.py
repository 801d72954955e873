"""One person written down twice is shown to the organizer, never silently doubled or merged."""

from __future__ import annotations

from sqlalchemy import text

from app.core.transaction import transaction
from tests.world import OTHER_VILLAGE, World


def test_duplicates_when_phone_or_name_and_birth_are_the_same_then_are_listed_once(world: World) -> None:
    first, second = world.person(name="李小芳"), world.person(name="李小方")
    third, namesake = world.person(name="韦美兰"), world.person(name="韦美兰")
    world.person(name="韦美兰", state="left")
    with transaction(world.database, now=world.now) as work:
        for person in (first, second):
            work.session.execute(
                text("UPDATE volunteer SET phone_hash = '\\x01' WHERE id = :id"), {"id": person.volunteer_id}
            )

    items = world.staff("organizer").get("/volunteers/duplicates").get_json()["items"]

    assert [(item["reason"], item["first_id"], item["second_id"]) for item in items] == [
        ("same_phone", str(first.volunteer_id), str(second.volunteer_id)),
        ("same_name_and_birth", str(third.volunteer_id), str(namesake.volunteer_id)),
    ]
    elsewhere = world.staff("organizer", place_code=OTHER_VILLAGE)
    assert elsewhere.get("/volunteers/duplicates").get_json()["items"] == []
    assert first.get("/volunteers/duplicates").status_code == 403
