"""What a manager finds in the mailbox, as bytes that any mail client can read."""

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from html.parser import HTMLParser

import pytest

from alerts import mail
from core.errors import DeliveryError
from core.labels import LEVELS

SENDER = "minsheng@example.gov.cn"
URL = "http://minsheng.example.gov.cn"


class Seen(HTMLParser):
    """What a reader sees of a page, and what the page would load or link to."""

    def __init__(self, html):
        super().__init__()
        self.words, self.links, self.loads, self.tags = [], [], [], set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        given = dict(attrs)
        self.links += [given["href"]] if tag == "a" else []
        self.loads += [given[name] for name in ("src", "background", "srcset") if name in given]
        self.loads += re.findall(r"url\((.*?)\)", given.get("style", ""))

    def handle_data(self, data):
        self.words += [data.strip()] if data.strip() else []


def received(message):
    """The message as the other side parses it."""
    return message_from_bytes(message.as_bytes(), policy=policy.default)


def parts(message):
    """Plain text and HTML as the other side reads them."""
    got = received(message)
    return tuple(got.get_body((kind,)).get_content() for kind in ("plain", "html"))


@pytest.fixture
def message(make_delivery):
    return mail.compose(make_delivery(), SENDER, URL)


def test_the_head_of_a_mail(message):
    got = received(message)
    assert got["Subject"] == "【民声预警】云杉小区：噪声扰民：达到橙色热度（参照）"
    assert str(got["From"]) == "民声 <minsheng@example.gov.cn>"
    assert [str(address) for address in got["To"].addresses] == ["wang@example.gov.cn"]
    assert not {"Cc", "Bcc"} & set(got.keys())
    assert got["Date"] == "Mon, 23 Nov 2026 12:00:00 +0800"
    assert got["Message-ID"] == "<alert-5-0@minsheng.example>"
    assert got["Auto-Submitted"] == "auto-generated"
    assert got.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in got.iter_parts()] == ["text/plain", "text/html"]


def test_an_old_mail_client_reads_it_too(message):
    data = message.as_bytes()
    assert data.isascii()
    assert max(map(len, data.split(b"\r\n"))) <= 78
    old = message_from_bytes(data)
    assert str(make_header(decode_header(old["Subject"]))).startswith("【民声预警】云杉小区")


def test_the_first_four_lines_say_what_to_do(message):
    text, html = parts(message)
    assert text.splitlines()[:5] == [
        "要办什么：请核实并研究处置“云杉小区：噪声扰民”",
        "截止时间和依据：尚未认定；所涉工单原有的办理时限不变",
        "向谁反馈：请打开链接签收，并在该页面登记办理情况",
        "不属于本单位怎么退：打开链接选择“不属于本单位”，或告知本系统管理员改派",
        "",
    ]
    labels = ["要办什么", "截止时间和依据", "向谁反馈", "不属于本单位怎么退", "为什么提醒"]
    words = Seen(html).words
    assert [words.index(label) for label in labels] == [1, 3, 5, 7, 9]  # 0 is the title


def test_both_parts_say_the_same(message, make_delivery):
    text, html = parts(message)
    words = Seen(html).words
    for label, value in make_delivery().alert.facts:
        assert f"{label}：{value}" in text
        assert words[words.index(label) + 1] == value
    assert "为什么提醒：近 7 天 31 件诉求，24 人次" in text
    assert words[words.index("为什么提醒") + 1] == "近 7 天 31 件诉求，24 人次"
    assert "预警时间：2026-11-23 12:00" in text
    assert "热度等级仅供参照，不是突发事件等级。" in text
    assert "热度等级仅供参照，不是突发事件等级。" in words


@pytest.mark.parametrize("level", LEVELS)
def test_a_level_is_word_and_colour(make_delivery, level):
    text, html = parts(mail.compose(make_delivery(level=level), SENDER, URL))
    assert f"热度等级（参照）：{LEVELS[level]}" in text
    ground, ink = mail.letters.COLOURS[level]
    assert f'background-color:{ground};color:{ink};font-weight:bold;">{LEVELS[level]}<' in html


def test_a_reader_of_chinese_needs_no_other_language(message):
    text, html = parts(message)
    for shown in (text, *Seen(html).words, received(message)["Subject"]):
        assert not re.search("[A-Za-z]{2,}", re.sub(r"http\S+", "", shown))


