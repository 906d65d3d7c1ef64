"""The parts of a Word file that are the same in every one: looks, the bullet, settings. They hold no word about anybody.

Fonts are those that the recipient's programs have; where one is missing, the program takes another for the same letters.
"""

from __future__ import annotations

from typing import Final

HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
W: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R: Final = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"

ACCENT: Final = "175764"
ACCENT_SOFT: Final = "EEF4F5"
CAUTION: Final = "714800"
CAUTION_SOFT: Final = "FBF5E8"
HAIR: Final = "DAD7CF"
TEXT1, TEXT2, TEXT3 = "1A1E22", "454C52", "596067"
LABELS: Final = {"RED": "FF2B2B", "AMBER": "FFC000", "AMBER+STRICT": "FFC000", "GREEN": "33FF00", "CLEAR": "FFFFFF"}

CONTENT_TYPES: Final = (
    f'{HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>'
    f'<Override PartName="/word/numbering.xml" ContentType="{_WORD}.numbering+xml"/>'
    f'<Override PartName="/word/settings.xml" ContentType="{_WORD}.settings+xml"/>'
    f'<Override PartName="/word/header1.xml" ContentType="{_WORD}.header+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{_WORD}.footer+xml"/>'
    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    "</Types>"
)
RELATIONS: Final = (
    f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>"
)
DOCUMENT_RELATIONS: Final = (
    f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    + "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(
            (
                ("styles", "styles.xml"),
                ("numbering", "numbering.xml"),
                ("settings", "settings.xml"),
                ("header", "header1.xml"),
                ("footer", "footer1.xml"),
            ),
            start=1,
        )
    )
    + "</Relationships>"
)
# Whoever edits the file does not put a name into it without wanting to: Word takes authors off when it saves.
SETTINGS: Final = (
    f"{HEAD}<w:settings {W}><w:removePersonalInformation/><w:removeDateAndTime/><w:defaultTabStop w:val='708'/>"
    "<w:characterSpacingControl w:val='doNotCompress'/><w:compat><w:compatSetting w:name='compatibilityMode'"
    " w:uri='http://schemas.microsoft.com/office/word' w:val='15'/></w:compat></w:settings>"
)
NUMBERING: Final = (
    f"{HEAD}<w:numbering {W}><w:abstractNum w:abstractNumId='0'><w:multiLevelType w:val='singleLevel'/><w:lvl w:ilvl='0'>"
    "<w:start w:val='1'/><w:numFmt w:val='bullet'/><w:lvlText w:val='•'/><w:lvlJc w:val='left'/>"
    f"<w:pPr><w:ind w:left='340' w:hanging='340'/></w:pPr><w:rPr><w:color w:val='{ACCENT}'/></w:rPr></w:lvl></w:abstractNum>"
    "<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num></w:numbering>"
)


def _style(key: str, name: str, paragraph: str, run: str, *, after: str = "Normal") -> str:
    return (
        f"<w:style w:type='paragraph' w:styleId='{key}'><w:name w:val='{name}'/><w:basedOn w:val='Normal'/>"
        f"<w:next w:val='{after}'/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def _letters(half_points: int, colour: str, *, bold: bool = False) -> str:
    strong = "<w:b/><w:bCs/>" if bold else ""
    return f"{strong}<w:color w:val='{colour}'/><w:sz w:val='{half_points}'/><w:szCs w:val='{half_points}'/>"


def styles(lang: str) -> str:
    """Return the looks for a document in `lang` (as Word writes it, `nl-NL`)."""
    rule = f"<w:pBdr><w:bottom w:val='single' w:sz='4' w:space='2' w:color='{HAIR}'/></w:pBdr>"
    return (
        f"{HEAD}<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr>"
        "<w:rFonts w:ascii='Arial' w:hAnsi='Arial' w:eastAsia='Microsoft YaHei' w:cs='Arial'/>"
        f"<w:color w:val='{TEXT1}'/><w:sz w:val='20'/><w:szCs w:val='20'/>"
        f"<w:lang w:val='{lang}' w:eastAsia='zh-CN' w:bidi='ar-SA'/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>"
        "<w:spacing w:after='120' w:line='276' w:lineRule='auto'/></w:pPr></w:pPrDefault></w:docDefaults>"
        "<w:style w:type='paragraph' w:default='1' w:styleId='Normal'><w:name w:val='Normal'/><w:qFormat/></w:style>"
        "<w:style w:type='table' w:default='1' w:styleId='Plain'><w:name w:val='Normal Table'/><w:tblPr><w:tblInd w:w='0'"
        " w:type='dxa'/><w:tblCellMar><w:left w:w='0' w:type='dxa'/><w:right w:w='0' w:type='dxa'/></w:tblCellMar>"
        "</w:tblPr></w:style>"
        + _style("Title", "Title", "<w:spacing w:after='200' w:line='240' w:lineRule='auto'/>", _letters(40, TEXT1, bold=True))
        + _style("Subtitle", "Subtitle", "<w:spacing w:after='280'/>", _letters(20, TEXT2))
        + _style(
            "Heading1",
            "heading 1",
            f"<w:keepNext/><w:keepLines/>{rule}<w:spacing w:before='360' w:after='140'/><w:outlineLvl w:val='0'/>",
            _letters(24, ACCENT, bold=True),
        )
        + _style(
            "Heading2",
            "heading 2",
            "<w:keepNext/><w:keepLines/><w:spacing w:before='260' w:after='100'/><w:outlineLvl w:val='1'/>",
            _letters(21, TEXT1, bold=True),
        )
        + _style(
            "ListBullet",
            "List Bullet",
            "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr><w:spacing w:after='80'/>",
            "",
            after="ListBullet",
        )
        + _style(
            "BoxTitle", "Box title", "<w:keepNext/><w:spacing w:before='60' w:after='120'/>", _letters(23, ACCENT, bold=True)
        )
        + _style("Label", "Label", "<w:spacing w:before='20' w:after='60'/>", _letters(17, TEXT2))
        + _style("Head", "Table head", "<w:keepNext/><w:spacing w:after='40'/>", _letters(17, TEXT2, bold=True))
        + _style("Cell", "Table cell", "<w:spacing w:after='60' w:line='264' w:lineRule='auto'/>", "")
        + _style("HeadSmall", "Table head small", "<w:keepNext/><w:spacing w:after='40'/>", _letters(15, TEXT2, bold=True))
        + _style("CellSmall", "Table cell small", "<w:spacing w:after='40'/>", _letters(16, TEXT1))
        + _style("Gap", "Gap", "<w:spacing w:after='0' w:line='200' w:lineRule='exact'/>", "<w:sz w:val='8'/>")
        + _style("Header", "header", "<w:tabs><w:tab w:val='right' w:pos='9300'/></w:tabs>", _letters(17, TEXT2))
        + _style(
            "Footer",
            "footer",
            f"<w:pBdr><w:top w:val='single' w:sz='4' w:space='4' w:color='{HAIR}'/></w:pBdr>"
            "<w:tabs><w:tab w:val='right' w:pos='9300'/></w:tabs>",
            _letters(17, TEXT2),
        )
        + "</w:styles>"
    )
