"""Make the fonts of `resources/fonts/` from the unchanged Noto fonts that Debian ships. Run once per release of the fonts.

    apt-get install fonts-noto-core fonts-noto-cjk      the sources
    pip install -r packaging/fonts/requirements.txt     in a scratch environment: the program itself never needs fontTools
    python packaging/fonts/build.py

Five fonts are copied byte for byte. The sixth, CaseVault Han, is a part of Noto Sans CJK SC with its outlines turned from cubic
(CFF) to quadratic (glyf) curves: Qt darkens the stems of CFF fonts, so that Hanzi beside Latin would look bold. The same input
gives the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont, newTable

if TYPE_CHECKING:
    from collections.abc import Iterator

FAMILY = "CaseVault Han"
VERSION = "Version 1.0; from Noto Sans CJK SC 2.004"
COPIED = (
    "NotoSans-Regular.ttf",
    "NotoSans-Medium.ttf",
    "NotoSans-SemiBold.ttf",
    "NotoNaskhArabic-Regular.ttf",
    "NotoSerifTibetan-Regular.ttf",
)
# Widest allowed distance of the quadratic curve from the cubic one, in font units (1,000 to the em): 0.01 px at 10 pt.
MAX_ERROR = 1.0
# Whole blocks rather than a list of characters: names use rare ones, and a name must never be a box.
BLOCKS = (
    (0x0020, 0x007E),  # Latin, so that the font stands alone where it must
    (0x2E80, 0x2FDF),  # radicals
    (0x3000, 0x303F),  # Chinese punctuation
    (0x3040, 0x30FF),  # kana
    (0x3105, 0x312F),  # bopomofo
    (0x3400, 0x4DBF),  # extension A
    (0x4E00, 0x9FFF),  # the unified ideographs: all of GB 2312 and Big5
    (0xF900, 0xFAFF),  # compatibility ideographs
    (0xFE30, 0xFE4F),  # compatibility forms
    (0xFF01, 0xFFEE),  # full-width forms
)
CODECS = ("gb2312", "big5", "big5hkscs")
PUNCTUATION = "·–—‘’“”…‖※→←↑↓○●△▲□■☆★①②③④⑤⑥⑦⑧⑨⑩㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"  # noqa: RUF001 - these very characters are wanted
# What the shaper needs: the forms of a language, composition, and spacing of punctuation. Vertical writing is not offered.
FEATURES = ("locl", "ccmp", "kern", "palt", "halt", "liga", "calt", "mark", "mkmk")
SCRIPTS = ("DFLT", "latn.dflt", "kana.dflt", "hani.dflt", "hani.ZHS", "hani.ZHT", "hani.ZHH")
DROPPED = ("CFF ", "VORG", "vhea", "vmtx", "DSIG")
NO_COUNTS = (
    "maxTwilightPoints",
    "maxStorage",
    "maxFunctionDefs",
    "maxInstructionDefs",
    "maxStackElements",
    "maxSizeOfInstructions",
    "maxComponentElements",
    "maxComponentDepth",
    "maxPoints",
    "maxContours",
    "maxCompositePoints",
    "maxCompositeContours",
)


def encodable(codec: str) -> Iterator[int]:
    """Yield the code points that `codec` can write, private use left out."""
    for point in range(0x80, 0x30000):
        if 0xD800 <= point < 0xF900:
            continue
        try:
            chr(point).encode(codec)
        except UnicodeEncodeError:
            continue
        yield point


def wanted() -> set[int]:
    """Return every code point CaseVault Han shall hold where its source does."""
    points = {point for first, last in BLOCKS for point in range(first, last + 1)}
    points.update(map(ord, PUNCTUATION))
    for codec in CODECS:
        points.update(point for point in encodable(codec) if point >= 0x2E80)
    return points


def simplified_chinese(collection: Path) -> TTFont:
    """Return Noto Sans CJK SC out of the collection."""
    for number, font in enumerate(TTCollection(str(collection)).fonts):
        if font["name"].getDebugName(1) == "Noto Sans CJK SC":
            return TTFont(str(collection), fontNumber=number, recalcTimestamp=False)
    message = f"Noto Sans CJK SC is not in {collection.name}"
    raise SystemExit(message)


def reduce_to(font: TTFont, points: set[int]) -> None:
    """Cut `font` down to `points`, keeping the forms of simplified and traditional Chinese."""
    options = subset.Options()
    options.layout_features = list(FEATURES)
    options.layout_scripts = list(SCRIPTS)
    options.name_IDs = ["*"]
    options.notdef_outline = True
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=points)
    subsetter.subset(font)


def turn_quadratic(font: TTFont) -> None:
    """Replace the CFF outlines of `font` by TrueType ones of the same shape."""
    shapes = font.getGlyphSet()
    order = font.getGlyphOrder()
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(shapes)
        shapes[name].draw(Cu2QuPen(pen, MAX_ERROR, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"] = newTable("loca")
    table = font["glyf"] = newTable("glyf")
    table.glyphOrder = order
    table.glyphs = glyphs
    for name, glyph in glyphs.items():
        glyph.recalcBounds(table)
        width, _ = font["hmtx"].metrics[name]
        font["hmtx"].metrics[name] = (width, glyph.xMin if glyph.numberOfContours else 0)
    limits = font["maxp"]
    limits.tableVersion = 0x00010000
    limits.maxZones = 1
    for count in NO_COUNTS:
        setattr(limits, count, 0)
    font["post"].formatType = 3.0
    for tag in DROPPED:
        if tag in font:
            del font[tag]
    font.sfntVersion = "\0\1\0\0"


def rename(font: TTFont) -> None:
    """Give the modified font a name of its own, so that it never meets an installed Noto Sans CJK of other outlines."""
    names = {
        1: FAMILY,
        2: "Regular",
        3: f"1.0;CaseVaultHan-Regular;{FAMILY}",
        4: FAMILY,
        5: VERSION,
        6: "CaseVaultHan-Regular",
    }
    for record in list(font["name"].names):
        if record.nameID in names:
            record.string = names[record.nameID]
        elif record.nameID in {11, 12, 16, 17}:
            font["name"].names.remove(record)


def build(sources: Path, out: Path) -> None:
    """Write all fonts into `out` and print size and digest of each."""
    out.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        shutil.copyfile(sources / "truetype" / "noto" / name, out / name)
    font = simplified_chinese(sources / "opentype" / "noto" / "NotoSansCJK-Regular.ttc")
    reduce_to(font, wanted())
    turn_quadratic(font)
    rename(font)
    font.save(str(out / "CaseVaultHan-Regular.ttf"))
    for path in sorted(out.glob("*.ttf")):
        data = path.read_bytes()
        print(f"{hashlib.sha256(data).hexdigest()}  {len(data):>10,}  {path.name}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sources", type=Path, default=Path("/usr/share/fonts"), help="where Debian keeps its fonts")
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parents[2] / "resources" / "fonts")
    arguments = parser.parse_args()
    build(arguments.sources, arguments.out)
