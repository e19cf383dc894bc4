"""How many examples hypothesis draws."""

import os

#: Whether new examples are drawn, as many as there may be, and every file is tried in every form.
ALL_EXAMPLES = os.environ.get("TAMIS_EXAMPLES") == "drawn"


def examples(most: int) -> int:
    """Return a fifth of `most`, 20 at least; `most` where new ones are drawn by hand.

    ``TAMIS_EXAMPLES=drawn python -m tests unit`` draws them all, others each time; without it
    every run of the tests has the same (see `tests/conftest.py`).
    """
    return most if ALL_EXAMPLES else max(20, most // 5)
