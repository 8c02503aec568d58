"""Full text: which messages hold a word, in either store, down to one Chinese character.

Every letter, digit and character is indexed by itself and a word is looked up as a phrase of
them. Nothing needs to be cut into words first, so 临平 is found wherever it stands. Upper and
lower case and full and half width are one. A phrase never runs from the title into the text.

Whoever changes a message's words takes it out before and puts it in after, in the same
transaction; both read what the store holds at that moment.
"""

from collections.abc import Iterable, Iterator, Sequence
from struct import Struct
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    cast,
    column,
    false,
    func,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from core.finding import phrases
from core.scope import Scope
from store.engine import BATCH, Store
from store.joins import replied
from store.rows import copy_in, slices
from store.schema import messages, replies
from store.vectors import Words, worded
from store.wiping import wiping

_LOOKUP = 500
_PAGES = 200
_MANY = 1_000
_index = table("search_texts", *(column(name) for name in ("message_id", "part", "words", "rowid")))


def holding(words: str, is_sqlite: bool, walking: bool = False) -> list[ColumnElement[bool]]:
    """The message holds each of the words; nothing holds one of punctuation alone.

    `walking`: messages are looked at in the order asked for until there are enough, instead of
    all that hold the words; quicker where these are many (`are_many`).
    """
    wanted = phrases(words)
    if not wanted:
        return []
    if not is_sqlite:
        return [_holds([phrase], is_sqlite) for phrase in wanted]
    if not all(wanted):
        return [false()]
    number = messages.c.id + 0 if walking else messages.c.id  # a sum is looked up in no index
    return [number.in_(_matching(wanted))]


def are_many(conn: Connection, words: str) -> bool:
    """More messages hold all the words than are quickly put in order, in SQLite; PostgreSQL
    knows that by itself."""
    wanted = phrases(words)
    if conn.dialect.name != "sqlite" or not wanted or not all(wanted):
        return False
    some = _matching(wanted).limit(_MANY).subquery()
    found: int = conn.execute(select(func.count()).select_from(some)).scalar_one()
    return found == _MANY


def _matching(wanted: Sequence[str], joined: str = " AND ") -> Select[Any]:
    asked = joined.join(f'"{" ".join(phrase)}"' for phrase in wanted)
    return select(_index.c.rowid).where(_index.c.words.op("MATCH")(asked))


def holding_any(words: Sequence[str], is_sqlite: bool) -> ColumnElement[bool]:
    """The message holds one of the words at least."""
    return _holds([found for word in words for found in phrases(word)], is_sqlite)


def _holds(wanted: Sequence[str], is_sqlite: bool) -> ColumnElement[bool]:
    """One of these runs of characters stands in the message."""
    if not wanted or not all(wanted):
        return false()
    if is_sqlite:
        found = _matching(wanted, " OR ")
    else:
        either = " | ".join(f"({_phrase(phrase)})" for phrase in wanted)
        asked = cast(either, TSQUERY)
        found = select(_index.c.message_id).where(_index.c.words.op("@@")(asked))
    return messages.c.id.in_(found)


def _phrase(characters_: str) -> str:
    return " <-> ".join(f"'{character}'" for character in characters_)


def put_in(conn: Connection, ids: Sequence[int]) -> None:
    """Make these messages findable."""
    _write(conn, ids, _SQLITE_PUT)


def add(
    conn: Connection, fresh: Sequence[tuple[int, tuple[str, str, str]]], worded_: Sequence[Words]
) -> None:
    """`put_in` for messages that are at hand: id with title, text and reply, and `worded`."""
    is_sqlite = conn.dialect.name == "sqlite"
    numbers = [number for number, _parts in fresh]
    words = worded_ or worded([parts for _number, parts in fresh], is_sqlite)
    if not is_sqlite:
        _copy(conn, numbers, words)
        return
    rows = list(zip(numbers, words, strict=True))
    conn.exec_driver_sql("INSERT INTO search_texts(rowid, words) VALUES (?, ?)", rows)


