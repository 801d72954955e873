"""Annex 1 of the city's notice of 2021 (seed 000): which county may create how many sites, at 5,000 yuan each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from points.amounts import Fen

GRANT: Final = Fen(500_000)


@dataclass(frozen=True, slots=True)
class DemoSite:
    """A site in a village that really exists; everything else about it is made up."""

    slug: str
    village_code: str
    name: str
    disclosure_days: int

    @property
    def county_id(self) -> str:
        """The county the village belongs to."""
        return self.village_code[:6]


@dataclass(frozen=True, slots=True)
class DemoCounty:
    """A county of the annex with its quota of sites."""

    slug: str
    county_id: str
    name: str
    sites: tuple[DemoSite, ...]


COUNTIES: Final = (
    DemoCounty(
        "liucheng",
        "450222",
        "柳城县",
        (
            DemoSite("qinjian", "450222100214", "勤俭村示范点", 5),
            DemoSite("yangmei", "450222102207", "杨梅村示范点", 3),
        ),
    ),
    DemoCounty("rongan", "450224", "融安县", (DemoSite("quantou", "450224101206", "泉头村示范点", 5),)),
    DemoCounty(
        "chengzhong",
        "450202",
        "城中区",
        (
            DemoSite("yaobu", "450202005201", "窑埠村示范点", 3),
            DemoSite("niucheping", "450202006202", "牛车坪村示范点", 5),
        ),
    ),
    DemoCounty("liubei", "450205", "柳北区", (DemoSite("xianglan", "450205102202", "香兰村示范点", 5),)),
)

SITES: Final = tuple(site for county in COUNTIES for site in county.sites)
CITY: Final = "450200"
CITY_PLACE: Final = "4502"
CITY_NAME: Final = "柳州市"
