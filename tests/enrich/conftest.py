"""The server that plays the APIs serves here too."""

import importlib.util
from pathlib import Path

_SPEC = importlib.util.spec_from_file_location(
    "played_apis", Path(__file__).parents[1] / "apis" / "conftest.py"
)
_MODULE = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_MODULE)
played, answers = _MODULE.played, _MODULE.answers
