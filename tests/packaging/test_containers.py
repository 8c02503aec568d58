"""The container files name only what the program has. They are read, not built: 未测."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from config import memory, settings
from jobs.cli import load
from jobs.commands import COMMANDS
from tools import bundle

FOLDER = bundle.ROOT / "tools" / "containers"
RECIPE = (FOLDER / "Containerfile").read_text("utf-8")
PLACE = "/opt/minsheng"


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """The services of compose.yaml."""
    found: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text("utf-8"))
    return dict(found["services"])


def test_the_commands_and_options_exist(services: dict[str, Any]) -> None:
    assert f'ENTRYPOINT ["{PLACE}/minsheng"]' in RECIPE
    for name in ("worker", "dashboard"):
        command, *rest = services[name]["command"]
        known = {option for one in load(command).params for option in one.opts}  # type: ignore[attr-defined]
        assert {word for word in rest if word.startswith("--")} <= known
    assert set(re.findall(r'CMD \["(\w+)"\]', RECIPE)) <= COMMANDS.keys()


def test_the_settings_are_read(services: dict[str, Any]) -> None:
    """Each variable that is set changes the settings; secrets are files that are mounted."""
    written = "".join(Path(one.__file__).read_text("utf-8") for one in (settings, memory))
    for name, value in services["worker"]["environment"].items():
        assert f'"{name.removesuffix("_FILE")}"' in written
        if name.endswith("_FILE"):
            assert value.removeprefix("/run/secrets/") in services["worker"]["secrets"]
    assert services["dashboard"]["environment"]["MINSHENG_SIGN_IN"] in settings.SIGN_INS


def test_it_runs_as_nobody_who_may_write_but_in_its_data(services: dict[str, Any]) -> None:
    assert re.search(r"^USER 10001:10001$", RECIPE, re.MULTILINE)
    for name in ("worker", "dashboard"):
        service = services[name]
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert [line.split(":")[1] for line in service["volumes"]] == [f"{PLACE}/var"]


def test_the_archive_and_its_installer_are_named_as_built() -> None:
    version = bundle.project_version(bundle.ROOT)
    assert f"ARCHIVE=minsheng-{version}-linux-x86_64.tar.gz dist" in RECIPE
    assert f"minsheng:{version}" in (FOLDER / "compose.yaml").read_text("utf-8")
    assert "install.sh" in {path.name for path in bundle.SCRIPTS.iterdir()}
