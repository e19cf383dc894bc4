"""How many examples are tried: few in every run of the tests, all of them on request.

``TAMIS_EXAMPLES=drawn`` draws as many of hypothesis as there may be, others each time, and tries
every file in every form; ``TAMIS_EXAMPLES=files`` does the latter alone, the same each time.
"""

import os

_ASKED = os.environ.get("TAMIS_EXAMPLES", "")
#: Whether every file is tried in every form.
ALL_EXAMPLES = _ASKED in {"drawn", "files"}


def examples(most: int) -> int:
    """Return a fifth of `most`, 20 at least; `most` where new ones are drawn by hand."""
    return most if _ASKED == "drawn" else max(20, most // 5)
