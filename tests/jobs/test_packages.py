"""Packages between two networks: from an outer office over a file into an inner one."""

import hashlib
import json
import os
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from collectors.packages.signing import signer_in
from config import settings, tables
from core.errors import ConfigError, InputError
from core.messages import RawMessage
from core.scope import Actor, Scope
from jobs import doctor, importing, packing, unpacking
from jobs.importing import Origin
from jobs.office import Office
from store import erase, frames, packages
from store.frames import Filter
from store.schema import messages

ALL = Scope.ALL
OUTER = '[[source]]\nid = "news"\nkind = "tabular"\nname = "县新闻网"\npublisher = "news_medium"\n'
OUTER += 'profile = "message"\n'


def an_office(folder: Path, store_url: str, text: str) -> Office:
    folder.mkdir(exist_ok=True)
    (folder / "own.toml").write_text(text, "utf-8")
    found = settings.load(
        {
            "MINSHENG_HOME": str(folder / "home"),
            "MINSHENG_STORE_URL": store_url,
            "MINSHENG_CONFIG": str(folder / "own.toml"),
        }
    )
    return Office(found, tables.load(found))


@pytest.fixture
def outer(tmp_path, sqlite_template):
    path = tmp_path / "outer.db"
    path.write_bytes(sqlite_template.read_bytes())
    opened = an_office(tmp_path / "outer", f"sqlite:///{path}", OUTER)
    yield opened
    opened.store.close()


def a_receiver(tmp_path, store_url, outer):
    key = packing.signer(outer).public
    sender = f'[[sender]]\nid = "internet"\nkey = "{key}"\nsources = ["news"]\n'
    return an_office(tmp_path / "inner", store_url, OUTER + sender)


@pytest.fixture
def inner(tmp_path, sqlite_template, outer):
    """The receiving office, where the sender is registered."""
    path = tmp_path / "inner.db"
    path.write_bytes(sqlite_template.read_bytes())
    opened = a_receiver(tmp_path, f"sqlite:///{path}", outer)
    yield opened
    opened.store.close()


@pytest.fixture
def each_inner(tmp_path, store_url, outer):
    """The same over a store of each kind."""
    opened = a_receiver(tmp_path, store_url, outer)
    yield opened
    opened.store.close()


def say(office, now, *ids, **fields):
    """Collect letters with these ids."""
    records = [
        RawMessage(
            **{
                "source": "news",
                "external_id": number,
                "kind": "letter",
                "title": f"路灯不亮{number}",
                "text": "望江路的路灯坏了，电话13812345678，请尽快修。",
                "posted_at": now,
                "submitter": f"U{number}",
                "facts": {"outlet": "示例"},
                **fields,
            }
        )
        for number in ids
    ]
    return importing.add(office, Origin(records[0].source, "test"), records, now)


def pack(office, folder, now, again=None):
    folder.mkdir(exist_ok=True)
    return packing.pack(office, folder, now, again)


def counts(found):
    return found.counts.as_dict()


def stored(office):
    return {
        row["title"]: row["text"]
        for row in frames.messages_page(office.store, ALL, Filter()).rows(named=True)
    }


def hashes(office):
    with office.store.read() as conn:
        return {bytes(found) for found in conn.execute(select(messages.c.submitter_hash)).scalars()}


def test_masked_records_arrive_as_they_were(outer, each_inner, tmp_path, now):
    say(outer, now, "1", "2", reply="已修复，联系人王小明", replied_at=now + timedelta(hours=2))
    packed = pack(outer, tmp_path / "out", now)
    found = unpacking.unpack(each_inner, packed.path, now)
    assert counts(found) == {
        "rows": 2,
        "accepted": 2,
        "duplicate": 0,
        "updated": 0,
        "quarantined": 0,
    }
    assert (found.sequence, found.missing, found.late) == (1, [], False)
    assert stored(each_inner) == stored(outer)
    assert "〔电话〕" in stored(each_inner)["路灯不亮1"]
    theirs, ours = (
        frames.messages_page(office.store, ALL, Filter()).drop("ref", "added_at", strict=False)
        for office in (outer, each_inner)
    )
    assert ours.equals(theirs)


