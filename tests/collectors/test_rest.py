"""JSON interfaces: pages, increments and logins against a real server on loopback."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from collectors import rest
from collectors.fetched import pack, unpack
from core.doors import Rest
from core.errors import FetchError
from core.sources import Opened, Profile
from tests.collectors import samples
from tests.collectors.looks import look
from tests.collectors.odd import BODY, only_what_may_come
from tests.loopback import Answer, serving

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SAMPLES = samples.SAMPLES / "rest"
CASES = samples.cases("rest")
PROFILE = Profile(
    "p", "ticket", {"external_id": ["id"], "text": ["text"], "posted_at": ["at"]}
)  # fmt: skip


def a_source(location="http://platform.example/api", profile=PROFILE, secret="", **door):
    return Opened(
        "platform", "rest", "示例平台", "official_platform",
        location=location, allow_private=True, mapping=profile, secret=secret, rest=Rest(**door),
    )  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_sample(name):
    expected = samples.expectation("rest", name)
    source = a_source(profile=expected["profile"], **expected["door"])
    body = (SAMPLES / f"{name}.json").read_bytes()
    if "error" in expected:
        with pytest.raises(FetchError, match=expected["error"]):
            rest.parse(body, source, NOW)
    else:
        samples.check(rest.parse(body, source, NOW), expected)


def test_what_no_field_asks_for_is_dropped_and_the_writer_of_a_bad_row_too():
    profile = replace(PROFILE, columns={**PROFILE.columns, "submitter": ["user.nick"]})
    body = '[{"id": 1, "at": "某天", "text": "停水", "user": {"nick": "小张"}, "phone": "1"}]'
    [bad] = rest.parse(body.encode(), a_source(profile=profile), NOW)
    assert bad.cells == {"id": "1", "at": "某天", "text": "停水"}


class Board:
    """An interface over `rows` (dicts with id, at, text, updated), served in every usual way."""

    def __init__(self, rows, size=2):
        self.rows = rows
        self.size = size
        self.since = "since"

    def chosen(self, asked):
        since = asked.query.get(self.since, "")
        after = datetime.fromisoformat(since) if since else datetime.min.replace(tzinfo=UTC)
        return [row for row in self.rows if datetime.fromisoformat(row["updated"]) >= after]

    def page(self, asked):
        number = int(asked.query.get("page", 1))
        return self._json(self.chosen(asked)[(number - 1) * self.size : number * self.size])

    def offset(self, asked):
        start = int(asked.query.get("start", 0))
        return self._json(self.chosen(asked)[start : start + self.size])

    def cursor(self, asked):
        start = int(asked.query.get("cursor", "c0")[1:])
        rest = self.chosen(asked)[start:]
        onward = f"c{start + self.size}" if len(rest) > self.size else None
        return self._json({"items": rest[: self.size], "meta": {"next": onward}})

    def link(self, asked):
        start = int(asked.query.get("from", 0))
        rest = self.chosen(asked)[start:]
        onward = f"?from={start + self.size}" if len(rest) > self.size else ""
        return self._json({"items": rest[: self.size], "next": onward})

    @staticmethod
    def _json(found):
        return Answer(json.dumps(found, ensure_ascii=False).encode())


def rows(count, first=1):
    start = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
    return [
        {
            "id": number,
            "at": (start + timedelta(hours=number)).isoformat(),
            "updated": (start + timedelta(hours=number)).isoformat(),
            "text": f"第{number}件：云杉路路灯不亮。",
        }
        for number in range(first, first + count)
    ]


DOORS = {
    "page": {"paging": "page"},
    "offset": {"paging": "offset", "page_param": "start"},
    "cursor": {
        "paging": "cursor", "page_param": "cursor", "next": "meta.next", "records": "items",
    },
    "link": {"paging": "link", "next": "next", "records": "items"},
}  # fmt: skip


@pytest.mark.parametrize("count", [0, 1, 4, 7])
@pytest.mark.parametrize("way", DOORS)
def test_every_page_is_read_once(way, count):
    board = Board(rows(count))
    with serving(getattr(board, way)) as served:
        found = look(a_source(served.address, **DOORS[way]), NOW)
    assert found.ids == [str(row["id"]) for row in board.rows]
    assert found.fault is None


def test_a_total_spares_the_last_question():
    board = Board(rows(4))

    def answer(asked):
        return Answer(json.dumps({"rows": json.loads(board.page(asked).body), "n": 4}).encode())

    with serving(answer) as served:
        found = look(a_source(served.address, paging="page", records="rows", total="n"), NOW)
    assert (len(found.ids), len(served.asked)) == (4, 2)


def test_increments_begin_where_the_records_of_the_last_look_ended():
    board = Board(rows(3))
    door = {
        "paging": "page", "since_param": "since", "since_field": "updated", "overlap_minutes": 30,
        "since_start": "2026-11-20",
    }  # fmt: skip
    with serving(board.page) as served:
        source = a_source(served.address, **door)
        first = look(source, NOW)
        board.rows += rows(2, first=4)
        second = look(source, NOW, first.checkpoint)
        third = look(source, NOW, second.checkpoint)
    assert first.ids == ["1", "2", "3"]
    assert served.asked[0].query["since"] == "2026-11-20T00:00:00+08:00"
    assert served.asked[3].query["since"] == "2026-11-20T10:30:00+08:00"
    assert second.ids == ["3", "4", "5"]
    assert third.ids == ["5"]


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ("iso", "2026-11-20T09:50:00+08:00"),
        ("local", "2026-11-20 09:50:00"),
        ("date", "2026-11-20"),
        ("seconds", "1795139400"),
        ("milliseconds", "1795139400000"),
    ],
)
def test_the_other_side_reads_times_its_own_way(form, told):
    board = Board(rows(3))
    door = {"since_param": "after", "since_field": "updated", "since_format": form}
    with serving(board.page) as served:
        source = a_source(served.address, **door)
        look(source, NOW, look(source, NOW).checkpoint)
    assert [asked.query.get("after") for asked in served.asked] == [None, told]


def test_a_clock_that_is_wrong_hides_nothing():
    """A record of next year does not move the mark; one of today's evening counts as now."""
    ahead = {"id": 9, "at": "2026-11-20", "text": "停电。"}
    board = Board([{**ahead, "updated": "2027-11-20T08:00:00Z"}, *rows(1)])
    door = {"since_param": "since", "since_field": "updated", "overlap_minutes": 0}
    with serving(board.page) as served:
        first = look(a_source(served.address, **door), NOW)
        board.rows = [{**ahead, "updated": "2026-11-23T20:00:00+08:00"}]
        second = look(a_source(served.address, **door), NOW)
    assert json.loads(first.checkpoint)["since"] == "2026-11-20T01:00:00+00:00"
    assert json.loads(second.checkpoint)["since"] == NOW.isoformat()


