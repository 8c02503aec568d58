"""Several workers write and several dashboards read one store at once: nothing twice, no gap."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random

import pytest

from core.scope import Scope
from store import counts, cubes, frames, messages
from store.filters import Filter
from store.migrate import open_store
from store.rows import slices
from tests.store.test_messages import label

ALL = Scope.ALL
WORKERS, READERS, MESSAGES = 3, 2, 240


@pytest.mark.slow
def test_workers_and_dashboards_share_a_store(store_url, now, make_message):
    told = [
        make_message(str(n), title=f"第{n}件", text="停水三天", posted_at=now - timedelta(hours=n))
        for n in range(MESSAGES)
    ]
    done = []
    with ThreadPoolExecutor(WORKERS + READERS) as pool:
        writers = [pool.submit(_work, store_url, told, now, seed) for seed in range(WORKERS)]
        readers = [pool.submit(_look, store_url, done) for _reader in range(READERS)]
        try:
            added = [writer.result(timeout=120) for writer in writers]
        finally:
            done.append(True)
        seen = [reader.result(timeout=120) for reader in readers]
    assert sum(one.accepted for one in added) == MESSAGES
    assert sum(one.rows for one in added) == WORKERS * MESSAGES
    for numbers in seen:
        assert numbers == sorted(numbers)
        assert numbers[-1] <= MESSAGES
    store = open_store(store_url)
    assert "pending" not in frames.waiting(store, ALL)
    assert counts.labelled(store, ALL) == MESSAGES
    assert cubes.difference(store, ALL) == 0
    assert frames.count_messages(store, ALL, Filter(words="停水三天")) == MESSAGES
    store.close()


def _work(url, told, now, seed):
    """Add all messages in an order of its own and label what waits, as a worker does."""
    store = open_store(url)
    mixed = Random(seed).sample(told, len(told))
    total = messages.Counts()
    for chunk in slices(mixed, 40):
        total += messages.add(store, ALL, messages.Batch("board", "file", chunk), now)
        label(store, now)
    label(store, now)
    store.close()
    return total


def _look(url, done):
    """How many messages were counted, again and again until the workers are done."""
    store = open_store(url)
    seen = []
    while not done or not seen:
        seen.append(counts.labelled(store, ALL))
        frames.messages_page(store, ALL, Filter(words="停水"), limit=20)
    store.close()
    return seen
