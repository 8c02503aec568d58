"""Shipped tables are valid; an operator's file overlays them row by row."""

import pytest

from config import settings, tables
from core.errors import ConfigError
from core.labels import AREAS


def load(tmp_path, text=None, name="own.toml"):
    if text is not None:
        (tmp_path / "config").mkdir(exist_ok=True)
        (tmp_path / "config" / name).write_text(text, "utf-8")
    return tables.load(settings.load({"MINSHENG_HOME": str(tmp_path)}))


def test_shipped_tables_are_complete(tmp_path):
    found = load(tmp_path)
    assert set(found.lexicon.areas) == set(AREAS) - {"other"}
    assert {"message", "message_votes", "message_reply"} <= set(found.profiles)
    zhejiang = [region for region in found.regions if region.adcode.startswith("33")]
    levels = [region.level for region in zhejiang]
    assert (levels.count("province"), levels.count("city"), levels.count("county")) == (1, 11, 90)


def test_an_own_row_changes_only_what_it_names(tmp_path):
    found = load(tmp_path, '[[source]]\nid = "message_board"\nname = "县长信箱"\n')
    source = found.sources["message_board"]
    assert (source.name, source.profile) == ("县长信箱", "message")
    assert found.origins["source", "message_board"].endswith("own.toml")


def test_an_own_row_may_be_new(tmp_path):
    text = '[[unit]]\ncode = "water"\nname = "示例供水公司"\nareas = ["other"]\n'
    assert "示例供水公司" in [unit.name for unit in load(tmp_path, text).units]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[source]\n", "own.toml"),
        ('[[planet]]\nname = "x"\n', "planet"),
        ('[[unit]]\nname = "x"\n', "code"),
        ('[[unit]]\ncode = "x"\nname = 3\n', "name"),
        ('[[unit]]\ncode = "x"\nname = "x"\ncolour = "red"\n', "colour"),
        ('[[unit]]\ncode = "x"\nname = "x"\nareas = ["space"]\n', "space"),
        ('[[source]]\nid = "x"\nkind = "rss"\nname = "x"\npublisher = "person"\n', "publisher"),
        (
            '[[source]]\nid = "x"\nkind = "tabular"\nname = "x"\npublisher = "own_mailbox"\n'
            'profile = "nope"\n',
            "nope",
        ),
        ('[[profile]]\nname = "x"\nkind = "letter"\n[profile.columns]\nage = ["年龄"]\n', "age"),
    ],
)
def test_a_mistake_is_one_sentence_that_names_it(tmp_path, text, told):
    with pytest.raises(ConfigError, match=told):
        load(tmp_path, text)


def test_a_missing_extra_file_is_named(tmp_path):
    values = {"MINSHENG_HOME": str(tmp_path), "MINSHENG_CONFIG": str(tmp_path / "gone.toml")}
    with pytest.raises(ConfigError, match=r"gone\.toml"):
        tables.load(settings.load(values))


def test_invented_units_and_real_ones_never_mix(tmp_path):
    found = load(tmp_path)
    real, demo = found.for_demo(False), found.for_demo(True)
    assert not [unit for unit in real.units if unit.code.startswith("demo_")]
    assert not [region for region in real.regions if region.adcode.startswith("99")]
    assert all(unit.code.startswith("demo_") for unit in demo.units)
    assert [region for region in demo.regions if region.adcode.startswith("99")]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ('kind = "rss"\nlocation = "file:///etc/passwd"', "location"),
        ('kind = "tabular"', "profile"),
        (
            'kind = "rss"\nlocation = "https://example.org/feed"\nevery_minutes = -1',
            "every_minutes",
        ),
    ],
)
def test_a_source_that_cannot_be_read_is_named(tmp_path, row, told):
    start = '[[source]]\nid = "x"\nname = "x"\npublisher = "news_medium"\n'
    with pytest.raises(ConfigError, match=told):
        load(tmp_path, start + row)
    load(tmp_path, start + row + "\nenabled = false")


