//! Posts of all kinds that a search finds, in one list.
//!
//! A question is found by all its words, exactly as lists of questions are; an answer by those of its body, and an
//! article by its own. So each kind has a branch of its own in the statement, and [`Branch`] says how they differ.

use rusqlite::functions::FunctionFlags;

use super::select::url_patterns;
use super::{Answer, Article, Id, Kind, Match, Order, Question, Range, Result, Sort, Sql, Store};
use crate::markdown;
use crate::search::{self, Condition, Measure, Query, State};

/// Which posts, in which order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Search {
    pub(crate) query: Query,
    pub(crate) kinds: Vec<Kind>,
    /// When they were written.
    pub(crate) written: Range<i64>,
    /// [`Sort::Activity`], [`Sort::Creation`], [`Sort::Votes`] or [`Sort::Relevance`].
    pub(crate) sort: Sort,
    pub(crate) order: Order,
    /// Bounds of the field that is sorted by; not of relevance.
    pub(crate) bounds: Range<i64>,
    pub(crate) limit: u32,
    pub(crate) offset: u32,
}

/// One post that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Hit {
    Question(Question),
    Answer(Answer),
    Article(Article),
}

/// How one kind of posts is searched.
pub(super) struct Branch {
    kind: Kind,
    select: &'static str,
    /// The full-text index, and its part of the WITH clause.
    index: &'static str,
    hits: &'static str,
    join: &'static str,
    id: &'static str,
    tags: &'static str,
    tag_key: &'static str,
    owner: &'static str,
    body: &'static str,
    written: &'static str,
    active: &'static str,
    score: &'static str,
}

pub(super) const QUESTION: Branch = Branch {
    kind: Kind::Question,
    select: "SELECT 'question' AS kind, q.id AS id, q.score AS score, q.asked AS written, q.active AS active, ",
    index: "SELECT rowid FROM words WHERE words MATCH ",
    hits: "question_hit AS MATERIALIZED (SELECT rowid AS id, bm25(words, 3.0, 1.0, 2.0) AS rank \
           FROM words WHERE words MATCH ",
    join: " JOIN question_hit hit ON hit.id = q.id",
    id: "q.id",
    tags: "(SELECT question FROM question_tag WHERE tag ",
    tag_key: "q.id",
    owner: "q.owner",
    body: "q.body",
    written: "q.asked",
    active: "q.active",
    score: "q.score",
};

const ANSWER: Branch = Branch {
    kind: Kind::Answer,
    select: "SELECT 'answer' AS kind, a.id AS id, a.score AS score, a.answered AS written, a.active AS active, ",
    index: "SELECT rowid FROM prose WHERE prose MATCH ",
    hits: "answer_hit AS MATERIALIZED (SELECT rowid AS id, bm25(prose, 3.0, 1.0, 2.0) AS rank \
           FROM prose WHERE prose MATCH ",
    join: " JOIN answer_hit hit ON hit.id = a.id",
    id: "a.id",
    tags: "(SELECT question FROM question_tag WHERE tag ",
    tag_key: "a.question",
    owner: "a.owner",
    body: "a.body",
    written: "a.answered",
    active: "a.active",
    score: "a.score",
};

const ARTICLE: Branch = Branch {
    kind: Kind::Article,
    select: "SELECT 'article' AS kind, r.id AS id, r.score AS score, r.published AS written, r.active AS active, ",
    hits: "article_hit AS MATERIALIZED (SELECT rowid AS id, bm25(prose, 3.0, 1.0, 2.0) AS rank \
           FROM prose WHERE prose MATCH ",
    join: " JOIN article_hit hit ON hit.id = r.id",
    id: "r.id",
    tags: "(SELECT article FROM article_tag WHERE tag ",
    tag_key: "r.id",
    owner: "r.owner",
    body: "r.body",
    written: "r.published",
    active: "r.active",
    score: "r.score",
    ..ANSWER
};

impl Store {
    /// Lets statements call what SQL has no words for.
    pub(super) fn register_functions(&self) -> Result<()> {
        let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
        self.db.create_scalar_function("mentions_code", 2, flags, |call| {
            let (body, code): (String, String) = (call.get(0)?, call.get(1)?);
            Ok(search::mentions_code(&body, &code))
        })?;
        Ok(())
    }

