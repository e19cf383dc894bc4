"""The fake portal by itself: ``python -m tests.portal [PORT]``."""

import sys

from tests.portal.fake import main

main(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
