"""Phone numbers: a code from the getPhoneNumber button becomes a number."""

from typing import Any

from wechat_sandbox.login import take_code
from wechat_sandbox.state import find_user, save_app
from wechat_sandbox.wire import ApiTable, Call, Refusal, text_field

phone_apis = ApiTable()


@phone_apis.post("/wxa/business/getuserphonenumber", median_ms=60)
def phone_number(call: Call) -> dict[str, Any]:
    """Exchange a phone code, single use, within five minutes, for the user it was made for."""
    app = call.app
    if app.subject_type == "personal" or not app.certified:
        raise Refusal(48001)
    value = text_field(call.body, "code", 40029)
    code = take_code(call, value, "phone", app.appid)
    openid = call.body.get("openid")
    user = find_user(call.db, openid=code["openid"])
    if user is None or not user["phone"] or (openid and openid != user["openid"]):
        raise Refusal(40029)
    if app.subject_type != "gov":
        app.phone_quota_left -= 1
        save_app(call.db, app)
    area = "" if user["country"] == "86" else f"+{user['country']}"
    info = {
        "phoneNumber": area + user["phone"],
        "purePhoneNumber": user["phone"],
        "countryCode": user["country"],
        "watermark": {"timestamp": call.now, "appid": app.appid},
    }
    return {"phone_info": info}
