"""Places are found under all their names, and what only looks like one is not."""

import pytest

from analysis import region
from tests.analysis.places import sentences


@pytest.fixture(scope="module")
def known(materials):
    return region.gazetteer(materials.regions)


def test_precision_and_recall_on_generated_sentences(materials, known):
    pairs = [(region.region_of(text, known), code) for text, code in sentences(materials.regions)]
    right = sum(found == code for found, code in pairs if code)
    assert len(pairs) >= 2_000
    assert right / sum(found is not None for found, _ in pairs) >= 0.97
    assert right / sum(code is not None for _, code in pairs) >= 0.92


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("杭州市西湖区停水", "330106"),
        ("南昌市西湖区停水", None),
        ("西湖龙井是假的", None),
        ("宁波银行乱收费", None),
        ("宁波江北停水", "330205"),
        ("江干区学区划分", "330102"),
        ("绍兴县柯桥街道", "330603"),
        ("楼顶天台漏水", None),
        ("台州天台修路", "331023"),
        ("从杭州到温州的车", "3301"),
        ("", None),
    ],
)
def test_names(known, text, code):
    assert region.region_of(text, known) == code
