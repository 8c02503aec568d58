"""Full text: exact for two characters, in both stores, through every change."""

from pathlib import Path

import pytest

from core.scope import Actor, Scope
from store import erase, frames, search
from store.frames import Filter
from tests.store.test_messages import add

ALL = Scope.ALL


def found(store, words):
    return sorted(frames.messages_page(store, ALL, Filter(words=words))["title"].to_list())


FOUND = {
    "临平": ["甲"],
    "平": ["乙", "甲"],
    "区临": ["甲"],
    "平临": [],
    "停水 三天": ["乙"],
    "停水三天": ["乙"],
    "三天停水": [],
    "etc": ["丙"],
    "ＥＴＣ卡": ["丙"],
    "TC": ["丙"],
    "23": ["丙"],
    "已经修好": ["丙"],
    "乙太": [],
    "，": [],
    '"': [],
    "'x' | 'y'": [],
    "NEAR(停 水)": [],
    "水*": ["乙"],
}


def test_words_are_found_where_they_stand(store, now, make_message):
    add(
        store,
        now,
        make_message("a", title="甲", text="杭州市区临平的路灯不亮"),
        make_message("b", title="乙", text="太平新村停水，三天了"),
        make_message("c", title="丙", text="ETC卡扣了1234元", reply="已经修好", replied_at=now),
    )
    assert {words: found(store, words) for words in FOUND} == FOUND


def test_an_update_is_found_by_its_new_words_only(store, now, make_message):
    add(store, now, make_message("a", title="甲", text="路灯不亮", reply="正在查", replied_at=now))
    add(store, now, make_message("a", title="甲", text="路灯太亮", reply="已调暗", replied_at=now))
    assert [found(store, words) for words in ("不亮", "正在查", "太亮", "已调暗")] == [
        [], [], ["甲"], ["甲"],
    ]  # fmt: skip


def test_an_erased_message_is_found_no_more(store, now, make_message):
    add(store, now, make_message("a", title="甲"), make_message("b", title="乙"))
    erase.erase(store, ALL, "board", "a", Actor("管理员"), now)
    assert found(store, "施工") == ["乙"]


def test_a_rebuilt_index_finds_the_same(store, now, make_message):
    add(store, now, *(make_message(str(n), title=f"第{n}件") for n in range(7)))
    before = found(store, "施工")
    search.rebuild(store, ALL)
    assert found(store, "施工") == before
    assert len(before) == 7


def test_a_long_text_is_found_to_its_end_and_across_its_rows(store, now, make_message):
    text = "".join(chr(0x4E00 + n % 6_000) for n in range(20_000)) + "灯坏了"
    add(store, now, make_message("a", title="甲", text=text))
    assert found(store, "灯坏了") == ["甲"]
    for start in range(1_900, 2_000, 7):
        assert found(store, text[start : start + 60]) == ["甲"]
    assert found(store, "灯坏了啊") == []


def test_words_do_not_run_from_the_title_into_the_text(store, now, make_message):
    add(store, now, make_message("a", title="修路", text="灯不亮"))
    assert found(store, "路灯") == []


def test_of_an_erased_message_no_character_is_left_in_the_index(store, now, make_message):
    if not store.is_sqlite:
        pytest.skip("PostgreSQL frees the space with VACUUM")
    add(store, now, *(make_message(str(n), title="甲", text=f"路灯{n}不亮") for n in range(50)))
    add(store, now, make_message("x", title="乙", text="鱻"))
    assert "鱻".encode() in everything(store)
    erase.erase(store, ALL, "board", "x", Actor("管理员"), now)
    assert "鱻".encode() not in everything(store)
    assert len(found(store, "不亮")) == 50


def everything(store):
    path = Path(store.engine.url.database)
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
