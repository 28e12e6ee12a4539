"""What clerks do, each within a case of the person in front of them (`domain.md R4`)."""
