"""Planned drafts go out by themselves, as drafts; signed briefings go out as they are."""

import io
from dataclasses import replace

import pytest
from docx import Document

from cases import briefings as desk
from config import tables
from config.settings import Smtp
from core.scope import Actor, Scope
from jobs import briefing, deliver, mailing
from jobs.office import Office
from store import briefings
from tests import smtp
from tests.conftest import NOW
from tests.jobs import briefing_place as place

pytestmark = pytest.mark.slow
ALL = Scope.ALL
PLAN = """
[[briefing]]
id = "daily"
enabled = true
at = "08:30"
to = ["office@example.gov.cn"]
"""


@pytest.fixture
def planned(office):
    """The office with a plan for the daily briefing, filled with a week of records."""
    folder = office.settings.config_folder
    folder.mkdir(parents=True)
    (folder / "briefings.toml").write_text(PLAN, "utf-8")
    place.fill(office.store, NOW)
    opened = Office(office.settings, tables.load(office.settings))
    yield opened
    opened.store.close()


def delivered(office, now):
    """What the mail server took when all that is due was sent."""
    postbox = smtp.Postbox()
    with smtp.serving(postbox) as port:
        server = Smtp(host="127.0.0.1", port=port, security="none", sender="m@example.gov.cn")
        sender = Office(replace(office.settings, smtp=server), office.tables)
        for subject in deliver.due(sender, now):
            deliver.run(sender, subject, now)
        sender.store.close()
    return postbox.mails()


def test_a_planned_draft_is_mailed_once_and_says_draft(planned, now):
    assert briefing.due(planned, now) == ["daily"]
    assert briefing.run(planned, "daily", now) == {"drafts": 1, "mailed": 1}
    assert briefing.due(planned, now) == []
    (mail,) = delivered(planned, now)
    assert mail["Subject"].startswith("【初稿】舆情日报")
    assert mail["X-Minsheng-State"] == "初稿"
    (attached,) = mail.iter_attachments()
    document = Document(io.BytesIO(attached.get_content()))
    assert document.core_properties.content_status == "初稿"
    assert "初稿" in document.sections[0].header.paragraphs[0].text


def test_a_signed_briefing_goes_out_with_its_number(planned, now):
    briefing.run(planned, "daily", now)
    number = briefings.listed(planned.store, ALL)[0]["id"]
    assert len(delivered(planned, now)) == 1
    desk.review(planned.store, Actor("王审核"), number, {}, now)
    desk.sign(planned.store, Actor("李签发"), number, mailing.post_of(planned), now)
    (mail,) = delivered(planned, now)
    assert mail["Subject"].startswith("【签发】舆情日报")
    assert mail["X-Minsheng-State"] == "签发"
    (attached,) = mail.iter_attachments()
    assert "退回" not in mail.get_body(("plain",)).get_content().split("不属于本单位")[0]
    assert any("第1期" in text for text in place.texts(attached.get_content()))


def test_before_its_hour_nothing_is_drafted(planned, now):
    early = now.replace(hour=0, minute=0)  # 08:00 in Shanghai
    assert briefing.due(planned, early) == []
