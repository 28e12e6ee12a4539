"""`python -m ugyfelkapu.cli` is `ugyfelkapu`."""

from ugyfelkapu.cli import main

main()
