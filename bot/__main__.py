"""`python -m bot` is `reverse-interview`."""

from bot.cli import main

main()
