"""Settings come from the environment and are checked at once."""

from pathlib import Path

import pytest

from config import settings
from core.errors import ConfigError


def test_it_works():
    found = settings.load({"MINSHENG_HOME": "/srv/minsheng"})
    assert found.home == Path("/srv/minsheng")
    assert found.store_url == "sqlite:////srv/minsheng/minsheng.db"
    assert found.language == "zh"
    assert found.public_url == "http://127.0.0.1:8501"


def test_secrets_may_lie_in_files(tmp_path):
    file = tmp_path / "password"
    file.write_text("secret\n")
    found = settings.load({"MINSHENG_SMTP_PASSWORD_FILE": str(file)})
    assert found.smtp.password == "secret"


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"MINSHENG_LANG": "fr"}, "MINSHENG_LANG"),
        ({"MINSHENG_SMTP_PORT": "smtp"}, "MINSHENG_SMTP_PORT"),
        ({"MINSHENG_SMTP_SECURITY": "ssl"}, "MINSHENG_SMTP_SECURITY"),
        ({"MINSHENG_STORE_URL_FILE": "/nowhere"}, "MINSHENG_STORE_URL"),
    ],
)
def test_a_wrong_value_is_named(values, told):
    with pytest.raises(ConfigError, match=told):
        settings.load(values)
