"""The path from a case to a sealed file, pressed through over a real vault; what stops it, and how that is settled."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from disclosure_fakes import invented_case
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from ui.hands import english, part, press, said, show, tab_to, until

from casevault.disclosure import compile as way_out
from casevault.disclosure.outputs.registry import OUTPUTS
from casevault.disclosure.scan import LeakFound
from casevault.disclosure.scan_hits import Hit, Place, Where
from casevault.disclosure.scan_terms import Grade
from casevault.exchange.bundles import Accepted, Keys, read_bundle
from casevault.i18n import Catalogue
from casevault.ui.context import Context
from casevault.ui.disclose import DiscloseFlow, choose, flow, rail, seal
from casevault.ui.disclose.sides import SidesModel
from casevault.ui.doors import Doors
from casevault.ui.theme import theme
from casevault.vault.identity import kept

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.disclosure.request import Preview
    from casevault.vault.vault import Vault

TO = "Embassy of Ruritania"


@pytest.fixture
def made(vault: Vault) -> dict[str, str]:
    return invented_case(vault)


@pytest.fixture
def asked() -> list[tuple[str, dict[str, object]]]:
    """What was asked of the door for new records."""
    return []


@pytest.fixture
def context(vault: Vault, asked: list[tuple[str, dict[str, object]]]) -> Iterator[Context]:
    doors = Doors(new=lambda kind, known: asked.append((kind, dict(known))))
    found = Context(vault, Catalogue(), doors=doors)
    yield found
    found.runner.stop()


@pytest.fixture
def path(qtbot: QtBot, context: Context, made: dict[str, str]) -> DiscloseFlow:
    found = DiscloseFlow(context, made["case"])
    qtbot.addWidget(found)
    found.resize(1232, 900)
    show(qtbot, found)
    found.choose.to_text.setText(TO)
    return found


def step(path: DiscloseFlow) -> int:
    return path._pages.currentIndex()


def to_preview(qtbot: QtBot, path: DiscloseFlow) -> Preview:
    path.go_on.click()
    until(qtbot, lambda: step(path) == flow.CONSENT)
    path.go_on.click()
    assert path._preview is not None
    return path._preview


def test_from_the_first_question_to_a_sealed_file(qtbot: QtBot, path: DiscloseFlow, context: Context, tmp_path: Path) -> None:
    closed: list[bool] = []
    path.closed.connect(closed.append)
    tab_to(path.go_on)
    press(Qt.Key.Key_Space)
    until(qtbot, lambda: step(path) == flow.CONSENT)
    press(Qt.Key.Key_Space)
    assert step(path) == flow.PREVIEW
    preview = path._preview
    assert preview is not None
    shown = [label.text() for label in path.rail.findChildren(QLabel)]
    assert str(preview.selected) in shown
    assert english(rail.LIMIT) in shown
    tab_to(path.go_on)
    press(Qt.Key.Key_Space)
    assert step(path) == flow.SEAL
    assert not path.go_on.isEnabled(), "it is read through first"
    tab_to(path.seal.read)
    press(Qt.Key.Key_Space)
    assert path.go_on.isEnabled()
    out = tmp_path / "dossier.pdf"
    path.seal_to(out)
    until(qtbot, lambda: step(path) == flow.HAND_OVER)
    assert out.read_bytes().startswith(b"%PDF")
    (entry,) = context.vault.records.list("disclosure")
    assert entry.fields["recipient_text"] == TO
    assert f"{preview.selected} selected: {preview.written} written, {preview.withheld} withheld" in path.hand_over._said.text()
    path.go_on.click()
    assert closed == [True]


def test_ctrl_enter_ends_the_questions_and_nothing_else(qtbot: QtBot, path: DiscloseFlow) -> None:
    path.choose.to_text.setFocus()
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    until(qtbot, lambda: step(path) == flow.CONSENT)
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert step(path) == flow.CONSENT, "what is read is not passed by a key that ends every form"


def test_the_words_are_hidden_until_they_are_asked_for_and_nothing_copies_them(
    qtbot: QtBot, path: DiscloseFlow, tmp_path: Path
) -> None:
    to_preview(qtbot, path)
    path.seal_to(tmp_path / "d.pdf")
    until(qtbot, lambda: step(path) == flow.HAND_OVER)
    shown = part(path, QLabel, "disclose.words")
    words = path.hand_over._passphrase
    assert len(words.split()) == 7
    assert not shown.text()
    assert not any(words in label.text() for label in path.findChildren(QLabel))
    part(path, QPushButton, english(seal.SHOW)).click()
    assert shown.text() == words
    assert not shown.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
    assert not any("copy" in button.text().casefold() for button in path.findChildren(QPushButton) if button.isVisible())
    assert words not in QApplication.clipboard().text()


def test_a_missing_consent_names_the_person_and_the_button_records_one(
    qtbot: QtBot,
    path: DiscloseFlow,
    context: Context,
    made: dict[str, str],
    asked: list[tuple[str, dict[str, object]]],
) -> None:
    for consent in context.vault.records.ids("consent"):
        context.vault.records.delete(consent)
    path.go_on.click()
    until(qtbot, lambda: path.message.isVisible() and "No consent covers" in said(path.message))
    assert step(path) == flow.CHOOSE
    focus = context.vault.records.get(made["lin"])
    assert str(focus.fields["display_name"]) in said(path.message)
    assert focus.id not in said(path.message)
    part(path.message, QPushButton, "Record a consent").click()
    assert [(kind, known["person"]) for kind, known in asked] == [("consent", focus.id)]
    assert path.go_on.isEnabled(), "once it is recorded, the same button goes on"


def hit(grade: Grade) -> Hit:
    return Hit(id=f"h-{grade.value}", grade=grade, term="Yunting", record="", where=Where(Place.PAGE, 2))


def test_only_changes_hides_what_leaves_as_it_is(qtbot: QtBot, path: DiscloseFlow) -> None:
    to_preview(qtbot, path)
    before = path._sides.rows.rowCount()
    path._only.setChecked(True)
    rows = path._sides.rows
    shown = [rows.data(rows.index(number, 0), SidesModel.EntryRole).row for number in range(rows.rowCount())]
    assert rows.rowCount() < before
    assert all(row.after != row.before or row.reason for row in shown if row is not None)


def test_every_row_says_what_it_was_what_is_read_and_why(qtbot: QtBot, path: DiscloseFlow) -> None:
    to_preview(qtbot, path)
    rows = path._sides.rows
    spoken = [str(rows.data(rows.index(number, 0), Qt.ItemDataRole.AccessibleTextRole)) for number in range(rows.rowCount())]
    assert any("Read as: Withheld." in text for text in spoken)
    assert all(spoken)


def test_back_goes_back_one_step_and_cancel_leaves(qtbot: QtBot, path: DiscloseFlow) -> None:
    closed: list[bool] = []
    path.closed.connect(closed.append)
    to_preview(qtbot, path)
    path.back.click()
    assert step(path) == flow.CONSENT
    path.back.click()
    assert step(path) == flow.CHOOSE
    assert path.back.accessibleName() == english(flow.CANCEL)
    path.back.click()
    assert closed == [False]


def test_a_page_for_a_stick_that_nobody_can_show_to_be_ours(
    qtbot: QtBot, path: DiscloseFlow, context: Context, tmp_path: Path
) -> None:
    to_preview(qtbot, path)
    path.go_on.click()
    assert not path.seal.without_signature.isEnabled(), "a PDF is not signed"
    path.seal.as_html.setChecked(True)
    path.seal.without_signature.setChecked(True)
    path.seal.read.setChecked(True)
    out = tmp_path / f"d{path.seal.suffix}"
    path.seal_to(out)
    until(qtbot, lambda: step(path) == flow.HAND_OVER)
    bundle = read_bundle(out, Keys(words=path.hand_over._passphrase), None, Accepted())
    assert (out.suffix, bundle.signed) == (".html", False)
    path.seal.not_sealed.setChecked(True)
    assert not path.seal.unsigned
    assert kept(context.vault) is None


def test_nothing_that_is_not_for_everybody_leaves_open_by_a_slip(qtbot: QtBot, path: DiscloseFlow, tmp_path: Path) -> None:
    to_preview(qtbot, path)
    path.go_on.click()
    page = path.seal
    page.read.setChecked(True)
    assert page.knowingly.isHidden()
    page.not_sealed.setChecked(True)
    assert page.knowingly.isVisible()
    assert not path.go_on.isEnabled(), "read through, and yet open to whoever finds it"
    page.knowingly.setChecked(True)
    assert path.go_on.isEnabled()
    assert path.go_on.accessibleName() == english(flow.SAVE_OPEN)
    page.as_pdf.setChecked(True)
    page.not_sealed.setChecked(True)
    assert not page.knowingly.isChecked(), "said once more, each time"
    assert not path.go_on.isEnabled()
    page.knowingly.setChecked(True)
    path.seal_to(tmp_path / f"d{page.suffix}")
    until(qtbot, lambda: step(path) == flow.HAND_OVER)
    assert "without a seal" in path.hand_over._said.text()
    assert "Sealed" not in path.hand_over._said.text()


def test_what_is_for_everybody_asks_for_no_word_and_a_table_is_called_a_table(qtbot: QtBot, path: DiscloseFlow) -> None:
    first = path.choose
    first.audience.setCurrentIndex(first.audience.findData("statistics"))
    first.format.setCurrentIndex(first.format.findData("csv"))
    assert to_preview(qtbot, path).output == "statistics"
    path.go_on.click()
    assert not path.seal.as_pdf.isEnabled(), "this seal is made of a PDF alone"
    assert path.seal.as_age.isChecked()
    path.seal.not_sealed.setChecked(True)
    assert path.seal.knowingly.isHidden()
    assert path.seal.suffix == ".csv"


def test_a_file_that_stands_there_is_not_overwritten(qtbot: QtBot, path: DiscloseFlow, context: Context, tmp_path: Path) -> None:
    out = tmp_path / "d.pdf"
    out.write_text("mine")
    to_preview(qtbot, path)
    path.go_on.click()
    path.seal.read.setChecked(True)
    path.seal_to(out)
    until(qtbot, lambda: "stands there already" in said(path.message))
    assert out.read_text() == "mine"
    assert not context.vault.records.list("disclosure")


def test_an_empty_recipient_is_asked_for(path: DiscloseFlow) -> None:
    path.choose.to_text.clear()
    path.go_on.click()
    assert step(path) == flow.CHOOSE
    assert said(path.message).startswith(english(flow.NO_RECIPIENT))
    assert path.choose.first.hasFocus()
    assert path.go_on.isEnabled()
    path.choose.to_text.setText(" ")
    assert path.message.isVisible()
    path.choose.to_text.setText(TO)
    assert not path.message.isVisible(), "what was asked for is there"


@pytest.mark.parametrize("grade", [Grade.WEAK, Grade.STRONG])
def test_a_hit_waits_for_a_reason_or_blocks(
    qtbot: QtBot, path: DiscloseFlow, monkeypatch: pytest.MonkeyPatch, grade: Grade
) -> None:
    real = way_out.preview
    place = hit(grade)
    monkeypatch.setattr(way_out, "preview", lambda *given, **named: replace(real(*given, **named), hits=(place,)))
    to_preview(qtbot, path)
    assert path.rail.open_points == 1
    assert not path.go_on.isEnabled()
    assert path._points.text() == english(flow.OPEN_POINTS, count=1)
    box = path.rail._boxes[0]
    assert box.reason.isVisible() is (grade is Grade.WEAK)
    box.reason.setText("the name of a town in every report")
    assert path.go_on.isEnabled() is (grade is Grade.WEAK)
    assert path.rail.accepted() == (((place.id, "the name of a town in every report"),) if grade is Grade.WEAK else ())


def test_a_hit_found_while_sealing_leads_back_to_its_place(
    qtbot: QtBot, path: DiscloseFlow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    to_preview(qtbot, path)
    path.go_on.click()
    path.seal.read.setChecked(True)

    def refuse(*_given: object, **_named: object) -> None:
        raise LeakFound([hit(Grade.STRONG)])

    monkeypatch.setattr(way_out, "disclose", refuse)
    path.seal_to(tmp_path / "d.pdf")
    until(qtbot, lambda: step(path) == flow.PREVIEW)
    assert path.rail.open_points == 1
    assert said(path.message)
    assert not path.go_on.isEnabled()
    assert not (tmp_path / "d.pdf").exists()


def test_a_form_for_the_united_nations_goes_the_same_way(
    qtbot: QtBot, path: DiscloseFlow, context: Context, made: dict[str, str]
) -> None:
    records = context.vault.records
    usual = {"person": made["lin"], "giver": "family", "purpose": "un_procedure", "audiences": ["un"], "identity_level": "full"}
    records.add("consent", {**usual, "given": "2026-02-20", "review_on": "2099-06-01"})
    choose = path.choose
    choose.audience.setCurrentIndex(choose.audience.findData("un"))
    for key in ("wgad", "wgeid", "special_procedures"):
        choose.output.setCurrentIndex(choose.output.findData(key))
        assert choose.output.currentData() == key
        assert choose.purpose.currentData() == "un_procedure"
        assert [choose.language.itemData(at) for at in range(choose.language.count())] == ["en", "fr", "es"]
    path.go_on.click()
    until(qtbot, lambda: path.message.isVisible() and path.go_on.isEnabled())
    assert step(path) == flow.CHOOSE
    assert "submitter" in said(path.message), "what lacks is named"
    records.edit(made["case"], {"submitter": made["us"]})
    choose.output.setCurrentIndex(choose.output.findData("wgad"))
    choose.language.setCurrentIndex(choose.language.findData("fr"))
    preview = to_preview(qtbot, path)
    assert preview.document.lang == "fr"
    assert (preview.audience, preview.output) == ("un", "wgad")


def test_numbers_are_made_of_all_cases_and_rest_on_no_consent(qtbot: QtBot, path: DiscloseFlow) -> None:
    first = path.choose
    assert first._which.isVisible()
    first.audience.setCurrentIndex(first.audience.findData("statistics"))
    assert not first._which.isVisible()
    assert first._all.isVisible()
    assert first.request().cases == ()
    assert {tick.text() for tick in first._ticks.values()} == {
        choose.capital(english(msg)) for msg in OUTPUTS["statistics"].options.values()
    }
    preview = to_preview(qtbot, path)
    assert (preview.output, preview.consents) == ("statistics", ())
    assert path._consent.text() == english(choose.NUMBERS)
    assert english(choose.NUMBERS) in [label.text() for label in path.rail.findChildren(QLabel)]
    first.audience.setCurrentIndex(first.audience.findData("embassy"))
    assert not first._which.isHidden()
    assert first.request().cases


def test_the_record_and_the_words_of_an_output_are_offered_with_it(path: DiscloseFlow) -> None:
    first = path.choose
    first.audience.setCurrentIndex(first.audience.findData("grant"))
    first.output.setCurrentIndex(first.output.findData("support_request"))
    assert first._about.isVisible()
    assert list(first._ticks) == ["referees"]
    assert first.request().lang == "en"


def test_the_record_it_is_about_is_found_among_its_own_kind(
    qtbot: QtBot, path: DiscloseFlow, context: Context, made: dict[str, str]
) -> None:
    """Two refusals in one case: the path asks which one, and finds it by who was refused; hearings are not offered."""
    kept_out = {"hearing": made["hearing"], "capacity": "diplomat", "outcome": "refused", "stated_reason": "full"}
    records = context.vault.records
    wanted = records.add("attendance", {**kept_out, "observer": made["embassy"]}).id
    records.add("attendance", {**kept_out, "observer": made["us"]})
    choose = path.choose
    choose.output.setCurrentIndex(choose.output.findData("access_refusal"))
    assert not choose.record.isHidden()
    until(qtbot, lambda: choose.record.count() == 3)
    assert choose.request().record == "", "of several none is chosen beforehand"
    path.go_on.click()
    until(qtbot, lambda: path.message.isVisible() and "which record" in said(path.message))
    choose.record.setCurrentIndex(choose.record.findData(wanted))
    assert choose.record.currentText().startswith("Embassy of Ruritania")
    assert choose.request().record == wanted
    preview = to_preview(qtbot, path)
    assert preview.output == "access_refusal"
    choose.output.setCurrentIndex(choose.output.findData("hearing_report"))
    until(qtbot, lambda: choose.record.count() == 1)
    assert choose.request().record == made["hearing"], "the only one there is"


# ---- one by one -------------------------------------------------------------------------------------------------------------


def test_replacements_are_walked_through_and_doubts_settled_by_keys(
    qtbot: QtBot, path: DiscloseFlow, made: dict[str, str], vault: Vault
) -> None:
    vault.records.edit(made["taken"], {"narrative": "林兆慧 rang 139 0000 2281; seat 91234567 and box 63456789 were free."})
    preview = to_preview(qtbot, path)
    assert len(preview.hits) == 2
    assert not path.go_on.isEnabled()
    assert step(path) == flow.PREVIEW
    path._sides.setFocus()
    tab_to(path._sides)
    press(Qt.Key.Key_N)
    press(Qt.Key.Key_R)
    until(qtbot, lambda: path._preview is not preview and path.rail.open_points == 1)
    assert path._preview is not None
    assert step(path) == flow.PREVIEW
    assert ("91234567", "[phone number withheld]") in [(swap.before, swap.after) for swap in path._preview.swaps]
    press(Qt.Key.Key_K)
    field = QApplication.focusWidget()
    assert field is path.rail._boxes[0].reason
    field.setText("the number of a box")
    assert path.rail.open_points == 0
    assert path.go_on.isEnabled()
    tab_to(path._sides)
    press(Qt.Key.Key_N)
    card = path.rail.card
    assert card is not None
    seen = {card.swap.before}
    for _ in range(card.count - 1):
        press(Qt.Key.Key_N)
        seen.add(card.swap.before)
    assert {"林兆慧", "139 0000 2281", "91234567"} <= seen
    row = path._sides.currentIndex().data(SidesModel.EntryRole).row
    assert (row.id, row.field) == (card.swap.record, card.swap.field)
    tab_to(card.next)
    here = card.at
    press(Qt.Key.Key_Down)
    assert card.at == (here + 1) % card.count
    press(Qt.Key.Key_Left)
    assert (card.at, QApplication.focusWidget()) == (here, card.next)


def seen(path: DiscloseFlow) -> str:
    """Return all that stands in the preview, beside it and on the page of consents, as the next time it is drawn."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    rows = path._sides.rows
    lines = [str(rows.data(rows.index(number, 0))) for number in range(rows.rowCount())]
    labels = [label.text() for page in (path._shown, path.rail, path._consents) for label in page.findChildren(QLabel)]
    boxes = [box.hit.term for box in path.rail._boxes]
    return "\n".join([*lines, *labels, *boxes])


