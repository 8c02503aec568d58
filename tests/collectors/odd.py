"""Odd JSON for the doors that read it: whole, cut, or no JSON at all."""

import json

from hypothesis import strategies as st

from core.errors import MinshengError
from core.messages import BadRow, RawMessage, Withdrawn

VALUE = st.one_of(
    st.text(max_size=12),
    st.integers(),
    st.floats(),
    st.sampled_from(
        [None, True, [], {}, [[]], {"title": None}, {"title": ["x"]}, "\ud800", "\x00", 1e999]
        + ["2026-11-20", "2026-02-30 25:61", 1795139400000, "1795139400", "9" * 400, 10**400]
    ),
)  # fmt: skip
RECORD = st.fixed_dictionaries({}, optional=dict.fromkeys(("id", "at", "text", "who"), VALUE))
WHOLE = st.lists(RECORD | VALUE, max_size=4).map(lambda found: json.dumps(found).encode())
CUT = st.tuples(WHOLE, st.integers(0, 120)).map(lambda both: both[0][: both[1]])
LINES = st.lists(WHOLE, max_size=3).map(b"\n".join)
BODY = WHOLE | CUT | LINES | st.binary(max_size=60)


def only_what_may_come(parse, *given):
    """Records, bad rows or one sentence: nothing else may come out of a body."""
    try:
        found = parse(*given)
    except MinshengError as error:
        assert str(error).endswith("。")  # noqa: PT017 - records are as good, a traceback is not
    else:
        assert all(isinstance(one, RawMessage | BadRow | Withdrawn) for one in found)
