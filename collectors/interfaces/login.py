"""Login at an interface: a token in a header, or OAuth2 client credentials (RFC 6749, 4.4).

Tokens live in memory only. The secret is in no sentence, log line or checkpoint.
"""

import hashlib
import threading
import time
from base64 import b64encode
from typing import Any
from urllib.parse import quote_plus, urlencode

from collectors import http, mapped
from collectors.answers import Refused
from core.doors import Rest
from core.errors import FetchError
from core.sources import Opened, secret_name

_SOON = 30.0
"""A token is renewed this many seconds before it ends."""
_USUAL_SECONDS = 600.0
"""How long a token is used whose server does not say how long it lasts."""
_LARGEST = 100_000
_LONGEST_TOKEN = 8_000

_tokens: dict[bytes, tuple[str, float]] = {}
_lock = threading.Lock()


def headers(source: Opened, rest: Rest) -> dict[str, str]:
    """What is sent along to be let in. Raises FetchError."""
    if rest.login == "none":
        return {}
    token = _secret(source) if rest.login == "header" else _token(source, rest)
    return {rest.token_header: rest.token_prefix + token}


def forget(source: Opened, rest: Rest) -> bool:
    """Drop the token that was refused; can another be asked for?"""
    with _lock:
        return rest.login == "oauth2" and _tokens.pop(_key(source, rest), None) is not None


def _secret(source: Opened) -> str:
    secret = source.secret
    if not secret:
        raise FetchError(
            "数据源“{name}”需要口令：请设置环境变量 {variable}，"
            "或用 {variable}_FILE 指定存放口令的文件。",
            name=source.name,
            variable=f"MINSHENG_SECRET_{secret_name(source)}",
            permanent=True,
        )
    if not (secret.isascii() and secret.isprintable()):
        raise FetchError(
            "数据源“{name}”的口令里有不能发送的字符，请检查。", name=source.name, permanent=True
        )
    return secret


def _key(source: Opened, rest: Rest) -> bytes:
    said = "\0".join((source.id, rest.token_url, rest.client_id, rest.scope, source.secret))
    return hashlib.sha256(said.encode()).digest()


def _token(source: Opened, rest: Rest) -> str:
    key = _key(source, rest)
    with _lock:
        token, ends = _tokens.get(key, ("", 0.0))
    if not token or time.monotonic() >= ends:
        token, seconds = _asked(source, rest)  # without the lock: a slow login holds up nobody
        with _lock:
            _tokens[key] = (token, time.monotonic() + max(1.0, seconds - _SOON))
    return token


def _asked(source: Opened, rest: Rest) -> tuple[str, float]:
    """A new token and the seconds it lasts."""
    secret = _secret(source)
    form = {"grant_type": "client_credentials"} | ({"scope": rest.scope} if rest.scope else {})
    sent = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
    if rest.client_auth == "body":
        form |= {"client_id": rest.client_id, "client_secret": secret}
    else:
        pair = f"{quote_plus(rest.client_id)}:{quote_plus(secret)}"
        sent["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    try:
        response = http.post(
            rest.token_url,
            urlencode(form).encode(),
            headers=sent,
            limits=http.Limits(max_bytes=_LARGEST),
            allow_private=source.allow_private,
        )
    except Refused as refused:
        raise FetchError(
            "登录没有成功（{status}）：请核对数据源“{name}”的 token_url、client_id 和口令。",
            status=refused.status,
            name=source.name,
            rest=refused.rest,
        ) from refused
    return _read(response.body, source)


def _read(body: bytes, source: Opened) -> tuple[str, float]:
    found: Any = mapped.document(body, source.name)
    token = found.get("access_token") if isinstance(found, dict) else None
    if not isinstance(token, str) or not 0 < len(token) <= _LONGEST_TOKEN or not token.isascii():
        raise FetchError("登录数据源“{name}”时没有得到令牌，请核对 token_url。", name=source.name)
    seconds = found.get("expires_in")
    if isinstance(seconds, str) and seconds.isdigit():
        seconds = float(seconds[:9])
    usable = isinstance(seconds, int | float) and seconds > 0
    return token, float(seconds) if usable else _USUAL_SECONDS
