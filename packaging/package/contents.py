"""What the package holds and what it must not: plain data and the questions asked of it.

`casevault.spec` builds by it, `make.py` looks through what was built with it, and tests/packaging asks it. What is not used is
left out because whoever takes over a reader of files can use it, and because each library has holes of its own to watch.
"""

from __future__ import annotations

import re
import sys
from typing import Final

# Folders of the source that go along, and where they lie: the handbook's pages look for their pictures beside its folder.
TREES: Final = {"resources": "resources", "docs/handbook": "resources/handbook", "docs/images": "resources/images"}

# Modules that something imports and nothing of ours calls. With `ssl` and the clients of addresses the program could not speak to
# a server if it wanted to; `_sqlite3` would open a vault's file unencrypted beside the one that encrypts.
LEFT_OUT: Final = (
    "ssl",
    "_ssl",
    "http",
    "ftplib",
    "smtplib",
    "poplib",
    "imaplib",
    "telnetlib",
    "xmlrpc",
    "socketserver",
    "webbrowser",
    "asyncio",
    "urllib.request",
    "sqlite3",
    "tkinter",
    "turtle",
    "curses",
    "readline",
    "pdb",
    "doctest",
    "unittest",
    "test",
    "lib2to3",
    "distutils",
    "ensurepip",
    "venv",
    "idlelib",
    "pydoc_data",
    "multiprocessing",
    "pip",
    "setuptools",
    "pkg_resources",
    "wheel",
    "pytest",
    "_pytest",
    "hypothesis",
    "numpy",
    "IPython",
    "babel",
    "PySide6.QtNetwork",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "PySide6.QtSql",
    "PySide6.QtTest",
    "PySide6.QtOpenGL",
    *(() if sys.platform == "win32" else ("PySide6.QtPrintSupport",)),  # elsewhere a paper goes through a pipe
    "PySide6.QtConcurrent",
    "PySide6.QtXml",
    "PIL._avif",
    "PIL._imagingcms",
    "PIL.ImageCms",
    "PIL.AvifImagePlugin",
    "PIL._imagingft",
    "PIL._imagingtk",
    "PIL.ImageTk",
    "PIL.ImageQt",
    "PIL.ImageGrab",
    "PIL.ImageShow",
    "PIL.ImageFont",
    "PIL.ImageDraw2",
    "phonenumbers.geodata",
    "phonenumbers.carrierdata",
    "phonenumbers.tzdata",
    "phonenumbers.geocoder",
    "phonenumbers.carrier",
    "phonenumbers.timezone",
    "phonenumbers.prefix",
    "lxml",
    "yaml._yaml",
    "PyInstaller",
    "altgraph",
    "packaging",
    "cffi.recompiler",
    "pycparser",
    "pypdfium2._cli",
    "pypdfium2_cli",
)

# Packages of the lock that do not go along: what installs and builds; and pikepdf's reader of XML, for metadata that is
# neither read nor written through it here.
NOT_ALONG: Final = frozenset({"setuptools", "lxml", "packaging", "pycparser"})

# Loaded by a name that is put together when it is needed, so no import of theirs is seen.
BY_NAME: Final = ("phonenumbers.data", "phonenumbers.shortdata", "pypinyin", "zxcvbn", "tzdata")
IMPORTED_LATE: Final = (
    "_cffi_backend",
    "opencc.clib.opencc_clib",
    "PySide6.QtSvg",
    *(f"stdnum.{country}.iban" for country in ("be", "es", "me", "no")),  # countries whose accounts have a rule of their own
)

