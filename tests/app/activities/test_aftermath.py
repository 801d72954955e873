"""What is written down after an activity: in words, and how much was handed out."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app import clock
from app.activities.quantities import Mark, total, written
from tests.app.activities.plans import plan, publish, ready
from tests.world import OTHER_VILLAGE, World


def test_record_is_written_once_it_has_begun_and_a_lecture_names_its_speaker(world: World) -> None:
    organizer, site = ready(world)
    coming = publish(organizer, plan(world, hours_ahead=3, themes=["lecture"]), site)
    path = f"/activities/{coming}/record"
    person, neighbour = world.person(), world.person(roles={"organizer": OTHER_VILLAGE})

    early = organizer.put(path, {"summary": "讲了垃圾分类。"})
    unwritten = person.get(path)
    world.advance(hours=4)
    written = organizer.put(path, {"summary": "讲了垃圾分类。"}).get_json()
    whole = {"summary": "讲了垃圾分类。", "lecture_topic": "怎么分", "lecture_speaker": "县农业局"}
    whole["lecture_audience"] = "三队妇女和老人"
    rewritten = organizer.put(path, whole).get_json()
    too_long = organizer.put(path, {"summary": "字" * 2001})
    unread = person.get(path).status_code
    world.find_words_good()

    assert early.get_json()["code"] == "activity_not_begun"
    assert unwritten.status_code == 404
    assert written["missing"] == ["lecture_topic", "lecture_speaker"]
    assert (rewritten["missing"], rewritten["version"]) == ([], 2)
    assert too_long.status_code == 422
    assert neighbour.put(path, whole).status_code == 403
    assert unread == 404, "nobody has looked at the words yet"
    read = person.get(path).get_json()
    assert (read["lecture_speaker"], read["lecture_audience"]) == ("县农业局", "三队妇女和老人")


def test_handouts_keep_how_sure_they_are_and_wrong_rows_are_reversed(world: World) -> None:
    activity = world.activity()
    organizer = activity.organizer
    site = organizer.get(f"/activities/{activity.id}").get_json()["site_id"]
    today = clock.local_date(world.now)

    def hand_out(quantity: int, unit: str = "sheet", **more: Any) -> dict[str, Any]:
        body = {"site_id": site, "name": "分类指南", "unit": unit, "quantity": quantity, "handed_on": str(today)}
        return organizer.post("/material-handouts", body | more).get_json()

    leaflets = hand_out(200, mark="over", activity_id=str(activity.id))
    hand_out(100, mark="over")
    hand_out(55, "volume", activity_id=str(activity.id))
    wrong = hand_out(30, "piece")
    hand_out(28, "piece")
    hand_out(12, "piece", kind="reward")
    reversal = organizer.post(f"/material-handouts/{wrong['id']}/reversal", {"reason": "数错了"}).get_json()
    again = organizer.post(f"/material-handouts/{wrong['id']}/reversal", {"reason": "数错了"})
    of_reversal = organizer.post(f"/material-handouts/{reversal['id']}/reversal", {"reason": "数错了"})
    tomorrow = hand_out(1, handed_on=str(today + dt.timedelta(days=1)))
    elsewhere = hand_out(1, site_id=str(world.site(village_code=OTHER_VILLAGE)))
    at_site = organizer.get("/material-handouts", site_id=site).get_json()
    at_activity = organizer.get("/material-handouts", site_id=site, activity_id=str(activity.id)).get_json()
    organizer.post(f"/activities/{activity.id}/headcount", {"headcount": 100, "mark": "over"})
    seen = organizer.get(f"/activities/{activity.id}").get_json()

    assert leaflets["written"] == "200余"
    assert (reversal["reverses_id"], reversal["note"]) == (wrong["id"], "数错了")
    assert [answer.get_json()["code"] for answer in (again, of_reversal)] == ["handout_reversed"] * 2
    assert tomorrow["code"] == "handout_invalid"
    assert elsewhere["code"] == "forbidden"
    assert [(total["unit"], total["written"]) for total in at_site["totals"]] == [
        ("sheet", "300余"),
        ("volume", "55"),
        ("piece", "28"),
    ]
    assert [row["reversed"] for row in at_site["items"]].count(True) == 1
    assert len(at_activity["items"]) == 2
    assert (seen["unregistered_headcount"], seen["unregistered_headcount_mark"]) == (100, "over")
    assert organizer.get("/material-handouts").status_code == 422


def test_about_is_weaker_than_over_and_over_than_exact() -> None:
    assert total([(300, "over"), (55, "exact"), (28, "exact")]) == (383, Mark.OVER)
    assert total([(300, "over"), (55, "about")]) == (355, Mark.ABOUT)
    assert total([]) == (0, Mark.EXACT)
    assert [written(200, mark) for mark in Mark] == ["200", "200余", "约200"]