def test_increments_without_the_times_of_records_are_a_fault():
    board = Board(rows(1))
    with serving(board.page) as served:
        found = look(a_source(served.address, since_param="s", since_field="changed"), NOW)
    assert found.ids == ["1"]
    assert "changed" in str(found.fault)


def test_a_walk_that_was_interrupted_goes_on():
    board = Board(rows(6))
    with serving(board.cursor) as served:
        source = a_source(served.address, **DOORS["cursor"])
        first = look(source, NOW, most=2)
        rest_of_it = look(source, NOW, first.checkpoint)
    assert first.ids + rest_of_it.ids == [str(number) for number in range(1, 7)]


def test_a_cursor_that_has_run_out_begins_again():
    board = Board(rows(6))
    with serving(board.cursor) as served:
        source = a_source(served.address, **DOORS["cursor"])
        first = look(source, NOW, most=2)
    with serving(lambda _: Answer(b"{}", 410)) as gone:
        moved = pack({**unpack(first.checkpoint), "url": gone.address})
        broken = look(replace(source, location=gone.address), NOW, moved)
    assert "已没有这个网址" in str(broken.fault)
    assert json.loads(broken.checkpoint)["marker"] is None


@pytest.mark.parametrize("status", [401, 429, 500, 503])
def test_a_refusal_in_the_middle_keeps_the_place(status):
    board, fails = Board(rows(6)), [False]
    with serving(lambda asked: Answer(b"", status) if fails[0] else board.page(asked)) as served:
        source = a_source(served.address, paging="page")
        first = look(source, NOW, most=2)
        fails[0] = True
        with pytest.raises(FetchError, match=str(status)):
            look(source, NOW, first.checkpoint)
        fails[0] = False
        assert first.ids + look(source, NOW, first.checkpoint).ids == list("123456")


def test_a_page_number_that_is_ignored_is_a_fault():
    board = Board(rows(2))
    with serving(lambda asked: board.page(replace(asked, query={}))) as served:
        found = look(a_source(served.address, paging="page", size_param="n", page_size=2), NOW)
    assert found.ids == ["1", "2"]
    assert "page_param" in str(found.fault)
    assert json.loads(found.checkpoint)["marker"] is None


def test_a_server_that_repeats_its_last_page_has_come_to_the_end():
    board = Board(rows(3))

    def clamped(asked):
        number = min(int(asked.query["page"]), 2)
        return board.page(replace(asked, query={"page": str(number)}))

    with serving(clamped) as served:
        found = look(a_source(served.address, paging="page", size_param="n", page_size=2), NOW)
    assert (found.ids, found.fault) == (["1", "2", "3", "3"], None)


