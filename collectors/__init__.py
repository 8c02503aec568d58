"""THE IN-DOOR: the outside world -> RawMessage. One module per kind.

A collector is a module named like its kind. Its `parse` is pure; only `fetch` (or, for files,
`read`) touches the world.
"""

COLLECTORS: dict[str, str] = {
    "mailbox": "collectors.mailbox",
    "open311": "collectors.open311",
    "package": "collectors.package",
    "push": "collectors.push",
    "rest": "collectors.rest",
    "rss": "collectors.rss",
    "site": "collectors.site",
    "sql": "collectors.sql",
    "tabular": "collectors.tabular",
}
"""kind -> module, imported on first use."""

NOT_POLLED = frozenset({"package", "push", "site", "tabular"})
"""Kinds whose records come to us by themselves."""