def take_out(conn: Connection, ids: Sequence[int]) -> None:
    """Make these messages unfindable, before their words change or go."""
    if conn.dialect.name == "sqlite":
        _write(conn, ids, _SQLITE_TAKE)  # the index keeps no text: it must be told what to forget
        return
    for chunk in slices(ids, _LOOKUP):
        conn.execute(_POSTGRES_TAKE, {"ids": chunk})


@Store.needs("clock")
def rebuild(store: Store, scope: Scope) -> None:
    """Index everything again, a batch in each transaction."""
    with store.write() as conn:
        conn.execute(_SQLITE_CLEAR if store.is_sqlite else _POSTGRES_CLEAR)
        ids = conn.execute(select(messages.c.id).order_by(messages.c.id)).scalars().all()
    for chunk in slices(ids, BATCH):
        with store.write() as conn:
            put_in(conn, chunk)


@Store.needs("clock")
def settle(store: Store, scope: Scope) -> None:
    """Drop what was taken out from the files of the index as well, in short transactions.

    SQLite's index only marks what is gone until it merges its segments; this merges them all,
    a few pages at a time. In PostgreSQL the rows go with the next VACUUM.
    """
    if not store.is_sqlite:
        return
    pages = -_PAGES  # a negative number begins a merge of all segments, a positive goes on
    while _merge(store, pages):
        pages = _PAGES


def _merge(store: Store, pages: int) -> bool:
    with wiping(store) as conn:
        before = conn.execute(_CHANGES).scalar_one()
        conn.execute(_SQLITE_MERGE, {"pages": pages})
        return int(conn.execute(_CHANGES).scalar_one()) - int(before) > 1


_SQLITE_MERGE = text("INSERT INTO search_texts(search_texts, rank) VALUES ('merge', :pages)")
_CHANGES = text("SELECT total_changes()")
_SQLITE_PUT = text("INSERT INTO search_texts(rowid, words) VALUES (:id, :words)")
_SQLITE_TAKE = text(
    "INSERT INTO search_texts(search_texts, rowid, words) VALUES ('delete', :id, :words)"
)
_SQLITE_CLEAR = text("INSERT INTO search_texts(search_texts) VALUES ('delete-all')")
_POSTGRES_PUT = "COPY search_texts (message_id, part, words) FROM STDIN (FORMAT binary)"
_BEGIN, _END = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
_FIELDS = Struct(">hiqihi")
_POSTGRES_TAKE = text("DELETE FROM search_texts WHERE message_id = ANY(:ids)")
_POSTGRES_CLEAR = text("TRUNCATE search_texts")


def _write(conn: Connection, ids: Sequence[int], sqlite_statement: Any) -> None:
    for chunk in slices(ids, _LOOKUP):
        found = list(_texts(conn, chunk))
        numbers, told = zip(*found, strict=True) if found else ((), ())
        is_sqlite = conn.dialect.name == "sqlite"
        words = worded(told, is_sqlite)
        if not is_sqlite:
            _copy(conn, numbers, words)
        elif found:
            lines = zip(numbers, words, strict=True)
            conn.execute(sqlite_statement, [{"id": one, "words": line} for one, line in lines])


def _copy(conn: Connection, numbers: Iterable[int], words: Iterable[Words]) -> None:
    """Rows as PostgreSQL's COPY takes them in binary: each field behind its length."""
    lines = [
        _FIELDS.pack(3, 8, number, 2, part, len(vector)) + vector
        for number, told in zip(numbers, words, strict=True)
        for part, vector in enumerate(told)
        if isinstance(vector, bytes)
    ]
    copy_in(conn, _POSTGRES_PUT, [b"".join([_BEGIN, *lines, _END])])


def _texts(conn: Connection, ids: Sequence[int]) -> Iterator[tuple[int, tuple[str, ...]]]:
    rows = conn.execute(
        select(messages.c.id, messages.c.title, messages.c.text, replies.c.text.label("reply"))
        .outerjoin(replies, replied())
        .where(messages.c.id.in_(ids))
    )
    for row in rows:
        yield row.id, (row.title, row.text, row.reply or "")
