"""An organizer of another place who runs an activity jointly vouches for its hours, and for no others."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from app.activities.models import Activity, JointOrganizer
from app.core.transaction import transaction
from tests.served import claimed
from tests.world import OTHER_VILLAGE, World


def test_joint_organizer_sees_and_verifies_the_hours_of_that_activity_only(world: World) -> None:
    first, second = world.person(), world.person()
    (record,) = claimed(world, [first], minutes=60)
    (foreign,) = claimed(world, [second], minutes=60, day=7)
    organizer = world.staff("organizer")
    joint = world.person(roles={"organizer": OTHER_VILLAGE}, village_code=OTHER_VILLAGE)
    keeper = world.staff("shop_keeper")
    activity = organizer.get(f"/service-records/{record}").get_json()["record"]["activity_id"]
    before = joint.post("/service-records/verification", {"record_ids": [str(record)]})
    queued_before = joint.get("/service-records").get_json()["items"]
    name_jointly(world, activity, joint.volunteer_id)

    queued = [item["id"] for item in joint.get("/service-records").get_json()["items"]]
    detail = joint.get(f"/service-records/{record}")
    other = joint.post("/service-records/verification", {"record_ids": [str(foreign)]})
    done = joint.post("/service-records/verification", {"record_ids": [str(record)]})
    rejected = joint.post(f"/service-records/{foreign}/rejection", {"reason": "没来"})

    assert (before.status_code, queued_before) == (403, [])
    assert queued == [str(record)]
    assert detail.status_code == 200
    assert (other.status_code, rejected.status_code) == (403, 403)
    assert done.get_json()["items"][0]["result"] == "verified"
    assert keeper.post("/service-records/verification", {"record_ids": [str(record)]}).status_code == 403


def name_jointly(world: World, activity_id: str, volunteer_id: uuid.UUID) -> None:
    """Make somebody a joint organizer of an activity that is over, as if its organizer had named her in time."""
    with transaction(world.database, now=world.now) as work:
        activity = work.session.scalars(select(Activity).where(Activity.id == uuid.UUID(activity_id))).one()
        work.session.add(
            JointOrganizer(
                county_id=activity.county_id,
                activity_id=activity.id,
                volunteer_id=volunteer_id,
                added_by=activity.organizer_id,
                added_at=work.now,
            )
        )
