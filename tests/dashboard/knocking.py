"""Somebody who knocks at the pages with requests of one's own making."""

import http.client
import re
from contextlib import closing
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

GOOD = "Spruce-Lane-7"
SECOND = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
KEY = "a key for this test"


class Browser:
    """A browser as far as cookies go."""

    def __init__(self, base: str) -> None:
        self.base, self.cookies, self.told = urlsplit(base), {}, []

    def ask(self, method: str, path: str, form: dict | None = None, **more: str):
        connection = http.client.HTTPConnection(self.base.hostname, self.base.port, timeout=30)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookie, **more}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        with closing(connection):
            return self._asked(connection, method, path, form, headers)

    def sign_in(self, name: str, code: str, password: str = GOOD):
        """Both steps; the answer to the second."""
        self.submit("/signin", name=name, password=password)
        return self.submit("/signin?next=/runs", code=code)

    def _asked(self, connection, method, path, form, headers):
        connection.request(method, path, urlencode(form) if form is not None else None, headers)
        answer = connection.getresponse()
        for value in answer.headers.get_all("Set-Cookie") or []:
            self.set_cookies = value
            self.told.append(value)
            for name, morsel in SimpleCookie(value).items():
                self.cookies[name] = morsel.value
        return answer.status, dict(answer.headers), answer.read().decode("utf-8", "replace")

    def submit(self, path: str, **fields: str):
        page = self.ask("GET", path)[2]
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
        return self.ask("POST", path, {**hidden, **fields})
