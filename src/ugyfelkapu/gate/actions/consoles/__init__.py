"""What the consoles do: four eyes, watching over the counters, figures, and reading the journal."""
