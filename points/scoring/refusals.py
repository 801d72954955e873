"""Why scoring says no (积分规则的拒绝)."""

from __future__ import annotations

from points.errors import Conflict, Invalid, NotFound, Refused


class RuleInvalid(Invalid):
    """A rule version holds a number outside its legal range; ``field`` says which."""

    code = "rule_invalid"


class RuleNotInForce(Conflict):
    """No rule version, or not this one, is in force on the day of the service."""

    code = "rule_not_in_force"


class RulePublishedTooLate(Refused):
    """A rule version must be public for a day before it applies."""

    code = "rule_published_too_late"


class DifficultyUnknown(NotFound):
    """The rule version has no difficulty class of this code."""

    code = "difficulty_unknown"


class PointSourceUnknown(NotFound):
    """The rule version has no points-only source of this code."""

    code = "point_source_unknown"


class ServiceInvalid(Invalid):
    """Served minutes, planned minutes or the amounts already used are outside their legal range."""

    code = "service_invalid"


class PointsOnlySourceRefused(Refused):
    """Only volunteer service yields minutes; quizzes, inspections and honours never do."""

    code = "points_only_source"


class DailyMinutesRefused(Refused):
    """More minutes on one day than anybody may approve."""

    code = "daily_minutes_refused"


class CashLikeRefused(Refused):
    """Points are no money: fees, vouchers and cash cannot be rewards."""

    code = "cash_like_refused"


class RuleAlreadyPublished(Conflict):
    """A published version never changes; draft the next one."""

    code = "rule_already_published"


class RuleNeedsSecondPerson(Refused):
    """Whoever drafted a rule version cannot publish it."""

    code = "rule_needs_second_person"


class RuleWithoutClasses(Invalid):
    """A rule version without a difficulty class could score nothing."""

    code = "rule_without_classes"
