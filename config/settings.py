"""Settings from the environment, typed and validated.

A secret may also be given as the path of a file: NAME_FILE instead of NAME.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from core.errors import ConfigError

LANGUAGES = ("zh", "en")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
SIGN_INS = ("local", "accounts", "oidc")
SECRETS = "MINSHENG_SECRET_"
"""What the secrets of sources are called in the environment: this and the secret's name."""


@dataclass(frozen=True, slots=True)
class Smtp:
    """The mail server. `security` is starttls, tls or none; without `host` no mail is sent."""

    host: str = ""
    port: int = 25
    security: str = "starttls"
    user: str = ""
    password: str = ""
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """One installation. `home` holds the data; `extra` is a TOML file or folder over it.

    `network_check` is an address that answers whenever our own network works. `oidc_claim` is
    what the identity platform says that is the name of an account here. `history` is where closed
    months lie as Parquet: a folder, or s3://bucket/folder at `history_endpoint`.
    """

    home: Path
    store_url: str
    language: str
    public_url: str
    quiet: bool
    extra: Path | None
    smtp: Smtp
    link_key: str = ""
    metrics_token: str = ""
    audit_key: str = field(default="", repr=False)
    network_check: str = ""
    sign_in: str = "local"
    oidc_claim: str = "preferred_username"
    history: str = ""
    history_endpoint: str = ""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False, hash=False)

    def secret(self, name: str) -> str:
        """The password or token of a source, read now, so that a renewed file counts at once.

        "" where none is given. Raises ConfigError where its file cannot be read.
        """
        return _secret(self.secrets, SECRETS + name)

    @property
    def config_folder(self) -> Path:
        """Where an operator's own TOML files lie."""
        return self.home / "config"

    @property
    def keys_folder(self) -> Path:
        """The monthly keys of submitter hashes; read by the in-door only, never backed up."""
        return self.home / "keys"

    @property
    def inbox(self) -> Path:
        """Folders named like a source of kind `tabular`; files dropped there are taken in."""
        return self.home / "inbox"


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from `environment` (default: the process's); raises ConfigError."""
    values = os.environ if environment is None else environment
    home = Path(values.get("MINSHENG_HOME") or "var").absolute()
    extra = values.get("MINSHENG_CONFIG")
    return Settings(
        home=home,
        store_url=_secret(values, "MINSHENG_STORE_URL") or f"sqlite:///{home / 'minsheng.db'}",
        language=_one_of(values, "MINSHENG_LANG", LANGUAGES, "zh"),
        public_url=(values.get("MINSHENG_PUBLIC_URL") or "http://127.0.0.1:8501").rstrip("/"),
        quiet=values.get("MINSHENG_QUIET", "") not in ("", "0"),
        extra=Path(extra) if extra else None,
        smtp=_smtp(values),
        network_check=values.get("MINSHENG_NETWORK_CHECK", ""),
        secrets={name: text for name, text in values.items() if name.startswith(SECRETS)},
        sign_in=_one_of(values, "MINSHENG_SIGN_IN", SIGN_INS, "local"),
        oidc_claim=values.get("MINSHENG_OIDC_CLAIM") or "preferred_username",
        history=values.get("MINSHENG_HISTORY") or str(home / "history"),
        history_endpoint=values.get("MINSHENG_HISTORY_ENDPOINT", ""),
        link_key=_secret(values, "MINSHENG_LINK_KEY"),
        metrics_token=_secret(values, "MINSHENG_METRICS_TOKEN"),
        audit_key=_secret(values, "MINSHENG_AUDIT_KEY"),
    )


def check_address(found: Settings, host: str) -> None:
    """Another address than this machine's own needs a sign-in. Raises ConfigError."""
    if found.sign_in == "local" and host not in LOOPBACK:
        raise ConfigError(
            "没有设置登录，看板只能监听 127.0.0.1；供他人访问请设 MINSHENG_SIGN_IN=accounts"
            "（或 oidc）后重试。"
        )


def _smtp(values: Mapping[str, str]) -> Smtp:
    return Smtp(
        host=values.get("MINSHENG_SMTP_HOST", ""),
        port=_number(values, "MINSHENG_SMTP_PORT", 25),
        security=_one_of(values, "MINSHENG_SMTP_SECURITY", ("starttls", "tls", "none"), "starttls"),
        user=values.get("MINSHENG_SMTP_USER", ""),
        password=_secret(values, "MINSHENG_SMTP_PASSWORD"),
        sender=values.get("MINSHENG_SMTP_SENDER", ""),
    )


def _secret(values: Mapping[str, str], name: str) -> str:
    path = values.get(f"{name}_FILE")
    if not path:
        return values.get(name, "")
    try:
        return Path(path).read_text("utf-8").strip()
    except OSError as error:
        raise ConfigError("读不到 {name}_FILE 指定的文件，请检查路径和权限。", name=name) from error


def _number(values: Mapping[str, str], name: str, default: int) -> int:
    try:
        return int(values.get(name) or default)
    except ValueError as error:
        raise ConfigError("{name} 应是整数，请改正后重试。", name=name) from error


def _one_of(values: Mapping[str, str], name: str, allowed: tuple[str, ...], default: str) -> str:
    value = values.get(name) or default
    if value not in allowed:
        raise ConfigError(
            "{name} 只能是 {allowed} 之一，现在是“{value}”。",
            name=name,
            allowed=" / ".join(allowed),
            value=value,
        )
    return value
