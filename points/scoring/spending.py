"""What points may be spent on and how many of them; pure predicates of a rule version."""

from __future__ import annotations

from points.amounts import NO_POINTS, Fen, Points
from points.scoring.refusals import CashLikeRefused, RuleInvalid


def redeemable(balance: Points, *, floor: Points, suspend_below: Points | None) -> Points:
    """Return the points a household may spend: what lies above the floor, nothing while it is suspended.

    Source: 白家村, where only the part above 100 may be spent and below 70 nothing (acceptance case RC-05).
    """
    if is_suspended(balance, suspend_below=suspend_below):
        return NO_POINTS
    return Points(max(0, balance - floor))


def is_suspended(balance: Points, *, suspend_below: Points | None) -> bool:
    """Say whether the balance is so low that the household may not redeem; nothing else is ever stopped."""
    return suspend_below is not None and balance < suspend_below


def require_not_cash_like(reward: str, *, cash_like: bool) -> None:
    """Demand that a reward is a thing or a service and no substitute for money.

    Volunteer service is unpaid, so fees, vouchers, top-ups and cash are refused (acceptance case RC-22).

    Raises:
        CashLikeRefused: the reward is flagged as cash-like.

    """
    if cash_like:
        raise CashLikeRefused(reward=reward)


def reference_value(points: Points, *, points_per_yuan: Points) -> Fen:
    """Return what the points stand for in fen, rounded down; for donors and accounts, never for cashing out.

    Raises:
        RuleInvalid: the rate is not positive.

    """
    if points_per_yuan <= 0:
        raise RuleInvalid(field="points_per_yuan", value=points_per_yuan)
    return Fen(points * 100 // points_per_yuan)
