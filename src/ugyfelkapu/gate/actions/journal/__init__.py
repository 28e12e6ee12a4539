"""What the gate writes into its journal: who did what, never the data (`domain.md R17`)."""
