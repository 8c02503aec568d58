"""Chat groups and templated webhooks: a real server on loopback gets title and link, no more."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from alerts import chat, webhook
from config.rows import Channel
from core.errors import DeliveryError

URL = "http://minsheng.example.gov.cn/receipt/abc"


@dataclass
class Gateway:
    """What the gateway got, and the answer it gives."""

    status: int = 200
    got: list[tuple[dict[str, str], str]] = field(default_factory=list)
    port: int = 0


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    found = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # noqa: N802 - the name that the server looks for
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            found.got.append((dict(self.headers), body))
            self.send_response(found.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.port = server.server_port
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


def sms(port, template="", **fields):
    url = f"http://127.0.0.1:{port}/send"
    return Channel("sms", "webhook", url, template, **fields)


def test_a_template_is_filled_with_quoted_values(make_delivery, gateway):
    channel = sms(gateway.port, '{"text": {{ title }}, "url": {{ link }}}', headers={"X-Key": "k"})
    delivery = make_delivery(name='云杉"小区')
    webhook.send(delivery, channel, URL)
    ((headers, body),) = gateway.got
    assert json.loads(body) == {"text": delivery.alert.title, "url": URL}
    assert headers["X-Key"] == "k"


def test_no_fact_and_no_reason_leaves_the_house(make_delivery, gateway):
    webhook.send(make_delivery(), sms(gateway.port), URL)
    chat.send(make_delivery(), Channel("g", "chat", f"json://127.0.0.1:{gateway.port}/x"), URL)
    for _headers, body in gateway.got:
        told = json.dumps(json.loads(body), ensure_ascii=False)
        assert "云杉小区" in told
        assert "人次" not in told
        assert "累计诉求" not in told
    assert len(gateway.got) == 2


def test_a_long_title_is_cut_to_what_the_gateway_takes(make_delivery):
    channel = Channel("sms", "webhook", "http://x", longest=10)
    told = json.loads(webhook.body(make_delivery(), channel, URL))
    assert (len(told["title"]), told["title"][-1]) == (10, "…")


@pytest.mark.parametrize(
    ("status", "permanent"), [(500, False), (503, False), (429, False), (404, True), (401, True)]
)
def test_a_refusal_is_told_and_tried_again_unless_for_good(
    make_delivery, gateway, status, permanent
):
    gateway.status = status
    with pytest.raises(DeliveryError, match=str(status)) as caught:
        webhook.send(make_delivery(), sms(gateway.port), URL)
    assert caught.value.permanent is permanent


def test_what_cannot_be_reached_is_tried_again(make_delivery):
    with pytest.raises(DeliveryError, match="连不上") as caught:
        webhook.send(make_delivery(), sms(1), URL)
    assert not caught.value.permanent
    with pytest.raises(DeliveryError, match="没有收下"):
        chat.send(make_delivery(), Channel("g", "chat", "json://127.0.0.1:1/x"), URL)


@pytest.mark.parametrize("template", ["{{ nobody }}", "{{ title ", "{% for %}"])
def test_a_wrong_template_is_refused_for_good(make_delivery, template):
    with pytest.raises(DeliveryError, match="模板") as caught:
        webhook.body(make_delivery(), Channel("s", "webhook", "http://x", template), URL)
    assert caught.value.permanent


def test_a_wrong_group_is_refused_for_good(make_delivery):
    with pytest.raises(DeliveryError, match="工作群地址") as caught:
        chat.send(make_delivery(), Channel("g", "chat", "nothing"), URL)
    assert caught.value.permanent
