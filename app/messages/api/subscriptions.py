"""Consents to subscribe messages over HTTP."""

from __future__ import annotations

from typing import Any

from app.core.messages import message
from app.http.endpoint import Call, operation
from app.messages import queries
from app.messages.api.blueprint import messages, settings
from app.messages.schemas import SUBSCRIPTIONS_EXAMPLE, AnswersBody, SubscriptionsView, SubscriptionView
from app.messages.service.consents import report_answers


@operation(
    messages,
    "query",
    "GET",
    "/me/subscriptions",
    action="self.read",
    summary="我的订阅消息",
    returns=SubscriptionsView,
    answer=SUBSCRIPTIONS_EXAMPLE,
)
def list_my_subscriptions(call: Call[Any]) -> SubscriptionsView:
    """List the templates one may be asked about, and how many messages of each one still lets us send."""
    return _subscriptions(call)


@operation(
    messages,
    "command",
    "POST",
    "/me/subscriptions",
    action="self.change",
    summary="记录订阅授权",
    body=AnswersBody,
    returns=SubscriptionsView,
    status=200,
    keyed=True,
    example={"answers": {"kYq2v0cXb1xW5Zt8s3Rr7Pp9Nn4Mm6Ll0Jj2Hh5Gg8F": "accept"}},
    answer=SUBSCRIPTIONS_EXAMPLE,
)
def report_subscription_answers(call: Call[AnswersBody]) -> SubscriptionsView:
    """Write down what wx.requestSubscribeMessage answered on this phone; nothing depends on saying yes."""
    purposes = {template.template_id: purpose for purpose, template in settings().message_templates.items()}
    report_answers(
        call.session,
        call.body.answers,
        purposes=purposes,
        county_id=call.actor.county_id,
        volunteer_id=call.actor.volunteer_id,
        now=call.now,
    )
    return _subscriptions(call)


def _subscriptions(call: Call[Any]) -> SubscriptionsView:
    consents = queries.list_consents(call.session, county_id=call.actor.county_id, volunteer_id=call.actor.volunteer_id)
    views = []
    for purpose, template in settings().message_templates.items():
        consent = consents.get(template.template_id)
        views.append(
            SubscriptionView.model_validate(
                {
                    "purpose": purpose,
                    "label": message(f"purpose.{purpose}"),
                    "template_id": template.template_id,
                    "remaining": 0 if consent is None else consent.remaining,
                    "suggest": consent is not None and consent.lapsed_at is not None,
                }
            )
        )
    return SubscriptionsView(items=views)