    /// The posts of a search.
    pub(crate) fn hits(&self, wanted: &Search) -> Result<Vec<Hit>> {
        let mut sql = wanted.sql("SELECT kind, id");
        sql.push(match wanted.sort {
            Sort::Activity => " ORDER BY active",
            Sort::Creation => " ORDER BY written",
            Sort::Relevance => " ORDER BY rank",
            _ => " ORDER BY score",
        });
        sql.push(wanted.order.sql()).push(", id").push(wanted.order.sql());
        sql.page(wanted.limit, wanted.offset);
        let rows: Vec<(String, Id)> = sql.rows(&self.db, |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.iter().filter_map(|(kind, id)| self.hit(Kind::named(kind), *id).transpose()).collect()
    }

    /// How many there are, on all pages.
    pub(crate) fn count_hits(&self, wanted: &Search) -> Result<u32> {
        wanted.sql("SELECT count(*)").number(&self.db)
    }

    fn hit(&self, kind: Kind, id: Id) -> Result<Option<Hit>> {
        Ok(match kind {
            Kind::Question => self.question(id)?.map(Hit::Question),
            Kind::Answer => self.answer(id)?.map(Hit::Answer),
            Kind::Article => self.article(id)?.map(Hit::Article),
        })
    }
}

impl Hit {
    /// The question, if it is one.
    pub(crate) fn question(self) -> Option<Question> {
        match self {
            Self::Question(question) => Some(question),
            Self::Answer(_) | Self::Article(_) => None,
        }
    }

    pub(crate) fn kind(&self) -> Kind {
        match self {
            Self::Question(_) => Kind::Question,
            Self::Answer(_) => Kind::Answer,
            Self::Article(_) => Kind::Article,
        }
    }

    /// Markdown.
    pub(crate) fn body(&self) -> &str {
        match self {
            Self::Question(question) => &question.body,
            Self::Answer(answer) => &answer.body,
            Self::Article(article) => &article.body,
        }
    }

    /// The body as readers see it.
    pub(crate) fn html(&self) -> String {
        match self {
            Self::Question(question) => question.html(),
            Self::Answer(answer) => answer.html(),
            Self::Article(article) => markdown::post(&article.body),
        }
    }

    pub(crate) fn score(&self) -> i64 {
        match self {
            Self::Question(question) => question.score,
            Self::Answer(answer) => answer.score,
            Self::Article(article) => article.score,
        }
    }

    pub(crate) fn written(&self) -> i64 {
        match self {
            Self::Question(question) => question.asked,
            Self::Answer(answer) => answer.answered,
            Self::Article(article) => article.published,
        }
    }

    pub(crate) fn active(&self) -> i64 {
        match self {
            Self::Question(question) => question.active,
            Self::Answer(answer) => answer.active,
            Self::Article(article) => article.active,
        }
    }
}

impl Search {
    fn sql(&self, select: &'static str) -> Sql {
        let branches = [QUESTION, ANSWER, ARTICLE].into_iter().filter(|branch| self.kinds.contains(&branch.kind));
        let branches: Vec<Branch> = branches.collect();
        let matching = self.query.matching();
        let mut sql = Sql::default();
        if let Match::Words(expression) = &matching {
            for (at, branch) in branches.iter().enumerate() {
                sql.push(if at == 0 { "WITH " } else { ", " }).push(branch.hits).bind(expression.clone()).push(")");
            }
            sql.push(" ");
        }
        sql.push(select).push(" FROM (SELECT NULL AS kind, 0 AS id, 0 AS score, 0 AS written, 0 AS active, ");
        sql.push("0 AS rank WHERE false");
        for branch in &branches {
            let ranked = matches!(matching, Match::Words(_));
            sql.push(" UNION ALL ").push(branch.select);
            // BM25 is smaller, below zero, the better the match.
            sql.push(if ranked { "-hit.rank AS rank" } else { branch.score }).push(branch.from());
            if ranked {
                sql.push(branch.join);
            }
            sql.push(if matching == Match::Nothing { " WHERE false" } else { " WHERE true" });
            self.conditions(branch, &mut sql);
        }
        sql.push(")");
        sql
    }

