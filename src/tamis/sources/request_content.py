"""What is sent with a request: a form with or without a file, or a body."""

from __future__ import annotations

from typing import Any, TypeAlias

#: Fields of a form by name, and its file, if it has one: name, content, media type.
Upload: TypeAlias = tuple[tuple[tuple[str, str], ...], tuple[str, bytes, str] | None]


def content(upload: Upload | None, file_field: str, body: bytes) -> dict[str, Any]:
    """Return the arguments by which `requests` sends it.

    Args:
        upload: the form; None where there is none.
        file_field: the name of the field that holds the file.
        body: what is sent as it is where there is no form; empty for nothing.
    """
    if upload is None:
        return {"data": body} if body else {}
    fields, file = upload
    if file is None:
        return {"files": [(name, (None, value)) for name, value in fields]}
    return {"data": fields, "files": {file_field: file}}
