"""What a file's name tells of its kind. A fixed table: what a computer has installed must not change what is recorded."""

from __future__ import annotations

from typing import Final

UNKNOWN: Final = "application/octet-stream"

_TYPES: Final = {
    "pdf": "application/pdf", "txt": "text/plain", "md": "text/plain", "csv": "text/csv", "rtf": "application/rtf",
    "html": "text/html", "htm": "text/html", "json": "application/json", "xml": "application/xml", "warc": "application/warc",
    "doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation", "eml": "message/rfc822",
    "zip": "application/zip", "7z": "application/x-7z-compressed", "gz": "application/gzip", "tar": "application/x-tar",
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif", "webp": "image/webp", "bmp": "image/bmp",
    "tif": "image/tiff", "tiff": "image/tiff", "heic": "image/heic", "heif": "image/heif", "svg": "image/svg+xml",
    "mp4": "video/mp4", "m4v": "video/mp4", "mov": "video/quicktime", "avi": "video/x-msvideo", "mkv": "video/x-matroska",
    "webm": "video/webm", "3gp": "video/3gpp", "mpg": "video/mpeg", "mpeg": "video/mpeg",
    "mp3": "audio/mpeg", "m4a": "audio/mp4", "aac": "audio/aac", "wav": "audio/wav", "ogg": "audio/ogg", "opus": "audio/ogg",
    "flac": "audio/flac", "amr": "audio/amr",
}  # fmt: skip
_KINDS: Final = {"image": "photo", "video": "video", "audio": "audio"}


def mime_of(name: str) -> str:
    """Return the media type that the ending of `name` stands for; what a file holds is not looked at."""
    return _TYPES.get(name.rpartition(".")[2].lower(), UNKNOWN)


def kind_of(mime: str) -> str:
    """Return the code of `evidence_kind` that a media type suggests; the person may say it better."""
    return "other" if mime == UNKNOWN else _KINDS.get(mime.partition("/")[0], "document")