def test_a_server_that_has_no_page_after_the_last_has_come_to_the_end():
    board = Board(rows(4))

    def strict(asked):
        return board.page(asked) if asked.query["page"] != "3" else Answer(b"{}", 404)

    with serving(strict) as served:
        source = a_source(served.address, paging="page", since_param="s", since_field="updated")
        found = look(source, NOW)
    assert (found.ids, found.fault) == (["1", "2", "3", "4"], None)
    assert json.loads(found.checkpoint)["since"] == "2026-11-20T04:00:00+00:00"


@pytest.mark.parametrize("status", [401, 403])
def test_a_secret_that_is_refused_is_told(status):
    with (
        serving(lambda _: Answer(b"{}", status)) as served,
        pytest.raises(FetchError, match=f"没有让我们登录（{status}）") as error,
    ):
        look(a_source(served.address, secret="s3cret", login="header"), NOW)
    assert "s3cret" not in str(error.value)


def test_a_cursor_that_goes_in_circles_is_a_fault():
    board = Board(rows(6))

    def circle(asked):
        body = json.loads(board.cursor(asked).body)
        body["meta"]["next"] = body["meta"]["next"] or "c2"
        return Answer(json.dumps(body).encode())

    with serving(circle) as served:
        found = look(a_source(served.address, **DOORS["cursor"]), NOW)
    assert set(found.ids) >= {"1", "2", "3", "4"}
    assert "绕回" in str(found.fault)


def test_an_unchanged_document_is_not_read_again():
    board = Board(rows(2))
    with serving(board.page) as served:
        source = a_source(served.address)
        first = look(source, NOW)
        again = rest.fetch(source, first.checkpoint, NOW)
        assert (again.body, again.checkpoint) == (None, first.checkpoint)
        board.rows = rows(3)[1:]
        assert look(source, NOW, first.checkpoint).ids == ["2", "3"]


def test_another_address_begins_anew_and_another_setting_walks_again():
    board = Board(rows(4))
    door = {"paging": "page", "since_param": "since", "since_field": "updated"}
    with serving(board.page) as served:
        source = a_source(served.address, **door)
        first = look(source, NOW)
        other = replace(source, rest=Rest(**door, size_param="n"))
        look(other, NOW, first.checkpoint)
        look(replace(source, location=served.address + "/v2"), NOW, first.checkpoint)
    since = [asked.query.get("since") for asked in served.asked]
    assert since[3] is not None
    assert since[-1] is None


def test_a_question_can_be_a_document():
    with serving(lambda _: Answer(json.dumps({"rows": rows(1)}).encode())) as served:
        source = a_source(
            served.address, method="POST", query={"state": "all"}, size_param="pageSize",
            records="rows", headers={"X-App": "minsheng"},
        )  # fmt: skip
        assert look(source, NOW).ids == ["1"]
    [asked] = served.asked
    assert asked.method == "POST"
    assert json.loads(asked.body) == {"state": "all", "pageSize": 100}
    assert asked.headers["x-app"] == "minsheng"


def test_a_token_goes_into_its_header_and_nowhere_else():
    with serving(lambda _: Answer(b"[]")) as served:
        source = a_source(
            served.address, secret="s3cret", login="header", token_header="X-Token",
            token_prefix="",
        )  # fmt: skip
        found = look(source, NOW)
    assert served.asked[0].headers["x-token"] == "s3cret"
    assert "s3cret" not in found.checkpoint + repr(source)


def test_a_token_is_not_carried_to_another_host():
    with serving(lambda _: Answer(b"[]")) as other:
        moved = Answer(status=302, headers={"Location": other.address})
        with serving(lambda _: moved) as served:
            source = a_source(
                served.address, secret="s3cret", login="header", token_header="X-Token"
            )
            look(source, NOW)
    assert "s3cret" not in str(other.asked[0].headers)


def test_the_next_page_of_another_host_is_not_followed():
    body = json.dumps({"items": rows(1), "next": "http://other.example/x"}).encode()
    with (
        serving(lambda _: Answer(body)) as served,
        pytest.raises(FetchError, match="同一台主机"),
    ):
        look(a_source(served.address, **DOORS["link"]), NOW)


def test_the_next_page_may_stand_in_the_link_header():
    def answer(asked):
        link = {"Link": '</b>; rel="next", </>; rel="first"'} if asked.path != "/b" else {}
        return Answer(json.dumps(rows(1, 2 if asked.path == "/b" else 1)).encode(), headers=link)

    with serving(answer) as served:
        assert look(a_source(served.address + "/", paging="link"), NOW).ids == ["1", "2"]


