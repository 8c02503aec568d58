"""The moving window of the finder: which messages it leaves behind, by age and by number."""

from collections import deque
from collections.abc import Callable, Mapping

from analysis.entries import Entry
from analysis.groups import Habits
from analysis.paged import Line

DAY = 86_400.0

_TICK = 64
_MICRO = 1_000_000


class Window:
    """Messages in the order in which they came, those that only sleep, and copies.

    No more than `habits.most` messages are compared, and as many copies kept: where more would be,
    the oldest leave before their time (`early`); those that sleep keep at least half of the room.
    """

    def __init__(self, habits: Habits) -> None:
        self.habits = habits
        self.early = 0
        self._line, self._asleep = Line(), Line()
        self._copies, self._copied = Line(), Line()
        self._recent: deque[float] = deque(maxlen=_TICK)

    def enter(self, number: int) -> None:
        """A message that can be compared."""
        self._line.append(number)

    def copy(self, number: int, at: float) -> None:
        """A message that says what another one said; it is not compared."""
        self._copies.append(number)
        self._copied.append(round(at * _MICRO))

    def left(
        self, at: float, held: Mapping[int, Entry], sleeps: Callable[[int], bool]
    ) -> list[int]:
        """Every _TICK messages those that the window has left; one odd date moves nothing."""
        self._recent.append(at)
        if len(self._line) % _TICK:
            return []
        now = sorted(self._recent)[len(self._recent) // 2]
        awake, asleep = (
            now - days * DAY for days in (self.habits.window_days, self.habits.asleep_days)
        )
        gone: list[int] = []
        self._leave_line(gone, held, awake, asleep, sleeps)
        self._leave_sleep(gone, held, asleep)
        while self._copies and (
            self._copied.first() < asleep * _MICRO or len(self._copies) > self.habits.most
        ):
            self._copied.take()
            gone.append(self._copies.take())
        return gone

    def _leave_line(
        self,
        gone: list[int],
        held: Mapping[int, Entry],
        awake: float,
        asleep: float,
        sleeps: Callable[[int], bool],
    ) -> None:
        most = self.habits.most
        while self._line:
            old = held[self._line.first()].at < awake
            if not old and (len(held) - len(gone) <= most or 2 * len(self._line) <= most):
                return
            number = self._line.take()
            self.early += not old
            if held[number].at >= asleep and sleeps(number):
                self._asleep.append(number)
            else:
                gone.append(number)

    def _leave_sleep(self, gone: list[int], held: Mapping[int, Entry], asleep: float) -> None:
        while self._asleep:
            old = held[self._asleep.first()].at < asleep
            if not old and len(held) - len(gone) <= self.habits.most:
                return
            gone.append(self._asleep.take())
