-- The journal is searched by who acted, for which body and what was done, newest first; each with the instant behind it.

CREATE INDEX journal_actor ON journal (actor, at);

CREATE INDEX journal_organisation ON journal (organisation, at);

CREATE INDEX journal_activity ON journal (activity, at);
