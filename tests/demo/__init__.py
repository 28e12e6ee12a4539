"""The town to try it in."""
