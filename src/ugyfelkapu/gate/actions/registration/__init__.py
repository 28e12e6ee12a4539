"""How a gate is opened, whichever way its owner came."""
