"""Taking everything along, and closing the account, over HTTP."""

from __future__ import annotations

from typing import Any, Final

from flask import Response

from app.core.workbooks import write_workbook
from app.households.refusals import OrdersOpen
from app.http.endpoint import Call, operation
from app.http.schemas import CountyQuery
from app.identity.api.blueprint import cipher
from app.identity.api.shared import person_of
from app.identity.refusals import HeadMustStay
from app.identity.service.people import PHONE_FIELD, get_volunteer
from app.personal_data.api.blueprint import personal_data
from app.personal_data.queries.export import everything_about
from app.personal_data.refusals import AccountClosedAlready, PointsLeft, RolesHeld
from app.personal_data.schemas.own import ClosingBody, ExportView, SectionView
from app.personal_data.service.closing import close_account
from points.errors import NotFound

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_REFUSALS = (AccountClosedAlready, RolesHeld, HeadMustStay, OrdersOpen, PointsLeft, NotFound)


@operation(
    personal_data,
    "query",
    "GET",
    "/me/export",
    action="self.read",
    summary="下载我的全部信息",
    returns=ExportView,
    refusals=(NotFound,),
    answer={
        "county_id": "450222",
        "made_at": "2026-11-21T08:00:00Z",
        "phone": "13800000001",
        "sections": [{"title": "工时账", "rows": [{"日期": "2026-11-14", "分钟": 120, "来源": "scan"}]}],
    },
)
def export_own_data(call: Call[Any]) -> ExportView:
    """Give the caller everything kept about her, for another program to read (个人信息保护法 art. 45)."""
    me = call.actor
    person = get_volunteer(call.session, county_id=me.county_id, volunteer_id=me.volunteer_id)
    sections = everything_about(call.session, county_id=me.county_id, volunteer_id=me.volunteer_id, cipher=cipher())
    call.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    call.headers["Cache-Control"] = "no-store"
    return ExportView(
        county_id=me.county_id,
        made_at=call.now,
        phone=cipher().decrypt(person.phone_cipher, field=PHONE_FIELD) if person.phone_cipher else None,
        sections=[SectionView(title=title, rows=rows) for title, rows in sections],
    )


@operation(
    personal_data,
    "query",
    "GET",
    "/me/export-workbook",
    action="self.read",
    summary="下载我的全部信息（表格）",
    returns=None,
    refusals=(NotFound,),
    media=XLSX,
)
def export_own_workbook(call: Call[Any]) -> Response:
    """Give the caller everything kept about her as one spreadsheet, which WeChat and every office program open."""
    me = call.actor
    person = get_volunteer(call.session, county_id=me.county_id, volunteer_id=me.volunteer_id)
    phone = cipher().decrypt(person.phone_cipher, field=PHONE_FIELD) if person.phone_cipher else ""
    about = [{"导出时间": call.now.isoformat(timespec="seconds"), "县区": me.county_id, "手机号": phone}]
    sections = everything_about(call.session, county_id=me.county_id, volunteer_id=me.volunteer_id, cipher=cipher())
    book = write_workbook([("说明", about), *sections])
    headers = {"Content-Disposition": 'attachment; filename="my-data.xlsx"', "Cache-Control": "no-store"}
    return Response(book, content_type=XLSX, headers=headers)


@operation(
    personal_data,
    "command",
    "POST",
    "/me/account-closing",
    action="self.change",
    summary="注销账号",
    body=ClosingBody,
    returns=None,
    keyed=True,
    refusals=_REFUSALS,
    example={"confirm": "注销账号", "give_up_points": False},
)
def close_own_account(call: Call[ClosingBody]) -> None:
    """Close the caller's account for good: her name, phone and WeChat are erased, the books stay in balance."""
    me = call.actor
    person = get_volunteer(call.session, county_id=me.county_id, volunteer_id=me.volunteer_id)
    close_account(call.session, person, give_up_points=call.body.give_up_points, actor_id=me.volunteer_id, now=call.now)


@operation(
    personal_data,
    "command",
    "POST",
    "/volunteers/<uuid:volunteer_id>/account-closing",
    action="people.register",
    summary="应本人要求注销账号",
    body=ClosingBody,
    query=CountyQuery,
    returns=None,
    keyed=True,
    refusals=_REFUSALS,
    example={"confirm": "注销账号", "give_up_points": False},
)
def close_account_on_request(call: Call[ClosingBody]) -> None:
    """Close the account of a person who asked for it in person; both names stay in the audit trail as ids."""
    person = person_of(call, "people.register")
    close_account(
        call.session,
        person,
        give_up_points=call.body.give_up_points,
        actor_id=call.actor.volunteer_id,
        now=call.now,
    )
