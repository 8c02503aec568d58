"""The HTTP door against a real server on loopback that behaves in every bad way."""

import contextlib
import gzip
import socket
import threading
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from collectors import http, line
from collectors.addresses import is_public
from core.errors import FetchError

QUICK = http.Limits(connect=5, silence=0.8, total=6, max_bytes=100_000)
BODY = "一段正文".encode()
BOMB = gzip.compress(bytes(30_000_000))


class Handler(BaseHTTPRequestHandler):
    """Answers by path; `seen` collects the requests."""

    protocol_version = "HTTP/1.1"
    seen: list[tuple[str, dict[str, str]]]

    def do_GET(self) -> None:  # noqa: N802
        self.seen.append((self.path, {name.lower(): text for name, text in self.headers.items()}))
        name = self.path.split("?")[0].strip("/").split("/")[0].replace("-", "_")
        self.close_connection = True
        with contextlib.suppress(OSError):  # the client has had enough, as it should
            getattr(self, name)()

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        given = {"content_length": str(len(body)), "connection": "close", **headers}
        for name, text in given.items():
            if text:
                self.send_header(name.replace("_", "-"), text)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass

    def fine(self) -> None:
        self.answer(200, BODY, etag='"1"', set_cookie="a=b")

    def zipped(self) -> None:
        self.answer(200, gzip.compress(BODY), content_encoding="gzip")

    def deflated(self) -> None:
        self.answer(200, zlib.compress(BODY), content_encoding="deflate")

    def broken_zip(self) -> None:
        self.answer(200, b"\x1f\x8b\x08\x00no gzip at all", content_encoding="gzip")

    def unchanged(self) -> None:
        self.answer(304)

    def status(self) -> None:
        self.answer(int(self.path.rsplit("/", 1)[1]))

    def silent(self) -> None:
        time.sleep(1)

    def drip_body(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b"x")
            time.sleep(0.1)

    def drip_head(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _ in range(100):
            self.wfile.write(b"x")
            time.sleep(0.1)

    def too_short(self) -> None:
        self.answer(200, BODY, content_length=str(len(BODY) + 10))

    def too_long(self) -> None:
        self.answer(200, BODY * 2, content_length=str(len(BODY)))

    def no_length(self) -> None:
        self.answer(200, BODY, content_length="")

    def chunked(self) -> None:
        self.answer(
            200,
            b"4\r\nabcd\r\n2\r\nef\r\n0\r\n\r\n",
            content_length="",
            transfer_encoding="chunked",
        )

    def broken_chunks(self) -> None:
        self.answer(200, b"zz\r\nabcd", content_length="", transfer_encoding="chunked")

    def large_declared(self) -> None:
        self.answer(200, b"x", content_length="100001")

    def large(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(10_000):
            self.wfile.write(b"x" * 10_000)

    def bomb(self) -> None:
        self.answer(200, BOMB, content_encoding="gzip")

    def double_bomb(self) -> None:
        self.answer(200, gzip.compress(BOMB), content_encoding="gzip, gzip")

    def many_headers(self) -> None:
        self.answer(200, BODY, **{f"x_{number}": "1" for number in range(200)})

    def nonsense(self) -> None:
        self.wfile.write(b"I do not speak HTTP\r\n\r\n")

    def loop(self) -> None:
        self.answer(302, location="/loop")

    def away(self) -> None:
        """Redirect to what stands after ?to= in the path."""
        self.answer(int(self.path.split("/")[2][:3]), location=self.path.split("?to=")[1])

    def chinese(self) -> None:
        self.answer(302, location="/fine?标题=停水".encode().decode("latin-1"))


@pytest.fixture(scope="module")
def server() -> Iterator[ThreadingHTTPServer]:
    """One server for this file."""
    Handler.seen = []
    found = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.daemon_threads = True
    thread = threading.Thread(target=found.serve_forever, args=(0.02,))
    thread.start()
    yield found
    found.shutdown()
    thread.join()
    found.server_close()


@pytest.fixture
def base(server):
    Handler.seen.clear()
    return f"http://127.0.0.1:{server.server_address[1]}"


def get(url, **options):
    return http.get(url, **{"limits": QUICK, "allow_private": True, **options})


def failure(url, **options):
    with pytest.raises(FetchError) as caught:
        get(url, **options)
    assert str(caught.value).endswith("。")
    return caught.value


def test_it_works(base):
    found = get(f"{base}/fine", headers={"If-None-Match": '"0"'})
    assert (found.status, found.body, found.headers["etag"]) == (200, BODY, '"1"')
    assert found.url == f"{base}/fine"
    assert Handler.seen[0][1]["if-none-match"] == '"0"'
    assert Handler.seen[0][1]["user-agent"] == http.USER_AGENT


def test_no_cookie_ever_comes_back(base):
    get(f"{base}/fine")
    get(f"{base}/fine")
    assert all("cookie" not in headers for _, headers in Handler.seen)


def test_proxies_of_the_environment_are_not_asked(base, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert get(f"{base}/fine").body == BODY


@pytest.mark.parametrize("path", ["zipped", "deflated", "no-length", "too-long"])
def test_the_body_comes_whole_and_unpacked(base, path):
    assert get(f"{base}/{path}").body == BODY


def test_chunks_are_joined(base):
    assert get(f"{base}/chunked").body == b"abcdef"


def test_not_modified_is_an_answer(base):
    found = get(f"{base}/unchanged")
    assert (found.status, found.body) == (304, b"")


@pytest.mark.parametrize(("status", "permanent"), [(404, True), (410, True), (500, False)])
def test_error_answers(base, status, permanent):
    error = failure(f"{base}/status/{status}")
    assert error.permanent is permanent
    assert str(status) in str(error)


@pytest.mark.parametrize("status", [401, 403, 429, 503, 302, 999])
def test_other_answers_are_tried_again(base, status):
    assert not failure(f"{base}/status/{status}").permanent


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("silent", "没有及时回应"),
        ("broken-zip", "已损坏"),
        ("too-short", "不完整"),
        ("broken-chunks", "不完整"),
        ("nonsense", "不完整"),
        ("many-headers", "不完整"),
        ("large-declared", "超过上限 0.1 MB"),
        ("large", "超过上限 0.1 MB"),
    ],
)
def test_bad_answers_become_one_sentence(base, path, part):
    assert part in str(failure(f"{base}/{path}"))


@pytest.mark.parametrize("path", ["drip-body", "drip-head"])
def test_a_slow_drip_ends_at_the_deadline(base, path):
    started = time.monotonic()
    limits = http.Limits(connect=1, silence=0.5, total=0.6, max_bytes=100_000)
    assert "太慢" in str(failure(f"{base}/{path}", limits=limits))
    assert time.monotonic() - started < 6  # the drip goes on for ten seconds


@pytest.mark.parametrize("path", ["bomb", "double-bomb"])
def test_a_gzip_bomb_is_not_unpacked(base, path):
    tracemalloc.start()
    assert "超过上限" in str(failure(f"{base}/{path}"))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 3_000_000


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(base, status):
    found = get(f"{base}/away/{status}?to=/fine")
    assert (found.body, found.url) == (BODY, f"{base}/fine")


def test_a_redirect_in_plain_chinese_is_followed(base):
    assert get(f"{base}/chinese").body == BODY
    assert Handler.seen[1][0] == "/fine?%E6%A0%87%E9%A2%98=%E5%81%9C%E6%B0%B4"


def test_a_redirect_loop_ends(base):
    assert "转来转去" in str(failure(f"{base}/loop"))
    assert len(Handler.seen) == http.MOST_REDIRECTS + 1


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/x", "javascript:x"])
def test_a_redirect_leads_to_the_web_only(base, target):
    assert failure(f"{base}/away/302?to={target}").permanent


def test_a_redirect_to_a_private_address_is_refused(base, monkeypatch):
    """The first address counts as public here, as a real feed's would."""
    monkeypatch.setattr(line, "is_public", lambda address: address == "127.0.0.1")
    port = base.rsplit(":", 1)[1]
    error = failure(f"{base}/away/302?to=http://127.0.0.2:{port}/fine", allow_private=False)
    assert error.permanent
    assert "内部网络" in str(error)
    assert [path for path, _ in Handler.seen] == [f"/away/302?to=http://127.0.0.2:{port}/fine"]


def test_what_is_meant_for_one_host_is_not_told_to_another(base):
    port = base.rsplit(":", 1)[1]
    secret = {"Authorization": "Bearer secret", "X-Token": "1", "Accept": "text/xml"}
    get(f"{base}/away/302?to=/fine", headers=secret)
    assert Handler.seen[-1][1]["authorization"] == "Bearer secret"
    get(f"{base}/away/302?to=http://localhost:{port}/fine", headers=secret)
    assert "authorization" not in Handler.seen[-1][1]
    assert "x-token" not in Handler.seen[-1][1]
    assert Handler.seen[-1][1]["accept"] == "text/xml"


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "0", "[::1]", "[::ffff:127.0.0.1]"]
)
def test_private_addresses_are_refused_however_written(server, base, host):
    error = failure(f"http://{host}:{server.server_address[1]}/fine", allow_private=False)
    assert error.permanent or "找不到" in str(error)
    assert Handler.seen == []


