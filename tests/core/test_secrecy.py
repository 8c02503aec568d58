"""Marks of secrecy: which columns and texts say that a record is not for this program."""

import pytest

from core import secrecy


@pytest.mark.parametrize(
    "cells",
    [
        {"密级": "机密"},
        {"密 级": "秘密★5年"},
        {"保密级别": "绝 密"},
        {"是否涉密": "是"},
        {"涉密": "√"},
        {"是否涉密": "机密级"},
        {"security_level": "Secret"},
        {"classification": "机密"},
        {"内容": "报告如下：机密★10年"},
        {"标题": "【秘密】会议纪要"},
    ],
)
def test_a_record_with_a_level_is_refused(cells):
    assert secrecy.is_classified(cells)
    assert secrecy.closes(cells)
    assert all(secrecy.tells(name) for name in cells if name not in ("内容", "标题"))


@pytest.mark.parametrize(
    "cells",
    [
        {"密级": "公开"},
        {"密级": ""},
        {"是否涉密": "否"},
        {"是否涉密": "非涉密"},
        {"是否涉密": "非机密"},
        {"classification": "1"},
        {"classification": "unclassified"},
        {"security_level": "public"},
        {"密码": "是"},
        {"secretary": "yes"},
        {"内容": "人口密度大，机密文件柜的锁坏了"},
    ],
)
def test_other_records_are_welcome(cells):
    assert not secrecy.is_classified(cells)
    assert not secrecy.is_confidential(cells)


def test_half_a_character_hides_nothing_and_breaks_nothing():
    half = "\ud800"
    assert secrecy.tells(f"{half}security_level")
    assert not secrecy.tells(half)
    assert secrecy.is_marked([half, f"{half}机密★"])
    assert secrecy.is_classified({f"{half}密级": f"机密{half}"})
    assert not secrecy.is_classified({half: half})


@pytest.mark.parametrize("cells", [{"是否保密": "是"}, {"保密": "1.0"}, {"confidential": "True"}])
def test_a_confidential_record_is_told_apart(cells):
    assert secrecy.is_confidential(cells)
    assert not secrecy.is_classified(cells)
