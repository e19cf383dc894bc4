"""Which files are validated, and with which settings."""

from __future__ import annotations

import glob
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tamis import readers
from tamis.model.address import is_address
from tamis.model.errors import SourceError, UsageError
from tamis.model.project import Configuration, Entry, InputFile, Settings
from tamis.model.text import Text

#: Tables under this ending are few: in a folder, such a file is taken only where it is named.
_NAMED_ONLY: Final = frozenset({".json"})


def select_files(
    arguments: Sequence[str],
    configuration: Configuration,
    options: Settings,
    *,
    configured: bool = False,
) -> list[InputFile]:
    """Return the files to validate, in order, each once.

    Args:
        arguments: paths, addresses and folders; none for all that the configuration names.
        configuration: which settings go with which files.
        options: what the command line says, which comes first.
        configured: whether files that the configuration does not name are left out.

    Raises:
        UsageError: nothing says which files to validate.
        SourceError: a pattern or a folder leads to no file.
    """
    named_files = _NamedFiles(configuration)
    paths = (
        [path for argument in arguments for path in _spread(argument, named_files)]
        if arguments
        else named_files.all()
    )
    settings_by_path: dict[str, Settings] = {}
    for path in paths:
        entry = named_files.entry(path)
        if configured and entry is None:
            continue
        own = entry.settings if entry else Settings()
        settings_by_path.setdefault(path, options.over(own).over(configuration.settings))
    return [InputFile(path=path, settings=settings) for path, settings in settings_by_path.items()]


class _NamedFiles:
    """The files that a configuration names, found once, by their whole path."""

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        folder = configuration.folder
        self._out = {
            Path(path) for pattern in configuration.exclude for path in _globbed(folder, pattern)
        }
        self._entries: dict[str, Entry] = {}
        self._idle: list[str] = []
        for entry in configuration.entries:
            for pattern in entry.paths:
                paths = self._matching(pattern)
                for path in paths:
                    self._entries.setdefault(path, entry)
                if not paths:
                    self._idle.append(pattern)

    def _matching(self, pattern: str) -> list[str]:
        """Return the paths that a pattern leads to, excluded ones left out."""
        if is_address(pattern):
            return [pattern]
        paths = _globbed(self._configuration.folder, pattern)
        return [path for path in paths if Path(path).is_file() and not self.excluded(path)]

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
                Text(fr="Corrigez ou ôtez ce motif.", en="Correct or remove that pattern."),
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
    paths = glob.glob(pattern.rstrip("/"), root_dir=root, recursive=True)  # noqa: PTH207 root_dir
    return [os.path.normpath(root / path) for path in sorted(paths)]


def _spread(argument: str, named_files: _NamedFiles) -> list[str]:
    """Return a path as it is, or the data files of a folder and of those below it.

    Raises:
        SourceError: the folder has none.
    """
    if is_address(argument):
        return [argument]
    if glob.has_magic(argument) and not Path(argument).exists():
        return _matching(argument)
    if not Path(argument).is_dir():
        return [argument]
    suffixes = readers.suffixes() - _NAMED_ONLY
    paths = [
        str(path)
        for path in sorted(Path(argument).rglob("*"))
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(argument).parts)
        and (path.suffix.lower() in suffixes or named_files.entry(str(path)))
        and not named_files.excluded(str(path))
    ]
    if not paths:
        raise SourceError(
            Text(
                fr=f"Le dossier « {argument} » n'a aucun fichier de données.",
                en=f"The folder “{argument}” has no data file.",
            ),
            Text(
                fr=f"Formats lus : {', '.join(readers.leaves())}.",
                en=f"Formats read: {', '.join(readers.leaves())}.",
            ),
        )
    return paths


def _matching(pattern: str) -> list[str]:
    """Return the files of a pattern that the shell left as it is, as Windows and quotes do.

    Raises:
        SourceError: there is none.
    """
    paths = [path for path in sorted(glob.glob(pattern, recursive=True)) if Path(path).is_file()]  # noqa: PTH207 a pattern may be absolute
    if not paths:
        raise SourceError(
            Text(fr=f"« {pattern} » ne mène à aucun fichier.", en=f"“{pattern}” leads to no file."),
            Text(fr="Vérifiez le chemin.", en="Check the path."),
        )
    return paths
