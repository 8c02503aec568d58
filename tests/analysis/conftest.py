"""Materials as the switchboard hands them in."""

import pytest

import analysis
from config import settings, tables


@pytest.fixture(scope="session")
def materials():
    """The shipped word lists, places and units."""
    found = tables.load(settings.load({"MINSHENG_HOME": "/nowhere"})).for_demo(False)
    return analysis.prepare(found.lexicon, found.regions, found.units)
