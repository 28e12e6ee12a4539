-- Found by whoever paid, for their own page, and by the application or case they were made for (domain.md R11, R15).
CREATE INDEX fee_decision_person ON fee_decision (person_id);

CREATE INDEX payment_purpose ON payment (purpose_id);
