"""Events of many clocks in columns."""

from dataclasses import dataclass

import numpy as np

from reports.clock_units import Ints


@dataclass(frozen=True, slots=True)
class Events:
    """Events in columns, ordered by clock and time."""

    clock: Ints
    kind: Ints
    at: Ints
    amount: Ints

    def taken(self, chosen: Ints | slice) -> "Events":
        """Some of the events, in this order."""
        return Events(self.clock[chosen], self.kind[chosen], self.at[chosen], self.amount[chosen])

    def part(self, first: int, end: int) -> "Events":
        """The events from number `first` up to `end`, not included."""
        return self.taken(slice(first, end))

    def ranks(self) -> Ints:
        """Which event of its own clock each one is, from 0."""
        first = np.searchsorted(self.clock, self.clock, side="left")
        return np.arange(self.clock.size) - first
