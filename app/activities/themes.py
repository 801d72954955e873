"""Themes (活动主题): what an activity counts for in the ten figures of annex 3 of the city's notice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Theme(StrEnum):
    """A theme; an activity may have up to three and counts once for each (附件3 第 1、2、4 项)."""

    MEILI_JIAYUAN = "meili_jiayuan"
    WASTE_SORTING = "waste_sorting"
    LECTURE = "lecture"
    PUBLICITY = "publicity"
    RIVER_PATROL = "river_patrol"
    CARE_VISIT = "care_visit"
    OTHER = "other"


class Counted(StrEnum):
    """What a figure of annex 3 counts: things of these books, or things another part of the service keeps."""

    ACTIVITIES = "activities"
    HANDOUTS = "handouts"
    PUBLICATIONS = "publications"
    SITES = "sites"
    TEAMS = "teams"
    VOLUNTEERS = "volunteers"
    SERVICES = "services"
    HEADCOUNT = "headcount"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One of the ten figures of annex 3: row, wording and unit as in the notice, and what is counted for it."""

    row: int
    wording: str
    unit: str
    counted: Counted
    themes: frozenset[Theme] = frozenset()


ENVIRONMENT: Final = frozenset({Theme.MEILI_JIAYUAN, Theme.WASTE_SORTING, Theme.RIVER_PATROL})
"""A visit to a lonely old person adds nothing to 美丽广西."""

ANNEX_3: Final = (
    Indicator(
        1,
        "开展“美丽家园”建设主题实践活动场次数",
        "场/次",
        Counted.ACTIVITIES,
        frozenset({Theme.MEILI_JIAYUAN}),
    ),
    Indicator(2, "开展生活垃圾分类宣传实践活动场次数", "场/次", Counted.ACTIVITIES, frozenset({Theme.WASTE_SORTING})),
    Indicator(3, "发放乡村振兴宣传品数量", "张/册/件", Counted.HANDOUTS),
    Indicator(4, "举办乡村振兴宣传讲座场次数", "场/次", Counted.ACTIVITIES, frozenset({Theme.LECTURE})),
    Indicator(5, "融媒体平台推送乡村振兴宣传信息数目", "条", Counted.PUBLICATIONS),
    Indicator(6, "建立“环保妈妈志愿服务”示范点个数", "个", Counted.SITES),
    Indicator(7, "建立“环保妈妈志愿服务队”数目", "支", Counted.TEAMS),
    Indicator(8, "招募“环保妈妈”人数", "人", Counted.VOLUNTEERS),
    Indicator(9, "开展志愿服务次数", "次", Counted.SERVICES, frozenset(Theme)),
    Indicator(10, "带动群众参与“美丽广西”建设的人数", "人", Counted.HEADCOUNT, ENVIRONMENT),
)
"""The ten figures of annex 3 of the city's notice (seed 000), each with what counts for it.

Activities count if they were held – somebody present, or a head count above nought – and ended in the period; a lecture
needs speaker and topic; services need somebody present; handouts are those of kind publicity that are not reversed.
"""


def rows_fed_by(themes: Iterable[str]) -> list[int]:
    """Return the rows of annex 3 that an activity of these themes counts in once it was held."""
    given = set(themes)
    return [indicator.row for indicator in ANNEX_3 if indicator.themes & given]
