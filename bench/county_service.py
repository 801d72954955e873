"""The service of a generated county: activities, attendance, records, minutes and the points that came of them."""

from __future__ import annotations

import datetime as dt
import json
import random
import uuid
from dataclasses import dataclass
from typing import Any

from bench.columns import NONE
from bench.county_people import Author, Village
from bench.shape import ACTIVITIES_PER_VILLAGE, MEMBERS_PER_HOUSEHOLD, PEOPLE_PER_VILLAGE, County, Shape
from points.amounts import Minutes, Percent, Points
from points.scoring.calculator import Served, assess
from points.scoring.rulebook import DifficultyClass, Rounding, RuleVersion

DIFFICULTY = (("A", "一般", 100), ("B", "较重", 150), ("C", "繁重", 200))
RATE = 100
PLANNED_MINUTES = 120


@dataclass(frozen=True)
class Occasion:
    """One activity as its attendances need it."""

    activity: str
    shift: str
    difficulty: str
    start: dt.datetime
    end: dt.datetime
    state: str

    @property
    def day(self) -> str:
        """The business date: generated activities start at 9 o'clock in Shanghai, 1 o'clock UTC."""
        return self.start.date().isoformat()


class Service:
    """Writes activity after activity and keeps the households' balances."""

    def __init__(self, author: Author) -> None:
        self._author = author
        # Repeatable invented data, no secret.
        self._chance = random.Random(f"{author.shape.seed}:{author.county_id}")
        self._rule = rule_id(author.county)
        self._scores = _scores(author, self._rule)

    def write_activity(self, village: Village, week: int, *, place: int) -> None:
        """Write the village's activity of a week; the last waits for approval, the one before for settlement."""
        author, c = self._author, self._author.county_id
        start = author.era.first_day + dt.timedelta(days=7 * week + place % 6, hours=1)
        occasion = Occasion(
            activity=author.new_id(12, start),
            shift=author.new_id(13, start),
            difficulty=DIFFICULTY[(week + place) % len(DIFFICULTY)][0],
            start=start,
            end=start + dt.timedelta(minutes=PLANNED_MINUTES),
            state={ACTIVITIES_PER_VILLAGE - 1: "claimed", ACTIVITIES_PER_VILLAGE - 2: "verified"}.get(week, "settled"),
        )
        chosen = self._chosen(week, place)
        start_text, end_text = start.isoformat(" "), occasion.end.isoformat(" ")
        before = (start - dt.timedelta(days=3)).isoformat(" ")
        author.copies.fields(
            "activity",
            [
                (
                    *(
                        c,
                        occasion.activity,
                        f"{author.number:07X}",
                        village.site,
                        village.code,
                        "清洁村道",
                        "{cleaning}",
                    ),
                    *(
                        occasion.difficulty,
                        "村委会门口",
                        start_text,
                        end_text,
                        "注意来往车辆",
                        "f",
                        "f",
                        "f",
                        "exact",
                        "closed",
                    ),
                    *(village.organizer, "1", before, before, end_text),
                )
            ],
        )
        author.copies.fields(
            "shift", [(c, occasion.shift, occasion.activity, start_text, end_text, "60", str(len(chosen)))]
        )
        self._write_served(village, chosen, occasion=occasion)

    def _chosen(self, week: int, place: int) -> list[int]:
        """Return who takes part, so that the province has exactly as many attendances as it should."""
        shape = self._author.shape
        quota, spare = divmod(shape.attendances, shape.villages)
        quota += self._author.county.first + place < spare
        count = quota // ACTIVITIES_PER_VILLAGE + (week < quota % ACTIVITIES_PER_VILLAGE)
        return self._chance.sample(range(PEOPLE_PER_VILLAGE), min(count, PEOPLE_PER_VILLAGE))

    def _write_served(self, village: Village, chosen: list[int], *, occasion: Occasion) -> None:
        """Four tables for each person. Rows are built as text in one go: this runs ten million times."""
        author, c, v, o = self._author, self._author.county_id, village, occasion
        number, chance, settled = author.number, self._chance, occasion.end + dt.timedelta(days=8)
        at_table, record_table = author.prefix(14, o.end), author.prefix(15, o.end)
        entry_table, posting_table = author.prefix(16, settled), author.prefix(17, settled)
        closed, settled_at = (o.end + dt.timedelta(minutes=30)).isoformat(" "), settled.isoformat(" ")
        day, due = o.day, (o.end + dt.timedelta(days=14)).date().isoformat()
        attendances, records, hours, postings = [], [], [], []
        for person in chosen:
            number += 1
            tail = f"{number:012x}"
            early, late = chance.randrange(15), chance.randrange(-5, 6)
            minutes = PLANNED_MINUTES + early + late
            points, trace = self._scores[o.difficulty, minutes]
            came = f"{day} 00:{60 - early:02d}:00+00" if early else f"{day} 01:00:00+00"
            went = f"{day} 03:{late:02d}:00+00" if late >= 0 else f"{day} 02:{60 + late:02d}:00+00"
            home = person // MEMBERS_PER_HOUSEHOLD
            who, household = v.people[person], v.households[home]
            kind = "family" if person % MEMBERS_PER_HOUSEHOLD else "mother"
            record, posting = record_table + tail, posting_table + tail
            attendances.append(
                f"{c}\t{at_table}{tail}\t{o.activity}\t{o.shift}\t{who}\t{came}\trotating\tonline\ti{tail}\t{who}"
                f"\t{went}\trotating\tonline\to{tail}\t{who}\tt\tt\t0\t{{}}\t{came}\n"
            )
            decided = f"{NONE}\t{NONE}\t{NONE}" if o.state == "claimed" else f"{v.checker}\t{closed}\t{NONE}"
            if o.state == "settled":
                decided = f"{v.checker}\t{closed}\t{posting}"
                balance, line = v.move(home, points)
                hours.append(
                    f"{c}\t{entry_table}{tail}\tsettle:{record}\t{record}\t{who}\tscan\t{minutes}\t{day}\t{settled_at}\n"
                )
                postings.append(
                    f"{c}\t{posting}\taward:{record}\taward\tissuance\t{NONE}\thousehold\t{household}\t{points}"
                    f"\t{NONE}\t{balance}\t{NONE}\t{line}\t{{}}\t{day}\t{settled_at}\n"
                )
            records.append(
                f"{c}\t{record}\t{at_table}{tail}\t1\t{o.activity}\t{v.site}\t{v.code}\t{who}\t{household}\t{kind}"
                f"\t{o.difficulty}\t{day}\t{came}\t{went}\t{PLANNED_MINUTES}\tscan\t{{}}\t{v.organizer}\t{{}}"
                f"\t{minutes}\t{minutes}\t{points}\t{self._rule}\t{trace}\t{{}}\tf\tf\t{closed}\t{due}\tf\t{o.state}"
                f"\t{decided}\t{closed}\n"
            )
        author.number = number
        self._send(attendance=attendances, service_record=records, hours_entry=hours, posting=postings)

    def _send(self, **lines: list[str]) -> None:
        for table, rows in lines.items():
            if rows:
                self._author.copies.lines(table, rows)

    def write_deep_household(self, village: Village) -> None:
        """Write points without hours, many thousand times, for pages deep in one household's statement."""
        author, home, lines = self._author, village.households[0], []
        midnight = dt.datetime.combine(author.shape.today, dt.time(), dt.UTC)
        for place in range(author.shape.deep_postings):
            now = midnight + dt.timedelta(seconds=place - 80_000)
            posting, day = author.new_id(17, now), now.date().isoformat()
            balance, line = village.move(0, 1)
            lines.append(
                f"{author.county_id}\t{posting}\tsource:{posting}\tsource\tissuance\t{NONE}\thousehold\t{home}\t1\t{NONE}"
                f"\t{balance}\t{NONE}\t{line}\t{{}}\t{day}\t{now.isoformat(' ')}\n"
            )
        author.copies.lines("posting", lines)


