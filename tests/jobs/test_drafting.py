"""Briefings from a store: every figure stands in the manifest, and follows its rows."""

import io
import json
from datetime import timedelta

import pytest
from docx import Document
from PIL import Image

from cases import briefings as desk
from cases.briefings import Post
from core.alarms import Contact
from core.briefings import KINDS
from core.errors import InputError
from core.messages import RawMessage
from core.privacy import mask
from core.scope import Actor, Scope
from core.times import local
from jobs import briefing, drafting
from jobs.drafting import Wish
from reports.briefs import differ, imprints, word
from store import briefings, contacts, cubes, erase, frames, messages, requests
from store.migrate import open_store
from tests.conftest import NOW
from tests.jobs import briefing_place as place

ALL = Scope.ALL
WANG, LI = Actor("王审核"), Actor("李签发")
SLOW = pytest.mark.slow
SHARED = ("daily", "hotline", "emergency", "annual", "special", "issue")


@pytest.fixture(scope="module")
def filled(tmp_path_factory, sqlite_template):
    """A store with a week of records, copied for each test."""
    path = tmp_path_factory.mktemp("briefings") / "minsheng.db"
    path.write_bytes(sqlite_template.read_bytes())
    store = open_store(f"sqlite:///{path}")
    place.fill(store, NOW)
    with store.engine.connect() as conn:
        conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return path


@pytest.fixture
def store_url(tmp_path, sqlite_template):
    path = tmp_path / "minsheng.db"
    path.write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{path}"


@pytest.fixture
def county(filled, tmp_path, store_url, office):
    """The office with its week of records."""
    (tmp_path / "minsheng.db").write_bytes(filled.read_bytes())
    return office


@pytest.fixture
def plain_pictures(monkeypatch):
    """A white picture in place of a drawn one: drawing is tested with the exports."""
    buffer = io.BytesIO()
    Image.new("RGB", (4, 2), "white").save(buffer, "PNG")
    monkeypatch.setattr(word.export, "picture", lambda drawing, size: buffer.getvalue())


def wish(county, kind):
    number = 0
    if KINDS[kind].on_issue:
        number = int(frames.hot_issues(county.store, ALL)["id"][0])
    day = NOW.date() if kind in ("monthly", "annual") else None
    return Wish(KINDS[kind], day, number)


def drafted(county, kind, now):
    return drafting.stored(county, drafting.draft(county, wish(county, kind), WANG, now))


def facts(row):
    return {name: fact["shown"] for name, fact in row["content"]["facts"].items()}


@pytest.mark.parametrize(
    "kind",
    ["daily", *(pytest.param(k, marks=SLOW) for k in KINDS if k != "daily")],
)
def test_every_number_in_the_text_stands_in_the_manifest(county, now, kind, plain_pictures):
    row = drafted(county, kind, now)
    imprint = imprints.imprint_of(row, county.tables.masthead, demo=False)
    document = word.write(row["content"], imprint, word.shipped(kind))
    told = word.manifest(row["content"], imprint)
    known = {
        number
        for fact in told["facts"].values()
        for number in place.figures(f"{fact['shown']} {fact['label']}")
    }
    known |= set(place.figures(imprint.day))
    said = [number for text in place.texts(document) for number in place.figures(text)]
    assert len(said) > 15
    assert [number for number in said if number not in known] == []
    json.dumps(told)


@pytest.mark.parametrize(
    "kind", ["weekly", *(pytest.param(k, marks=SLOW) for k in KINDS if k != "weekly")]
)
def test_two_runs_on_the_same_data_say_the_same(county, now, kind):
    first, second = drafted(county, kind, now), drafted(county, kind, now + timedelta(minutes=3))
    assert first["id"] == second["id"]
    assert first["digest"] == second["digest"]
    assert second["revision"] == 0


