"""Fixed words of the registration form: peoples, schooling, political standing, who may be a guardian.

Sources: GB/T 3304-1991 (民族), GB/T 4658-2006 (学历), GB/T 4762-1984 (政治面貌), 民法典 art. 27 (监护人).
"""

from __future__ import annotations

from typing import Final

ETHNIC_GROUPS: Final[tuple[str, ...]] = (
    "汉",
    "蒙古",
    "回",
    "藏",
    "维吾尔",
    "苗",
    "彝",
    "壮",
    "布依",
    "朝鲜",
    "满",
    "侗",
    "瑶",
    "白",
    "土家",
    "哈尼",
    "哈萨克",
    "傣",
    "黎",
    "傈僳",
    "佤",
    "畲",
    "高山",
    "拉祜",
    "水",
    "东乡",
    "纳西",
    "景颇",
    "柯尔克孜",
    "土",
    "达斡尔",
    "仫佬",
    "羌",
    "布朗",
    "撒拉",
    "毛南",
    "仡佬",
    "锡伯",
    "阿昌",
    "普米",
    "塔吉克",
    "怒",
    "乌孜别克",
    "俄罗斯",
    "鄂温克",
    "德昂",
    "保安",
    "裕固",
    "京",
    "塔塔尔",
    "独龙",
    "鄂伦春",
    "赫哲",
    "门巴",
    "珞巴",
    "基诺",
    "其他",
)
"""The 56 peoples without the word 族, and 其他 for who belongs to none of them."""

EDUCATION: Final[tuple[str, ...]] = ("none", "primary", "junior", "senior", "college", "bachelor", "master")
"""Schooling finished: 未上学、小学、初中、高中/中专、大专、本科、研究生."""

POLITICAL_STATUS: Final[tuple[str, ...]] = (
    "masses",
    "youth_league",
    "party",
    "party_probationary",
    "democratic_party",
    "no_party",
)
"""群众、共青团员、中共党员、中共预备党员、民主党派、无党派人士."""

GUARDIAN_RELATIONS: Final[tuple[str, ...]] = ("father", "mother", "grandparent", "sibling", "other")
"""父亲、母亲、祖父母或外祖父母、兄姐、其他监护人."""
