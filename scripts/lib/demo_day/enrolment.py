"""Before the Saturday: whoever is not registered yet is, by WeChat or in person; cards are issued."""

from demo_day.api import Caller
from demo_day.cast import VILLAGE, Cast, Volunteer, sign_in
from demo_day.narrator import Narrator
from demo_day.wechat import WeChat


def enrol(cast: Cast, wechat: WeChat, narrator: Narrator) -> None:
    """Make sure that all thirty are known, in their households, and hold a phone session or a card."""
    known = {person["name"]: person for person in cast.organizer.caller.every("/volunteers", place_code=VILLAGE)}
    registered = written_down = replaced = 0
    for volunteer in narrator.each(cast.volunteers, "到齐"):
        if volunteer.has_phone:
            registered += _sign_in_or_register(volunteer, cast, wechat)
        else:
            written_down += _write_down(volunteer, cast, known)
            replaced += _give_card(volunteer, cast)
    narrator.say(f"用手机的 {len(cast.phones)} 人，新登记 {registered} 人，组织者当面确认。")
    narrator.say(f"没有智能手机的 {len(cast.cards)} 人，当面登记 {written_down} 人，每人一张纸卡。")
    if replaced:
        narrator.say(f"其中 {replaced} 人的旧卡找不到了，挂失后补办。")


def _sign_in_or_register(volunteer: Volunteer, cast: Cast, wechat: WeChat) -> int:
    answer = sign_in(volunteer.caller.service, wechat, volunteer.alias)
    fresh = answer["state"] == "registration_needed"
    if fresh:
        answer = _register(volunteer, cast, ticket=answer["ticket"])
    volunteer.caller = Caller(volunteer.caller.service, answer["token"])
    _look_up(volunteer)
    return int(fresh)


def _register(volunteer: Volunteer, cast: Cast, *, ticket: str) -> dict[str, str]:
    """Found a household, or ask to join the mother's; the organizer confirms both."""
    application = {
        "ticket": ticket,
        "how": "found",
        "name": volunteer.name,
        "birth_on": volunteer.birth_on,
        "village_code": VILLAGE,
        "kind": volunteer.kind,
        "accepted_notice_version": volunteer.caller.get("/privacy-notices/current")["items"][0]["version"],
    }
    if volunteer.place > 0:
        application |= {"how": "join", "household_code": _mother(volunteer, cast).household_code}
    answer: dict[str, str] = volunteer.caller.do("/registrations", application)
    cast.organizer.caller.do(f"/volunteers/{answer['volunteer_id']}/confirmation")
    return answer


def _look_up(volunteer: Volunteer) -> None:
    me = volunteer.caller.get("/me")
    volunteer.id = me["id"]
    volunteer.household_id, volunteer.household_code = me["household"]["id"], me["household"]["code"]


def _write_down(volunteer: Volunteer, cast: Cast, known: dict[str, dict[str, str]]) -> int:
    """Find a person without a phone in the list of the village, or write her down."""
    organizer, found = cast.organizer.caller, known.get(volunteer.name)
    if found is None:
        body = {
            "name": volunteer.name,
            "kind": volunteer.kind,
            "village_code": VILLAGE,
            "birth_on": volunteer.birth_on,
        }
        if volunteer.place > 0:
            body["household_code"] = _mother(volunteer, cast).household_code
        made = organizer.do("/volunteers", body)
        found = organizer.get(f"/volunteers/{made['id']}")
        known[volunteer.name] = found
        fresh = 1
    else:
        fresh = 0
    volunteer.id, volunteer.household_id = found["id"], found["household_id"]
    volunteer.household_code = found["household_code"]
    return fresh


def _give_card(volunteer: Volunteer, cast: Cast) -> int:
    """Issue a card; one from an earlier day cannot be shown again, so it is reported lost."""
    organizer = cast.organizer.caller
    lost = organizer.get(f"/volunteers/{volunteer.id}")["card_suffix"] is not None
    if lost:
        organizer.do(f"/volunteers/{volunteer.id}/card-closing", {"state": "lost"})
    volunteer.card = organizer.do(f"/volunteers/{volunteer.id}/cards", once=True)["code"]
    return int(lost)


def _mother(volunteer: Volunteer, cast: Cast) -> Volunteer:
    return next(each for each in cast.volunteers if each.household == volunteer.household and each.place == 0)
