"""Collect every sentence a person reads, keep its translations, compile them.

Usage: python tools/catalogs.py (also `make catalogs`). Afterwards translate what is listed as
missing in config/locale/en/LC_MESSAGES/minsheng.po and run it again.
"""

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
ROOMS = (
    "core", "config", "collectors", "analysis", "store", "cases", "alerts", "reports", "jobs",
    "dashboard",
)  # fmt: skip
ERRORS = (
    "UserError", "ConfigError", "InputError", "Denied", "SignedOut", "StoreError", "SchemaError",
    "DamagedError", "FetchError", "DeliveryError", "MinshengError",
)  # fmt: skip
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    **dict.fromkeys(("_", "gettext", "mark")),
    **dict.fromkeys(ERRORS, (1,)),
}
_FIXED = datetime(2026, 1, 1, tzinfo=UTC)
"""Dates in the compiled file would change it without a change of its sentences."""

PO = ROOT / "config" / "locale" / "en" / "LC_MESSAGES" / "minsheng.po"
MO = PO.with_suffix(".mo")


def main() -> None:
    """Renew the .po and the .mo; exit code 1 when a translation is missing."""
    catalog = renewed()
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(po_bytes(catalog))
    MO.write_bytes(mo_bytes(catalog))
    missing = [message.id for message in catalog if message.id and not message.string]
    print(f"{len(catalog)} sentences, {len(missing)} without English")
    for sentence in missing:
        print(f"  {sentence}")
    sys.exit(bool(missing))


def sentences() -> Iterator[str]:
    """Every message id in the sources of the rooms, as often as it is used."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            with path.open("rb") as file:
                for _line, message, _comments, _context in extract("python", file, KEYWORDS):
                    if isinstance(message, str) and not message.isascii():
                        yield message


def renewed() -> Catalog:
    """The catalogue with the sentences of today and the translations we have."""
    known = read()
    catalog = Catalog("en", project="minsheng", charset="utf-8")
    for sentence in sorted(set(sentences())):
        before = known.get(sentence)
        catalog.add(sentence, before.string if before else "")
    return catalog


def read() -> Catalog:
    """The catalogue as it lies in the project."""
    if not PO.is_file():
        return Catalog("en")
    with PO.open("rb") as file:
        return read_po(file, "en")


def po_bytes(catalog: Catalog) -> bytes:
    """The text form, without dates and places, so that it changes only with its sentences."""
    buffer = io.BytesIO()
    write_po(buffer, catalog, omit_header=True, no_location=True, sort_output=True, width=100)
    head = (
        b'msgid ""\nmsgstr ""\n"Language: en\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    )
    return head + buffer.getvalue().lstrip()


def mo_bytes(catalog: Catalog) -> bytes:
    """The compiled form that the program reads."""
    plain = Catalog("en", charset="utf-8", creation_date=_FIXED, revision_date=_FIXED)
    for message in catalog:
        if message.id and message.string:
            plain.add(message.id, message.string)
    buffer = io.BytesIO()
    write_mo(buffer, plain)
    return buffer.getvalue()


if __name__ == "__main__":
    main()
