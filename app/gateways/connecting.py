"""From settings to gateways, the same way in the web server, the worker and the commands."""

from redis import Redis

from app.gateways.redis import RedisTokenStore
from app.gateways.wechat import WeChatPlatform
from app.settings import Settings


def connect_wechat(settings: Settings, redis: Redis | None) -> WeChatPlatform:
    """Return the gateway to WeChat, or to the sandbox the settings name; nothing is called yet."""
    return WeChatPlatform(
        appid=settings.wechat_appid or "",
        secret=settings.wechat_secret or "",
        base_url=settings.wechat_gateway_url,
        token_store=RedisTokenStore(redis) if redis else None,
    )
