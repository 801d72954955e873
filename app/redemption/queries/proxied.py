"""What somebody may see who redeems for another person: that person's points and the orders made by or for her."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from points.errors import NotFound

ORDERS_SHOWN: Final = 20
_STANDS = """
    p.county_id = :county_id AND p.proxy_id = :helper_id AND p.scope = 'redeem' AND p.revoked_at IS NULL
    AND p.starts_on <= :today AND p.ends_on >= :today
"""
PERSON = text(
    f"""
    SELECT p.ends_on, v.id AS volunteer_id, v.name AS volunteer_name, h.id AS household_id, h.code AS household_code,
        h.village_code, CASE WHEN h.head_volunteer_id IS DISTINCT FROM v.id THEN h.order_limit END AS order_limit,
        (SELECT coalesce(sum(o.points), 0)::bigint FROM redemption_order o
         WHERE o.county_id = h.county_id AND o.household_id = h.id AND o.state = 'placed') AS held
    FROM proxy p
    JOIN volunteer v ON v.county_id = p.county_id AND v.id = p.volunteer_id
    JOIN household h ON h.county_id = v.county_id AND h.id = v.household_id AND h.state = 'active'
    WHERE {_STANDS} AND p.id = :proxy_id
    """  # noqa: S608 - made of constants of this module
)
ORDERS = text(
    """
    SELECT o.id, o.points, o.state, o.placed_at
    FROM redemption_order o
    WHERE o.county_id = :county_id AND o.household_id = :household_id
      AND :volunteer_id IN (o.placed_by, o.on_behalf_of)
    ORDER BY o.id DESC LIMIT :most
    """
)
ACTS_FOR = text(
    f"SELECT 1 FROM proxy p WHERE {_STANDS} AND p.volunteer_id IN (:placed_by, :on_behalf_of)"  # noqa: S608
)


def get_person(
    session: Session, *, county_id: str, proxy_id: uuid.UUID, helper_id: uuid.UUID, today: dt.date
) -> Row[Any]:
    """Return for whom a helper redeems by a proxy that stands on a day, with what her open orders hold (hundredths).

    Raises:
        NotFound: there is no such proxy, it is over, or it is somebody else's.
    """
    facts = {"county_id": county_id, "proxy_id": proxy_id, "helper_id": helper_id, "today": today}
    found = session.execute(PERSON, facts).one_or_none()
    if found is None:
        raise NotFound()
    return found


def list_orders(session: Session, person: Row[Any], *, county_id: str) -> Sequence[Row[Any]]:
    """Return the newest orders made by a person or for her; those of others in her household are not shown."""
    facts = {name: getattr(person, name) for name in ("volunteer_id", "household_id")}
    return session.execute(ORDERS, facts | {"county_id": county_id, "most": ORDERS_SHOWN}).all()


def redeems_for(
    session: Session,
    *,
    county_id: str,
    helper_id: uuid.UUID,
    placed_by: uuid.UUID,
    on_behalf_of: uuid.UUID | None,
    today: dt.date,
) -> bool:
    """Tell whether a helper may today act in an order, because it was made by or for a person she redeems for."""
    facts = {
        "county_id": county_id,
        "helper_id": helper_id,
        "placed_by": placed_by,
        "on_behalf_of": on_behalf_of or placed_by,
        "today": today,
    }
    return session.execute(ACTS_FOR, facts).first() is not None
