"""Every collector, whoever wrote it: registry, folder and samples agree."""

import inspect
from importlib import import_module
from pathlib import Path

import pytest

import collectors
from collectors import COLLECTORS, NOT_POLLED
from core.errors import MinshengError
from core.messages import BadRow, RawMessage
from core.sources import Opened

ROOM = Path(collectors.__file__).parent
SAMPLES = Path(__file__).parents[1] / "samples"
POLLED = sorted(set(COLLECTORS) - NOT_POLLED)


def test_registry_and_folder_agree():
    """A module of this room that has `parse` is a collector, and the other way round."""
    modules = {path.stem for path in ROOM.glob("*.py")} - {"__init__"}
    found = {name for name in modules if hasattr(import_module(f"collectors.{name}"), "parse")}
    assert found == set(COLLECTORS)


@pytest.mark.parametrize("kind", COLLECTORS)
def test_kind_is_the_name_everywhere(kind):
    assert COLLECTORS[kind] == f"collectors.{kind}"
    folder = SAMPLES / kind
    assert (folder / "README.md").is_file()
    assert len(list(folder.glob("*.expected.json"))) >= 3


@pytest.mark.parametrize("kind", COLLECTORS)
def test_public_functions_say_what_they_do(kind):
    module = import_module(COLLECTORS[kind])
    for name, thing in vars(module).items():
        if inspect.isfunction(thing) and thing.__module__ == module.__name__ and name[0] != "_":
            assert thing.__doc__, name


@pytest.mark.parametrize("kind", POLLED)
def test_a_polled_kind_has_fetch_and_parse(kind):
    module = import_module(COLLECTORS[kind])
    assert list(inspect.signature(module.fetch).parameters) == ["source", "checkpoint", "now"]
    assert list(inspect.signature(module.parse).parameters) == ["body", "source", "now"]


@pytest.mark.parametrize("kind", [*POLLED, "push"])
@pytest.mark.parametrize("body", [b"", b"\0", b"<", b"{", b"\xff\xfe", b"<html></html>", b"x" * 99])
def test_rubbish_becomes_one_sentence(kind, body, now):
    source = Opened("s", kind, "测试源", "news_medium", location="https://news.example/")
    try:
        found = import_module(COLLECTORS[kind]).parse(body, source, now)
    except MinshengError as error:
        assert str(error).endswith("。")  # noqa: PT017 - records are as good, a traceback is not
    else:
        assert all(isinstance(record, RawMessage | BadRow) for record in found)