    fn conditions(&self, branch: &Branch, sql: &mut Sql) {
        if let Some(expression) = self.query.without.any() {
            sql.push(" AND ").push(branch.id).push(" NOT IN (").push(branch.index).bind(expression).push(")");
        }
        sql.between(branch.written, self.written.from, self.written.to);
        match self.sort {
            Sort::Activity => sql.between(branch.active, self.bounds.from, self.bounds.to),
            Sort::Creation => sql.between(branch.written, self.bounds.from, self.bounds.to),
            Sort::Votes => sql.between(branch.score, self.bounds.from, self.bounds.to),
            _ => {}
        }
        for condition in &self.query.only {
            branch.condition(condition, sql);
        }
    }
}

/// SQLite takes conditions only up to some depth.
const MOST_PATTERNS: usize = 100;

fn never(sql: &mut Sql) {
    sql.push(" AND false");
}

fn one_of(column: &'static str, ids: &[Id], sql: &mut Sql) {
    sql.push(" AND ").push(column).push(" IN (").bind_all(ids.iter().copied()).push(")");
}

impl Branch {
    fn from(&self) -> &'static str {
        match self.kind {
            Kind::Question => " FROM question q",
            Kind::Answer => " FROM answer a",
            Kind::Article => " FROM article r",
        }
    }

    /// A condition on what this kind does not have is never true.
    pub(super) fn condition(&self, condition: &Condition, sql: &mut Sql) {
        match condition {
            Condition::Kind(kind) if *kind == self.kind => {}
            Condition::Kind(_) | Condition::Impossible => never(sql),
            Condition::Tagged(tags) => self.tagged(tags, " IN ", sql),
            Condition::NotTagged(tags) => self.tagged(tags, " NOT IN ", sql),
            Condition::By(people) => one_of(self.owner, people, sql),
            Condition::Ids(ids) => one_of(self.id, ids, sql),
            Condition::State(state, wanted) => match self.state(*state) {
                Some(column) => {
                    sql.push(" AND (").push(column).push(") = ").bind(*wanted);
                }
                None => never(sql),
            },
            Condition::Number(measure, range) => match self.number(*measure) {
                Some(column) => sql.between(column, range.from, range.to),
                None => never(sql),
            },
            Condition::Url(url) => self.mentions(url, sql),
            Condition::Code(code) => {
                sql.push(" AND mentions_code(").push(self.body).push(", ").bind(code.clone()).push(")");
            }
            Condition::Answers(question) if self.kind == Kind::Answer => one_of("a.question", &[*question], sql),
            Condition::Answers(_) => never(sql),
        }
    }

    fn tagged(&self, tags: &[String], membership: &'static str, sql: &mut Sql) {
        let (patterns, names): (Vec<&String>, Vec<&String>) = tags.iter().partition(|tag| tag.contains('*'));
        sql.push(" AND ").push(self.tag_key).push(membership).push(self.tags);
        sql.push("IN (").bind_all(names.into_iter().cloned()).push(")");
        for pattern in patterns.into_iter().take(MOST_PATTERNS) {
            // No tag has a question mark or a bracket in it, so only the stars are patterns.
            sql.push(" OR tag GLOB ").bind(pattern.replace(['?', '['], ""));
        }
        sql.push(")");
    }

    /// The addresses of an answer are kept with its question.
    fn mentions(&self, url: &str, sql: &mut Sql) {
        let (pattern, deeper) = url_patterns(url);
        if self.kind == Kind::Answer {
            sql.push(" AND lower(a.body) GLOB ").bind(format!("*{}*", pattern.trim_matches('*')));
            return;
        }
        sql.push(" AND ").push(self.id).push(" IN (SELECT post FROM link WHERE url GLOB ").bind(pattern);
        sql.push(" OR url GLOB ").bind(deeper).push(")");
    }

    fn state(&self, state: State) -> Option<&'static str> {
        match (state, self.kind) {
            (State::HasCode, _) => Some(match self.kind {
                Kind::Question => "mentions_code(q.body, '')",
                Kind::Answer => "mentions_code(a.body, '')",
                Kind::Article => "mentions_code(r.body, '')",
            }),
            (State::Answered, Kind::Question) => Some("q.is_answered"),
            (State::HasAccepted, Kind::Question) => Some("q.has_accepted"),
            (State::Closed, Kind::Question) => Some("q.closed IS NOT NULL"),
            (State::Accepted, Kind::Answer) => Some("a.accepted"),
            _ => None,
        }
    }

    fn number(&self, measure: Measure) -> Option<&'static str> {
        match (measure, self.kind) {
            (Measure::Score, _) => Some(self.score),
            (Measure::Created, _) => Some(self.written),
            (Measure::Active, _) => Some(self.active),
            (Measure::Views, Kind::Question) => Some("q.views"),
            (Measure::Views, Kind::Article) => Some("r.views"),
            (Measure::Answers, Kind::Question) => Some("q.answers"),
            _ => None,
        }
    }
}
