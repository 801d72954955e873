"""Tell people about activities: called off, moved, a place for them, a place offered, and the day before."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.activities.models import Activity, ActivityApproval, Shift, SignUp, Substitution
from app.activities.queries import GONE
from app.clock import local_date, local_midnight, to_local
from app.messages.kinds import Kind
from app.messages.service.inbox import notify

EVENING: Final = range(16, 21)
"""Hours of the local day in which people are reminded of tomorrow: work is over, nobody sleeps."""
ONE_DAY: Final = dt.timedelta(days=1)
ROUND_MOST: Final = 2000

TOMORROW: Final = text(
    """
    SELECT g.county_id, g.id, g.volunteer_id, a.id AS activity_id, a.title, a.place_name, a.risk_note, s.starts_at
    FROM (SELECT DISTINCT county_id FROM site) c
    JOIN activity a ON a.county_id = c.county_id AND a.state = 'published'
        AND a.starts_at > :begins - interval '1 day' AND a.starts_at < :ends
    JOIN shift s ON s.county_id = a.county_id AND s.activity_id = a.id
        AND s.starts_at >= :begins AND s.starts_at < :ends
    JOIN sign_up g ON g.county_id = s.county_id AND g.shift_id = s.id AND g.state = 'signed_up'
    WHERE NOT EXISTS (
        SELECT FROM inbox_message m
        WHERE m.county_id = g.county_id AND m.volunteer_id = g.volunteer_id AND m.event = 'activity_soon:' || g.id)
    ORDER BY s.starts_at, g.id
    LIMIT :most
    """
)


def tell_cancelled(session: Session, activity: Activity, *, now: dt.datetime) -> None:
    """Tell everybody with a place, or waiting for one, that the activity is called off."""
    _tell_concerned(session, Kind.ACTIVITY_CANCELLED, activity, now=now, event=None)


def tell_changed(session: Session, activity: Activity, *, now: dt.datetime) -> None:
    """Tell everybody with a place, or waiting for one, when and where it is now."""
    event = f"{Kind.ACTIVITY_CHANGED}:{activity.id}:{now.isoformat()}"
    _tell_concerned(session, Kind.ACTIVITY_CHANGED, activity, now=now, event=event)


def _tell_concerned(session: Session, kind: Kind, activity: Activity, *, now: dt.datetime, event: str | None) -> None:
    concerned = session.scalars(
        select(SignUp.volunteer_id)
        .join(Shift, (Shift.county_id == SignUp.county_id) & (Shift.id == SignUp.shift_id))
        .where(SignUp.county_id == activity.county_id, Shift.activity_id == activity.id, SignUp.state.not_in(GONE))
    )
    notify(
        session,
        kind,
        county_id=activity.county_id,
        to=concerned,
        about=activity.id,
        now=now,
        event=event,
        title=activity.title,
        place=activity.place_name,
        starts_at=activity.starts_at,
    )


def tell_promoted(session: Session, signed: SignUp, *, now: dt.datetime) -> None:
    """Tell somebody who waited that a place became hers."""
    _tell(session, Kind.PLACE_PROMOTED, signed, now=now, place=_activity(session, signed).place_name)


def tell_signed_up(session: Session, signed: SignUp, *, now: dt.datetime) -> None:
    """Tell somebody who signed her up, unless she did it herself."""
    if signed.signed_up_by != signed.volunteer_id:
        _tell(session, Kind.SIGNED_UP_BY_OTHER, signed, now=now, actor_id=signed.signed_up_by)


def tell_decided(session: Session, signed: SignUp, *, now: dt.datetime) -> None:
    """Tell somebody that the organizer agreed to her sign-up, or did not; the reason stays with the sign-up."""
    kind = Kind.SIGN_UP_REFUSED if signed.state == "refused" else Kind.SIGN_UP_AGREED
    _tell(session, kind, signed, now=now, place=_activity(session, signed).place_name)


def tell_offered(session: Session, offer: Substitution, signed: SignUp, *, now: dt.datetime) -> None:
    """Ask somebody to take a place over."""
    _tell_about_offer(session, Kind.SUBSTITUTION_ASKED, offer, signed, to=offer.to_volunteer_id, now=now)


def tell_answered(session: Session, offer: Substitution, signed: SignUp, *, now: dt.datetime) -> None:
    """Tell whose place it is whether it was taken over."""
    kind = Kind.SUBSTITUTION_ACCEPTED if offer.state == "accepted" else Kind.SUBSTITUTION_DECLINED
    _tell_about_offer(session, kind, offer, signed, to=signed.volunteer_id, now=now)


def tell_approval(session: Session, activity: Activity, approval: ActivityApproval, *, now: dt.datetime) -> None:
    """Tell whoever handed an activity in what the county said; its reason stands with the activity."""
    kind = Kind.ACTIVITY_APPROVED if approval.outcome == "approved" else Kind.ACTIVITY_SENT_BACK
    notify(
        session,
        kind,
        county_id=activity.county_id,
        to=[approval.requested_by],
        about=activity.id,
        now=now,
        event=f"{kind}:{approval.id}",
        title=activity.title,
        starts_at=activity.starts_at,
    )


def _tell_about_offer(
    session: Session, kind: Kind, offer: Substitution, signed: SignUp, *, to: uuid.UUID, now: dt.datetime
) -> None:
    activity = _activity(session, signed)
    asking = kind is Kind.SUBSTITUTION_ASKED
    notify(
        session,
        kind,
        county_id=offer.county_id,
        to=[to],
        about=activity.id,
        now=now,
        event=f"{kind}:{offer.id}",
        title=activity.title,
        starts_at=_shift(session, signed).starts_at,
        actor_id=signed.volunteer_id if asking else offer.to_volunteer_id,
    )


def remind_of_tomorrow(session: Session, *, now: dt.datetime) -> int:
    """Remind everybody with a place on a shift of the next local day, in the evening before; nobody twice."""
    if to_local(now).hour not in EVENING:
        return 0
    tomorrow = local_date(now) + ONE_DAY
    times = {"begins": local_midnight(tomorrow), "ends": local_midnight(tomorrow + ONE_DAY)}
    return sum(
        notify(
            session,
            Kind.ACTIVITY_SOON,
            county_id=row.county_id,
            to=[row.volunteer_id],
            about=row.activity_id,
            now=now,
            event=f"{Kind.ACTIVITY_SOON}:{row.id}",
            title=row.title,
            place=row.place_name,
            hint=row.risk_note,
            starts_at=row.starts_at,
        )
        for row in session.execute(TOMORROW, times | {"most": ROUND_MOST}).all()
    )


def _tell(session: Session, kind: Kind, signed: SignUp, *, now: dt.datetime, **more: Any) -> None:
    activity = _activity(session, signed)
    notify(
        session,
        kind,
        county_id=signed.county_id,
        to=[signed.volunteer_id],
        about=activity.id,
        now=now,
        event=f"{kind}:{signed.id}:{now.isoformat()}",
        title=activity.title,
        starts_at=_shift(session, signed).starts_at,
        **more,
    )


def _shift(session: Session, signed: SignUp) -> Shift:
    return session.get_one(Shift, (signed.county_id, signed.shift_id))


def _activity(session: Session, signed: SignUp) -> Activity:
    return session.get_one(Activity, (signed.county_id, _shift(session, signed).activity_id))
