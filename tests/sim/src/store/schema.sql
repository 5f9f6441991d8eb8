-- The site's content. Questions, answers and articles share one sequence of ids, as posts do on the real site.
--
-- What belongs to a post goes with it, by ON DELETE CASCADE; what is counted or searched is kept in step by the
-- functions of `store`.

CREATE TABLE person (
    id         INTEGER PRIMARY KEY,
    handle     TEXT    NOT NULL UNIQUE,
    name       TEXT    NOT NULL,
    trade      TEXT    NOT NULL,
    joined     INTEGER NOT NULL,
    gone       INTEGER NOT NULL, -- a deleted account: posts stay, the person does not
    moderator  INTEGER NOT NULL DEFAULT 0,
    reputation INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE post (
    id   INTEGER PRIMARY KEY AUTOINCREMENT, -- no id is ever given twice
    kind TEXT NOT NULL                      -- the table that has the rest
);

-- Posts that were there once.
CREATE TABLE deleted (
    id   INTEGER PRIMARY KEY,
    kind TEXT    NOT NULL,
    at   INTEGER NOT NULL
);

CREATE TABLE question (
    id            INTEGER PRIMARY KEY REFERENCES post ON DELETE CASCADE,
    source        TEXT UNIQUE,  -- the name a data file gave it
    title         TEXT    NOT NULL,
    body          TEXT    NOT NULL,
    tags          TEXT    NOT NULL, -- in the asker's order, separated by spaces
    owner         INTEGER REFERENCES person,
    asked         INTEGER NOT NULL,
    active        INTEGER NOT NULL,
    edited        INTEGER,
    editor        INTEGER REFERENCES person,
    revisions     INTEGER NOT NULL DEFAULT 1,
    up            INTEGER NOT NULL DEFAULT 0,
    down          INTEGER NOT NULL DEFAULT 0,
    score         INTEGER NOT NULL AS (up - down),
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
CREATE INDEX question_score ON question (score);
CREATE INDEX question_title ON question (lower(title));
CREATE INDEX question_body ON question (length(body)); -- finds duplicates without reading every text
CREATE INDEX question_owner ON question (owner);

CREATE TABLE answer (
    id        INTEGER PRIMARY KEY REFERENCES post ON DELETE CASCADE,
    question  INTEGER NOT NULL REFERENCES question ON DELETE CASCADE,
    body      TEXT    NOT NULL,
    owner     INTEGER REFERENCES person,
    answered  INTEGER NOT NULL,
    active    INTEGER NOT NULL,
    edited    INTEGER,
    editor    INTEGER REFERENCES person,
    revisions INTEGER NOT NULL DEFAULT 1,
    up        INTEGER NOT NULL DEFAULT 0,
    down      INTEGER NOT NULL DEFAULT 0,
    score     INTEGER NOT NULL AS (up - down),
    accepted  INTEGER NOT NULL
);
CREATE INDEX answer_question ON answer (question);
CREATE INDEX answer_owner ON answer (owner);

CREATE TABLE article (
    id          INTEGER PRIMARY KEY REFERENCES post ON DELETE CASCADE,
    type        TEXT    NOT NULL, -- as API v2.3 names it
    title       TEXT    NOT NULL,
    body        TEXT    NOT NULL,
    tags        TEXT    NOT NULL,
    owner       INTEGER REFERENCES person,
    published   INTEGER NOT NULL,
    active      INTEGER NOT NULL,
    edited      INTEGER,
    editor      INTEGER REFERENCES person,
    revisions   INTEGER NOT NULL DEFAULT 1,
    up          INTEGER NOT NULL DEFAULT 0,
    down        INTEGER NOT NULL DEFAULT 0,
    score       INTEGER NOT NULL AS (up - down),
    views       INTEGER NOT NULL,
    editable_by TEXT    NOT NULL DEFAULT 'ownerOnly' -- as API v3 names it
);
CREATE INDEX article_title ON article (lower(title));

-- The HTML of posts that came as HTML, until somebody edits them; their body was made from it.
CREATE TABLE original (
    post INTEGER PRIMARY KEY REFERENCES post ON DELETE CASCADE,
    html TEXT    NOT NULL
);

-- Who may edit an article that is open to some.
CREATE TABLE article_editor (
    article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    person  INTEGER NOT NULL REFERENCES person,
    PRIMARY KEY (article, person)
) WITHOUT ROWID;

-- Comments count in a sequence of their own.
CREATE TABLE comment (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    post     INTEGER NOT NULL REFERENCES post ON DELETE CASCADE,
    body     TEXT    NOT NULL,
    owner    INTEGER REFERENCES person,
    reply_to INTEGER REFERENCES person,
    made     INTEGER NOT NULL,
    edited   INTEGER,
    score    INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX comment_post ON comment (post);
CREATE INDEX comment_owner ON comment (owner);

-- Tags in use. `question.tags` has the same in the asker's order.
CREATE TABLE question_tag (
    tag      TEXT    NOT NULL,
    question INTEGER NOT NULL REFERENCES question ON DELETE CASCADE,
    PRIMARY KEY (tag, question)
) WITHOUT ROWID;
CREATE INDEX question_tag_question ON question_tag (question);

CREATE TABLE article_tag (
    tag     TEXT    NOT NULL,
    article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    PRIMARY KEY (tag, article)
) WITHOUT ROWID;
CREATE INDEX article_tag_article ON article_tag (article);

-- What is known about a tag. A row comes with its first use and stays.
CREATE TABLE tag (
    id           INTEGER PRIMARY KEY,
    name         TEXT    NOT NULL UNIQUE,
    created      INTEGER NOT NULL,
    excerpt      TEXT    NOT NULL DEFAULT '', -- what it is for, in a sentence
    wiki         TEXT    NOT NULL DEFAULT '', -- the same at length, in Markdown
    described    INTEGER,                     -- when excerpt and wiki were last edited
    is_required  INTEGER NOT NULL DEFAULT 0,
    is_moderator INTEGER NOT NULL DEFAULT 0   -- for moderators only
);

-- Names that turn into another when somebody uses them.
CREATE TABLE synonym (
    from_tag TEXT    PRIMARY KEY,
    to_tag   TEXT    NOT NULL,
    created  INTEGER NOT NULL,
    applied  INTEGER NOT NULL DEFAULT 0,
    last     INTEGER
) WITHOUT ROWID;
CREATE INDEX synonym_to ON synonym (to_tag);

-- Votes of people who are known. What a data file counts without names is in `up` and `down` alone.
CREATE TABLE vote (
    post   INTEGER NOT NULL REFERENCES post ON DELETE CASCADE,
    person INTEGER NOT NULL REFERENCES person,
    up     INTEGER NOT NULL, -- 1 or 0
    at     INTEGER NOT NULL,
    PRIMARY KEY (post, person)
) WITHOUT ROWID;

CREATE TABLE comment_vote (
    comment INTEGER NOT NULL REFERENCES comment ON DELETE CASCADE,
    person  INTEGER NOT NULL REFERENCES person,
    PRIMARY KEY (comment, person)
) WITHOUT ROWID;

-- Called favorites by API v2.3 and bookmarks by v3.
CREATE TABLE bookmark (
    post   INTEGER NOT NULL REFERENCES post ON DELETE CASCADE,
    person INTEGER NOT NULL REFERENCES person,
    at     INTEGER NOT NULL,
    PRIMARY KEY (post, person)
) WITHOUT ROWID;
CREATE INDEX bookmark_person ON bookmark (person);

-- Links between questions that somebody declared. Those in the text are in `link`.
CREATE TABLE post_link (
    from_post INTEGER NOT NULL REFERENCES post ON DELETE CASCADE,
    to_post   INTEGER NOT NULL REFERENCES post ON DELETE CASCADE,
    kind      TEXT    NOT NULL, -- linked or duplicate
    at        INTEGER NOT NULL,
    PRIMARY KEY (from_post, to_post, kind)
) WITHOUT ROWID;
CREATE INDEX post_link_to ON post_link (to_post);

-- Addresses that an article, or a question or its answers mention, in lower case and without the scheme.
CREATE TABLE link (
    url  TEXT    NOT NULL,
    post INTEGER NOT NULL REFERENCES post ON DELETE CASCADE,
    PRIMARY KEY (url, post)
) WITHOUT ROWID;
CREATE INDEX link_post ON link (post);

-- What somebody was told: `inbox` items about answers and comments, `notification` about the rest.
CREATE TABLE message (
    id      INTEGER PRIMARY KEY,
    box     TEXT    NOT NULL, -- inbox or notification
    person  INTEGER NOT NULL REFERENCES person,
    kind    TEXT    NOT NULL, -- as API v2.3 names it
    post    INTEGER REFERENCES post ON DELETE CASCADE,
    comment INTEGER REFERENCES comment ON DELETE CASCADE,
    body    TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    unread  INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX message_person ON message (person, box);
CREATE INDEX message_post ON message (post);
CREATE INDEX message_comment ON message (comment);

-- Search. `words` has all words of a question, `headline` those of title and tags for `similar`, and `prose` those
-- of answers and articles, apart so that no answer changes which questions are found, or in which order.
CREATE VIRTUAL TABLE words USING fts5(title, body, tags, content='', contentless_delete=1, tokenize='porter unicode61');
CREATE VIRTUAL TABLE headline USING fts5(title, tags, content='', contentless_delete=1, tokenize='porter unicode61');
CREATE VIRTUAL TABLE prose USING fts5(title, body, tags, content='', contentless_delete=1, tokenize='porter unicode61');
