"""The development server: the same settings as `docusnap serve`."""

import sys

from docusnap.cli import main

if __name__ == "__main__":
    main(["serve", *sys.argv[1:]])
