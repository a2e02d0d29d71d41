"""`python -m docusnap`."""

from docusnap.cli import main

main()
