"""Which old encoding a sample of text is in: those that decode it, the most plausible first."""

from __future__ import annotations

from typing import Final

from charset_normalizer import from_bytes

UNICODE: Final = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
EAST_ASIAN: Final = (
    *("gb18030", "hz", "big5", "big5hkscs", "cp950", "shift_jis", "cp932", "euc_jp", "iso2022_jp"),
    *("euc_kr", "cp949", "johab", "iso2022_kr"),
)
CYRILLIC: Final = ("koi8-r", "koi8-u", "cp1251", "cp866", "mac-cyrillic", "iso8859-5")
LATIN: Final = (
    *("cp1250", "cp1252", "cp1254", "cp1257", "cp1258", "cp437", "cp850", "cp852"),
    *("iso8859-1", "iso8859-2", "iso8859-9", "iso8859-15", "mac-roman"),
)
OTHERS: Final = ("cp1253", "iso8859-7", "cp1255", "iso8859-8", "cp1256", "iso8859-6", "cp874", "tis-620")
KNOWN: Final = (*UNICODE, *EAST_ASIAN, *CYRILLIC, *LATIN, *OTHERS)


def ranked(sample: bytes) -> list[str]:
    """Return the encodings that `sample` may be in, best first."""
    return [*(match.encoding for match in from_bytes(sample)), "gb18030", "cp1252"]
