"""Which files are validated, and with which settings."""

from __future__ import annotations

import glob
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tamis import readers
from tamis.model.address import is_address
from tamis.model.errors import SourceError, UsageError, empty_name
from tamis.model.project import Configuration, Entry, InputFile, Settings
from tamis.model.text import Text
from tamis.project.configurations import Configurations

#: Tables under this ending are few: in a folder, such a file is taken only where it is named.
_NAMED_ONLY: Final = frozenset({".json"})


def select_files(
    arguments: Sequence[str],
    configurations: Configurations,
    options: Settings,
    *,
    configured: bool = False,
) -> list[InputFile]:
    """Return the files to validate, in order, each once.

    Args:
        arguments: paths, addresses and folders; none for all that the configuration names.
        configurations: which settings go with which files.
        options: what the command line says, which comes first.
        configured: whether files that the configuration does not name are left out.

    Raises:
        UsageError: nothing says which files to validate, or only files that are configured are
            asked for and no configuration holds for one of them.
        SourceError: a pattern or a folder leads to no file.
    """
    named_files = _NamedFiles(configurations)
    paths = (
        [path for argument in arguments for path in _spread(argument, named_files)]
        if arguments
        else named_files.all()
    )
    settings_by_path: dict[str, Settings] = {}
    for path in paths:
        configuration = configurations.of(path)
        if configured and configuration.path is None:
            raise _unconfigured(path)
        entry = named_files.entry(path)
        if configured and entry is None:
            continue
        own = entry.settings if entry else Settings()
        settings_by_path.setdefault(path, options.over(own).over(configuration.settings))
    return [InputFile(path=path, settings=settings) for path, settings in settings_by_path.items()]


def _unconfigured(path: str) -> UsageError:
    return UsageError(
        Text(
            fr=f"Aucune configuration ne s'applique à « {path} ».",
            en=f"No configuration applies to “{path}”.",
        ),
        Text(
            fr="Écrivez un tamis.toml dans son dossier ou au-dessus, ou ôtez --configured.",
            en="Write a tamis.toml in its folder or above, or leave out --configured.",
        ),
    )


class _NamedFiles:
    """The files that configurations name, each by the nearest one to it."""

    def __init__(self, configurations: Configurations) -> None:
        self._configurations = configurations
        self._by_folder: dict[Path, _Names] = {}

    def all(self) -> list[str]:
        """Return every file that is named, as it is seen from here.

        Raises:
            UsageError: no pattern says anything.
            SourceError: a pattern leads to no file.
        """
        listed = [self._names(configuration) for configuration in self._configurations.all()]
        if not any(names.configuration.entries for names in listed):
            raise UsageError(
                Text(fr="Aucun fichier n'est donné.", en="No file is given."),
                Text(
                    fr="Donnez-en (tamis validate FICHIER) ou nommez-les dans tamis.toml.",
                    en="Give some (tamis validate FILE) or name them in tamis.toml.",
                ),
            )
        for names in listed:
            names.ensure_leading()
        paths = dict.fromkeys(path for names in listed for path in names.entries)
        return [
            path if is_address(path) else os.path.relpath(path)
            for path in paths
            if is_address(path) or not self.excluded(path)
        ]

    def entry(self, path: str) -> Entry | None:
        """Return the entry that names a file, in the configuration that holds for it."""
        whole = path if is_address(path) else os.path.abspath(path)  # noqa: PTH100 “..” goes
        return self._names(self._configurations.of(path)).entries.get(whole)

    def excluded(self, path: str) -> bool:
        """Return whether a file, or a folder that holds it, is left out.

        What the root configuration leaves out is left out whatever stands in it.
        """
        configurations = (self._configurations.of(path), self._configurations.root)
        return any(self._names(configuration).excluded(path) for configuration in configurations)

    def _names(self, configuration: Configuration) -> _Names:
        folder = configuration.folder.absolute()
        if folder not in self._by_folder:
            self._by_folder[folder] = _Names.of(configuration)
        return self._by_folder[folder]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """The files that one configuration names, by their whole path.

    Attributes:
        entries: the first entry that names each.
        idle: patterns that lead to no file.
        out: files and folders that are left out.
    """

    configuration: Configuration
    entries: Mapping[str, Entry]
    idle: Sequence[str]
    out: frozenset[Path]

    @classmethod
    def of(cls, configuration: Configuration) -> _Names:
        """Look for the files of every pattern."""
        folder = configuration.folder
        out = frozenset(
            Path(path) for pattern in configuration.exclude for path in _globbed(folder, pattern)
        )
        entries: dict[str, Entry] = {}
        idle = []
        for entry in configuration.entries:
            for pattern in entry.paths:
                paths = [path for path in _led_to(folder, pattern) if not _is_out(path, out)]
                for path in paths:
                    entries.setdefault(path, entry)
                if not paths:
                    idle.append(pattern)
        return cls(configuration=configuration, entries=entries, idle=idle, out=out)

    def excluded(self, path: str) -> bool:
        """Return whether a file, or a folder that holds it, is left out."""
        return _is_out(path, self.out)

    def ensure_leading(self) -> None:
        """Raise `SourceError` where a pattern leads to no file."""
        if self.idle:
            name = self.configuration.path
            raise SourceError(
                Text(
                    fr=f"{name} : « {self.idle[0]} » ne mène à aucun fichier.",
                    en=f"{name}: “{self.idle[0]}” matches no file.",
                ),
                Text(fr="Corrigez ou ôtez ce motif.", en="Correct or remove that pattern."),
            )


def _led_to(folder: Path, pattern: str) -> list[str]:
    """Return the address, or the files, that a pattern of a configuration leads to."""
    if is_address(pattern):
        return [pattern]
    return [path for path in _globbed(folder, pattern) if Path(path).is_file()]


def _is_out(path: str, out: frozenset[Path]) -> bool:
    if not out or is_address(path):
        return False
    whole = Path(path).absolute()
    return not out.isdisjoint((whole, *whole.parents))


def _globbed(folder: Path, pattern: str) -> list[str]:
    """Return the absolute paths that a pattern leads to, in order; hidden ones only where said."""
    root = folder.absolute()
    paths = glob.glob(pattern.rstrip("/"), root_dir=root, recursive=True)  # noqa: PTH207 root_dir
    return [os.path.normpath(root / path) for path in sorted(paths)]


def _spread(argument: str, named_files: _NamedFiles) -> list[str]:
    """Return a path as it is, or the data files of a folder and of those below it.

    Raises:
        SourceError: the folder has none.
        UsageError: the path is empty.
    """
    if not argument:
        raise empty_name()
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
            Text(fr=f"« {pattern} » ne mène à aucun fichier.", en=f"“{pattern}” matches no file."),
            Text(fr="Vérifiez le chemin.", en="Check the path."),
        )
    return paths
