"""THE IN-DOOR: the outside world -> RawMessage. One module per kind.

A collector is a module named like its kind. Its `parse` is pure; only `fetch` (or, for files,
`read`) touches the world.
"""

COLLECTORS: dict[str, str] = {
    "rss": "collectors.rss",
    "tabular": "collectors.tabular",
}
"""kind -> module, imported on first use."""
