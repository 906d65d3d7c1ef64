"""Numbers, addresses and accounts that nobody recorded, each of a kind with a check or in the words people put beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.secret_words import Words

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

_RESIDENT = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def resident_id(rng: Random) -> str:
    """Return a Chinese identity number whose last sign is right."""
    head = f"{rng.choice(('110105', '310104', '540102', '650102'))}{rng.randint(1950, 2004)}{rng.randint(1, 12):02}"
    head += f"{rng.randint(1, 28):02}{rng.randint(100, 999)}"
    return head + "10X98765432"[sum(int(d) * w for d, w in zip(head, _RESIDENT, strict=True)) % 11]


def _luhn(head: str) -> str:
    digits = [int(d) * (2 if at % 2 == 0 else 1) for at, d in enumerate(reversed(head))]
    return head + str(-sum(d - 9 if d > 9 else d for d in digits) % 10)


def _some(rng: Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def _hkid(rng: Random) -> str:
    letter, number = rng.choice("ABCDEGHKPRVYZ"), str(rng.randint(1, 9)) + _some(rng, 5)
    values = [36, ord(letter) - 55, *map(int, number)]
    last = -sum(value * weight for value, weight in zip(values, range(9, 1, -1), strict=True)) % 11
    return f"{letter}{number}({'A' if last == 10 else last})"


def _iban(rng: Random) -> str:
    account = "ABNA" + "0" + _some(rng, 9)
    spelt = "".join(str(int(sign, 36)) for sign in account + "NL00")
    return f"NL{98 - int(spelt) % 97:02}{account}"


def _bsn(rng: Random) -> str:
    while True:
        number = str(rng.randint(1, 9)) + _some(rng, 8)
        if sum(int(d) * w for d, w in zip(number, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True)) % 11 == 0:
            return number


def _word(rng: Random, syllables: int = 4) -> str:
    return Words(rng).word("Latn", syllables)


# What is searched for, and the words around it. A number that only looks like one, without either, is put to a person.
_KINDS: tuple[tuple[Callable[[Random], str], tuple[str, ...]], ...] = (
    (resident_id, ("{0}", "ID {0}", "身份证{0}")),
    (_hkid, ("HKID {0}", "{0}")),
    (lambda r: _luhn("622202" + _some(r, 12)), ("card {0}", "银行卡{0}")),
    (_iban, ("{0}", "IBAN {0}")),
    (_bsn, ("BSN {0}",)),
    (lambda r: _luhn("35" + _some(r, 12)), ("IMEI {0}",)),
    (lambda r: "E" + _some(r, 8), ("passport {0}", "护照{0}")),
    (lambda r: "+86 13" + _some(r, 9), ("{0}", "ring {0}", "电话{0}")),
    (lambda r: "+31 6 " + str(r.randint(1, 5)) + _some(r, 7), ("{0}", "phone {0}")),
    (lambda r: "+852 9" + _some(r, 7), ("{0}",)),
    (lambda r: f"{_word(r)}@{_word(r, 3)}.org", ("{0}", "mail {0}")),
    (lambda r: f"https://{_word(r, 3)}.example/s/{_word(r)}?token={_word(r, 6)}", ("{0}", "see {0}")),
    (lambda r: f"{_word(r, 3)}{_some(r, 3)}", ("WeChat: {0}", "微信号{0}", "Telegram @{0}")),
    (lambda r: "9" + _some(r, 8), ("QQ {0}",)),
    (lambda r: f"京A·{_some(r, 5)}", ("{0}",)),
    (lambda r: f"{r.randint(20, 45)}.{_some(r, 6)}, {r.randint(80, 120)}.{_some(r, 6)}", ("{0}", "GPS {0}")),
    (lambda r: ":".join(f"{r.randint(16, 255):02x}" for _ in range(6)), ("{0}",)),
)  # fmt: skip


def loose(rng: Random) -> tuple[str, str]:
    """Return (what may not leave, as somebody wrote it) of a random kind."""
    make, ways = rng.choice(_KINDS)
    made = make(rng)
    written = made
    if made[:1] in "+16" and rng.random() < 0.3:
        written = made.translate(rng.choice((_ARABIC, _WIDE)))
    return made, rng.choice(ways).format(written)