@pytest.mark.parametrize("secret", ["", "有汉字", "a\nb"])
def test_a_missing_or_odd_secret_is_a_sentence_that_names_the_variable(secret):
    with pytest.raises(FetchError) as error:
        look(a_source(secret=secret, login="header"), NOW)
    assert "口令" in str(error.value)
    assert "MINSHENG_SECRET_PLATFORM" in str(error.value) or secret
    assert secret == "" or secret not in str(error.value)


class Guarded:
    """An interface behind OAuth2 client credentials."""

    def __init__(self):
        self.token = 0
        self.lasts = 3600
        self.valid = set()

    def __call__(self, asked):
        if asked.path == "/token":
            if "grant_type=client_credentials" not in asked.body.decode():
                return Answer(b"{}", 400)
            self.token += 1
            self.valid = {f"Bearer t{self.token}"}
            body = {"access_token": f"t{self.token}", "expires_in": self.lasts}
            return Answer(json.dumps(body).encode())
        if asked.headers.get("authorization") not in self.valid:
            return Answer(b"{}", 401)
        return Answer(json.dumps(rows(1)).encode())


def guarded_source(address, secret="s3cret", **door):
    return a_source(
        address + "/api", secret=secret, login="oauth2", token_url=address + "/token",
        client_id="minsheng", **door,
    )  # fmt: skip


def test_a_login_is_kept_and_renewed_when_it_is_refused():
    guard = Guarded()
    with serving(guard) as served:
        source = guarded_source(served.address)
        assert look(source, NOW).ids == ["1"]
        assert look(source, NOW).ids == ["1"]
        assert guard.token == 1
        guard.valid = {"revoked"}
        assert look(source, NOW).ids == ["1"]
    assert guard.token == 2
    tokens = [asked for asked in served.asked if asked.path == "/token"]
    assert tokens[0].headers["authorization"].startswith("Basic ")
    assert b"s3cret" not in tokens[0].body


def test_the_login_may_go_into_the_form():
    with serving(Guarded()) as served:
        look(guarded_source(served.address, client_auth="body", scope="read"), NOW)
    form = served.asked[0].body.decode()
    assert "client_secret=s3cret" in form
    assert "scope=read" in form


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Answer(b"{}", 401), "登录没有成功"),
        (Answer(b"<html>login</html>"), "网页"),
        (Answer(b'{"error": "x"}'), "没有得到令牌"),
        (Answer(b'{"access_token": 7}'), "没有得到令牌"),
        (Answer(status=302, headers={"Location": "/elsewhere"}), "转到别处"),
    ],
)
def test_a_login_that_fails_is_one_sentence(answer, told):
    with serving(lambda _: answer) as served, pytest.raises(FetchError) as error:
        look(guarded_source(served.address, secret="s3cret"), NOW)
    assert told in str(error.value)
    assert "s3cret" not in str(error.value)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Answer(b"x" * 50_000), "超过上限"),
        (Answer(b"  "), "是空的"),
        (Answer(b"<html>"), "网页"),
        (Answer(b'"text"'), "没有找到记录列表"),
        (Answer(status=204), "是空的"),
    ],
)
def test_an_answer_that_cannot_be_right_is_one_sentence(answer, told):
    with serving(lambda _: answer) as served, pytest.raises(FetchError, match=told):
        look(replace(a_source(served.address), max_bytes=40_000), NOW)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "120"}, 120),
        (
            {
                "Retry-After": "Mon, 23 Nov 2026 04:05:00 GMT",
                "Date": "Mon, 23 Nov 2026 04:00:00 GMT",
            },
            300,
        ),
        ({"Retry-After": "soon"}, 0),
        ({"Retry-After": "9" * 30}, 86_400),
    ],
)
def test_a_server_may_say_when_to_come_back(headers, seconds):
    def answer(_):
        return Answer(status=429, headers=headers)

    with serving(answer) as served, pytest.raises(FetchError) as error:
        look(a_source(served.address), NOW)
    assert error.value.rest == seconds


ODD = replace(
    PROFILE, columns={**PROFILE.columns, "submitter": ["who"], "title": ["text.title || id"]}
)


@given(BODY)
@settings(max_examples=200, deadline=None)
def test_no_body_breaks_the_parser(body):
    only_what_may_come(rest.parse, body, a_source(profile=ODD), NOW)


@pytest.mark.slow
@given(BODY)
@settings(max_examples=4_000, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_body_breaks_the_parser_long(body):
    only_what_may_come(rest.parse, body, a_source(profile=ODD), NOW)
