"""How many slips of the pen lie between two words: a letter more, less, other, or two neighbours swapped.

The measure is known as optimal string alignment. It is written here and not taken from a library: it is asked for words of a name
alone, most often whether one slip or two are enough, and their ends and letters answer most of that.
"""

from __future__ import annotations


def slips(one: str, other: str, most: int) -> int:
    """Return how many slips make `other` of `one`; `most` + 1 where it takes more than `most`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    if one == other:
        return 0
    # A single slip leaves the first or the last letter as it is: two letters next to each other are the most that it alters.
    if most == 1 and len(one) > 2 < len(other) and one[0] != other[0] and one[-1] != other[-1]:  # noqa: PLR2004 - two letters
        return 2
    if len(set(one) ^ set(other)) > 2 * most:  # a slip takes one letter away and brings one at most
        return most + 1
    begin, end_one, end_other = 0, len(one), len(other)
    while begin < min(end_one, end_other) and one[begin] == other[begin]:
        begin += 1
    while begin < min(end_one, end_other) and one[end_one - 1] == other[end_other - 1]:
        end_one, end_other = end_one - 1, end_other - 1
    return _between(one[begin:end_one], other[begin:end_other], most)


def _between(one: str, other: str, most: int) -> int:
    """Return the same for words that begin and end differently: a row of the table for each letter of `one`."""
    earlier: list[int] = []
    row = list(range(len(other) + 1))
    for down, letter in enumerate(one):
        following = [down + 1]
        for across, against in enumerate(other):
            least = min(row[across + 1] + 1, following[across] + 1, row[across] + (letter != against))
            if down and across and letter == other[across - 1] and against == one[down - 1]:
                least = min(least, earlier[across - 1] + 1)
            following.append(least)
        if min(following) > most and min(row) > most:  # a swap looks two rows back, so both must be past it
            return most + 1
        earlier, row = row, following
    return min(row[-1], most + 1)