@pytest.mark.parametrize("kind", ["weekly", "monthly"])
def test_a_period_without_data_is_said_once_and_nothing_is_invented(county, now, kind):
    long_ago = Wish(KINDS[kind], now.date() - timedelta(days=2_000))
    row = drafting.stored(county, drafting.draft(county, long_ago, WANG, now))
    imprint = imprints.imprint_of(row, county.tables.masthead, demo=False)
    document = word.write(row["content"], imprint, word.shipped(kind))
    said = "".join(place.texts(document))
    assert said.count("本期没有数据") == 1
    assert "没有数据，从略：走势、" in said
    assert "待研判" not in said
    assert len(Document(io.BytesIO(document)).inline_shapes) == 0
    assert not [one for one in row["content"]["sections"] if one["tables"] or one["pictures"]]


@pytest.mark.parametrize("kind", ["weekly", "monthly"])
def test_two_messages_are_counted_and_not_interpreted(office, now, kind):
    two = [mask(one, place.KEY) for one in list(place.records(now))[:2]]
    messages.add(office.store, ALL, messages.Batch("hotline", "", two, []), now)
    place.label(office.store, now)
    row = drafting.stored(office, drafting.draft(office, Wish(KINDS[kind], now.date()), WANG, now))
    assert facts(row)["received"] == "2"
    assert not [one for one in row["content"]["sections"] if one["pictures"]]
    imprint = imprints.imprint_of(row, office.tables.masthead, demo=False)
    said = "".join(place.texts(word.write(row["content"], imprint, word.shipped(kind))))
    assert "只有 2 件，样本不足，不作分析。" in said
    assert "占 样本不足" not in said
    assert "已答复 —" not in said


def test_a_daily_briefing_can_go_from_noon_to_noon(county, now):
    day = now.date()
    number = drafting.draft(county, Wish(KINDS["daily"], day, noon=True), WANG, now)
    row = drafting.stored(county, number)
    shown = facts(row)
    start, end = row["since_at"], row["until_at"]
    assert (end - start, local(start).hour, row["period"]) == (timedelta(1), 12, "noon")
    asked = frames.Filter(day, day, noon=True)
    listed = frames.messages_page(county.store, ALL, asked, limit=1_000)
    pleas = listed.filter(listed["kind"].is_in(["ticket", "letter"]))
    assert shown["received"] == f"{pleas.height}"
    assert 0 < pleas.height < frames.count_messages(county.store, ALL, frames.Filter())
    assert shown["period"].count("12时") == 2
    with pytest.raises(InputError, match="中午"):
        drafting.draft(county, Wish(KINDS["weekly"], day, noon=True), WANG, now)


@pytest.mark.slow
def test_one_more_record_changes_what_depends_on_it_and_nothing_else(county, now):
    before = drafted(county, "daily", now)
    at = now - timedelta(hours=27)
    fresh = RawMessage(
        source="hotline", external_id="new", kind="ticket", title="云杉小区停水", text="又停水了。",
        posted_at=at, channel="电话",
    )  # fmt: skip
    batch = messages.Batch("hotline", "", [mask(fresh, place.KEY)], [])
    messages.add(county.store, ALL, batch, now)
    place.label(county.store, now)
    place.join(county.store)
    after = drafted(county, "daily", now)
    changed = {row["id"] for row in differ.changed(before["content"], after["content"])}
    area = place._labels({"title": "云杉小区停水"})["area"]
    assert {"received", "all", "kind.ticket", f"area.{area}", "channel.ticket.电话"} <= changed
    touched = ("received", "all", "replied", f"area.{area}", "channel.", "course.", "word.",
               "mood.", "issue.", "kind.ticket")  # fmt: skip
    shares = {f"area.{code}.share" for code in ("environment", "wages", "safety", "other")}
    shares |= {name for name in before["content"]["facts"] if name.endswith(".share")}
    assert {name for name in changed if not name.startswith(touched)} <= shares
    untouched = {"news", "kind.letter", "kind.news", "response.n", "period.since", "late"}
    assert not changed & untouched


