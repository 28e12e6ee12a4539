"""The ways into a gate from home: what an applicant does without a clerk (`domain.md R2`)."""
