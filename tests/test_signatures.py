"""The public face is frozen: what changes here changes what others wrote.

``RENEW=1 pytest tests/test_signatures.py`` writes it again, where that is meant.
"""

import inspect
import os
from pathlib import Path

import tamis

FROZEN = Path(__file__).with_name("signatures.txt")


def test_public_signatures_are_what_they_were():
    text = "".join(f"{line}\n" for name in sorted(tamis.__all__) for line in described(name))
    if os.environ.get("RENEW"):
        FROZEN.write_text(text, encoding="utf-8")
    assert text == FROZEN.read_text(encoding="utf-8")


def described(name):
    public = getattr(tamis, name)
    if not callable(public):
        yield name
        return
    yield f"{name}{_names(public)}"
    if inspect.isclass(public):
        for member in sorted(vars(public)):
            if not member.startswith("_") and member not in getattr(public, "__match_args__", ()):
                value = vars(public)[member]
                yield f"  .{member}{_names(value) if inspect.isfunction(value) else ''}"


def _names(public):
    """The parameters with their defaults: types may be said better without breaking anybody."""
    try:
        parameters = inspect.signature(public).parameters.values()
    except ValueError:
        return "(…)"
    bare = [p.replace(annotation=p.empty, default=_default(p)) for p in parameters]
    return str(inspect.Signature(bare))


def _default(parameter):
    plain = str | int | float | bool | tuple | type(None)
    given = parameter.default
    return given if given is parameter.empty or isinstance(given, plain) else ...
