"""A curve without axes, small enough for one row of a list, as SVG text."""

from collections.abc import Sequence

from reports import theme

_WIDTH = 240
_HEIGHT = 36
_WIDEST = 8.0


def spark(days: Sequence[float]) -> str:
    """Bars from left (oldest) to right (newest); heights against the highest of them."""
    step = min(_WIDEST, _WIDTH / max(1, len(days)))
    most = max([*days, 1])
    bars = "".join(
        f'<rect x="{index * step:.1f}" y="{_HEIGHT - height:.1f}" '
        f'width="{max(1.0, step - 1):.1f}" height="{height:.1f}"/>'
        for index, value in enumerate(days)
        if (height := _HEIGHT * value / most) > 0
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'width="{_WIDTH}" height="{_HEIGHT}"><g fill="{theme.MAIN}">{bars}</g>'
        f'<path d="M0 {_HEIGHT - 0.5}H{_WIDTH}" stroke="{theme.LINE}"/></svg>'
    )
