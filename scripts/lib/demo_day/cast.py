"""Who plays: thirty volunteers of twenty households, those who run the site, and what everybody carries."""

from dataclasses import dataclass, field
from typing import Any

from demo_day.api import Caller, Service
from demo_day.problems import CannotPlay
from demo_day.wechat import WeChat

VILLAGE = "450222100214"
COUNTY = VILLAGE[:6]
SITE = "qinjian"
COUNTY_SLUG = "liucheng"
PLANTS = "稻竹荷禾果茶柚蔗桂菇藕笋豆麦柿梨桃莲菱苗"
GIVEN = ("春春", "夏夏", "秋秋")
SIZES = (1,) * 12 + (2,) * 6 + (3,) * 2
"""Members of the twenty households: thirty in all."""
CARD_HOUSEHOLDS = frozenset({2, 5, 8, 11, 13, 16, 18})
"""In these households nobody has a smartphone: they carry paper cards."""
BIRTHDAYS = ("1968-03-12", "1995-07-20", "1991-11-05")


@dataclass
class Volunteer:
    """One of the thirty. ``scans`` are what her phone keeps while there is no network."""

    name: str
    alias: str
    household: int
    place: int
    caller: Caller
    card: str | None = None
    id: str = ""
    household_id: str = ""
    household_code: str = ""
    scans: list[dict[str, Any]] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """The mother is the first of her household."""
        return "mother" if self.place == 0 else "family"

    @property
    def birth_on(self) -> str:
        """An invented birthday."""
        return BIRTHDAYS[self.place]

    @property
    def has_phone(self) -> bool:
        """Whether she has a smartphone."""
        return self.household not in CARD_HOUSEHOLDS


@dataclass
class Staff:
    """Somebody who runs the site, or the county."""

    title: str
    caller: Caller
    id: str = ""


@dataclass
class Cast:
    """Everybody who plays."""

    volunteers: list[Volunteer]
    organizer: Staff
    second_organizer: Staff
    checker: Staff
    keeper: Staff
    supervisor: Staff
    county: Staff

    @property
    def phones(self) -> list[Volunteer]:
        """Those with a smartphone."""
        return [each for each in self.volunteers if each.has_phone]

    @property
    def cards(self) -> list[Volunteer]:
        """Those with a paper card."""
        return [each for each in self.volunteers if not each.has_phone]

    def households(self) -> list[list[Volunteer]]:
        """Return the twenty households, the mother first."""
        return [[each for each in self.volunteers if each.household == number] for number in range(len(SIZES))]


def invite(service: Service) -> list[Volunteer]:
    """Return the thirty by name; nobody has signed in yet."""
    return [
        Volunteer(
            name=PLANTS[household] + GIVEN[place],
            alias=f"saturday-{household + 1}-{place + 1}",
            household=household,
            place=place,
            caller=Caller(service),
        )
        for household, size in enumerate(SIZES)
        for place in range(size)
    ]


def sign_in(service: Service, wechat: WeChat, alias: str) -> dict[str, Any]:
    """Log in as a WeChat user does and return the answer: a token, or a ticket for registering."""
    answer: dict[str, Any] = Caller(service).do("/login", {"code": wechat.login_code(alias)}, once=True)
    return answer


def sign_in_staff(service: Service, wechat: WeChat, alias: str, title: str) -> Staff:
    """Log in as one of the demonstration's own people.

    Raises:
        CannotPlay: nobody with this alias is known, so the demonstration data are missing.
    """
    answer = sign_in(service, wechat, alias)
    if answer["state"] != "signed_in":
        raise CannotPlay(f"演示身份 {alias} 不存在。请先装入演示数据：./scripts/flask demo-load")
    caller = Caller(service, answer["token"])
    me = caller.get("/me")
    return Staff(f"{title}{me['name']}", caller, me["id"])


def gather_cast(service: Service, wechat: WeChat) -> Cast:
    """Sign everybody in who runs the site; the volunteers are only invited."""

    def staff(alias: str, title: str) -> Staff:
        return sign_in_staff(service, wechat, alias, title)

    return Cast(
        volunteers=invite(service),
        organizer=staff(f"{SITE}-organizer-1", "组织者"),
        second_organizer=staff(f"{SITE}-organizer-2", "另一位组织者"),
        checker=staff(f"{SITE}-checker", "审核员"),
        keeper=staff(f"{SITE}-shop-keeper", "兑换点管理员"),
        supervisor=staff(f"{SITE}-supervisor", "监督员"),
        county=staff(f"{COUNTY_SLUG}-staff-1", "县妇联"),
    )
