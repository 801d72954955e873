"""What ends in activities when a person leaves the programme."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.activities.models import CalendarLink, RosterDuty, Shift, SignUp, Substitution
from app.activities.queries import GONE, lock_shift
from app.activities.service.sign_ups import pass_on_place


def withdraw_from_all(
    session: Session, *, county_id: str, volunteer_id: uuid.UUID, actor_id: uuid.UUID | None, now: dt.datetime
) -> None:
    """Take back a person's sign-ups for what has not begun, her duties, offers and calendar; the past stays."""
    coming = session.execute(
        select(SignUp)
        .join(Shift, (Shift.county_id == SignUp.county_id) & (Shift.id == SignUp.shift_id))
        .where(
            SignUp.county_id == county_id,
            SignUp.volunteer_id == volunteer_id,
            SignUp.state.not_in(GONE),
            Shift.starts_at > now,
        )
        .order_by(SignUp.shift_id)
    ).scalars()
    for signed in list(coming):
        shift = lock_shift(session, county_id=county_id, shift_id=signed.shift_id)
        session.refresh(signed)
        held_place = signed.state == "signed_up"
        signed.state, signed.cancelled_at = "cancelled", now
        session.flush()
        if held_place:
            pass_on_place(session, shift, now=now)
    own = select(SignUp.id).where(SignUp.county_id == county_id, SignUp.volunteer_id == volunteer_id)
    session.execute(
        update(Substitution)
        .where(
            Substitution.county_id == county_id,
            Substitution.state == "offered",
            (Substitution.to_volunteer_id == volunteer_id) | Substitution.sign_up_id.in_(own),
        )
        .values(state="withdrawn", answered_by=actor_id, answered_at=now)
    )
    session.execute(
        delete(RosterDuty).where(RosterDuty.county_id == county_id, RosterDuty.volunteer_id == volunteer_id)
    )
    session.execute(
        update(RosterDuty)
        .where(RosterDuty.county_id == county_id, RosterDuty.substitute_id == volunteer_id)
        .values(substitute_id=None)
    )
    session.execute(
        update(CalendarLink)
        .where(
            CalendarLink.county_id == county_id,
            CalendarLink.volunteer_id == volunteer_id,
            CalendarLink.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )
