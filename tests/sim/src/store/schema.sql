-- The site's content. Questions and answers share one sequence of ids, as posts do on the real site.

CREATE TABLE person (
    id         INTEGER PRIMARY KEY,
    handle     TEXT    NOT NULL UNIQUE,
    name       TEXT    NOT NULL,
    trade      TEXT    NOT NULL,
    joined     INTEGER NOT NULL,
    gone       INTEGER NOT NULL, -- a deleted account: posts stay, the person does not
    reputation INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE question (
    id            INTEGER PRIMARY KEY,
    source        TEXT UNIQUE,  -- the name a data file gave it
    title         TEXT    NOT NULL,
    body          TEXT    NOT NULL,
    tags          TEXT    NOT NULL, -- in the asker's order, separated by spaces
    owner         INTEGER REFERENCES person,
    asked         INTEGER NOT NULL,
    active        INTEGER NOT NULL,
    edited        INTEGER,
    score         INTEGER NOT NULL,
    views         INTEGER NOT NULL,
    answers       INTEGER NOT NULL,
    accepted      INTEGER,           -- the accepted answer, where it is known
    has_accepted  INTEGER NOT NULL,
    is_answered   INTEGER NOT NULL,
    closed        INTEGER,
    closed_reason TEXT
);
CREATE INDEX question_active ON question (active);
CREATE INDEX question_asked ON question (asked);
CREATE INDEX question_title ON question (lower(title));

CREATE TABLE question_tag (
    tag      TEXT    NOT NULL,
    question INTEGER NOT NULL,
    PRIMARY KEY (tag, question)
) WITHOUT ROWID;

CREATE TABLE answer (
    id       INTEGER PRIMARY KEY,
    question INTEGER NOT NULL REFERENCES question,
    body     TEXT    NOT NULL,
    owner    INTEGER REFERENCES person,
    answered INTEGER NOT NULL,
    score    INTEGER NOT NULL,
    accepted INTEGER NOT NULL
);
CREATE INDEX answer_question ON answer (question);

-- Addresses that a question or its answers mention, in lower case and without the scheme.
CREATE TABLE link (
    url      TEXT    NOT NULL,
    question INTEGER NOT NULL,
    PRIMARY KEY (url, question)
) WITHOUT ROWID;

-- Search: all words of a question, and apart from them those of title and tags for `similar`.
CREATE VIRTUAL TABLE words USING fts5(title, body, tags, content='', tokenize='porter unicode61');
CREATE VIRTUAL TABLE headline USING fts5(title, tags, content='', tokenize='porter unicode61');
