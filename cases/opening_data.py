"""The open-data file of a month as a deed: made once, after the month, and never again."""

import calendar
import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from core import open_data
from core.errors import InputError
from core.i18n import gettext as _
from core.labels import AREAS
from core.open_data import Record, Table
from core.scope import Actor, Scope
from core.times import day_of
from store import history, open_months
from store.engine import Store

QUIET = timedelta(days=5)
"""Replies and corrections of a month's last days come in late; so long is waited."""


@Actor.needs("desk")
def make(
    store: Store, actor: Actor, month: int, places: Mapping[str, str], now: datetime
) -> list[Table]:
    """The tables of a month (YYYYMM), made now or as they were made before.

    `places` names the regions. Raises InputError for a month that is not over, or is none.
    """
    first, last = span(month)
    if day_of(now) < last + QUIET:
        raise InputError("{month} 月还没有结束满 {days} 天。", month=month, days=QUIET.days)
    there = open_months.made(store, Scope.ALL)
    if month in there:
        tables: list[Table] = there[month]["tables"]
        return tables
    records = open_months.counted(store, Scope.ALL, first, last)
    named = [_named(record, places) for record in records]
    tables = open_data.publish(named)
    if open_months.keep(store, Scope.ALL, month, tables, actor.name, now):
        with store.write() as conn:
            told = {"month": month, "tables": len(tables)}
            history.write(conn, actor, "publish", ("open_data", month), told, now)
    kept: list[Table] = open_months.made(store, Scope.ALL)[month]["tables"]
    return kept


def span(month: int) -> tuple[date, date]:
    """The first and the last day of a month (YYYYMM). Raises InputError for none."""
    year, number = divmod(month, 100)
    if not (1 <= number <= 12 and 2000 <= year <= 2100):
        raise InputError("月份请写成 202610 这样的六位数。")
    return date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1])


def as_csv(month: int, tables: list[Table]) -> bytes:
    """The file as published: CSV in UTF-8 with a mark, one count a line."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow((_("月份"), _("表"), _("行"), _("列"), _("件数（* 为不公开）")))
    writer.writerows(open_data.lines(month, tables))
    return out.getvalue().encode("utf-8-sig")


def _named(record: Record, places: Mapping[str, str]) -> Record:
    return replace(
        record,
        region=places.get(record.region, "") or _("未写明地区"),
        area=_(AREAS.get(record.area, record.area)),
        intent=record.intent or _("未分类"),
    )
