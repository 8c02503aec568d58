"""Why a message got its labels: words of its own, the heaviest first."""

import json

import polars as pl

import analysis


def reasons(materials, title, text, **changed):
    frame = pl.DataFrame({"title": [title], "text": [text]})
    labelled = analysis.label(frame, materials)
    given = {name: pl.lit(value).cast(labelled[name].dtype) for name, value in changed.items()}
    found = analysis.explain(labelled.with_columns(**given), materials)
    return json.loads(found[0])


def test_the_words_that_decide_an_area_are_told(materials):
    why = reasons(materials, "工地拖欠工资", "包工头拖欠农民工工资半年，今天又说没钱。")
    assert {"拖欠工资", "农民工"} & {*why["area"]}
    assert all(word in "工地拖欠工资包工头拖欠农民工工资半年" for word in why["area"][:1])


def test_another_label_has_other_reasons(materials):
    text = "饭店油烟直排，幼儿园的孩子们咳嗽。"
    environment = reasons(materials, "油烟", text, area="environment")["area"]
    school = reasons(materials, "油烟", text, area="edu_med_elder")["area"]
    assert "油烟" in environment[0]
    assert environment != school


def test_an_alarming_word_explains_urgency(materials):
    assert reasons(materials, "电梯坠落", "有人昏迷")["urgency"][0] == "昏迷"


def test_routine_messages_and_empty_ones_need_no_reason(materials):
    assert "urgency" not in reasons(materials, "建议加装座椅", "河边步道没有座椅。", urgency=0)
    assert reasons(materials, "", "") == {}
    assert reasons(materials, "👍", "\x00\n") == {}


def test_a_mask_is_no_reason(materials):
    why = reasons(materials, "〔姓名〕拖欠工资", "〔姓名〕〔电话〕〔姓名〕拖欠工资")
    assert not {"姓名", "电话"} & {word for words in why.values() for word in words}
