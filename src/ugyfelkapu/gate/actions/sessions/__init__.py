"""A stay at the gate: how it begins, what it answers, how tries at it are counted, how it ends."""
