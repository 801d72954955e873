"""Posts, sign-ups that need agreement, joint organizers, the county's approval, unpublishing."""

from __future__ import annotations

import datetime as dt

from tests.app.activities.plans import plan, plan_with_posts, publish, ready, sign_up
from tests.world import COUNTY, OTHER_VILLAGE, Person, World

POSTS = ({"code": "publicist", "capacity": 1}, {"code": "other", "name": "烧水", "capacity": 1})


def test_posts_are_given_to_those_who_sign_up_until_they_are_full(world: World) -> None:
    organizer, site = ready(world)
    activity = publish(organizer, plan_with_posts(world, *POSTS, capacity=2), site)
    publicist, cook = organizer.get(f"/activities/{activity}").get_json()["shifts"][0]["posts"]
    first, second, third = world.person(), world.person(), world.person()

    held = sign_up(first, activity, post_id=publicist["id"])
    full = sign_up(second, activity, post_id=publicist["id"])
    unknown = sign_up(second, activity, post_id=activity)
    plain = sign_up(second, activity)
    assigned = organizer.post(f"/sign-ups/{plain['id']}/post", {"post_id": cook["id"]})
    waiting = sign_up(third, activity)
    by_herself = second.post(f"/sign-ups/{plain['id']}/post", {"post_id": None})
    wish = organizer.post(f"/sign-ups/{waiting['id']}/post", {"post_id": publicist["id"]})
    shift = second.get(f"/activities/{activity}").get_json()["shifts"][0]

    assert (publicist["name"], cook["name"]) == ("宣传员", "烧水")
    assert held["post_id"] == publicist["id"]
    assert [full["code"], unknown["code"]] == ["post_full", "post_unknown"]
    assert assigned.get_json()["post_id"] == cook["id"]
    assert (waiting["state"], by_herself.status_code, wish.get_json()["code"]) == ("waitlisted", 403, "post_full")
    assert [post["taken"] for post in shift["posts"]] == [1, 1]
    assert shift["post_id"] == cook["id"]


def test_posts_that_do_not_hold_are_refused_and_a_draft_can_drop_them(world: World) -> None:
    organizer, site = ready(world)
    at_site = {"site_id": str(site)}
    twice = plan_with_posts(world, POSTS[0], POSTS[0])
    crowded = plan_with_posts(world, {"code": "publicist", "capacity": 3}, capacity=2)
    nameless = plan_with_posts(world, {"code": "other", "capacity": 1})
    draft = organizer.post("/activities", plan_with_posts(world, *POSTS) | at_site).get_json()

    codes = [organizer.post("/activities", body | at_site).get_json()["code"] for body in (twice, crowded, nameless)]
    edited = organizer.put(
        f"/activities/{draft['id']}", plan(world, meals_note="管午饭"), **{"If-Match": f'"{draft["version"]}"'}
    )
    seen = organizer.get(f"/activities/{draft['id']}").get_json()

    assert codes == ["post_named_twice", "posts_exceed_shift", "invalid"]
    assert edited.status_code == 200, edited.get_json()
    assert (seen["meals_note"], seen["transport_note"], seen["shifts"][0]["posts"]) == ("管午饭", None, [])


def test_sign_up_waits_for_agreement_where_the_activity_wants_it(world: World) -> None:
    organizer, site = ready(world)
    body = plan_with_posts(world, POSTS[0], capacity=1, sign_up_approval=True)
    activity = publish(organizer, body, site)
    post = organizer.get(f"/activities/{activity}").get_json()["shifts"][0]["posts"][0]["id"]
    first, second, third = world.person(), world.person(), world.person()
    asked = [sign_up(person, activity, post_id=post) for person in (first, second, third)]
    listed = first.get("/activities").get_json()["items"][0]["my_sign_up"]
    paths = [f"/sign-ups/{one['id']}/decision" for one in asked]

    by_herself = first.post(paths[0], {"approve": True})
    agreed = organizer.post(paths[0], {"approve": True}).get_json()
    waits = organizer.post(paths[1], {"approve": True}).get_json()
    silent = organizer.post(paths[2], {"approve": False})
    refused = organizer.post(paths[2], {"approve": False, "reason": "这次要会游泳的"}).get_json()
    again = organizer.post(paths[2], {"approve": True})
    seen = third.get(f"/activities/{activity}").get_json()["shifts"][0]
    gone = third.get("/activities").get_json()["items"][0]["my_sign_up"]
    freed = first.post(f"/sign-ups/{asked[0]['id']}/cancellation").get_json()
    names = organizer.get(f"/activities/{activity}/sign-ups").get_json()["items"]
    own = sign_up(organizer, activity)

    assert [one["state"] for one in asked] == ["under_review"] * 3
    assert listed == "under_review"
    assert by_herself.status_code == 403
    assert (agreed["state"], agreed["post_id"]) == ("signed_up", post)
    assert waits["state"] == "waitlisted"
    assert silent.get_json()["code"] == "refusal_needs_words"
    assert refused["state"] == "refused"
    assert again.get_json()["code"] == "sign_up_decided"
    assert (seen["sign_up_state"], seen["decision_reason"], gone) == ("refused", "这次要会游泳的", None)
    assert freed["passed_on"] is True
    assert [(item["volunteer_id"], item["state"], item["post_id"]) for item in names] == [
        (str(second.volunteer_id), "signed_up", post)
    ]
    assert own["state"] == "waitlisted", "whoever organizes it needs nobody's agreement"


