"""What can go wrong between us and WeChat, in our own words.

Every error carries a `kind` (a stable word that the rest of the service may key on), the platform's `errcode`
and request id if there are any, and whether the same call may simply be made again. Texts never contain
secrets, codes, openids or what a user wrote. The table follows the platform's published return codes.
"""

import re

import requests
from wechatpy.exceptions import WeChatClientException

from app.gateways.token_store import TokenStoreBusy
from app.gateways.wechat_transport import QuotaPaused, TokenFetchFailed

RID = re.compile(r"rid: ?([0-9a-f]{6,10}-[0-9a-f]{6,10}-[0-9a-f]{6,10})")
FIELD = re.compile(r"data\.(\w+)\.value")
NOT_EVEN_TRIED = (
    TokenStoreBusy,
    TokenFetchFailed,
    QuotaPaused,
    requests.exceptions.ConnectTimeout,
    requests.exceptions.SSLError,
)


class WeChatError(Exception):
    """WeChat did not do what was asked."""

    kind = "wechat_failed"
    retryable = False

    def __init__(self, *, errcode: int | None = None, rid: str | None = None, detail: str = "") -> None:
        super().__init__(f"{self.kind} errcode={errcode} rid={rid} {detail}".rstrip())
        self.errcode = errcode
        self.rid = rid


class WeChatUnavailable(WeChatError):
    """No usable answer: network, time-out, gateway page, or the platform says it is busy."""

    kind = "wechat_unavailable"
    retryable = True


class WeChatOutcomeUnknown(WeChatError):
    """The answer was lost after the request had gone out: it may have been carried out. Never repeat it blindly."""

    kind = "wechat_outcome_unknown"


class WeChatBusy(WeChatError):
    """Too many calls in this minute or second."""

    kind = "wechat_rate_limited"
    retryable = True


class WeChatQuotaExhausted(WeChatError):
    """The daily quota of this API is used up; other APIs still work."""

    kind = "wechat_quota_exhausted"


class WeChatMisconfigured(WeChatError):
    """Wrong appid or secret, a missing permission, an address that is not allowed: people must act."""

    kind = "wechat_misconfigured"


class WeChatTokenRejected(WeChatError):
    """The platform rejects every access token we can get."""

    kind = "wechat_token_rejected"
    retryable = True


class WeChatCodeInvalid(WeChatError):
    """The login or phone code is unknown, too old or already used; the client must get a new one."""

    kind = "login_code_invalid"


class WeChatUserBlocked(WeChatError):
    """WeChat regards this user as high risk and does not let them log in."""

    kind = "wechat_user_blocked"


class WeChatUserInactive(WeChatError):
    """The user has not been in the mini-program within the last two hours."""

    kind = "wechat_user_inactive"


class WeChatRecipientInvalid(WeChatError):
    """The openid does not exist in this mini-program."""

    kind = "wechat_recipient_invalid"


class WeChatRecipientBusy(WeChatError):
    """Another message to the same user is on its way at this moment."""

    kind = "wechat_recipient_busy"
    retryable = True


class WeChatNotSubscribed(WeChatError):
    """The user has given no right to send this message, or it is used up."""

    kind = "wechat_not_subscribed"


class WeChatTemplateInvalid(WeChatError):
    """The message template does not exist or may not be used."""

    kind = "wechat_template_invalid"


class WeChatFieldInvalid(WeChatError):
    """A value breaks the rule of its field; `field` names it when the platform says which."""

    kind = "wechat_field_invalid"

    def __init__(
        self, *, errcode: int | None = None, rid: str | None = None, detail: str = "", field: str | None = None
    ) -> None:
        super().__init__(errcode=errcode, rid=rid, detail=detail)
        self.field = field


class WeChatTextSensitive(WeChatError):
    """The message contains a word the platform does not carry."""

    kind = "wechat_text_sensitive"


class WeChatRequestInvalid(WeChatError):
    """We asked for something impossible: a mistake of ours, found before or after the call."""

    kind = "wechat_request_invalid"


MEANINGS: dict[type[WeChatError], tuple[int, ...]] = {
    WeChatUnavailable: (-1,),
    WeChatBusy: (45011, 44990, 44991),
    WeChatQuotaExhausted: (45009, 48006),
    WeChatMisconfigured: (
        *(40002, 40013, 40125, 40164, 40243, 41002, 41004, 43002, 48001, 50002),
        *(50004, 50007, 61011, 89503, 89506, 89507),
    ),
    WeChatTokenRejected: (40001, 40014, 41001, 42001),
    WeChatCodeInvalid: (40029, 40163, 41008),
    WeChatUserBlocked: (40226,),
    WeChatUserInactive: (61010,),
    WeChatRecipientInvalid: (40003, 43104),
    WeChatRecipientBusy: (43108,),
    WeChatNotSubscribed: (43101,),
    WeChatTemplateInvalid: (40037, 43107),
    WeChatFieldInvalid: (47003,),
    WeChatTextSensitive: (45168,),
    WeChatRequestInvalid: (40097, 40129, 40159, 40169, 41030, 44002, 45029, 47001, 85096),
}
CLASS_OF = {errcode: kind for kind, errcodes in MEANINGS.items() for errcode in errcodes}

LIBRARY_FAILURES = (WeChatClientException, requests.RequestException, TokenStoreBusy, ValueError, TypeError, KeyError)


def translated(failure: Exception, *, repeatable: bool = True) -> WeChatError:
    """Return our error for one of LIBRARY_FAILURES.

    Args:
        failure: What the transport raised.
        repeatable: False when carrying the call out twice would be noticed; a lost answer is then unknown.
    """
    repeatable = repeatable or _never_sent(failure)
    if isinstance(failure, WeChatClientException) and failure.errcode is not None:
        error = _refused(int(failure.errcode), str(failure.errmsg or ""))
    else:
        error = WeChatUnavailable(detail=type(failure).__name__)
    if isinstance(error, WeChatUnavailable) and not repeatable:
        return WeChatOutcomeUnknown(errcode=error.errcode, rid=error.rid, detail=type(failure).__name__)
    return error


def _refused(errcode: int, text: str) -> WeChatError:
    found = RID.search(text)
    rid = found[1] if found else None
    kind = CLASS_OF.get(errcode, WeChatError)
    if kind is WeChatFieldInvalid:
        named = FIELD.search(text)
        return WeChatFieldInvalid(errcode=errcode, rid=rid, field=named[1] if named else None)
    return kind(errcode=errcode, rid=rid)


def _never_sent(failure: Exception) -> bool:
    """Tell whether the request certainly never reached the platform."""
    if isinstance(failure, NOT_EVEN_TRIED):
        return True
    reason = getattr(failure.args[0], "reason", None) if failure.args else None
    return type(reason).__name__ in ("NewConnectionError", "NameResolutionError")
