"""What a command's exit code means: the one table, shown in the help and in the documentation."""

from __future__ import annotations

from enum import IntEnum

from tamis.model.text import Text


class ExitCode(IntEnum):
    """An exit code. Those above 128 are the shell's own: 128 and the number of a signal."""

    VALID = 0
    NOT_VALID = 1
    USAGE = 2
    UNREADABLE = 3
    REFUSED = 4
    FAULT = 5
    HANG_UP = 129
    INTERRUPTED = 130
    PIPE_CLOSED = 141
    TERMINATED = 143

    @property
    def meaning(self) -> Text:
        """What it says of the run."""
        return _MEANINGS[self]


_MEANINGS = {
    ExitCode.VALID: Text(fr="conforme, ou fait", en="conforms, or done"),
    ExitCode.NOT_VALID: Text(
        fr="non conforme, ou rien trouvé", en="does not conform, or nothing found"
    ),
    ExitCode.USAGE: Text(
        fr="option, paramètre ou configuration impossible",
        en="impossible option, parameter or configuration",
    ),
    ExitCode.UNREADABLE: Text(
        fr="une source, un schéma ou une sortie ne peut pas être lu ou écrit",
        en="a source, a schema or an output cannot be read or written",
    ),
    ExitCode.REFUSED: Text(
        fr="refusé : un garde-fou, ou une limite de taille, de mémoire ou de temps",
        en="refused: a guard, or a limit of size, memory or time",
    ),
    ExitCode.FAULT: Text(
        fr="erreur interne de tamis ; le message dit où sont les détails",
        en="a bug in tamis itself; the message says where the details are",
    ),
    ExitCode.HANG_UP: Text(fr="terminal fermé", en="terminal closed"),
    ExitCode.INTERRUPTED: Text(fr="interrompu (Ctrl+C)", en="interrupted (Ctrl+C)"),
    ExitCode.PIPE_CLOSED: Text(
        fr="ce qui est affiché n'est plus lu", en="nobody reads the output any more"
    ),
    ExitCode.TERMINATED: Text(fr="arrêté par le système", en="ended by the system"),
}
