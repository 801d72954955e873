"""A picture that shows somebody is shown while she agrees, and gone the moment she does not."""

from __future__ import annotations

import uuid
from urllib.parse import urlsplit

from app.activities.service.photo_checks import remove_blocked
from app.core.transaction import transaction
from points.base import new_id
from tests.app.activities.test_photos import picture, upload
from tests.world import Person, World


def shown_to(person: Person, activity_id: object) -> list[dict[str, object]]:
    """Return the pictures of an activity that somebody sees."""
    found: list[dict[str, object]] = person.get(f"/activities/{activity_id}/photos").get_json()["items"]
    return found


def agree(person: Person) -> None:
    """Say yes to pictures."""
    assert person.post("/me/consents", {"purpose": "photo", "version": 1, "answer": "given"}).status_code == 200


def test_picture_when_it_shows_somebody_then_follows_her_consent(world: World) -> None:
    activity = world.activity()
    organizer, checker, villager = activity.organizer, world.staff("checker"), world.person()
    shown, other = world.person(name="李小芳"), world.person(name="韦美兰")
    photo = upload(organizer, activity, picture()).get_json()
    path = f"/photos/{photo['id']}"
    body = {"volunteer_ids": [str(shown.volunteer_id), str(other.volunteer_id)], "others_agreed": True}

    named = organizer.put(f"{path}/people", body)
    assert named.status_code == 200, named.get_json()
    assert [(each["name"], each["agrees"]) for each in named.get_json()["people"]] == [
        ("李小芳", False),
        ("韦美兰", False),
    ]
    assert checker.post(f"{path}/decision", {"show": True}).get_json()["code"] == "photo_needs_consent"
    agree(shown)
    agree(other)
    assert organizer.put(f"{path}/people", body).get_json()["everyone_agreed"] is True
    assert checker.post(f"{path}/decision", {"show": True}).status_code == 200
    address = urlsplit(str(shown_to(villager, activity.id)[0]["url"])).path
    with world.client.get(address) as opened:
        assert opened.status_code == 200

    assert shown.post("/me/consents/withdrawal", {"purpose": "photo"}).status_code == 200
    assert shown_to(villager, activity.id) == []
    assert world.client.get(address).status_code == 404, "an address that was given before shows nothing more"
    assert organizer.get("/me/inbox").get_json()["items"][0]["kind"] == "photo_withdrawn"
    with transaction(world.database, now=world.now) as work:
        remove_blocked(
            work.session,
            county_id=photo_county(photo),
            photo_id=uuid.UUID(photo["id"]),
            folder=world.app.config["SETTINGS"].data_dir,
        )
    assert shown_to(organizer, activity.id) == []
    assert organizer.get(f"{path}/people").status_code == 404


def test_visible_picture_when_somebody_without_consent_is_named_then_is_hidden(world: World) -> None:
    activity = world.activity()
    organizer, checker, villager = activity.organizer, world.staff("checker"), world.person()
    photo = upload(organizer, activity, picture("red")).get_json()
    path = f"/photos/{photo['id']}"
    assert checker.post(f"{path}/decision", {"show": True}).status_code == 200
    assert len(shown_to(villager, activity.id)) == 1

    body = {"volunteer_ids": [str(villager.volunteer_id)], "others_agreed": True}
    assert villager.put(f"{path}/people", body).status_code == 403
    assert organizer.put(f"{path}/people", {**body, "volunteer_ids": [str(new_id())]}).status_code == 404
    assert organizer.put(f"{path}/people", body).get_json()["state"] == "pending"
    assert shown_to(villager, activity.id) == []
    assert organizer.get(f"{path}/people").get_json()["people"][0]["agrees"] is False
    assert organizer.put(f"{path}/people", {"volunteer_ids": [], "others_agreed": True}).get_json()["people"] == []


def test_person_when_leaving_then_pictures_of_her_are_hidden(world: World) -> None:
    activity = world.activity()
    organizer, checker = activity.organizer, world.staff("checker")
    shown = world.person()
    agree(shown)
    photo = upload(organizer, activity, picture("blue")).get_json()
    organizer.put(f"/photos/{photo['id']}/people", {"volunteer_ids": [str(shown.volunteer_id)], "others_agreed": True})
    assert checker.post(f"/photos/{photo['id']}/decision", {"show": True}).status_code == 200
    assert shown.post("/me/account-closing", {"confirm": "注销账号"}).status_code == 204
    assert shown_to(world.person(), activity.id) == []


def photo_county(photo: dict[str, str]) -> str:
    """Return the county in a picture's address."""
    return urlsplit(photo["url"]).path.rsplit("/", 1)[1][:6]
