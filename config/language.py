"""The catalogue of a language: Chinese is in the code, others are gettext catalogues."""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib import resources


@cache
def load(language: str) -> NullTranslations:
    """Translations into `language`; Chinese, and a language without a catalogue, need none."""
    catalogue = resources.files("config") / "locale" / language / "LC_MESSAGES" / "minsheng.mo"
    if language == "zh" or not catalogue.is_file():
        return NullTranslations()
    with catalogue.open("rb") as file:
        return GNUTranslations(file)