# Qt's plugins that a window of ours loads; all others are left out. Nothing is drawn by way of OpenGL.
PLUGINS: Final = frozenset(
    {
        "platforms/libqxcb.so",
        "platforms/libqwayland.so",
        "platforms/libqoffscreen.so",
        "imageformats/libqsvg.so",
        "imageformats/libqjpeg.so",
        "iconengines/libqsvgicon.so",
        "platforminputcontexts/libibusplatforminputcontextplugin.so",
        "platforminputcontexts/libcomposeplatforminputcontextplugin.so",
        "wayland-shell-integration/libxdg-shell.so",
        "wayland-decoration-client/libbradient.so",
        "platforms/qwindows.dll",
        "styles/qmodernwindowsstyle.dll",
        "imageformats/qsvg.dll",
        "imageformats/qjpeg.dll",
        "iconengines/qsvgicon.dll",
        "printsupport/windowsprintersupport.dll",
        "platforms/libqcocoa.dylib",
        "imageformats/libqsvg.dylib",
        "imageformats/libqjpeg.dylib",
        "iconengines/libqsvgicon.dylib",
    }
)

# Qt's own sentences ("Cancel", "Copy") in the languages of the window. It has none in Uyghur.
QT_SENTENCES: Final = frozenset({"qtbase_nl.qm", "qtbase_zh_CN.qm"})

# Libraries of the build system that go along: Python's own, and those of the display that many a desktop lacks. All others that
# are asked for are every desktop's and stay where the system mends them.
OF_THE_SYSTEM: Final = (
    "libpython3",
    "libffi.so",
    "libbz2.so",
    "liblzma.so",
    "libz.so",
    "libuuid.so",
    "libexpat.so",
    "libmpdec.so",
    "libxcb-cursor.so",
    "libxcb-icccm.so",
    "libxcb-image.so",
    "libxcb-keysyms.so",
    "libxcb-render-util.so",
    "libxcb-util.so",
    "libxkbcommon-x11.so",
    "libxcb-xkb.so",
)

# Nothing with such a name may be in the package, whatever brought it there.
FORBIDDEN: Final = re.compile(
    r"""(?ix) Qt6?(Network|Qml|Quick|WebEngine|WebSockets|Sql|Test|Designer|VirtualKeyboard|Multimedia|Charts|Graphs|Help)
    | EglFS | libQt6OpenGL | libavif | libXau- | libssl | _ssl\. | lib-dynload/_sqlite3 | tkinter
    | (^|/)tests?(/|$) | (^|/)pip(/|-) | setuptools | pytest | hypothesis
    | geodata | carrierdata | \.pdb$ | \.debug$ | (^|/)qtwebengine | /qml/ | babel"""
)

# Parts of packages that nothing asks for: other tables of OpenCC and of python-stdnum, sources of translations, hints for
# checkers. And of the papers of a wheel what wheel_papers.py writes anew, and what pip wrote when it put the wheel into the
# environment of the build: there stands in which folder that was.
UNUSED: Final = re.compile(r"""(?x)
    ^opencc/clib/(?!opencc_clib|share/) | ^stdnum/(?!iban\.).*\.dat$ | ^resources/locale/.*\.pot?$ | \.pyi$ | /py\.typed$
    | ^icalendar/fuzzing | ^lxml/ | \.dist-info/(RECORD|INSTALLER|REQUESTED|direct_url\.json|licenses/|sboms/)""")


def is_shipped(target: str) -> bool:
    """Say whether the file that would lie at `target` (with "/", below the folder of the libraries) goes along."""
    place = target.replace("\\", "/")
    if "/Qt/plugins/" in place:
        return place.split("/Qt/plugins/")[1] in PLUGINS
    if "/Qt/translations/" in place:
        return place.rsplit("/", 1)[1] in QT_SENTENCES
    if place.startswith("opencc/clib/share/"):
        return place.rsplit("/", 1)[1].startswith(("t2s.json", "TS", "CJK"))
    return FORBIDDEN.search(place) is None and UNUSED.search(place) is None


def is_of_the_system(source: str) -> bool:
    """Say whether a file of the build machine, and not of a package or of Python, may go along."""
    name = source.replace("\\", "/").rsplit("/", 1)[1]
    return name.startswith(OF_THE_SYSTEM)