def _scores(author: Author, rule: str) -> dict[tuple[str, int], tuple[int, str]]:
    """Return difficulty and minutes → points and their trace, by the product's own calculator."""
    version = RuleVersion(
        id=uuid.UUID(rule),
        version=1,
        effective_on=author.era.begin.date(),
        rounding=Rounding.FLOOR,
        difficulty_classes=tuple(
            DifficultyClass(code=code, name=name, factor=Percent(factor), rate=Points(RATE))
            for code, name, factor in DIFFICULTY
        ),
    )
    scores = {}
    for code, _, _ in DIFFICULTY:
        for minutes in range(PLANNED_MINUTES - 5, PLANNED_MINUTES + 20):
            served = Served(
                minutes=Minutes(minutes),
                planned_minutes=Minutes(PLANNED_MINUTES),
                local_date=author.era.first_day.date(),
                difficulty=code,
            )
            found = assess(served, version)
            trace = json.dumps([step.as_json() for step in found.steps], separators=(",", ":"))
            scores[code, minutes] = (int(found.points), trace)
    return scores


def rule_id(county: County) -> str:
    """Return the id of the scoring rule of a generated county."""
    return str(uuid.UUID(int=(0x7 << 76) | (0x8 << 60) | county.number))


def rule_rows(shape: Shape, county: County) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the scoring rule of a generated county and its difficulty classes as column → value."""
    begin = shape.today - dt.timedelta(days=7 * ACTIVITIES_PER_VILLAGE + 30)
    published = dt.datetime.combine(begin, dt.time(), dt.UTC) - dt.timedelta(days=2)
    rule = {
        "county_id": county.county_id,
        "id": rule_id(county),
        "version": 1,
        "effective_on": begin,
        "rounding": "floor",
        "rounding_unit": 1,
        "minimum_minutes": 0,
        "minimum_presence_percent": 0,
        "family_members_count": True,
        "free_minutes": 0,
        "redeem_floor": 0,
        "state": "published",
        "drafted_by": uuid.UUID(int=1),
        "drafted_at": published,
        "approved_by": uuid.UUID(int=2),
        "published_at": published,
    }
    classes = [
        {
            "county_id": county.county_id,
            "rule_id": rule_id(county),
            "code": code,
            "name": name,
            "factor_percent": factor,
            "base_points": 0,
            "rate_points": RATE,
        }
        for code, name, factor in DIFFICULTY
    ]
    return rule, classes
