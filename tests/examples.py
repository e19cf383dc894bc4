"""How many examples hypothesis draws."""

import os


def examples(most: int) -> int:
    """Return a fifth of `most`, 20 at least; `most` where new ones are drawn by hand.

    ``TAMIS_EXAMPLES=drawn python -m tests unit`` draws them all, others each time; without it
    every run of the tests has the same (see `tests/conftest.py`).
    """
    return most if os.environ.get("TAMIS_EXAMPLES") == "drawn" else max(20, most // 5)
