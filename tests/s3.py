"""A small S3-compatible server on loopback: what Polars asks of one to write, list and read."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

_LIST = (
    '<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated>{}</ListBucketResult>'
)
_ITEM = (
    "<Contents><Key>{}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified>"
    '<ETag>"{}"</ETag><Size>{}</Size></Contents>'
)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Server"

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        query = parse_qs(asked.query)
        if "list-type" in query:
            self._list(unquote(asked.path).strip("/"), query.get("prefix", [""])[0])
            return
        self._send(unquote(asked.path).strip("/"), with_body=True)

    def do_HEAD(self) -> None:
        self._send(unquote(urlsplit(self.path).path).strip("/"), with_body=False)

    def do_PUT(self) -> None:
        asked = urlsplit(self.path)
        query = parse_qs(asked.query)
        body = self._body()
        name = unquote(asked.path).strip("/")
        if "uploadId" in query:
            self.server.parts[(name, int(query["partNumber"][0]))] = body
        else:
            self.server.objects[name] = body
        self._answer(200, b"", {"ETag": '"x"'})

    def do_POST(self) -> None:
        asked = urlsplit(self.path)
        self._body()
        name = unquote(asked.path).strip("/")
        if "uploads" in parse_qs(asked.query, keep_blank_values=True):
            text = "<UploadId>u</UploadId>"
            name = "InitiateMultipartUploadResult"
            self._answer(200, f"<{name}>{text}</{name}>".encode())
            return
        parts = sorted(key for key in self.server.parts if key[0] == name)
        self.server.objects[name] = b"".join(self.server.parts.pop(key) for key in parts)
        text = '<CompleteMultipartUploadResult><ETag>"x"</ETag></CompleteMultipartUploadResult>'
        self._answer(200, text.encode())

    def _body(self) -> bytes:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if "aws-chunked" in (self.headers.get("Content-Encoding") or ""):
            raise AssertionError("chunked bodies are not understood")
        self.server.signed.append("Signature=" in (self.headers.get("Authorization") or ""))
        return body

    def _list(self, bucket: str, prefix: str) -> None:
        found = [
            _ITEM.format(escape(name.removeprefix(f"{bucket}/")), "x", len(body))
            for name, body in sorted(self.server.objects.items())
            if name.startswith(f"{bucket}/{prefix}")
        ]
        self._answer(200, _LIST.format("".join(found)).encode())

    def _send(self, name: str, *, with_body: bool) -> None:
        body = self.server.objects.get(name)
        if body is None:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
            return
        status, headers = (
            200,
            {
                "ETag": '"x"',
                "Last-Modified": "Thu, 01 Jan 2026 00:00:00 GMT",
            },
        )
        span = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range") or "")
        if span:
            size = len(body)
            first = int(span[1]) if span[1] else max(0, size - int(span[2]))
            last = min(int(span[2]), size - 1) if span[1] and span[2] else size - 1
            status, headers["Content-Range"] = 206, f"bytes {first}-{last}/{size}"
            body = body[first : last + 1]
        self._answer(status, body, headers, with_body=with_body)

    def _answer(
        self,
        status: int,
        body: bytes,
        headers: dict[str, str] | None = None,
        with_body: bool = True,
    ) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body and self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


class _Server(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.objects: dict[str, bytes] = {}
        self.parts: dict[tuple[str, int], bytes] = {}
        self.signed: list[bool] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def storage() -> Iterator[_Server]:
    """A storage of objects: `url`, and `objects` by bucket and name."""
    server = _Server()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
