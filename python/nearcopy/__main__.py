"""The program nearcopy: `nearcopy …` and `python -m nearcopy …`."""

import signal
import sys

from nearcopy._nearcopy import main as run


def main() -> int:
    # Ctrl-C ends the program as it ends any other: Python's own handler would only be asked
    # once the program is done.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return run(["nearcopy", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
