"""The package's first script: the program as `python -m casevault` starts it."""

import sys

from casevault.__main__ import main

sys.exit(main())