def test_joint_organizer_of_another_village_runs_the_activity_too(world: World) -> None:
    activity = world.activity()
    neighbour = world.person(roles={"organizer": OTHER_VILLAGE})
    person, plain = world.person(), world.person()
    path = f"/activities/{activity.id}"
    mark = {"volunteer_id": str(person.volunteer_id), "reason": "手机没电", "in_at": world.now.isoformat()}
    scan = {"payload": world.own_code_of(person), "direction": "in"}

    before = [
        neighbour.get(f"{path}/sign-ups"),
        neighbour.post(f"{path}/headcount", {"headcount": 3}),
        neighbour.post(f"{path}/scans", scan),
    ]
    unfit = activity.organizer.post(f"{path}/organizers", {"volunteer_id": str(plain.volunteer_id)})
    meddled = neighbour.post(f"{path}/organizers", {"volunteer_id": str(neighbour.volunteer_id)})
    added = activity.organizer.post(f"{path}/organizers", {"volunteer_id": str(neighbour.volunteer_id)})
    seen = plain.get(path).get_json()["joint_organizers"]
    during = [
        neighbour.get(f"{path}/sign-ups"),
        neighbour.post(f"{path}/headcount", {"headcount": 3, "mark": "over"}),
        neighbour.post(f"{path}/scans", scan),
        neighbour.post(f"{path}/attendances", mark | {"volunteer_id": str(plain.volunteer_id)}),
    ]
    removed = activity.organizer.delete(f"{path}/organizers/{neighbour.volunteer_id}")
    twice = activity.organizer.delete(f"{path}/organizers/{neighbour.volunteer_id}")
    after = neighbour.get(f"{path}/sign-ups")

    assert [answer.status_code for answer in before] == [403, 403, 403]
    assert unfit.get_json()["code"] == "not_an_organizer"
    assert meddled.status_code == 403
    assert added.status_code == 204
    assert [one["id"] for one in seen] == [str(neighbour.volunteer_id)]
    assert [answer.status_code for answer in during] == [200, 200, 201, 201], [one.get_json() for one in during]
    assert (removed.status_code, twice.status_code, after.status_code) == (204, 404, 403)


def test_county_sees_activities_first_where_it_wants_to(world: World) -> None:
    organizer, site = ready(world)
    county, villager = world.staff("county_staff", place_code=COUNTY), world.person()
    county.put("/county-policy", {"activity_approval": True, "forming_teams_count": True})
    body = plan(world) | {"site_id": str(site), "publish": True}

    drafted = organizer.post("/activities", body).get_json()
    path = f"/activities/{drafted['id']}"
    hidden = villager.get(path)
    twice = organizer.post(f"{path}/publication")
    waiting = county.get("/activity-approvals").get_json()["items"]
    silent = county.post(f"/activity-approvals/{waiting[0]['id']}/decision", {"approve": False})
    words = {"approve": False, "reason": "大风，请改期"}
    sent_back = county.post(f"/activity-approvals/{waiting[0]['id']}/decision", words)
    told = organizer.get(path).get_json()["approval"]
    again = organizer.post(f"{path}/publication").get_json()
    version = organizer.get(path).headers["ETag"]
    organizer.put(path, plan(world, title="改到周日"), **{"If-Match": version})
    emptied = county.get("/activity-approvals").get_json()["items"]
    organizer.post(f"{path}/publication")
    second = county.get("/activity-approvals").get_json()["items"][0]
    by_organizer = organizer.post(f"/activity-approvals/{second['id']}/decision", {"approve": True})
    approved = county.post(f"/activity-approvals/{second['id']}/decision", {"approve": True})
    unread = villager.get(path)
    world.find_words_good()
    decided = county.post(f"/activity-approvals/{second['id']}/decision", {"approve": True})

    assert (drafted["state"], drafted["awaiting_approval"], hidden.status_code) == ("draft", True, 404)
    assert twice.get_json()["code"] == "approval_pending"
    assert [item["title"] for item in waiting] == ["周六清河道"]
    assert silent.get_json()["code"] == "refusal_needs_words"
    assert sent_back.get_json()["state"] == "draft"
    assert told == {"outcome": "refused", "reason": "大风，请改期"}
    assert again["awaiting_approval"] is True
    assert emptied == [], "an edited draft waits only when it is handed in again"
    assert by_organizer.status_code == 403
    assert approved.get_json()["state"] == "published"
    assert decided.get_json()["code"] == "approval_decided"
    assert (unread.status_code, villager.get(path).get_json()["title"]) == (404, "改到周日")


def test_unpublishing_is_quiet_and_only_while_nobody_has_signed_up(world: World) -> None:
    coming = world.activity(starts_in=dt.timedelta(hours=3))
    running = world.activity(coming.organizer)
    path = f"/activities/{coming.id}"
    person = world.person()

    def unpublish(by: Person = coming.organizer, at: str = path):
        return by.post(f"{at}/unpublication")

    signed = sign_up(person, str(coming.id))
    in_use = unpublish()
    person.post(f"/sign-ups/{signed['id']}/cancellation")
    done = unpublish()
    hidden = person.get(path)
    again = unpublish()
    republished = coming.organizer.post(f"{path}/publication")

    assert (in_use.get_json()["code"], in_use.get_json()["params"]["people"]) == ("activity_in_use", "1")
    assert unpublish(at=f"/activities/{running.id}").get_json()["code"] == "activity_begun"
    assert unpublish(by=person).status_code == 403
    assert (done.get_json()["state"], hidden.status_code) == ("draft", 404)
    assert again.get_json()["code"] == "activity_not_open"
    assert republished.get_json()["state"] == "published"
