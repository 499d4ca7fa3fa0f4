"""`python -m server` is the `hearth` command."""

from server.cli import main

main(prog_name="hearth")
