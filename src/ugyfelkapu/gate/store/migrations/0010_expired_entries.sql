-- Who is to be asked for when their document has expired (domain.md R12).
CREATE INDEX person_3nyt_document ON person (document_valid_until) WHERE register = '3nyt';
