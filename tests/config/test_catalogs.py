"""Every sentence has its English, with the same placeholders, and the compiled file is fresh."""

import gettext
import io
import re
import string

import pytest

from config import language
from core import i18n
from tools import catalogs

TIME_CODES = re.compile(r"%[A-Za-z]|%\{[^}]*\}")


def test_every_sentence_has_an_english_one() -> None:
    known = catalogs.read()
    missing = sorted(
        sentence
        for sentence in set(catalogs.sentences())
        if not (message := known.get(sentence)) or not message.string
    )
    assert not missing, "run tools/catalogs.py and translate: " + " | ".join(missing)


def test_no_sentence_is_kept_that_nobody_says() -> None:
    said = set(catalogs.sentences())
    assert {message.id for message in catalogs.read() if message.id} == said


def test_the_compiled_catalogue_is_fresh() -> None:
    assert catalogs.MO.read_bytes() == catalogs.mo_bytes(catalogs.read())
    assert catalogs.PO.read_bytes() == catalogs.po_bytes(catalogs.read())


def test_translations_fill_in_the_same_values() -> None:
    for message in catalogs.read():
        if message.id and "%{" not in message.id:
            assert names(message.string) <= names(message.id) | {"full"}, message.id
            assert not names(message.id) - names(message.string) - {"wan"}, message.id


QUOTED = re.compile(r"浙政办发〔2021〕28号|such as.*\.$|such as: .*$")
"""The document itself, and examples of what is typed in Chinese."""


def test_english_sentences_hold_no_chinese_word() -> None:
    told = {message.string: QUOTED.sub("", message.string) for message in catalogs.read()}
    assert not [said for said, rest in told.items() if re.search("[\u4e00-\u9fff]", rest)]


def names(sentence: str) -> set[str]:
    """The placeholders of a sentence."""
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(sentence) if name}


def test_english_is_spoken_when_asked(request: pytest.FixtureRequest) -> None:
    request.addfinalizer(lambda: i18n.use(language.load("zh")))
    i18n.use(language.load("en"))
    assert i18n.gettext("总览") == "Overview"
    assert i18n.gettext("{n} 天前", n=3) == "3 days ago"


def test_the_compiled_file_is_one_that_python_reads() -> None:
    read = gettext.GNUTranslations(io.BytesIO(catalogs.MO.read_bytes()))
    assert read.gettext("热点事项") == "Hot issues"
