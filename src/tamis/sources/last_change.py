"""The day on which a source was last changed, where the source itself says so.

The date of a file on a disk says when it was copied, and is never asked.
"""

from __future__ import annotations

import re
import zipfile
from datetime import date
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final

from tamis.model.profile import Profile, dated
from tamis.sources.local import LocalFile

#: Where workbooks say it: Office Open XML (Dublin Core terms), OpenDocument.
_MEMBERS: Final = {
    "docProps/core.xml": rb"<dcterms:modified[^>]*>([^<]+)<",
    "meta.xml": rb"<dc:date>([^<]+)<",
}
_WORKBOOKS: Final = frozenset({".xlsx", ".xlsm", ".ods"})
_MOST: Final = 1 << 20


def as_of(profile: Profile, local: LocalFile) -> Profile:
    """Return a profile that knows the day on which a source was last changed, where it says so."""
    return profile if profile.as_of else dated(profile, last_change(local))


def last_change(local: LocalFile) -> str:
    """Return the day (ISO 8601) on which a source was last changed; "" where it does not say."""
    if local.modified:
        return day_of(local.modified)
    origin = local.origin()
    if origin is not None and origin.fetched:
        return day_of(origin.fetched)
    return day_of(_in_workbook(local.path)) if local.suffix in _WORKBOOKS else ""


def day_of(text: str) -> str:
    """Return the day of a date as HTTP or ISO 8601 write it; "" of what is none.

    >>> day_of("Wed, 21 Oct 2015 07:28:00 GMT"), day_of("2026-01-15T10:00:00Z"), day_of("hier")
    ('2015-10-21', '2026-01-15', '')
    """
    try:
        return date.fromisoformat(text.strip()[:10]).isoformat()
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except ValueError:
        return ""


def _in_workbook(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            for name, pattern in _MEMBERS.items():
                if name in archive.namelist() and archive.getinfo(name).file_size < _MOST:
                    match = re.search(pattern, archive.read(name))
                    return match[1].decode(errors="replace") if match else ""
    except (OSError, zipfile.BadZipFile):
        return ""
    return ""
