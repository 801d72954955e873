"""Themes (活动主题): what an activity counts for in the ten figures of annex 3 of the city's notice."""

from __future__ import annotations

from enum import StrEnum


class Theme(StrEnum):
    """A theme; an activity may have up to three and counts once for each (附件3 第 1、2、4 项)."""

    MEILI_JIAYUAN = "meili_jiayuan"
    WASTE_SORTING = "waste_sorting"
    LECTURE = "lecture"
    PUBLICITY = "publicity"
    RIVER_PATROL = "river_patrol"
    CARE_VISIT = "care_visit"
    OTHER = "other"


ANNEX_3_ROW: dict[Theme, int] = {
    Theme.MEILI_JIAYUAN: 1,
    Theme.WASTE_SORTING: 2,
    Theme.PUBLICITY: 3,
    Theme.LECTURE: 4,
}
"""Which row of annex 3 a theme feeds; every finished activity also counts in row 9 (开展志愿服务次数)."""