def test_the_checked_address_is_the_one_connected_to(server, base, monkeypatch):
    """A name that is public when checked and private when used would need two look-ups."""
    asked = []

    def lookup(host, port, *rest, **options):
        asked.append(host)
        address = "93.184.216.34" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    tried = []

    def connect(address, *rest):
        tried.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    monkeypatch.setattr(socket, "create_connection", connect)
    failure("http://rebinding.example/", allow_private=False)
    assert (asked, tried) == (["rebinding.example"], ["93.184.216.34"])


def test_a_name_with_one_private_address_uses_the_others(monkeypatch):
    addresses = ["10.0.0.1", "93.184.216.34", "fe80::1%eth0"]
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda *_, **__: [(2, 1, 6, "", (address, 80)) for address in addresses],
    )
    tried = []

    def connect(address, *rest):
        tried.append(address[0])
        raise TimeoutError

    monkeypatch.setattr(socket, "create_connection", connect)
    assert "连不上" in str(failure("http://mixed.example/", allow_private=False))
    assert tried == ["93.184.216.34"]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "news.example/feed",
        "file:///etc/passwd",
        "ftp://a.example/",
        "http://",
        "http://[/",
        "gopher://x/",
    ],
)
def test_only_addresses_of_the_web(url):
    assert failure(url).permanent


def test_nobody_listens():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert "连不上" in str(failure(f"http://127.0.0.1:{free.getsockname()[1]}/"))


def test_a_host_that_does_not_exist(monkeypatch):
    assert "找不到主机" in str(failure(f"http://{'a' * 70}.example/"))

    def lookup(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    assert "找不到主机" in str(failure("http://no-such-host.example/"))


def test_a_certificate_nobody_vouches_for(server, base):
    """A server that speaks no TLS at all is told in the same calm way."""
    assert "证书" in str(failure(base.replace("http:", "https:") + "/fine"))


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("64:ff9b::a00:1", False),
        ("64:ff9b::5db8:d822", True),
        ("2002:7f00:1::", False),
    ],
)
def test_public_addresses(address, public):
    assert is_public(address) is public
