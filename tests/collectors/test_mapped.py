"""Records of an interface, read through a profile."""

from datetime import UTC, datetime

import pytest

from collectors import mapped
from core import secrecy
from core.messages import BadRow
from core.sources import Opened, Profile

NOW = datetime(2026, 11, 23, tzinfo=UTC)
PROFILE = Profile("p", "ticket", {"external_id": ["id"], "text": ["body"], "posted_at": ["at"]})


@pytest.mark.parametrize(
    "more",
    [{"密级": "机密"}, {"meta": {"密级": "机密"}}, {"a": {"b": {"classification": "秘密"}}}],
)
def test_a_level_is_seen_wherever_the_record_tells_it(more):
    record = {"id": "1", "body": "某项目的内情", "at": "2026-11-20 08:00:00"}
    source = Opened("s", "rest", "示例", "official_platform", mapping=PROFILE)
    plain, marked = mapped.read([record, {**record, **more}], source, NOW)
    assert plain.text == "某项目的内情"
    assert isinstance(marked, BadRow)
    assert marked.reason == secrecy.refusal()
