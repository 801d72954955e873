"""What a person sees of her own paper card."""

from __future__ import annotations

from tests.world import World


def test_own_card_when_issued_lost_and_never_had_then_says_so_without_its_code(world: World) -> None:
    person, organizer = world.person(), world.staff("organizer")
    assert person.get("/me/card").get_json()["state"] == "none"

    issued = organizer.post(f"/volunteers/{person.volunteer_id}/cards").get_json()
    shown = person.get("/me/card").get_json()
    assert (shown["state"], shown["suffix"]) == ("active", issued["suffix"])
    assert issued["code"] not in str(shown)

    assert person.post(f"/volunteers/{person.volunteer_id}/card-closing", {"state": "lost"}).status_code == 204
    assert person.get("/me/card").get_json()["state"] == "lost"
    assert person.get("/me/card").get_json()["closed_at"] is not None
