"""What holds no table, whatever it is called."""

from __future__ import annotations

from typing import Final

from tamis.model.errors import SourceError
from tamis.model.text import Text
from tamis.sources.local import LocalFile

#: What is looked at at once, and what says nothing.
_CHUNK: Final = 1 << 16
_NULLS: Final = b"\0\xff\xfe \t\r\n"
_NAMES: Final = {
    "html": Text(fr="une page web (HTML)", en="a web page (HTML)"),
    "xml": Text(fr="du XML", en="XML"),
    "pdf": Text(fr="un document PDF", en="a PDF document"),
    "image": Text(fr="une image", en="an image"),
    "document": Text(fr="un document de bureautique", en="an office document"),
    "sylk": Text(
        fr="une feuille au format SYLK, qui n'est pas lu", en="a sheet in SYLK, which is not read"
    ),
    "dif": Text(
        fr="une feuille au format DIF, qui n'est pas lu", en="a sheet in DIF, which is not read"
    ),
    "packed": Text(
        fr="une archive qui n'est pas décompressée (7z, RAR, tar)",
        en="an archive that is not unpacked (7z, RAR, tar)",
    ),
    "database": Text(fr="une base SQLite", en="an SQLite database"),
}
_PAGE: Final = Text(
    fr="Une page d'erreur s'enregistre parfois sous le nom du fichier attendu. Si c'est un "
    "tableau, ouvrez-la dans un tableur et enregistrez-la en CSV ou en XLSX.",
    en="An error page is sometimes saved under the name of the expected file. If it is a table, "
    "open it in a spreadsheet and save it as CSV or XLSX.",
)
_FETCH_AGAIN: Final = Text(
    fr="Téléchargez-le ou enregistrez-le de nouveau.", en="Download it or save it again."
)
_CONVERT: Final = Text(
    fr="Enregistrez les données en CSV, en XLSX ou en JSON.",
    en="Save the data as CSV, XLSX or JSON.",
)

_OLD_SHEETS: Final = frozenset({"sylk", "dif"})
_SAVE_AS: Final = Text(
    fr="Ouvrez-le dans un tableur et enregistrez-le en CSV, en XLSX ou en ODS.",
    en="Open it in a spreadsheet and save it as CSV, XLSX or ODS.",
)


def ensure_table(local: LocalFile, kind: str) -> None:
    """Refuse what is no table, or the beginning of one, by its bytes (`nature`).

    Raises:
        SourceError: it is one of these.
    """
    if (name := _NAMES.get(kind)) is not None:
        no_sheet = kind not in _OLD_SHEETS
        raise SourceError(
            Text(
                fr=f"« {local.name} » est {name.fr}" + (", pas un tableau." if no_sheet else "."),
                en=f"“{local.name}” is {name.en}" + (", not a table." if no_sheet else "."),
            ),
            _PAGE if kind == "html" else _CONVERT if no_sheet else _SAVE_AS,
        )
    if kind == "broken":
        raise SourceError(
            Text(
                fr=f"« {local.name} » est abîmé : il commence comme un classeur ou une archive "
                "zip, mais il est incomplet.",
                en=f"“{local.name}” is damaged: it begins like a workbook or a zip archive, and "
                "is cut short.",
            ),
            _FETCH_AGAIN,
        )
    if not kind and _holds_nulls_alone(local):
        raise SourceError(
            Text(
                fr=f"« {local.name} » ne contient que des caractères nuls.",
                en=f"“{local.name}” contains nothing but null characters.",
            ),
            _FETCH_AGAIN,
        )


def _holds_nulls_alone(local: LocalFile) -> bool:
    """Whether a file holds null characters, line ends and blanks, and nothing else."""
    has_nulls = False
    with local.path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if chunk.strip(_NULLS):
                return False
            has_nulls = has_nulls or b"\0" in chunk
    return has_nulls
