"""Fixed words of the team registration form (巾帼志愿服务队伍登记表)."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class TeamKind(StrEnum):
    """The three levels: 总队, 分队, 小队; a branch or squad may belong to a place or to a unit."""

    CORPS = "corps"
    BRANCH = "branch"
    SQUAD = "squad"


class ServiceKind(StrEnum):
    """What a team serves with: ten fixed kinds and 其他, which needs words."""

    TECHNICAL_TRAINING = "technical_training"
    LEGAL_RIGHTS = "legal_rights"
    HEALTH_CARE = "health_care"
    CULTURE = "culture"
    CARING = "caring"
    ENVIRONMENT = "environment"
    FAMILY_EDUCATION = "family_education"
    DRUG_AND_AIDS_PREVENTION = "drug_and_aids_prevention"
    BUSINESS_GUIDANCE = "business_guidance"
    CIVILITY = "civility"
    OTHER = "other"


class ServiceTime(StrEnum):
    """When a team serves: 工作日, 双休日, 节假日."""

    WORKDAYS = "workdays"
    WEEKENDS = "weekends"
    HOLIDAYS = "holidays"


PARENT_KIND: Final[dict[TeamKind, TeamKind | None]] = {
    TeamKind.CORPS: None,
    TeamKind.BRANCH: TeamKind.CORPS,
    TeamKind.SQUAD: TeamKind.BRANCH,
}
"""Who guides whom; a county's branch without a parent is guided by the corps of its city."""

SQUAD_MINIMUM: Final = 5
"""「每小队由5名以上志愿者组成」: with fewer members a squad is still forming (组建中)."""
