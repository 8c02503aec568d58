"""Whatever bytes a table file holds: records, bad rows, or one sentence; never a traceback."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectors import tabular
from config import settings as switchboard
from config import tables
from core import privacy
from core.errors import InputError
from core.messages import BadRow, RawMessage, Withdrawn

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
PROFILES = tables.load(switchboard.load({"MINSHENG_HOME": "/nowhere"})).profiles
PROFILE = PROFILES["hotline_ticket"]
NAMED = (*PROFILE.columns.values(), *PROFILE.facts.values())
HEADERS = sorted({name for names in NAMED for name in names})
SPECIAL = [
    *("", "2026/3/5 8:00", "是", "已解决", "12e+30", "nan", "1e999", "-1", "=1+1", "2026-13-45"),
    *("13812345678", "王小明", "9" * 400, "\ufffd", "\x00", "￥"),
]

cell = st.sampled_from(SPECIAL) | st.text(max_size=40)
row = st.dictionaries(st.sampled_from(HEADERS), cell, max_size=12)
value = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | cell,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(cell, inner, max_size=3),
    max_leaves=3,
)
objects = st.lists(
    st.dictionaries(st.sampled_from(HEADERS) | cell, value, max_size=6) | value, max_size=4
)
MANGLINGS = (
    lambda body, at: body[:at],
    lambda body, at: body[at:] + body[:at],
    lambda body, at: body[:at] + b"\x00\xff\"'" + body[at:],
    lambda body, at: body.replace(b",", b'",', 3),
    lambda body, at: body,
)


def check(path: Path) -> None:
    """Read a file to its end and mask what comes, as the in-door does."""
    try:
        for record in tabular.read(path, PROFILE, "s", NOW).records:
            if isinstance(record, BadRow):
                masked = privacy.mask_row(record, "s", b"k" * 32, 202611)
                assert set(masked.cells) <= set(record.cells)
                assert record.reason
            else:
                assert isinstance(record, RawMessage | Withdrawn)
                json.dumps(getattr(record, "facts", {}))
    except InputError as error:
        assert str(error).endswith(("。", "）。"))  # noqa: PT017 - records are as good


def written(rows: list[dict[str, str]], encoding: str) -> bytes:
    header = ["工单编号", "来电时间", "主要内容", *HEADERS[:6]]
    cells = [[found.get(name, "") for name in header] for found in rows]
    return "\n".join(",".join(line) for line in (header, *cells)).encode(encoding, "replace")


def csv_case(path: Path, data: st.DataObject) -> None:
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "big5"]))
    body = written(data.draw(st.lists(row, max_size=6)), encoding)
    mangle = data.draw(st.sampled_from(MANGLINGS))
    path.write_bytes(mangle(body, data.draw(st.integers(0, max(len(body), 1)))))
    check(path)


def json_case(path: Path, data: st.DataObject) -> None:
    found = data.draw(objects)
    start = {"工单编号": "1", "来电时间": "2026/3/5", "主要内容": "x"}
    plain = data.draw(st.booleans())
    lines = [json.dumps(one, ensure_ascii=plain) for one in (start, *found)]
    body = "\n".join(lines).encode("utf-8", "surrogatepass")
    mangle = data.draw(st.sampled_from(MANGLINGS))
    path.write_bytes(mangle(body, data.draw(st.integers(0, max(len(body), 1)))))
    check(path)


CASES = {"csv": csv_case, "jsonl": json_case}
CHECKS = {
    "deadline": None,
    "database": None,
    "derandomize": True,
    "suppress_health_check": list(HealthCheck),
}


@pytest.mark.parametrize("suffix", CASES)
def test_any_bytes(tmp_path, suffix):
    @settings(max_examples=60, **CHECKS)
    @given(st.data())
    def run(data):
        CASES[suffix](tmp_path / f"t.{suffix}", data)

    run()


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("suffix", CASES)
def test_three_thousand_files(tmp_path, suffix):
    @settings(max_examples=1_500, **CHECKS)
    @given(st.data())
    def run(data):
        CASES[suffix](tmp_path / f"t.{suffix}", data)

    run()
