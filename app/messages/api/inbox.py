"""One's own inbox over HTTP."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from app.http.endpoint import Call, operation
from app.http.pagination import CursorInvalid, seal, unseal
from app.http.schemas import PageQuery
from app.messages import queries
from app.messages.api.blueprint import messages, settings
from app.messages.kinds import FORMS, Kind
from app.messages.models import InboxMessage
from app.messages.schemas import INBOX_EXAMPLE, InboxMessageView, InboxPage, ReadBody, UnreadView
from app.messages.service.inbox import mark_read
from app.messages.wording import text_of, title_of

SCOPE = "me/inbox"


@operation(
    messages,
    "query",
    "GET",
    "/me/inbox",
    action="self.read",
    summary="我的消息",
    query=PageQuery,
    returns=InboxPage,
    refusals=(CursorInvalid,),
    answer=INBOX_EXAMPLE,
)
def list_my_inbox(call: Call[PageQuery]) -> InboxPage:
    """List one's own messages, newest first, and how many are unread."""
    key, query, actor = settings().cursor_key, call.query, call.actor
    before = None if query.cursor is None else uuid.UUID(str(unseal(query.cursor, scope=SCOPE, key=key)[0]))
    rows = queries.list_inbox(
        call.session,
        county_id=actor.county_id,
        volunteer_id=actor.volunteer_id,
        before=before,
        limit=query.limit + 1,
    )
    page = rows[: query.limit]
    names = queries.names_in(call.session, page, county_id=actor.county_id)
    more = seal([str(page[-1].id)], scope=SCOPE, key=key) if len(rows) > query.limit else None
    unread = queries.count_unread(call.session, county_id=actor.county_id, volunteer_id=actor.volunteer_id)
    return InboxPage(items=[_view(call, row, names=names) for row in page], next_cursor=more, unread=unread)


@operation(
    messages,
    "command",
    "POST",
    "/me/inbox/read",
    action="self.change",
    summary="消息已读",
    body=ReadBody,
    returns=UnreadView,
    example={"up_to": "0197f0aa-0000-7000-8000-000000000801"},
    answer={"unread": 0},
)
def mark_inbox_read(call: Call[ReadBody]) -> UnreadView:
    """Note which of one's own messages were seen; ids that are not one's own change nothing."""
    own: dict[str, Any] = {"county_id": call.actor.county_id, "volunteer_id": call.actor.volunteer_id}
    mark_read(call.session, **own, message_ids=call.body.message_ids, up_to=call.body.up_to, now=call.now)
    return UnreadView(unread=queries.count_unread(call.session, **own))


def _view(call: Call[Any], row: InboxMessage, *, names: Mapping[str, str]) -> InboxMessageView:
    return InboxMessageView(
        id=row.id,
        kind=row.kind,
        title=title_of(row.kind),
        text=text_of(row.kind, row.params, names=names, now=call.now),
        subject_kind=FORMS[Kind(row.kind)].subject,
        subject_id=row.subject_id,
        created_at=row.created_at,
        read_at=row.read_at,
    )
