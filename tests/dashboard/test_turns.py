"""Pages take turns: so many at a time, each part of a page in its page's turn."""

import threading

from dashboard import turns


def test_one_more_page_waits_until_another_is_drawn(monkeypatch):
    monkeypatch.setattr(turns, "_turns", threading.BoundedSemaphore(1))
    waiting, drawn = threading.Event(), threading.Event()

    def page():
        waiting.set()
        with turns.turn():
            drawn.set()

    with turns.turn():
        other = threading.Thread(target=page)
        other.start()
        assert waiting.wait(10)
        assert not drawn.wait(0.2)
    other.join(10)
    assert drawn.is_set()


def test_a_part_of_a_page_does_not_wait_for_its_own_page(monkeypatch):
    monkeypatch.setattr(turns, "_turns", threading.BoundedSemaphore(1))
    with turns.turn(), turns.turn():
        assert not turns._turns.acquire(blocking=False)
    assert turns._turns.acquire(blocking=False)


def test_pages_that_hang_do_not_stop_the_others(monkeypatch):
    monkeypatch.setattr(turns, "_turns", threading.BoundedSemaphore(1))
    monkeypatch.setattr(turns, "_PATIENCE", 0.01)
    turns._turns.acquire()
    drawn = []
    with turns.turn():
        drawn.append(1)
    assert drawn
    assert not turns._turns.acquire(blocking=False)  # the turn of the page that hangs stays its own


def test_a_page_that_fails_gives_its_turn_back(monkeypatch):
    monkeypatch.setattr(turns, "_turns", threading.BoundedSemaphore(1))
    try:
        with turns.turn():
            raise RuntimeError
    except RuntimeError:
        pass
    assert turns._turns.acquire(blocking=False)
