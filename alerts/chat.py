"""The channel `chat`: title and link into a work group (钉钉, 企业微信, 飞书) through Apprise.

No text of a complaint and no fact ever goes into a chat: a group has more readers than a duty.
"""

import logging
from typing import Protocol

from core.alerts import Delivery
from core.errors import DeliveryError
from core.i18n import gettext as _


class Channel(Protocol):
    """What the switchboard knows of a channel."""

    @property
    def url(self) -> str: ...

    @property
    def longest(self) -> int: ...


def brief(delivery: Delivery, longest: int) -> str:
    """The title on one line, cut to what the channel takes."""
    title = " ".join(delivery.alert.title.split())
    return title if len(title) <= longest else title[: longest - 1] + "…"


def send(delivery: Delivery, channel: Channel, url: str) -> None:
    """Hand title and link over. Raises DeliveryError.

    Apprise does not tell why something failed, so every failure but a wrong URL is tried again.
    """
    import apprise  # knows 170 services; loaded only where a group is told

    logging.getLogger("apprise").setLevel(logging.ERROR)
    group = apprise.Apprise()
    if not group.add(channel.url):
        raise DeliveryError("工作群地址写得不对，请检查配置。", permanent=True)
    body = brief(delivery, channel.longest) + (f"\n{url}" if url else "")
    if not group.notify(body=body, title=_("民声预警")):
        raise DeliveryError("工作群没有收下消息，稍后会自动重试。")
