"""Plans of activities as an organizer's phone sends them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.world import VILLAGE, Person, World


def plan(world: World, *, hours_ahead: int = 24, **changes: Any) -> dict[str, Any]:
    """Return a plan of one shift of two hours with thirty places."""
    starts_at = world.now + dt.timedelta(hours=hours_ahead)
    window = {"starts_at": starts_at.isoformat(), "ends_at": (starts_at + dt.timedelta(hours=2)).isoformat()}
    return {
        "title": "周六清河道",
        "themes": ["meili_jiayuan", "waste_sorting"],
        "difficulty_code": "B",
        "place_name": "村口小桥",
        "risk_note": "河边路滑，请穿防滑鞋。",
        "shifts": [{**window, "capacity": 30}],
        **window,
        **changes,
    }


def plan_with_posts(world: World, *posts: dict[str, Any], capacity: int = 30, **changes: Any) -> dict[str, Any]:
    """Return such a plan whose shift has posts."""
    made = plan(world, **changes)
    return made | {"shifts": [made["shifts"][0] | {"capacity": capacity, "posts": list(posts)}]}


def publish(organizer: Person, body: dict[str, Any], site_id: Any) -> str:
    """Publish a plan at a site, and let its words be found good; returns the activity's id."""
    answer = organizer.post("/activities", body | {"site_id": str(site_id), "publish": True})
    assert answer.status_code == 201, answer.get_json()
    assert answer.get_json()["state"] == "published"
    organizer.world.find_words_good()
    return answer.get_json()["id"]


def ready(world: World) -> tuple[Person, Any]:
    """Return an organizer of the village and its site, with a rule in force."""
    world.scoring_rule()
    return world.person(roles={"organizer": VILLAGE}), world.site()


def sign_up(person: Person, activity_id: str, **more: Any) -> dict[str, Any]:
    """Sign up for the first shift; returns what came back."""
    shift = person.get(f"/activities/{activity_id}").get_json()["shifts"][0]
    return person.post(f"/activities/{activity_id}/sign-ups", {"shift_id": shift["id"], **more}).get_json()