def test_relabelling_moves_the_two_areas_alone(county, now):
    before = drafted(county, "daily", now)
    day = drafting.period_of(Wish(KINDS["daily"]), now)
    with county.store.write() as conn:
        one = conn.exec_driver_sql(
            "SELECT l.message_id, l.area FROM labels l JOIN messages m ON m.id = l.message_id"
            " WHERE m.kind = 'ticket' AND m.posted_at >= ? AND m.posted_at < ?"
            " AND l.area != 'wages'",
            (int(day.start.timestamp() * 1e6), int(day.end.timestamp() * 1e6)),
        ).first()
        with cubes.recounting(conn, [one.message_id]):
            conn.exec_driver_sql(
                "UPDATE labels SET area = 'wages' WHERE message_id = ?", (one.message_id,)
            )
    after = drafted(county, "daily", now)
    changed = {row["id"] for row in differ.changed(before["content"], after["content"])}
    parts = ("", ".share", ".change")
    assert changed == {f"area.{area}{part}" for area in (one.area, "wages") for part in parts}


def test_the_life_of_a_briefing(county, now):
    row = drafted(county, "daily", now)
    with pytest.raises(InputError, match="审核过"):
        desk.sign(county.store, LI, row["id"], Post(), now)
    desk.review(county.store, WANG, row["id"], {"advice": "请关注供水。"}, now)
    with pytest.raises(InputError, match="两个人"):
        desk.sign(county.store, WANG, row["id"], Post(), now)
    with pytest.raises(InputError, match="必须由人"):
        desk.sign(county.store, Actor.step("brief"), row["id"], Post(), now)
    assert desk.sign(county.store, LI, row["id"], Post(), now) == 1
    signed = drafting.stored(county, row["id"])
    assert (signed["state"], signed["year"], signed["number"]) == ("signed", 2026, 1)
    assert facts(signed) == facts(row)
    with pytest.raises(InputError, match="不能退回"):
        desk.send_back(county.store, WANG, row["id"], "有误", now)


@pytest.mark.slow
def test_a_later_run_says_what_changed_since_the_signed_one(county, now, plain_pictures):
    row = drafted(county, "daily", now)
    desk.review(county.store, WANG, row["id"], {}, now)
    desk.sign(county.store, LI, row["id"], Post(), now)
    same = drafted(county, "daily", now)
    assert same["id"] != row["id"]
    assert same["content"]["sections"][-1]["id"] == "since"
    assert "since.changes" not in same["content"]["facts"]
    with county.store.read() as conn:
        key = conn.exec_driver_sql(
            "SELECT k.source, k.external_id FROM message_keys k JOIN messages m ON m.id = k.id"
            " WHERE m.kind = 'letter' ORDER BY m.posted_at DESC LIMIT 1 OFFSET 3"
        ).one()
    erase.erase(county.store, ALL, key.source, key.external_id, WANG, now)
    later = drafted(county, "daily", now)
    changes = int(facts(later)["since.changes"])
    assert changes
    assert facts(later)["since.received.before"] == facts(row)["received"]
    document = drafting.document(county, later)
    assert any("（2026）第1期" in text for text in place.texts(document))


@pytest.mark.slow
def test_an_erased_record_leaves_the_briefings(county, now):
    row = drafted(county, "special", now)
    name = next(name for name in row["content"]["facts"] if name.endswith(".excerpt"))
    ref = name.split(".")[1]
    with county.store.read() as conn:
        key = conn.exec_driver_sql(
            "SELECT k.source, k.external_id FROM message_keys k JOIN messages m ON m.id = k.id"
            " WHERE m.ref = ?", (ref,)
        ).one()  # fmt: skip
    erase.erase(county.store, ALL, key.source, key.external_id, WANG, now)
    assert facts(drafting.stored(county, row["id"]))[name] == "—"


