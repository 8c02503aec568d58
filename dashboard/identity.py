"""The city's identity platform (OIDC): it says who somebody is, our own sign-in begins there.

Streamlit's login talks to the platform and keeps what it says in a signed cookie for thirty
days, without a time-out. So that cookie opens nothing here: right after the platform led back it
is exchanged for a sign-in of our own, with the same time-outs, audit and end as any other.
"""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path

from streamlit.auth_util import encode_provider_token, get_cookie_with_chunks
from streamlit.errors import StreamlitAuthError
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from core.errors import ConfigError

FILE = "secrets.toml"
PLATFORM = "default"
"""The section [auth] itself, in Streamlit's words."""

FRESH_SECONDS = 120
"""So long after the platform led back its word begins a sign-in; later it is asked again."""

LONGEST_NAME = 64
"""So long a name of an account may be."""

_DAY = 86_400
_SECRET_LENGTH = 32
_WANTED = (
    "redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url",
)  # fmt: skip


def way() -> str:
    """The address that leads to the platform; good for two minutes. Raises ConfigError."""
    try:
        return f"/auth/login?provider={encode_provider_token(PLATFORM)}"
    except (StreamlitAuthError, ValueError) as error:
        raise ConfigError("统一身份认证没有配好，请检查 secrets.toml 的 [auth] 一节。") from error


def said(cookies: Mapping[str, str], claim: str) -> str:
    """By what name the platform knows who just came from it; empty where nobody did.

    An e-mail address counts only where the platform has verified it: elsewhere whoever writes
    another's address into the own profile would be that person.
    """
    secret = get_cookie_secret()
    if not secret:
        return ""

    def one(name: str) -> bytes | None:
        value = cookies.get(name, "")
        return decode_signed_value(secret, name, value, FRESH_SECONDS / _DAY)

    try:
        claims = json.loads(get_cookie_with_chunks(one, USER_COOKIE_NAME) or b"{}")
    except ValueError:
        return ""
    if not isinstance(claims, dict):
        return ""
    if claim == "email" and claims.get("email_verified") is not True:
        return ""
    name = claims.get(claim)
    if not isinstance(name, str) or len(name.strip()) > LONGEST_NAME:
        return ""  # cut short it might be another's
    return name.strip()


def check(home: Path) -> None:
    """What the platform's sign-in needs stands in secrets.toml. Raises ConfigError with what
    is missing; a short `cookie_secret` could be guessed, and with it every identity."""
    path = home / FILE
    try:
        found = tomllib.loads(path.read_text("utf-8")).get("auth", {})
    except (OSError, ValueError) as error:
        raise ConfigError(
            "统一身份认证需要 {path}，里面写 [auth] 一节，见 docs/security.md。", path=path
        ) from error
    missing = [name for name in _WANTED if not found.get(name)]
    if missing:
        raise ConfigError("{path} 的 [auth] 缺少 {names}。", path=path, names="、".join(missing))
    if len(str(found["cookie_secret"])) < _SECRET_LENGTH:
        raise ConfigError(
            "{path} 的 cookie_secret 太短，应是不少于 {least} 个字符的随机串。",
            path=path, least=_SECRET_LENGTH,
        )  # fmt: skip
