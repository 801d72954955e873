"""A household's month put together for paper: services, points, redemptions, and what others did for its members."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from app.clock import local_date
from app.core.messages import message
from app.home import sheet_queries as queries
from app.home.sheet_queries import Month
from app.home.sheet_schemas import MonthlyAct, MonthlyLine, MonthlyRedemption, MonthlyService, MonthlySheetView
from app.hours.views import sentences
from app.households.deeds import act_in_words, name_of_helper
from app.identity.models import Household
from app.ledger.explanations import explain_lines
from app.places.queries import find_division

APPROVED = frozenset({"verified", "disclosed", "settled"})


def monthly_sheet(session: Session, household: Household, *, month: Month, address: str) -> MonthlySheetView:
    """Return what a household did, earned and collected in a month; minutes are integers, points hundredths."""
    county_id, household_id = household.county_id, household.id
    members = queries.list_members(session, county_id=county_id, household_id=household_id)
    services = queries.list_services(session, county_id=county_id, household_id=household_id, month=month)
    passbook = queries.read_passbook(session, county_id=county_id, household_id=household_id, month=month)
    village = find_division(session, code=household.village_code)
    return MonthlySheetView(
        household_id=household_id,
        household_code=household.code,
        village_name=household.village_code if village is None else village.name,
        month=str(month),
        members=[row["name"] for row in members],
        services=[_service(row) for row in services],
        minutes=sum(row["minutes"] for row in services if row["state"] in APPROVED),
        balance_at_start=passbook.start,
        balance_at_end=passbook.end,
        lines=[
            MonthlyLine(
                on=local_date(each.line.recorded_at),
                label=each.label,
                points=each.line.points,
                balance=each.line.balance,
                explanation=each.explanation,
            )
            for each in explain_lines(session, passbook.lines, county_id=county_id)
        ],
        redemptions=_redemptions(session, household, month=month),
        acts=_acts(session, members, county_id=county_id, month=month),
        print_address=address,
    )


def _service(row: RowMapping) -> MonthlyService:
    return MonthlyService(
        id=row["id"],
        on=row["local_date"],
        volunteer_name=row["volunteer_name"],
        title=row["title"],
        minutes=row["minutes"],
        points=row["points"],
        explanation=sentences(row["trace"], name=row["difficulty"]),
        state=row["state"],
        state_words=message(f"sheet.service.{row['state']}"),
    )


def _redemptions(session: Session, household: Household, *, month: Month) -> list[MonthlyRedemption]:
    orders = queries.list_orders(session, county_id=household.county_id, household_id=household.id, month=month)
    goods: dict[uuid.UUID, list[str]] = defaultdict(list)
    for row in queries.goods_of(session, [order["id"] for order in orders], county_id=household.county_id):
        goods[row["order_id"]].append(f"{row['name']} {row['quantity']} {row['unit_name']}")
    return [
        MonthlyRedemption.model_validate(
            {**order, "goods": goods[order["id"]], "state_words": message(f"sheet.order.{order['state']}")}
        )
        for order in orders
    ]


def _acts(session: Session, members: Sequence[RowMapping], *, county_id: str, month: Month) -> list[MonthlyAct]:
    acts = [
        MonthlyAct(
            at=row["at"],
            volunteer_name=member["name"],
            actor_name=name_of_helper(row),
            what=act_in_words(row),
        )
        for member in members
        for row in queries.list_acts(session, county_id=county_id, volunteer_id=member["id"], month=month)
    ]
    return sorted(acts, key=lambda act: act.at)