@pytest.mark.slow
def test_no_ticket_number_of_the_source_and_no_submitter_is_in_it(county, now):
    for kind in SHARED:
        told = json.dumps(drafted(county, kind, now)["content"], ensure_ascii=False)
        assert "GD0" not in told
        assert "市民" not in told


def test_a_limited_reader_sees_no_briefing(county, now):
    number = drafted(county, "daily", now)["id"]
    for scope in (Scope(units=frozenset({"unit_1"})), Scope(barred=frozenset({"unit_1"})),
                  Scope(regions=frozenset({"33"}))):  # fmt: skip
        assert briefings.listed(county.store, scope) == []
        assert briefings.read(county.store, scope, number) is None
    assert [row["id"] for row in briefings.listed(county.store, ALL)] == [number]


def test_a_unit_spoken_against_gets_no_mail(county, now):
    row = drafted(county, "daily", now)
    accused = {**row, "content": row["content"] | {"accused": ["unit_1"]}}
    post = Post({"daily": ["one@example.gov.cn", "two@example.gov.cn"]}, "example")
    with county.store.write() as conn:
        contact = Contact(0, "unit_1", "a", "甲", "mail", "ONE@example.gov.cn")
        contacts.replace_units(conn, ["unit_1"], [contact])
        assert desk.mail(conn, accused, post, now)
        assert not desk.mail(conn, accused, post, now)
    log = frames.delivery_log(county.store, ALL)
    assert log["address"].to_list() == ["two@example.gov.cn"]


@pytest.mark.parametrize("accused", ["unit_0", "?"])
def test_nor_does_one_below_it_nor_anybody_where_nobody_knows_whom(county, now, accused):
    row = drafted(county, "daily", now)
    against = {**row, "content": row["content"] | {"accused": [accused]}}
    receivers = {"daily": ["one@example.gov.cn", "office@example.gov.cn"]}
    post = Post(receivers, "example", {"unit_1": "unit_0"})
    people = [Contact(0, "unit_1", "A", "甲", "mail", "one@example.gov.cn"),
              Contact(0, "", "A", "乙", "mail", "office@example.gov.cn")]  # fmt: skip
    with county.store.write() as conn:
        contacts.replace_units(conn, ["unit_1", ""], people)
        contacts.disable(conn, "mail", "rule@example.gov.cn", "x")
        assert desk.mail(conn, against, post, now)
    log = frames.delivery_log(county.store, ALL)
    assert log["address"].to_list() == ["office@example.gov.cn"]


def test_a_person_asks_and_the_clock_drafts(county, now):
    with county.store.write() as conn:
        requests.ask(conn, "briefing", {"kind": "weekly", "day": "2026-11-17"}, WANG, now)
        requests.ask(conn, "briefing", {"kind": "special", "issue": 999999}, WANG, now)
    assert briefing.due(county, now) == ["briefing"]
    assert briefing.run(county, "briefing", now) == {"drafts": 1, "failed": 1}
    assert briefing.due(county, now) == []
    found = briefings.listed(county.store, ALL)
    assert [(row["kind"], row["drafted_by"]) for row in found] == [("weekly", "王审核")]


@pytest.mark.slow
@pytest.mark.parametrize("kind", [kind for kind in KINDS if not KINDS[kind].on_issue])
def test_an_empty_store_is_said_to_be_empty(office, now, kind):
    row = drafting.stored(office, drafting.draft(office, Wish(KINDS[kind]), WANG, now))
    document = drafting.document(office, row)
    said = "".join(place.texts(document))
    assert "没有" in said
    assert "增长" not in said
    assert Document(io.BytesIO(document)).core_properties.content_status == "初稿"


def test_a_broken_template_is_one_sentence(county, now):
    row = drafted(county, "annual", now)
    folder = county.settings.config_folder / "templates"
    folder.mkdir(parents=True)
    (folder / "annual.docx").write_bytes(b"no word file")
    with pytest.raises(InputError, match="模板有误"):
        drafting.document(county, row)
