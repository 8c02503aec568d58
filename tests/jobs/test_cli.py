"""The list of commands, which is read without loading what the commands do."""

import importlib
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from jobs import cli
from jobs.commands import COMMANDS

FOLDER = Path(cli.__file__).parent / "commands"


def registered(module: str) -> dict[str, str]:
    """Command -> the first line of its help, as the module itself adds them."""
    loaded = importlib.import_module(f"jobs.commands.{module}")
    if not hasattr(loaded, "register"):
        return {}
    part = typer.Typer()
    part.callback()(lambda: None)
    loaded.register(part)
    found = typer.main.get_group(part).commands
    return {name: (command.help or "").splitlines()[0] for name, command in found.items()}


def test_every_command_is_listed_with_its_own_sentence():
    modules = sorted(path.stem for path in FOLDER.glob("[a-z]*.py"))
    found = {
        name: (module, sentence)
        for module in modules
        for name, sentence in registered(module).items()
    }
    assert found == COMMANDS, "name every command in jobs/commands/__init__.py"


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_loads_by_its_name(name):
    assert cli.load(name).name == name


def test_the_list_of_commands_loads_none_of_them():
    program = (
        "import sys, jobs.cli\n"
        "print(*(name for name in ('polars', 'sqlalchemy', 'core.masks', 'config.tables',"
        " 'structlog') if name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""


@pytest.mark.slow
def test_a_sheet_is_labelled_without_loading_the_store():
    program = (
        "import sys, jobs.commands.learning\n"
        "print(*(name for name in ('sqlalchemy', 'alembic', 'xlsxwriter', 'plotly', 'snownlp')"
        " if name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