def test_people_are_counted_and_neither_store_leads_to_the_other(outer, inner, tmp_path, now):
    say(outer, now, "1", "2", submitter="U1")
    say(outer, now, "3", submitter="U2")
    packed = pack(outer, tmp_path / "out", now)
    unpacking.unpack(inner, packed.path, now)
    assert len(hashes(inner)) == len(hashes(outer)) == 2
    assert not hashes(inner) & hashes(outer)
    key = outer.keys.key_for(now)
    assert key not in packed.path.read_bytes()
    with zipfile.ZipFile(packed.path) as archive:
        body = b"".join(archive.read(name) for name in archive.namelist())
    assert key not in body
    assert key.hex().encode() not in body
    assert b"13812345678" not in body
    assert b'"U1"' not in body


def test_importing_again_adds_nothing(outer, inner, tmp_path, now):
    say(outer, now, "1")
    packed = pack(outer, tmp_path / "out", now)
    unpacking.unpack(inner, packed.path, now)
    again = unpacking.unpack(inner, packed.path, now)
    assert counts(again)["duplicate"] == 1
    assert again.missing == []


def test_only_what_is_new_or_changed_goes_into_the_next(outer, inner, tmp_path, now):
    say(outer, now, "1", "2")
    first = pack(outer, tmp_path / "out", now)
    say(outer, now, "2", title="路灯不亮2（补充）")
    say(outer, now, "3")
    second = pack(outer, tmp_path / "out", now)
    assert (first.records, second.records, second.sequence) == (2, 2, 2)
    unpacking.unpack(inner, first.path, now)
    found = counts(unpacking.unpack(inner, second.path, now))
    assert (found["accepted"], found["updated"]) == (1, 1)
    assert pack(outer, tmp_path / "out", now).records == 0


def test_a_gap_is_told_and_closed_by_sending_again(outer, each_inner, tmp_path, now):
    made = []
    for number in "1234":
        say(outer, now, number)
        made.append(pack(outer, tmp_path / "out", now))
    unpacking.unpack(each_inner, made[0].path, now)
    assert unpacking.unpack(each_inner, made[3].path, now).missing == [2, 3]
    again = [pack(outer, tmp_path / "out", now, again=number) for number in (2, 3)]
    assert [one.records for one in again] == [1, 1]
    assert unpacking.unpack(each_inner, again[0].path, now).missing == [3]
    assert unpacking.unpack(each_inner, again[1].path, now).missing == []
    assert len(stored(each_inner)) == 4


def test_a_late_package_fills_its_gap_and_spoils_nothing_newer(outer, inner, tmp_path, now):
    say(outer, now, "1")
    first = pack(outer, tmp_path / "out", now)
    say(outer, now, "1", title="新的标题")
    second = pack(outer, tmp_path / "out", now)
    assert unpacking.unpack(inner, second.path, now).missing == [1]
    late = unpacking.unpack(inner, first.path, now)
    assert (late.late, late.missing, counts(late)["duplicate"]) == (True, [], 1)
    assert set(stored(inner)) == {"新的标题"}


def test_what_is_erased_outside_is_erased_inside(outer, each_inner, tmp_path, now):
    say(outer, now, "1", "2")
    first = pack(outer, tmp_path / "out", now)
    unpacking.unpack(each_inner, first.path, now)
    erase.erase(outer.store, ALL, "news", "1", Actor("clerk"), now)
    say(outer, now, "2", confidential=True)
    second = pack(outer, tmp_path / "out", now)
    found = unpacking.unpack(each_inner, second.path, now)
    assert (found.removed, stored(each_inner)) == (2, {})
    assert counts(unpacking.unpack(each_inner, second.path, now))["duplicate"] == 2
    say(outer, now, "2")
    third = unpacking.unpack(each_inner, pack(outer, tmp_path / "out", now).path, now)
    assert counts(third)["accepted"] == 1  # opened again; what was erased stays away


