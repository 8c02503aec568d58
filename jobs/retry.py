"""The step `retry`: rows in quarantine are tried again after their column mapping was mended.

What quarantine keeps is masked, so a try can use only what is left: a row passes when the columns
it needs are still readable. A cell that was hidden whole cannot come back; the row then stays, and
says that its source has to be read again. Sources that are polled are: from the beginning, which
adds nothing twice. A row leaves quarantine in any case when its record arrives well.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from collectors import COLLECTORS, tabular
from collectors.tables import Row
from core import privacy
from core.errors import InputError
from core.i18n import gettext as _
from core.messages import BadRow, Message, RawMessage
from core.scope import Scope
from core.sources import Profile
from jobs import importing, sentences
from jobs.demo.draft import SOURCES
from jobs.office import Office
from store import health, messages, requests, waiting_rows
from store.messages import Batch
from store.waiting_rows import Waiting

KIND = "retry"
STALE = timedelta(minutes=10)

_ROWS = 250
_UNASKED = ("tabular", "push", "package", "mailbox")
"""Kinds that cannot be read again from here, or should not: their senders have to send again."""

_MAY_BE_EMPTY = ("title", "channel", "region", "unit", "link", "submitter")
"""Fields without which a record is still the same record."""


@dataclass
class Tried:
    """What came of the rows of one source: `hidden` of those that stay lack a masked cell."""

    passed: int = 0
    hidden: int = 0
    reasons: dict[int, str] = field(default_factory=dict)


def due(office: Office, now: datetime) -> list[str]:
    """One unit of work where somebody asked."""
    return [""] if requests.is_asked(office.store, Scope.ALL, KIND, now - STALE) else []


def run(office: Office, subject: str, now: datetime) -> dict[str, int]:
    """Answer every request with what came of it."""
    counts = {"passed": 0, "kept": 0}
    for request in requests.claim(office.store, Scope.ALL, now, now - STALE, KIND):
        source = str(request.parameters.get("source") or "")
        try:
            tried = again(office, source, now)
        except InputError as error:
            requests.done(office.store, Scope.ALL, request.id, sentences.kept(error), now)
            continue
        counts["passed"] += tried.passed
        counts["kept"] += len(tried.reasons)
        outcome = _told(tried, _read_again(office, source, tried, now))
        requests.done(office.store, Scope.ALL, request.id, outcome, now)
    return counts


def again(office: Office, source: str, now: datetime) -> Tried:
    """Try every row of a source through its mapping as it is now.

    Raises InputError for rows of a real source in a store that holds the demonstration.
    """
    if source not in SOURCES.values():
        importing.refuse_beside_demo(office)
    tried, profile, after = Tried(), _profile(office, source), 0
    while rows := waiting_rows.of_source(office.store, Scope.ALL, source, after, _ROWS):
        after = rows[-1].id
        passed: dict[int, Message] = {}
        for row in rows:
            found = _parsed(row, profile, source, now) if profile else _("没有可用的列映射")
            if isinstance(found, str):
                tried.reasons[row.id] = found
                tried.hidden += found.endswith(_hidden_ending())
            else:
                passed[row.id] = _masked(office, row, found)
        batch = Batch(source, KIND, list(passed.values()))
        if passed:
            messages.add(office.store, Scope.ALL, batch, now)
            waiting_rows.remove(office.store, Scope.ALL, list(passed))
        tried.passed += len(passed)
    waiting_rows.keep(office.store, Scope.ALL, tried.reasons, now)
    return tried


def _profile(office: Office, source: str) -> Profile | None:
    known = office.tables.sources.get(source)
    if known is not None and known.profile:
        return office.tables.profiles.get(known.profile)
    named = [profile for profile in office.tables.profiles.values() if profile.source == source]
    return named[0] if named else None


def _parsed(row: Waiting, profile: Profile, source: str, now: datetime) -> RawMessage | str:
    """The record, or the reason why it still is none."""
    columns = tabular.columns_of(profile, tuple(row.cells))
    cells: dict[str, str] = dict(row.cells)
    for name, header in columns.items():
        if privacy.is_hidden(cells.get(header, "")):
            if name not in _MAY_BE_EMPTY:
                return _("“{column}”", column=header) + _hidden_ending()
            cells[header] = ""
    found = tabular.parse(Row(row.row_no, cells), profile, columns, source, now)
    if isinstance(found, RawMessage):
        return found
    return privacy.mask_row(found).reason if isinstance(found, BadRow) else _("来源已撤回")


def _hidden_ending() -> str:
    return _("的内容在待核数据中已隐去，须由来源重新提供")


def _masked(office: Office, row: Waiting, raw: RawMessage) -> Message:
    """The message with the submitter's hash that was taken when the row came."""
    message = privacy.mask(raw, office.keys.key_for(raw.posted_at))
    same_month = row.hash_month == message.month
    return replace(message, submitter_hash=row.submitter_hash if same_month else None)


def _read_again(office: Office, source: str, tried: Tried, now: datetime) -> bool:
    """Have a polled source read from the beginning where rows are left."""
    known = office.tables.sources.get(source)
    able = known is not None and known.enabled and known.kind in COLLECTORS
    if not tried.reasons or known is None or not able or known.kind in _UNASKED:
        return False
    waiting_rows.read_again(office.store, Scope.ALL, source)
    health.postponed(office.store, Scope.ALL, source, now)
    return True


def _told(tried: Tried, reread: bool) -> str:
    said = [_("{n} 行通过", n=tried.passed), _("{n} 行仍待核", n=len(tried.reasons))]
    if reread:
        said.append(_("已安排从头重新读取这个数据源，重复的不会多记"))
    elif tried.hidden:
        said.append(_("其中 {n} 行的内容已隐去，请重新导入原文件或请对方重新推送", n=tried.hidden))
    return "；".join(said)
