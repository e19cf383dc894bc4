"""Which files are validated, and with which settings."""

from __future__ import annotations

import glob
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tamis import readers
from tamis.model.errors import SourceError, UsageError
from tamis.model.project import Configuration, Entry, InputFile, Settings
from tamis.model.text import Text
from tamis.sources.http import is_address

#: Tables under this ending are few: in a folder, such a file is taken only where it is named.
_NAMED_ONLY: Final = frozenset({".json"})


def select_files(
    given: Sequence[str], configuration: Configuration, said: Settings, *, configured: bool = False
) -> list[InputFile]:
    """Return the files to validate, in order, each once.

    Args:
        given: paths, addresses and folders; none for all that the configuration names.
        configuration: which settings go with which files.
        said: what the command line says, which comes first.
        configured: whether files that the configuration does not name are left out.

    Raises:
        UsageError: nothing says which files to validate.
        SourceError: a pattern or a folder leads to no file.
    """
    named = _Named(configuration)
    paths = [path for one in given for path in _spread(one, named)] if given else named.all()
    made: dict[str, Settings] = {}
    for path in paths:
        entry = named.entry(path)
        if configured and entry is None:
            continue
        own = entry.settings if entry else Settings()
        made.setdefault(path, said.over(own).over(configuration.settings))
    return [InputFile(path=path, settings=settings) for path, settings in made.items()]


class _Named:
    """The files that a configuration names, found once, by their whole path."""

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        folder = configuration.folder
        self._out = {
            Path(found) for pattern in configuration.exclude for found in _globbed(folder, pattern)
        }
        self._entries: dict[str, Entry] = {}
        self._idle: list[str] = []
        for entry in configuration.entries:
            for pattern in entry.paths:
                found = self._matching(pattern)
                for path in found:
                    self._entries.setdefault(path, entry)
                if not found:
                    self._idle.append(pattern)

    def _matching(self, pattern: str) -> list[str]:
        """Return the paths that a pattern leads to, excluded ones left out."""
        if is_address(pattern):
            return [pattern]
        found = _globbed(self._configuration.folder, pattern)
        return [one for one in found if Path(one).is_file() and not self.excluded(one)]

    def all(self) -> list[str]:
        """Return every file that is named, as it is seen from here.

        Raises:
            UsageError: no pattern says anything.
            SourceError: a pattern leads to no file.
        """
        if not self._configuration.entries:
            raise UsageError(
                Text(fr="Aucun fichier n'est donné.", en="No file is given."),
                Text(
                    fr="Donnez-en (tamis validate FICHIER) ou nommez-les dans tamis.toml.",
                    en="Give some (tamis validate FILE) or name them in tamis.toml.",
                ),
            )
        if self._idle:
            name = self._configuration.path
            raise SourceError(
                Text(
                    fr=f"{name} : « {self._idle[0]} » ne mène à aucun fichier.",
                    en=f"{name}: “{self._idle[0]}” leads to no file.",
                ),
                Text(fr="Corrigez ou ôtez ce motif.", en="Mend or remove that pattern."),
            )
        return [entry if is_address(entry) else os.path.relpath(entry) for entry in self._entries]

    def entry(self, path: str) -> Entry | None:
        """Return the entry that names a file."""
        return self._entries.get(path if is_address(path) else os.path.abspath(path))  # noqa: PTH100 “..” goes

    def excluded(self, path: str) -> bool:
        """Return whether a file, or a folder that holds it, is left out."""
        whole = Path(path).absolute()
        return bool(self._out) and not self._out.isdisjoint((whole, *whole.parents))


def _globbed(folder: Path, pattern: str) -> list[str]:
    """Return the absolute paths that a pattern leads to, in order; hidden ones only where said."""
    root = folder.absolute()
    found = glob.glob(pattern.rstrip("/"), root_dir=root, recursive=True)  # noqa: PTH207 root_dir
    return [os.path.normpath(root / one) for one in sorted(found)]


def _spread(given: str, named: _Named) -> list[str]:
    """Return a path as it is, or the data files of a folder and of those below it.

    Raises:
        SourceError: the folder has none.
    """
    if is_address(given) or not Path(given).is_dir():
        return [given]
    known = readers.suffixes() - _NAMED_ONLY
    found = [
        str(path)
        for path in sorted(Path(given).rglob("*"))
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(given).parts)
        and (path.suffix.lower() in known or named.entry(str(path)))
        and not named.excluded(str(path))
    ]
    if not found:
        raise SourceError(
            Text(
                fr=f"Le dossier « {given} » n'a aucun fichier de données.",
                en=f"The folder “{given}” has no data file.",
            ),
            Text(
                fr=f"Formats lus : {', '.join(readers.leaves())}.",
                en=f"Formats read: {', '.join(readers.leaves())}.",
            ),
        )
    return found