def test_a_record_erased_before_it_arrives_does_not_come_back(outer, inner, tmp_path, now):
    say(outer, now, "1")
    first = pack(outer, tmp_path / "out", now)
    erase.erase(outer.store, ALL, "news", "1", Actor("clerk"), now)
    unpacking.unpack(inner, pack(outer, tmp_path / "out", now).path, now)
    unpacking.unpack(inner, first.path, now)
    assert stored(inner) == {}


def test_sources_are_as_fresh_inside_as_outside(outer, inner, tmp_path, now):
    say(outer, now - timedelta(hours=5), "1")
    packed = pack(outer, tmp_path / "out", now - timedelta(hours=4))
    unpacking.unpack(inner, packed.path, now)
    (row,) = frames.sources(inner.store, ALL).rows(named=True)
    assert row["last_success_at"] == now - timedelta(hours=5)


def rewritten(path, change, signer=None):
    """The package with one member changed, signed anew where a signer is given."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    if signer:
        members["signature"] = signer.sign(members["manifest.json"])
    with zipfile.ZipFile(path, "w") as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return path


def replace(name, old, new):
    def change(members):
        assert old in members[name]
        members[name] = members[name].replace(old, new)

    return change


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (replace("records.jsonl", "路灯".encode(), "井盖".encode()), "签名不符"),
        (replace("manifest.json", b'"sequence": 1', b'"sequence": 2'), "签名不符"),
        (lambda members: members.update(signature=bytes(64)), "签名不符"),
        (lambda members: members.update(signature=b""), "签名不符"),
        (lambda members: members.pop("signature"), "不完整"),
        (lambda members: members.update(extra=b"x"), "不完整"),
        (lambda members: members.update({"manifest.json": b"{"}), "不完整"),
        (lambda members: members.update({"manifest.json": b"[1]"}), "不完整"),
        (replace("manifest.json", b'"version": 1', b'"version": 9'), "版本是 9"),
    ],
)
def test_a_tampered_package_is_refused(outer, inner, tmp_path, now, change, told):
    say(outer, now, "1")
    path = rewritten(pack(outer, tmp_path / "out", now).path, change)
    with pytest.raises(InputError, match=told) as caught:
        unpacking.unpack(inner, path, now)
    assert str(caught.value).count("。") == 1
    assert stored(inner) == {}


def test_a_truncated_file_is_refused(outer, inner, tmp_path, now):
    say(outer, now, "1")
    path = pack(outer, tmp_path / "out", now).path
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(InputError, match="不完整"):
        unpacking.unpack(inner, path, now)


def test_a_foreign_package_is_refused(outer, inner, tmp_path, now):
    say(outer, now, "1")
    path = pack(outer, tmp_path / "out", now).path
    stranger = signer_in(tmp_path / "stranger.key")
    mine = packing.signer(outer).name.encode()
    rewritten(path, replace("manifest.json", mine, stranger.name.encode()), stranger)
    with pytest.raises(InputError, match="没有登记"):
        unpacking.unpack(inner, path, now)


def test_a_sender_may_fill_its_own_sources_only(outer, inner, tmp_path, now):
    say(outer, now, "1", source="hotline")
    with pytest.raises(InputError, match=r"hotline.*未获准"):
        unpacking.unpack(inner, pack(outer, tmp_path / "out", now).path, now)
    assert stored(inner) == {}


def test_a_number_cannot_be_used_twice(outer, inner, tmp_path, now):
    """A sender restored from an old backup would count again; its second package 1 is refused."""
    say(outer, now, "1")
    unpacking.unpack(inner, pack(outer, tmp_path / "out", now).path, now)
    with outer.store.write() as conn:
        conn.exec_driver_sql("DELETE FROM packages")
    other = packing.pack(outer, tmp_path / "other.mspkg", now + timedelta(hours=1))
    with pytest.raises(InputError, match="不衔接"):
        unpacking.unpack(inner, other.path, now)


def test_a_record_nobody_can_read_waits_in_quarantine(outer, inner, tmp_path, now):
    say(outer, now, "1", "2")
    path = pack(outer, tmp_path / "out", now).path

    def change(members):
        lines = members["records.jsonl"].splitlines(keepends=True)
        spoiled = json.loads(lines[0]) | {"votes_up": "many"}
        members["records.jsonl"] = json.dumps(spoiled).encode() + b"\n" + lines[1]
        manifest = json.loads(members["manifest.json"])
        manifest["sha256"] = hashlib.sha256(members["records.jsonl"]).hexdigest()
        members["manifest.json"] = json.dumps(manifest).encode()

    rewritten(path, change, packing.signer(outer))
    found = counts(unpacking.unpack(inner, path, now))
    assert (found["accepted"], found["quarantined"]) == (1, 1)


def test_a_file_that_is_still_there_is_not_overwritten(outer, tmp_path, now):
    target = tmp_path / "p.mspkg"
    packing.pack(outer, target, now)
    before = target.read_bytes()
    with pytest.raises(InputError, match="已存在"):
        packing.pack(outer, target, now)
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.glob("*.mspkg*")] == ["p.mspkg"]


def test_a_folder_nobody_may_write_is_named(outer, tmp_path, now):
    with pytest.raises(InputError, match="写不了"):
        packing.pack(outer, tmp_path / "gone" / "p.mspkg", now)
    assert packing.pack(outer, tmp_path / "p.mspkg", now).sequence == 1


def test_an_unknown_number_cannot_be_sent_again(outer, tmp_path, now):
    with pytest.raises(InputError, match="第 7 号"):
        packing.pack(outer, tmp_path / "p.mspkg", now, again=7)


def test_more_than_one_package_holds_follows_in_the_next(outer, tmp_path, now, monkeypatch):
    monkeypatch.setattr(packing, "MOST", 40)
    say(outer, now, *map(str, range(60)))
    first = pack(outer, tmp_path / "out", now)
    second = pack(outer, tmp_path / "out", now)
    assert (first.records, first.left, second.records, second.left) == (40, 20, 20, 0)


def test_a_crash_before_the_file_has_its_name_loses_nothing(outer, inner, tmp_path, now):
    """The number is taken, its records are not marked: they come in the next package."""
    say(outer, now, "1")
    lost = pack(outer, tmp_path / "out", now)
    lost.path.unlink()
    with outer.store.write() as conn:
        conn.exec_driver_sql("DELETE FROM packaged")
    found = unpacking.unpack(inner, pack(outer, tmp_path / "out", now).path, now)
    assert (found.missing, counts(found)["accepted"]) == ([1], 1)


def test_the_private_key_is_for_its_owner_only(outer):
    packing.signer(outer)
    path = outer.settings.keys_folder / "package.key"
    assert path.stat().st_mode & 0o077 == 0
    assert outer.keys.months() == []
    assert os.listdir(outer.settings.keys_folder) == ["package.key"]


@pytest.mark.parametrize("key", ["", "abc", "A" * 44, "钥匙"])
def test_a_wrong_public_key_is_a_mistake_of_the_table(tmp_path, key):
    sender = f'[[sender]]\nid = "x"\nkey = "{key}"\nsources = []\n'
    with pytest.raises(ConfigError, match="公钥"):
        an_office(tmp_path / "o", "sqlite://", sender)


def test_counting_in_the_store_agrees(outer, tmp_path, now):
    say(outer, now, "1", "2")
    assert packages.count_unsent(outer.store, ALL) == 2
    pack(outer, tmp_path / "out", now)
    assert packages.count_unsent(outer.store, ALL) == 0
    with outer.store.read() as conn:
        assert conn.execute(select(func.count()).select_from(messages)).scalar_one() == 2


def test_the_doctor_warns_of_packages_that_never_came(outer, inner, tmp_path, now):
    made = [pack(outer, tmp_path / "out", now) for _ in range(4)]
    unpacking.unpack(inner, made[3].path, now)
    (found,) = [one for one in doctor.examine(inner) if one.subject == "数据包"]
    assert (found.state, found.sentence) == ("warning", "internet 缺少第 1–3 号")
