"""A part of a page that draws itself anew every so often, and only itself."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import streamlit as st

from config import language
from core import i18n
from dashboard import loaders, looks
from dashboard.visit import Visit


def every(seconds: int, here: Visit, draw: Callable[[Visit], None]) -> None:
    """Draw now and again each `seconds`, with the time of then."""

    @st.fragment(run_every=seconds)
    def again() -> None:
        i18n.use(language.load(looks.language(loaders.settings().language)))
        draw(replace(here, now=datetime.now(UTC)))

    again()
