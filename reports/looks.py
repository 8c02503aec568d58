"""The colours of pages and charts in three looks. Charts are drawn light and recoloured."""

import json
from dataclasses import dataclass, fields

import plotly.graph_objects as go
from plotly.io import to_json

from reports import theme


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by what they are for; contrast of text on paper is at least 4.5 to 1 (WCAG AA)."""

    ground: str
    paper: str
    soft: str
    ink: str
    muted: str
    line: str
    main: str
    accent: str
    negative: str
    neutral: str
    positive: str
    good: str
    ramp1: str
    ramp2: str
    ramp3: str


LIGHT = Palette(
    ground="#F4F6F9",
    paper=theme.PAPER,
    soft=theme.SOFT,
    ink=theme.INK,
    muted=theme.MUTED,
    line=theme.LINE,
    main=theme.MAIN,
    accent=theme.ACCENT,
    negative=theme.SENTIMENT_COLOURS["neg"],
    neutral=theme.SENTIMENT_COLOURS["neu"],
    positive=theme.SENTIMENT_COLOURS["pos"],
    good=theme.GOOD,
    ramp1=theme.RAMP[1],
    ramp2=theme.RAMP[2],
    ramp3=theme.RAMP[3],
)
DARK = Palette(
    ground="#0F151C",
    paper="#17202A",
    soft="#22303D",
    ink="#E7ECF1",
    muted="#A3B0BD",
    line="#30404F",
    main="#7DB3E8",
    accent="#EBA06C",
    negative="#E58A5A",
    neutral="#5F6F80",
    positive="#57A9E4",
    good="#6FBF8B",
    ramp1="#2B4359",
    ramp2="#3E6688",
    ramp3="#5A8FC0",
)
CONTRAST = Palette(
    ground="#FFFFFF",
    paper="#FFFFFF",
    soft="#EDF1F6",
    ink="#000000",
    muted="#26303A",
    line="#5A646E",
    main="#00305F",
    accent="#8A2F00",
    negative="#A83E00",
    neutral="#7A848E",
    positive="#004FA3",
    good="#0B5A2B",
    ramp1="#C9D9E8",
    ramp2="#8FB2D2",
    ramp3="#3C74A8",
)
PALETTES = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}


def recoloured(figure: go.Figure, look: str) -> go.Figure:
    """A copy of a light figure in another look; a look that is not known leaves it as it is."""
    wanted = PALETTES.get(look, LIGHT)
    if wanted is LIGHT:
        return figure
    text = to_json(figure, validate=False)
    for field in fields(Palette):
        old, new = getattr(LIGHT, field.name), getattr(wanted, field.name)
        text = text.replace(f'"{old}"', f'"{new}"')
    return go.Figure(json.loads(text), skip_invalid=True)


def styles(look: str) -> str:
    """The palette as CSS custom properties of the page."""
    found = PALETTES.get(look, LIGHT)
    rows = "".join(f"--{field.name}:{getattr(found, field.name)};" for field in fields(Palette))
    return f":root{{{rows}}}\n{_DARK_BADGES if look == 'dark' else ''}"


_DARK_BADGES = (
    ".stMarkdownBadge{background-color:color-mix(in srgb,currentColor 14%,transparent)!important}\n"
)
"""Streamlit lays so much of a badge's colour under its text that on dark ground they come near."""
