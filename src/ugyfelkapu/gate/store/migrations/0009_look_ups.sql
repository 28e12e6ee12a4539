-- What bodies did with somebody's data, found without passing all that the owner did themselves.

CREATE INDEX journal_by_bodies ON journal (subject, at) WHERE organisation <> 'operator';
