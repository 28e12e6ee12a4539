"""What the worker and the operator look after."""
