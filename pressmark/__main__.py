"""`python -m pressmark`."""

from pressmark.cli import main

main()
