"""Optional fields: all may stay empty, what is left out is gone, and an organizer's pen is seen."""

from __future__ import annotations

from tests.world import OTHER_VILLAGE, World

EMPTY = {"sex": None, "residence": None, "service_kinds": [], "service_times": [], "skills": None}
EMPTY |= {"ethnic_group": None, "education": None, "political_status": None}


def test_profile_when_written_by_herself_or_from_paper_then_is_what_was_said_last(world: World) -> None:
    person, organizer = world.person(), world.staff("organizer")
    said = {"sex": "female", "service_kinds": ["environment", "caring", "environment"], "service_times": ["weekends"]}

    assert person.get("/me/profile").get_json() == EMPTY
    assert person.put("/me/profile", said).status_code == 204
    assert person.get("/me/profile").get_json() == EMPTY | said | {"service_kinds": ["environment", "caring"]}
    assert person.put("/me/profile", {"sex": "x"}).status_code == 422
    assert person.put("/me/profile", {"service_kinds": ["flying"]}).status_code == 422
    path = f"/volunteers/{person.volunteer_id}/profile"
    assert world.staff("organizer", place_code=OTHER_VILLAGE).put(path, {}).status_code == 403
    assert organizer.put(path, {"skills": "会讲壮话"}).status_code == 204
    assert person.get("/me/profile").get_json() == EMPTY | {"skills": "会讲壮话"}
    assert [act["what"] for act in person.get("/me/acts-for-me").get_json()["items"]] == ["登记了您的选填信息"]
