"""One person under two registrations (并人): proposed with a reason, agreed to by a second person, carried out at once.

Nothing is added or lost: minutes move inside the hours book, points by a posting, everything else row by row; the
other id leads to the survivor from then on. Source: 志愿服务记录与证明出具办法 art. 6 (错误信息应当更正).
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.clock import local_date
from app.core.actor import Actor
from app.identity.models import Volunteer
from app.identity.refusals import VolunteerNotActive
from app.identity.service.people import get_volunteer, record_on
from app.messages.kinds import Kind
from app.messages.service.inbox import notify
from app.messages.wording import Param
from app.personal_data.models import PersonMerge
from app.personal_data.queries.merging import evidence_for, is_reachable
from app.personal_data.refusals import (
    MergeAwaitsAnswer,
    MergeDecided,
    MergeProposed,
    OwnMerge,
    OwnMergeProposal,
    SamePerson,
)
from app.personal_data.service.merging_deed import carry_out, require_mergeable
from points.base import new_id
from points.calendar import due_after
from points.errors import NotFound

ANSWER_DAYS: Final = 3
"""Working days in which the person herself may agree or object on her phone before a second person decides alone."""


def propose(
    session: Session,
    *,
    survivor_id: uuid.UUID,
    other_id: uuid.UUID,
    reason: str,
    county_id: str,
    actor: Actor,
    now: dt.datetime,
) -> PersonMerge:
    """Propose that two registrations are one person; whoever can be reached on her phone is asked.

    Raises:
        NotFound: there is no such person in the county.
        NotAllowed: one of them is not of the caller's place.
        SamePerson: both ids are one registration.
        OwnMerge: the caller is one of them or lives with one.
        VolunteerNotActive: the survivor is not active, or the other one is suspended or gone.
        MergeProposed: a merger of the other registration waits already.
        MergeOverlaps, MergeSelfDecided, RolesExclude: see ``require_mergeable``.
    """
    survivor = get_volunteer(session, county_id=county_id, volunteer_id=survivor_id, lock=True)
    other = get_volunteer(session, county_id=county_id, volunteer_id=other_id, lock=True)
    for person in (survivor, other):
        actor.require("people.merge", place_code=person.village_code)
    if survivor.id == other.id:
        raise SamePerson()
    _require_no_stake(actor, survivor, other)
    _require_alive(survivor, other)
    if _open_about(session, survivor, other):
        raise MergeProposed()
    require_mergeable(session, survivor, other, now=now)
    merge = PersonMerge(
        county_id=county_id,
        id=new_id(),
        survivor_id=survivor.id,
        other_id=other.id,
        evidence=evidence_for(session, county_id=county_id, first_id=survivor.id, second_id=other.id),
        reason=reason,
        state="proposed",
        proposed_by=actor.volunteer_id,
        proposed_at=now,
        answer_until_on=due_after(local_date(now), ANSWER_DAYS).on,
        survivor_answer=None,
        other_answer=None,
        decided_by=None,
        decided_at=None,
        answer=None,
        moved={},
    )
    session.add(merge)
    session.flush()
    _record(session, merge, survivor, "person.merge_propose", actor_id=actor.volunteer_id, now=now)
    asked = [person.id for person in (survivor, other) if is_reachable(session, person)]
    _tell(session, Kind.MERGE_PROPOSED, merge, to=asked, now=now, answer_on=merge.answer_until_on)
    return merge


def answer(session: Session, merge_id: uuid.UUID, *, agrees: bool, actor: Actor, now: dt.datetime) -> PersonMerge:
    """Keep what the person herself says at one of the two registrations; a no ends it, two yeses carry it out.

    Raises:
        NotFound: there is no such proposal about the caller.
        MergeDecided: it was decided before.
        OrdersOpen, HeadMustStay, MergeOverlaps, MergeSelfDecided, RolesExclude: it cannot be done yet.
    """
    merge = _locked(session, actor.county_id, merge_id)
    if actor.volunteer_id not in {merge.survivor_id, merge.other_id}:
        raise NotFound()
    if merge.state != "proposed":
        raise MergeDecided(state=merge.state)
    side = "survivor_answer" if actor.volunteer_id == merge.survivor_id else "other_answer"
    setattr(merge, side, "agreed" if agrees else "objected")
    if not agrees:
        _close(session, merge, words=None, actor_id=actor.volunteer_id, now=now)
    elif merge.survivor_answer == merge.other_answer == "agreed":
        _carry_out(session, merge, actor_id=actor.volunteer_id, now=now)
    session.flush()
    return merge


def confirm(session: Session, merge_id: uuid.UUID, *, county_id: str, actor: Actor, now: dt.datetime) -> PersonMerge:
    """Agree as a second person, and carry it out. Again is harmless: what was merged stays merged.

    Raises:
        NotFound: there is no such proposal.
        NotAllowed: one of the two is not of the caller's place.
        OwnMergeProposal: the caller proposed it.
        OwnMerge: the caller is one of them or lives with one.
        MergeDecided: it was declined.
        MergeAwaitsAnswer: the person can be reached and has not answered yet; ``until_on`` is the last day to wait.
        OrdersOpen, HeadMustStay, MergeOverlaps, MergeSelfDecided, RolesExclude, VolunteerNotActive: not like this.
    """
    merge = _locked(session, county_id, merge_id)
    survivor, other = _both(session, merge)
    for person in (survivor, other):
        actor.require("people.confirm_merge", place_code=person.village_code)
    if merge.state == "merged":
        return merge
    if merge.state == "declined":
        raise MergeDecided(state=merge.state)
    if merge.proposed_by == actor.volunteer_id:
        raise OwnMergeProposal()
    _require_no_stake(actor, survivor, other)
    if local_date(now) <= merge.answer_until_on:
        for person, said in ((survivor, merge.survivor_answer), (other, merge.other_answer)):
            if said is None and is_reachable(session, person):
                raise MergeAwaitsAnswer(until_on=merge.answer_until_on.isoformat())
    _carry_out(session, merge, actor_id=actor.volunteer_id, now=now)
    return merge


def decline(
    session: Session, merge_id: uuid.UUID, *, words: str, county_id: str, actor: Actor, now: dt.datetime
) -> PersonMerge:
    """End a proposal with a reason: they are two people, or it was a mistake. The proposer may, too.

    Raises:
        NotFound, NotAllowed, MergeDecided: as for :func:`confirm`.
    """
    merge = _locked(session, county_id, merge_id)
    for person in _both(session, merge):
        actor.require("people.confirm_merge", place_code=person.village_code)
    if merge.state != "proposed":
        raise MergeDecided(state=merge.state)
    _close(session, merge, words=words, actor_id=actor.volunteer_id, now=now)
    return merge


def _carry_out(session: Session, merge: PersonMerge, *, actor_id: uuid.UUID, now: dt.datetime) -> None:
    survivor, other = _both(session, merge)
    _require_alive(survivor, other)
    require_mergeable(session, survivor, other, now=now)
    merge.moved = carry_out(session, merge, survivor, other, actor_id=actor_id, now=now)
    merge.state, merge.decided_by, merge.decided_at = "merged", actor_id, now
    _drop_others(session, other.id, merge, actor_id=actor_id, now=now)
    session.flush()
    _record(session, merge, survivor, "person.merge", actor_id=actor_id, now=now)
    _tell(session, Kind.MERGE_DONE, merge, to=[survivor.id], now=now)


def _close(session: Session, merge: PersonMerge, *, words: str | None, actor_id: uuid.UUID, now: dt.datetime) -> None:
    merge.state, merge.answer, merge.decided_by, merge.decided_at = "declined", words, actor_id, now
    session.flush()
    survivor = session.get_one(Volunteer, (merge.county_id, merge.survivor_id))
    _record(session, merge, survivor, "person.merge_decline", actor_id=actor_id, now=now)
    if merge.proposed_by != actor_id:
        _tell(session, Kind.MERGE_DECLINED, merge, to=[merge.proposed_by], now=now)


def _drop_others(
    session: Session, other_id: uuid.UUID, done: PersonMerge, *, actor_id: uuid.UUID, now: dt.datetime
) -> None:
    """End what else was proposed about a registration that is no more."""
    session.execute(
        update(PersonMerge)
        .where(
            PersonMerge.county_id == done.county_id,
            PersonMerge.id != done.id,
            PersonMerge.state == "proposed",
            (PersonMerge.survivor_id == other_id) | (PersonMerge.other_id == other_id),
        )
        .values(state="declined", decided_by=actor_id, decided_at=now)
    )


def _locked(session: Session, county_id: str, merge_id: uuid.UUID) -> PersonMerge:
    found = session.get(PersonMerge, (county_id, merge_id), with_for_update=True)
    if found is None:
        raise NotFound()
    return found


def _both(session: Session, merge: PersonMerge) -> tuple[Volunteer, Volunteer]:
    """Return survivor and other, locked in the order of their ids."""
    rows = session.execute(
        select(Volunteer)
        .where(Volunteer.county_id == merge.county_id, Volunteer.id.in_([merge.survivor_id, merge.other_id]))
        .order_by(Volunteer.id)
        .with_for_update()
    ).scalars()
    people = {person.id: person for person in rows}
    return people[merge.survivor_id], people[merge.other_id]


def _open_about(session: Session, survivor: Volunteer, other: Volunteer) -> bool:
    found = session.execute(
        select(PersonMerge.id).where(
            PersonMerge.county_id == survivor.county_id,
            PersonMerge.state == "proposed",
            PersonMerge.other_id.in_([survivor.id, other.id]) | (PersonMerge.survivor_id == other.id),
        )
    ).first()
    return found is not None


def _require_alive(survivor: Volunteer, other: Volunteer) -> None:
    if survivor.state != "active" or other.state not in {"registered", "active"}:
        raise VolunteerNotActive()


def _require_no_stake(actor: Actor, *people: Volunteer) -> None:
    """Nobody gains by a merger she proposes or agrees to."""
    for person in people:
        own = person.household_id is not None and person.household_id == actor.household_id
        if own or person.id == actor.volunteer_id:
            raise OwnMerge()


def _record(
    session: Session, merge: PersonMerge, survivor: Volunteer, action: str, *, actor_id: uuid.UUID, now: dt.datetime
) -> None:
    facts: dict[str, object] = {
        "merge_id": str(merge.id),
        "other_id": str(merge.other_id),
        "evidence": list(merge.evidence),
        "moved": dict(merge.moved),
    }
    record_on(session, survivor, action, actor_id=actor_id, now=now, facts=facts)


def _tell(
    session: Session,
    kind: Kind,
    merge: PersonMerge,
    *,
    to: list[uuid.UUID],
    now: dt.datetime,
    **more: Param,
) -> None:
    notify(session, kind, county_id=merge.county_id, to=to, about=merge.id, now=now, event=None, **more)
