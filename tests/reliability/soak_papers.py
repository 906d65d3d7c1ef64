"""One small file of every kind that the viewer shows in a way of its own."""

from __future__ import annotations

import io
import wave
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pillow_heif
from papers import docx, pdf, table
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Mapping

SIDE = 640  # pixels


def papers() -> Mapping[str, bytes]:
    """Return names and contents."""
    return {
        "page.pdf": pdf("The hearing was put off."),
        "photo.jpg": _picture("JPEG"),
        "drawing.png": _picture("PNG"),
        "telephone.heic": _heic(),
        "letter.docx": docx(document="The hearing was put off."),
        "list.xlsx": table(("name", "day"), ("N", "2026-03-06")),
        "list.csv": b"name,day\nN,2026-03-06\n",
        "notes.txt": b"The hearing was put off.\n",
        "mail.eml": _mail(),
        "call.wav": _sound(),
    }


def _picture(form: str) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((SIDE, SIDE)).convert("RGB").save(out, form)
    return out.getvalue()


def _heic() -> bytes:
    out = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (SIDE, SIDE), "grey")).save(out)
    return out.getvalue()


def _mail() -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "a@example.org", "b@example.org", "The hearing"
    made.set_content("It was put off.")
    return made.as_bytes()


def _sound() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(8000)
        made.writeframes(bytes(16000))
    return out.getvalue()