PLATFORM = """
[[profile]]
name = "platform"
kind = "ticket"
[profile.columns]
external_id = ["id"]
text = ["detail.text"]
posted_at = ["at"]

[[source]]
id = "platform"
kind = "rest"
name = "示例平台"
publisher = "official_platform"
profile = "platform"
location = "https://platform.example/api"
[source.rest]
paging = "page"
"""


def test_a_source_has_a_table_for_its_door(tmp_path):
    source = load(tmp_path, PLATFORM).sources["platform"]
    assert (source.rest.paging, source.rest.page_size) == ("page", 100)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('paging = "page"', 'paging = "pages"', "第 18 行.*rest.paging"),
        ('paging = "page"', 'pagin = "page"', "第 18 行.*rest.pagin：没有这个字段"),
        ('paging = "page"', 'records = "data["', "第 18 行.*rest.records.*data"),
        ('paging = "page"', 'paging = "cursor"', "rest.next"),
        ('paging = "page"', 'since_param = "after"', "rest.since_field"),
        ('paging = "page"', 'since_start = "去年"', "rest.since_start"),
        ('paging = "page"', "page_size = 0", "第 18 行.*rest.page_size"),
        ('paging = "page"', 'headers = { Authorization = "x" }', "环境变量"),
        ('paging = "page"', 'login = "oauth2"', "rest.token_url"),
        ('"detail.text"', '"detail..text"', "platform.text.*JMESPath"),
        ('profile = "platform"\n', "", "profile"),
        ("https://", "ftp://", "第 16 行.*location"),
        ("https://", "https://me:secret@", "location.*环境变量"),
        ("official_platform", "personal_account", "publisher.*不接入个人账号、聊天群和评论区"),
    ],
)
def test_a_mistake_at_the_door_is_named_with_its_line(tmp_path, before, after, told):
    with pytest.raises(ConfigError, match=told):
        load(tmp_path, PLATFORM.replace(before, after, 1))


def test_a_secret_is_read_from_the_environment_or_a_file(tmp_path):
    path = tmp_path / "token"
    path.write_text("from a file\n", "utf-8")
    found = settings.load(
        {
            "MINSHENG_HOME": str(tmp_path),
            "MINSHENG_SECRET_ONE": "plain",
            "MINSHENG_SECRET_TWO_FILE": str(path),
            "MINSHENG_SECRET_THREE_FILE": str(tmp_path / "gone"),
        }
    )
    assert (found.secret("ONE"), found.secret("TWO")) == ("plain", "from a file")
    assert found.secret("NONE") == ""
    assert "plain" not in repr(found)
    with pytest.raises(ConfigError, match="MINSHENG_SECRET_THREE_FILE"):
        found.secret("THREE")


OTHER_DOORS = (
    PLATFORM.split("[[source]]")[0]
    + """
[[source]]
id = "desk"
name = "示例热线"
publisher = "official_platform"
profile = "platform"
"""
)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ('kind = "push"\n[source.push]\ntokens = ["secret"]', "push.tokens.*--new-token"),
        ('kind = "push"\n[source.push]\nbodies_per_minute = 0', "push.bodies_per_minute"),
        ('kind = "push"\n[source.push]\nrecords = "a["', "push.records"),
        ('kind = "sql"', "sql.query"),
        ('kind = "open311"\nlocation = "https://x.example"', "record_kind.*ticket"),
        (
            'kind = "open311"\nlocation = "https://x.example"\nrecord_kind = "ticket"\n'
            "[source.open311]\nwindow_days = 0",
            "open311.window_days",
        ),
        ('kind = "sql"\n[source.sql]\nquery = "DELETE FROM t"', "第 18 行.*sql.query.*SELECT"),
        ('kind = "sql"\n[source.sql]\nquery = "SELECT 1"\nrows = 0', "sql.rows"),
        (
            'kind = "sql"\nlocation = "postgresql://me:secret@h/d"\n'
            '[source.sql]\nquery = "SELECT 1"',
            "location.*MINSHENG_SECRET_DESK",
        ),
    ],
)
def test_a_mistake_at_another_door_is_named(tmp_path, row, told):
    with pytest.raises(ConfigError, match=told):
        load(tmp_path, OTHER_DOORS + row)