def test_the_link_leads_to_the_issue(message):
    text, html = parts(message)
    assert f"查看详情：{URL}/issue?issue=7" in text
    assert Seen(html).links == [f"{URL}/issue?issue=7"]


def test_the_page_loads_nothing_and_needs_no_style_sheet(message):
    seen = Seen(parts(message)[1])
    assert seen.loads == []
    assert not seen.tags & {"style", "link", "script", "img", "iframe", "form", "svg"}


def test_markup_in_a_name_is_shown_as_written(make_delivery):
    name = "<script>alert(1)</script>&\"'<img src=x>"
    text, html = parts(mail.compose(make_delivery(name=name, why=name), SENDER, URL))
    assert name in text
    seen = Seen(html)
    assert name in seen.words
    assert not seen.tags & {"script", "img"}


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\x00"])
def test_no_header_can_be_slipped_in(make_delivery, line_end):
    evil = f"甲{line_end}Bcc: evil@example.com{line_end}{line_end}乙"
    message = mail.compose(make_delivery(name=evil, why=evil), f"民{line_end}声 <a@b.cn>", URL)
    got = received(message)
    assert set(got.keys()) == set(received(mail.compose(make_delivery(), SENDER, URL)).keys())
    assert b"\nBcc" not in message.as_bytes()
    assert "甲 Bcc: evil@example.com 乙" in got["Subject"]
    assert parts(message)[0].startswith("要办什么：")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "wang",
        "a@b.cn\nBcc: c@d.cn",
        "a@b.cn\r\n",
        "a@b.cn, c@d.cn",
        "a@b.cn;c@d.cn",
        "王 <a@b.cn>",
        "a b@c.cn",
        "王@例子.cn",
        "a@b..cn",
        "@b.cn",
    ],
)
def test_a_wrong_address_is_refused_for_good(make_delivery, address):
    with pytest.raises(DeliveryError, match="收件地址.*写得不对") as caught:
        mail.compose(make_delivery(address), SENDER, URL)
    assert caught.value.permanent
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("sender", ["", "民声", "民声 <minsheng>", "王@例子.cn"])
def test_a_wrong_sender_can_be_put_right_and_loses_no_alert(make_delivery, sender):
    with pytest.raises(DeliveryError, match="MINSHENG_SMTP_SENDER") as caught:
        mail.compose(make_delivery(), sender, URL)
    assert not caught.value.permanent


def test_a_sender_may_bring_a_name(make_delivery):
    message = mail.compose(make_delivery(), "示例县热线办 <rexian@example.gov.cn>", URL)
    assert str(received(message)["From"]) == "示例县热线办 <rexian@example.gov.cn>"


def test_the_same_delivery_is_the_same_bytes(make_delivery):
    first, again = (mail.compose(make_delivery(), SENDER, URL).as_bytes() for _ in range(2))
    assert first == again


def test_a_long_name_and_a_long_host_survive(make_delivery):
    long_id = f"<alert-{10**12}-0@{'a' * 63}.{'b' * 63}.example.gov.cn>"
    plain = make_delivery(name="很长的名称" * 30)
    delivery = type(plain)(3, "mail", plain.address, long_id, 1, plain.alert)
    got = received(mail.compose(delivery, SENDER, URL))
    assert got["Subject"] == f"【民声预警】{plain.alert.title}"
    assert got["Message-ID"].strip() == long_id


def test_invented_trouble_says_so_in_subject_and_text(make_delivery):
    message = mail.compose(make_delivery(), SENDER, URL, demo=True)
    text, html = parts(message)
    sentence = "演示数据：示例县为虚构，所有诉求、单位和地名均非真实。"
    assert received(message)["Subject"].startswith("【演示数据】")
    assert text.splitlines()[5] == sentence
    assert sentence in Seen(html).words


def test_the_test_mail_asks_for_nothing():
    stamp = ("<test-1@minsheng.example>", datetime(2026, 11, 23, 4, tzinfo=UTC))
    message = mail.compose_test("li@example.gov.cn", SENDER, URL, stamp)
    text, html = parts(message)
    assert received(message)["Subject"] == "【民声】测试邮件"
    assert received(message)["Message-ID"] == stamp[0]
    assert text.splitlines()[0] == "要办什么：无须办理，这是一封测试邮件"
    assert "热度" not in text + html
    assert Seen(html).links == [f"{URL}/"]
