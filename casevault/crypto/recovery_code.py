"""The recovery code: 160 random bits as nine groups of four letters and digits, made to be copied by hand.

    8K3M-7QWX-…   eight groups carry the 20 bytes (Crockford base32), the ninth checks them

The ninth group is two check symbols of a Reed-Solomon code over GF(1024), whose symbols are pairs of characters. So any slip in
one pair is not only noticed but found: the program can say which group to look at. It never corrects by itself.
"""

from __future__ import annotations

from typing import Final

from casevault.errors import Code, UserProblem
from casevault.i18n import N_

CODE_BYTES: Final = 20
GROUPS: Final = 9
GROUP_LENGTH: Final = 4
LENGTH: Final = GROUPS * GROUP_LENGTH
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: without I L O U
_VALUE: Final = {letter: value for value, letter in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}

_FIELD_POLYNOMIAL: Final = 0b10000001001  # x^10 + x^3 + 1, primitive: 2 generates every non-zero element
_ORDER: Final = 1023
_SYMBOLS: Final = LENGTH // 2


def _tables() -> tuple[list[int], dict[int, int]]:
    powers, logs, value = [], {}, 1
    for exponent in range(_ORDER):
        powers.append(value)
        logs[value] = exponent
        value <<= 1
        if value > _ORDER:
            value ^= _FIELD_POLYNOMIAL
    return powers, logs


_POWER, _LOG = _tables()


def format_code(code: bytes) -> str:
    """Return 20 random bytes as the text to write down, groups joined by hyphens."""
    if len(code) != CODE_BYTES:
        raise ValueError("a recovery code has 20 bytes")
    number = int.from_bytes(code, "big")
    symbols = [number >> (10 * place) & _ORDER for place in reversed(range(_SYMBOLS - 2))]
    symbols += _check_symbols(symbols)
    text = "".join(ALPHABET[symbol >> 5] + ALPHABET[symbol & 31] for symbol in symbols)
    return "-".join(text[start : start + GROUP_LENGTH] for start in range(0, LENGTH, GROUP_LENGTH))


def parse_code(untrusted_text: str) -> bytearray:
    """Return the 20 bytes of a code as typed; case, spaces and hyphens do not matter, O is 0, I and L are 1.

    INVALID_INPUT otherwise, with `group` (1 to 9) where the slip can be placed, else 0.
    """
    letters = _letters(untrusted_text)
    for place, letter in enumerate(letters):
        if letter not in _VALUE:
            raise _in_group(place // GROUP_LENGTH + 1)
    if len(letters) != LENGTH:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("The recovery code has {expected} letters and digits; {found} were typed."),
            N_("Type all nine groups of four, as they stand on the paper."),
            expected=LENGTH,
            found=len(letters),
            group=_short_group(untrusted_text),
        )
    values = [_VALUE[letter] for letter in letters]
    symbols = [values[place] << 5 | values[place + 1] for place in range(0, LENGTH, 2)]
    wrong = _wrong_symbol(symbols)
    if wrong == _NOT_ONE:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("The recovery code does not match in more than one place."),
            N_("Compare every group with the paper: 8 and B, 5 and S, 2 and Z look alike."),
            group=0,
        )
    if wrong is not None:
        raise _in_group(wrong // 2 + 1)
    number = 0
    for symbol in symbols[:-2]:
        number = number << 10 | symbol
    return bytearray(number.to_bytes(CODE_BYTES, "big"))


def first_difference(code_text: str, untrusted_text: str) -> int:
    """Return the first group (1 to 9) in which what was typed back differs from the code that was shown, or 0 if none does."""
    shown, typed = ([_VALUE.get(letter) for letter in _letters(text)] for text in (code_text, untrusted_text))
    for group in range(GROUPS):
        part = slice(group * GROUP_LENGTH, (group + 1) * GROUP_LENGTH)
        if shown[part] != typed[part]:
            return group + 1
    return 0 if len(shown) == len(typed) else GROUPS


_NOT_ONE: Final = -1


def _letters(text: str) -> str:
    return "".join(
        letter for letter in text.upper() if not letter.isspace() and letter not in "-\u2010\u2011\u2012\u2013\u2014_."
    )


def _short_group(text: str) -> int:
    """Return the first typed group that has not four characters, or 0 where the groups were not typed apart."""
    groups = [_letters(group) for group in text.replace("-", " ").split()]
    if len(groups) != GROUPS:
        return 0
    return next((place for place, group in enumerate(groups, start=1) if len(group) != GROUP_LENGTH), 0)


def _in_group(group: int) -> UserProblem:
    return UserProblem(
        Code.INVALID_INPUT,
        N_("Group {group} of the recovery code does not match."),
        N_("Look at that group on the paper: 8 and B, 5 and S, 2 and Z look alike."),
        group=group,
    )


def _times_power(symbol: int, exponent: int) -> int:
    return _POWER[(_LOG[symbol] + exponent) % _ORDER] if symbol else 0


def _syndromes(symbols: list[int]) -> tuple[int, int]:
    """Return Σ c_i and Σ c_i·2^i, i the place: both 0 in a code word."""
    plain = weighted = 0
    for place, symbol in enumerate(symbols):
        plain ^= symbol
        weighted ^= _times_power(symbol, place)
    return plain, weighted


def _check_symbols(symbols: list[int]) -> list[int]:
    """Return the two symbols (a, b) at places n, n+1 that make both sums 0: a + b = s, a·2^n + b·2^(n+1) = w."""
    plain, weighted = _syndromes(symbols)
    place = len(symbols)
    # b·2^n·(1 + 2) = w + s·2^n, and the field's 1 + 2 is 3
    right = weighted ^ _times_power(plain, place)
    second = _times_power(right, -place - _LOG[3])
    return [plain ^ second, second]


def _wrong_symbol(symbols: list[int]) -> int | None:
    """Return the place of the one wrong symbol, None if all fit, or _NOT_ONE: an error e at place i gives sums e and e·2^i."""
    plain, weighted = _syndromes(symbols)
    if not plain and not weighted:
        return None
    if not plain or not weighted:
        return _NOT_ONE
    place = (_LOG[weighted] - _LOG[plain]) % _ORDER
    return place if place < len(symbols) else _NOT_ONE
