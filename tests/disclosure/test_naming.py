"""How a person is printed: name, initials, code or role."""

from __future__ import annotations

import pytest
from builders import FixedAmbient
from disclosure_fakes import FakeVault, invented_case

from casevault.disclosure import compile as compiler
from casevault.disclosure.naming import initials_of, other_script, printed_aliases
from casevault.disclosure.pseudonyms import Pseudonyms
from casevault.disclosure.request import Request
from casevault.disclosure.scan_tree import tree_lines
from casevault.domain.record import Record, Value
from casevault.domain.schema import DataClass
from casevault.progress import silent


def person(name: str, *aliases: tuple[str, str, str]) -> Record:
    rows: list[Value] = [
        {"row": str(n), "value": value, "script": script, "kind": kind} for n, (value, script, kind) in enumerate(aliases)
    ]
    return Record("1" * 32, "person", 1, name, {"display_name": name, "aliases": rows}, DataClass.C1)


@pytest.mark.parametrize(
    ("record", "initials"),
    [
        (person("Lin Zhaowen"), "L. Z."),
        (person("Jean-Luc d'Arc"), "J. L. D."),
        (person("Šarūnas Ž. (invented)"), "Š. Ž."),
        (person("林兆雯", ("Lin Zhaowen", "Latn", "legal")), "L. Z."),
        (person("林兆雯", ("Auntie Wen", "Latn", "nickname")), ""),
        (person("گۈلنار سادىق"), ""),
        (person(""), ""),
    ],
)
def test_initials_need_a_latin_name(record: Record, initials: str) -> None:
    assert initials_of(record) == initials


def test_the_legal_name_in_the_other_script() -> None:
    lin = person("Lin Zhaowen", ("Wen", "Latn", "nickname"), ("林兆雯", "Hans", "legal"), ("林兆雯", "Hant", "legal"))
    assert other_script(lin) == ("aliases/1/value", "林兆雯", "hans")
    assert other_script(person("林兆雯", ("Lin Zhaowen", "Latn", "legal"))) == ("aliases/0/value", "Lin Zhaowen", "latn")
    assert other_script(person("Lin Zhaowen", ("Lin Chao-wen", "Latn", "legal"))) is None


def test_which_other_names_are_printed() -> None:
    kinds = ("legal", "pen", "nickname", "religious", "courtesy", "clan", "variant", "misspelling", "code_name")
    lin = person("Lin Zhaowen", ("林兆雯", "Hans", "legal"), *((f"Name {kind}", "Latn", kind) for kind in kinds))
    assert [name.removeprefix("Name ") for _, name in printed_aliases(lin)] == ["legal", "pen", "nickname", "courtesy", "variant"]


def test_codes_are_drawn_once_and_never_twice() -> None:
    kept = {"a": "B2C34"}
    codes = Pseudonyms(kept, FixedAmbient())
    assert codes.code("a") == "B2C34"
    drawn = {codes.code(f"p{n}") for n in range(300)}
    assert len(drawn) == 300
    assert codes.code("p7") in drawn
    assert len(codes.drawn) == 300
    assert kept == {"a": "B2C34"}
    assert len(codes.rows(codes.drawn)) == 300
    assert len(codes.rows()) == 301


def test_a_code_that_is_taken_is_drawn_again() -> None:
    class Stuck(FixedAmbient):
        def random_bytes(self, count: int, /) -> bytes:
            self._drawn += 1
            return (self._drawn // 11).to_bytes(count, "big")

    first = Pseudonyms({}, Stuck()).code("a")
    assert Pseudonyms({"x": first}, Stuck()).code("a") != first


@pytest.mark.parametrize("tie", ["witness", "relative", "lawyer", "victim_by_association"])
def test_the_role_of_someone_in_office_does_not_tell_the_other_tie(tie: str) -> None:
    """ "Judges: a witness" would tell which of three judges talks to us; "a relative" of the judges, whose family it is."""
    fake = FakeVault()
    made = invented_case(fake)
    rows = [{"person": made["lin"], "role": "defender", "is_focus": True}, {"person": made["judge"], "role": tie}]
    fake.records.edit(made["case"], {"persons": rows, "summary": "Ma Guoqiang asked for time. Fang Yiran did not."})
    request = Request(cases=(made["case"],), audience="embassy", output="dossier", to="Embassy of Ruritania", seal="none")
    document = compiler._make(fake, request, silent).document  # type: ignore[arg-type]  # a vault in memory
    read = [line.text for line in tree_lines(document)]
    assert "Judges: a person" in read
    assert [line for line in read if "Prosecutors: " in line] == ["Prosecutors: Fang Yiran"]
    assert [line for line in read if "asked for time" in line] == ["[a person] asked for time. Fang Yiran did not."]
