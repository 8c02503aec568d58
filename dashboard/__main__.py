"""`python -m dashboard`: the pages alone, as `minsheng dashboard` starts them."""

import argparse
import sys

from core.errors import MinshengError
from dashboard.asgi import serve


def main() -> None:
    """Read the address from the command line and serve until told to stop."""
    parser = argparse.ArgumentParser(prog="minsheng dashboard")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8501)
    given = parser.parse_args()
    try:
        serve(given.host, given.port)
    except MinshengError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
