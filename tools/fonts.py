"""Make the font that pages fall back to: Noto Sans SC, cut to what our pages can show.

Usage: python tools/fonts.py (needs fonttools and brotli)

The subset holds GB2312, ASCII and the punctuation and symbols of official Chinese; its source
is the OFL font in the wheel pylopdf-fonts-zh-cn, whose licence is copied beside it.
"""

import sys
from importlib.metadata import distribution
from pathlib import Path

from fontTools import subset
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont
from pylopdf_fonts_zh_cn import sans_path

STATIC = Path(__file__).resolve().parent.parent / "dashboard" / "static"
FAMILY = "Minsheng Sans SC"
LIMIT = 2_000_000
_RANGES = (
    (0x20, 0x7E),
    (0xA0, 0xFF),
    (0x2010, 0x2027),
    (0x2030, 0x203B),
    (0x2190, 0x2193),
    (0x2460, 0x2473),
    (0x25A0, 0x25CF),
    (0x3000, 0x3017),
    (0xFF01, 0xFF5E),
)
_SINGLES = "≈≠≤≥±×÷√∞∶①〔〕〇￥℃№★☆✓✗→←↑↓↗↘⚠"
_NAMES = "镕堃喆犇淼鑫珺玥璟赟禛昇翀煊栢琍頔婳玚璘罡砼垚旻昶暐濮郓衢缙嵊鄞諸暨"


def main() -> None:
    """Write the font, its licence and the word mark into dashboard/static."""
    STATIC.mkdir(exist_ok=True)
    target = STATIC / "minsheng-sans-sc.woff2"
    cut(target)
    (STATIC / "OFL.txt").write_text(licence(), "utf-8")
    (STATIC / "minsheng.svg").write_text(word_mark("民声"), "utf-8")
    light = word_mark("民声").replace("#1F4E79", "#8FB8E8")
    (STATIC / "minsheng-dark.svg").write_text(light, "utf-8")
    size = target.stat().st_size
    print(f"{target.name}: {size:,} bytes")
    if size > LIMIT:
        sys.exit(f"larger than {LIMIT:,} bytes")


def wanted() -> set[int]:
    """Code points of the subset."""
    points = {ord(char) for char in _SINGLES + _NAMES}
    for first, last in _RANGES:
        points |= set(range(first, last + 1))
    for row in range(0xA1, 0xF8):
        cells = bytes(byte for cell in range(0xA1, 0xFF) for byte in (row, cell))
        points |= {ord(char) for char in cells.decode("gb2312", errors="ignore")}
    return points


def cut(target: Path) -> None:
    """Write the subset as WOFF2, under a name of its own as the OFL asks of changed fonts."""
    options = subset.Options(flavor="woff2", layout_features=["kern", "locl", "vert"])
    options.desubroutinize = True
    options.hinting = False
    options.notdef_outline = True
    font = subset.load_font(str(sans_path()), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted())
    cutter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 4, 16):
            record.string = FAMILY
        elif record.nameID == 6:
            record.string = FAMILY.replace(" ", "")
    subset.save_font(font, str(target), options)


def licence() -> str:
    """The licence text that came with the font."""
    found = distribution("pylopdf-fonts-zh-cn")
    path = next(item for item in found.files or () if item.name == "LICENSE")
    copyright_line = TTFont(sans_path())["name"].getDebugName(0)
    return f"{copyright_line}\n\n" + Path(str(path.locate())).read_text("utf-8")


def word_mark(word: str) -> str:
    """The product's name as outlines, so that it needs no font where it is shown."""
    font = TTFont(sans_path())
    glyphs, names = font.getGlyphSet(), font.getBestCmap()
    paths, left = [], 0.0
    bounds = BoundsPen(glyphs)
    for char in word:
        pen = SVGPathPen(glyphs)
        glyph = glyphs[names[ord(char)]]
        glyph.draw(pen)
        glyph.draw(bounds)
        paths.append(f'<path transform="translate({left} 0)" d="{pen.getCommands()}"/>')
        left += glyph.width
    _, low, _, high = bounds.bounds or (0, 0, 0, 1000)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {left:.0f} {high - low:.0f}">'
        f'<g fill="#1F4E79" stroke="#1F4E79" stroke-width="24"'
        f' transform="translate(0 {high:.0f}) scale(1 -1)">{"".join(paths)}</g></svg>\n'
    )


if __name__ == "__main__":
    main()
