"""Sound and film, where Qt's part for them is installed: played from memory, and only once somebody asks for it.

What plays them reads the file inside this program: no process of its own stands between, as it does for every other file. So
nothing is read before Play is pressed, and the box says what that means.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QLoggingCategory, Qt, QUrl
from PySide6.QtWidgets import QSlider, QWidget

from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.ui.evidence.looks import Look
from casevault.ui.theme import SPACE, Role, Style
from casevault.ui.widgets.basic import Button, Paragraph, column, row
from casevault.ui.words import Words, relabel

if TYPE_CHECKING:
    from casevault.progress import Progress
    from casevault.ui.context import Context
    from casevault.vault.attached import OpenAttachment

MOST_BYTES: Final = 200 << 20
WIDTH: Final = 560
TELL_QT: Final = "QT_FFMPEG_DEBUG"
NOTHING_SAID: Final = "\n".join(f"*.{kind}=false" for kind in ("debug", "info", "warning", "critical"))
SECOND: Final = 1000  # ms
PLAY, PAUSE = N_("Play"), N_("Pause")
READING = N_("Reading the file…")
NO_PLAYER = N_("Sound and film are not played here: the part of Qt for them is not installed.")
HOW_TO = N_("Save a copy or open it outside. A transcript can be written beside it all the same.")
TOO_LONG = N_("This recording is larger than the 200 MB that are played from memory.")
NOT_PLAYED = N_("This recording cannot be played: it is damaged, or of a kind that is not known here.")
ELSEWHERE = N_("The file itself is as it was. You can save a copy, or open it outside.")
WARNING = N_("A recording is read inside this program, not apart from it like pictures and papers. Play what you trust.")


def player_parts() -> Any | None:
    """Return Qt's module for sound and film, None where it is not installed.

    The decoders write what they find in a recording, its title and who made it, to the error stream. Asked for more, they tell
    Qt instead of the stream. They look once, as they are loaded. Qt drops it by its rules, on the thread that said it: handed to
    Python it would wait for the window's thread, which at times waits for the decoders.
    """
    os.environ[TELL_QT] = "1"
    try:
        found = import_module("PySide6.QtMultimedia")
    except ImportError:
        return None
    QLoggingCategory.setFilterRules(NOTHING_SAID)
    return found


def refusal(length: int) -> UserProblem | None:
    """Return why a recording of `length` bytes is not played here, or None."""
    if player_parts() is None:
        return UserProblem(Code.UNSUPPORTED, NO_PLAYER, HOW_TO)
    return UserProblem(Code.UNSUPPORTED, TOO_LONG, ELSEWHERE) if length > MOST_BYTES else None


class PlayLook(Look):
    """One recording with Play, Pause and a line to move along. Its bytes stay alive until the player is gone."""

    def __init__(self, context: Context, name: str, file_name: str, *, film: bool) -> None:
        super().__init__(context)
        self._ending = file_name.rpartition(".")[2].lower()
        self._parts: Any = player_parts()
        self._opened: OpenAttachment | None = None  # None again once the box is closed
        self._player: Any = None
        self._bytes = QByteArray()
        self._buffer: QBuffer | None = None
        layout = column(self, (SPACE.PANE, SPACE.PANE, SPACE.PANE, SPACE.PANE), SPACE.CARD)
        self._screen: QWidget | None = None
        if film:
            self._screen = self._film_widget()
            layout.addWidget(self._screen, 1)
        warning = Paragraph(context.text(WARNING), Style.SMALL, Role.CAUTION)
        warning.setMaximumWidth(WIDTH)
        layout.addWidget(warning)
        line = row(spacing=SPACE.CARD)
        self.play = Button(context.text(PLAY), "primary")
        self.play.clicked.connect(self._on_play)
        self.line = QSlider(Qt.Orientation.Horizontal)
        self.line.setAccessibleName(name)
        self.line.setEnabled(False)
        self.line.sliderMoved.connect(self._on_moved)
        self.at = Words("", Style.SMALL, Role.TEXT2)
        line.addWidget(self.play)
        line.addWidget(self.line, 1)
        line.addWidget(self.at)
        layout.addLayout(line)
        if not film:
            layout.addStretch(1)

    @property
    def keyboard(self) -> QWidget:
        """Return where the keyboard goes."""
        return self.play

    def _film_widget(self) -> QWidget:
        made: QWidget = import_module("PySide6.QtMultimediaWidgets").QVideoWidget()
        made.setMinimumHeight(200)
        return made

    def begin(self, opened: OpenAttachment) -> None:
        """Be ready to play a file."""
        self._opened = opened

    def _on_play(self) -> None:
        if self._player is not None:
            playing = self._player.playbackState() == self._parts.QMediaPlayer.PlaybackState.PlayingState
            (self._player.pause if playing else self._player.play)()
            return
        if (opened := self._opened) is None:
            return
        self.play.setEnabled(False)
        self.at.setText(self.context.text(READING))

        def read(_progress: Progress) -> bytes:
            return opened.read(0, MOST_BYTES)

        self.context.runner.start_file(read, self._on_read, failed=self.failed.emit)

    def _on_read(self, data: bytes) -> None:
        if self._opened is None:
            return
        self._bytes = QByteArray(data)
        self._buffer = QBuffer(self._bytes)
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        player = self._player = self._parts.QMediaPlayer(self)
        self._sound = self._parts.QAudioOutput(player)
        player.setAudioOutput(self._sound)
        if self._screen is not None:
            player.setVideoOutput(self._screen)
        player.setSourceDevice(self._buffer, QUrl(f"recording.{self._ending}"))  # a hint at its kind: no file is opened
        player.durationChanged.connect(lambda length: self.line.setRange(0, int(length)))
        player.positionChanged.connect(self._on_position)
        player.playbackStateChanged.connect(lambda _state: self._name())
        player.errorOccurred.connect(lambda *_why: self.failed.emit(UserProblem(Code.UNSUPPORTED, NOT_PLAYED, ELSEWHERE)))
        self.play.setEnabled(True)
        self.line.setEnabled(True)
        player.play()

    def _on_moved(self, at: int) -> None:
        if self._player is not None:
            self._player.setPosition(at)

    def _on_position(self, at: int) -> None:
        if not self.line.isSliderDown():
            self.line.setValue(int(at))
        minutes, seconds = divmod(int(at) // SECOND, 60)
        whole = divmod(self.line.maximum() // SECOND, 60)
        self.at.setText(f"{minutes}:{seconds:02} / {whole[0]}:{whole[1]:02}")

    def _name(self) -> None:
        playing = self._player.playbackState() == self._parts.QMediaPlayer.PlaybackState.PlayingState
        relabel(self.play, self.context.text(PAUSE if playing else PLAY))

    def clear(self) -> None:
        """Stop. The device is never taken from the player: Qt then waits for itself for ever; both go with the box."""
        self._opened = None
        if self._player is not None:
            self._player.stop()
            self._player.deleteLater()
            self._player = None
