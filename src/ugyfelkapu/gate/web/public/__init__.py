"""The public room: what the system is, questions and answers, accessibility, privacy and status."""
