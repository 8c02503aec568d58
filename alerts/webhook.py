"""The channel `webhook`: a templated POST to an SMS gateway or 浙政钉, title and link only."""

import json
from collections.abc import Mapping
from typing import Protocol

import urllib3
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from alerts.chat import brief
from core.alerts import Delivery
from core.errors import DeliveryError

_TIMEOUT = urllib3.Timeout(connect=5, read=15)


class Channel(Protocol):
    """What the switchboard knows of a channel."""

    @property
    def url(self) -> str: ...

    @property
    def template(self) -> str: ...

    @property
    def headers(self) -> Mapping[str, str]: ...

    @property
    def longest(self) -> int: ...


def body(delivery: Delivery, channel: Channel, url: str) -> str:
    """The template filled in; `title`, `link`, `level` and `id` are JSON strings already.

    Without a template: an object of the four. Raises DeliveryError for a template that is none.
    """
    told = {
        "title": brief(delivery, channel.longest),
        "link": url,
        "level": delivery.alert.level,
        "id": delivery.message_id.strip("<>"),
    }
    if not channel.template:
        return json.dumps(told, ensure_ascii=False)
    spoken = {name: json.dumps(value, ensure_ascii=False) for name, value in told.items()}
    try:
        # A body is JSON or a form, not a page: what is filled in is quoted as JSON above.
        plain = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)  # noqa: S701
        return plain.from_string(channel.template).render(spoken)
    except TemplateError as error:
        raise DeliveryError("消息模板写得不对：{reason}。", permanent=True, reason=error) from error


def send(delivery: Delivery, channel: Channel, url: str) -> None:
    """POST it; it is sent when the answer is 2xx. Raises DeliveryError."""
    headers = {"Content-Type": "application/json; charset=utf-8", **channel.headers}
    text = body(delivery, channel, url).encode()
    with urllib3.PoolManager(timeout=_TIMEOUT, retries=False) as pool:
        try:
            answer = pool.request("POST", channel.url, body=text, headers=headers, redirect=False)
        except (urllib3.exceptions.HTTPError, ValueError) as error:
            raise DeliveryError("消息接口连不上或没有应答，稍后会自动重试。") from error
    if not 200 <= answer.status < 300:
        permanent = answer.status in (400, 401, 403, 404, 405, 410, 413)
        raise DeliveryError(
            "消息接口没有收下（{status}）。", permanent=permanent, status=answer.status
        )
