"""One file a page; each has `show(visit)`: filter, load, draw."""
