"""Answers of a GeoReport v2 server (https://wiki.open311.org/GeoReport_v2/), JSON and XML.

Coordinates, addresses and pictures are not taken over: they lead to a person's door.
"""

from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from collectors import mapped
from collectors.feeds.encoding import as_xml
from collectors.mapped import NotWhatWasAsked
from core.i18n import mark

FIELDS = (
    "service_request_id",
    "status",
    "status_notes",
    "service_name",
    "service_code",
    "description",
    "agency_responsible",
    "requested_datetime",
    "updated_datetime",
    "expected_datetime",
)
"""Of each request; everything else is dropped here."""

_LISTS = ("service_requests", "requests")
_ITEM = "request"
_DEEPEST = 20
_MOST = 50_000
_LONGEST_PROLOGUE = 100


def requests(body: bytes, form: str, host: str) -> list[dict[str, Any]]:
    """The requests of an answer, each with what there is of FIELDS. Raises FetchError."""
    found = _from_xml(body, host) if form == "xml" else _from_json(body, host)
    return [{name: one[name] for name in FIELDS if one.get(name) is not None} for one in found]


def _from_json(body: bytes, host: str) -> list[dict[str, Any]]:
    found = mapped.document(body, host)
    if isinstance(found, dict):
        found = next((found[name] for name in _LISTS if name in found), None)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise _no_list(host)
    return found


def _from_xml(body: bytes, host: str) -> list[dict[str, Any]]:
    """Read with a target that keeps no tree, so that nesting costs no memory."""
    target = _Requests()
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    try:
        parser.feed(as_xml(body))
        parser.close()
    except DefusedXmlException as error:
        raise NotWhatWasAsked(
            mark("{host} 的回答里有可疑的实体定义，可能是攻击，没有读取。"), host=host
        ) from error
    except (ParseError, ValueError, LookupError, _TooMuch) as error:
        raise NotWhatWasAsked(mark("{host} 的回答不是有效的 XML。"), host=host) from error
    if target.root not in _LISTS:
        raise _no_list(host)
    return target.found


def _no_list(host: str) -> NotWhatWasAsked:
    return NotWhatWasAsked(
        mark("{host} 的回答不是 Open311 的诉求列表，请核对 location 和 format。"), host=host
    )


class _TooMuch(Exception):
    """More depth or more requests than any server gives."""


class _Requests:
    """Collects the children of each `request` below the root."""

    def __init__(self) -> None:
        self.root = ""
        self.found: list[dict[str, Any]] = []
        self._path: list[str] = []
        self._said: list[str] = []

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        self.root = self.root or name
        self._path.append(name)
        self._said = []
        if len(self._path) > _DEEPEST or len(self.found) > _MOST:
            raise _TooMuch
        if len(self._path) == 2 and name == _ITEM:
            self.found.append({})

    def data(self, text: str) -> None:
        if len(self._path) == 3:
            self._said.append(text)

    def end(self, _tag: str) -> None:
        if len(self._path) == 3 and self._path[1] == _ITEM and self._path[2] in FIELDS:
            self.found[-1][self._path[2]] = "".join(self._said).strip() or None
        self._path.pop()

    def close(self) -> None:
        """Nothing is left to do at the end."""
