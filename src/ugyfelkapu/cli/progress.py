"""How far a long command is: a bar where somebody looks, a line each tenth where nobody does."""

import sys
from dataclasses import dataclass, field

WIDTH = 40
PARTS = 10


@dataclass(kw_only=True)
class Progress:
    """Draws on standard error; `told` may be handed on as a callback."""

    label: str
    _shown: int = field(default=-1)

    def told(self, done: int, whole: int) -> None:
        """So much of so much is done."""
        share = 1.0 if whole == 0 else min(1.0, done / whole)
        if sys.stderr.isatty():
            bar = "#" * int(WIDTH * share)
            end = "\n" if share >= 1 else ""
            print(f"\r{self.label} [{bar:<{WIDTH}}] {share:4.0%}", end=end, file=sys.stderr, flush=True)
        elif (step := int(share * PARTS)) > self._shown:
            self._shown = step
            print(f"{self.label} {share:.0%}", file=sys.stderr, flush=True)
