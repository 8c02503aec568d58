"""Words of many texts at once: the same as those of each by itself."""

from hypothesis import given, settings
from hypothesis import strategies as st

from core.finding import characters
from store.spacing import spaced

ODD = [
    "e\u0301",
    "か\u3099",
    "①",
    "㎡",
    "ß",
    "İ",
    "😀",
    "\0",
    "Ａ",
    "…",
    "〔电话〕",
    "각",
    "\ud800",
    "ﬁ",
    "_",
]
said = st.lists(
    st.sampled_from(ODD)
    | st.characters()
    | st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
).map("".join)


@settings(deadline=None)
@given(st.lists(said, max_size=20))
def test_many_texts_are_spaced_like_each_by_itself(texts):
    assert spaced(texts) == [" ".join(characters(text)) for text in texts]


def test_long_and_many_texts():
    texts = ["停水，３天！" * 20_000, "", "ABC①"] * 100
    assert spaced(texts)[-1] == "a b c 1"
    assert spaced(texts)[0][:9] == "停 水 3 天 停"
    assert len(spaced(texts)) == 300
