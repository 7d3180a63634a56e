"""Where an invitation's code leads while no server runs: what the settings alone can tell."""

from collections.abc import Iterator

from bot.channels.wecom.wire import INVITATION
from bot.settings import Settings, page_address

NO_WAY = (
    "还没有配置渠道：设置 ANXING_WEB_PORT、ANXING_TELEGRAM_TOKEN，或者 ANXING_WECOM_BOT_ID 和"
    " ANXING_WECOM_SECRET，再执行 anxing run。"
)


def ways_of(settings: Settings) -> Iterator[tuple[str, str]]:
    """As ``handlers.links`` wants them. A bot's name is known only to a server that asked for it:
    a code can be typed, too."""
    if settings.public_url or settings.web_port:
        page = settings.public_url or page_address(settings.web_host, settings.web_port or 0)
        yield "网页", f"{page}/i/{{code}}"
    if settings.telegram_token is not None:
        yield "Telegram", "打开机器人，发送 /start {code}"
    if settings.wecom_bot_id and settings.wecom_secret is not None:
        yield INVITATION