def test_while_names_are_hidden_both_sides_show_codes_and_the_same_file_leaves(
    qtbot: QtBot, path: DiscloseFlow, context: Context, made: dict[str, str], tmp_path: Path
) -> None:
    names = ("Lin Zhaowen", "\u6797\u5146\u96ef", "Lin Zhaohui", "Chen Moqing", "Zhaowen")
    context.reader.discreet = True
    preview = to_preview(qtbot, path)
    hidden = seen(path)
    assert [name for name in names if name in hidden] == []
    assert "Person \u00b7 HERON" in hidden
    assert path._shown.hides.isVisible()
    assert "Lin Zhaowen" in str(preview.rows), "only what is drawn is another"

    context.reader.discreet = False
    theme.changed.emit()
    until(qtbot, lambda: path._sides.rows.rowCount() > 0)
    shown = seen(path)
    assert [name for name in names if name not in shown] == []
    assert not path._shown.hides.isVisible()

    context.reader.discreet = True
    theme.changed.emit()
    assert [name for name in names if name in seen(path)] == [], "at once: nobody waits for the codes"
    until(qtbot, lambda: path._sides.rows.rowCount() > 0)
    assert seen(path) == hidden
    path.seal_to(tmp_path / "d.pdf")
    until(qtbot, lambda: step(path) == flow.HAND_OVER)
    (entry,) = context.vault.records.list("disclosure")
    assert made["lin"] in str(entry.fields["what"]), "names hidden on the screen alter nothing that leaves"
