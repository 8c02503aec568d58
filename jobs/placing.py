"""Where a record belongs: sources write the names of regions as well as their adcodes."""

import re
from collections.abc import Mapping
from dataclasses import replace

from core.messages import RawMessage, Record

_ADCODE = re.compile(r"\d{6,12}")


def placed(adcodes: Mapping[str, str], record: Record) -> Record:
    """A region by its adcode. One that nobody knows is left to analysis."""
    if not isinstance(record, RawMessage) or not record.region or _ADCODE.fullmatch(record.region):
        return record
    return replace(record, region=adcodes.get(record.region))
