//! Which questions, in which order: one description for every list that the site can show.

use rusqlite::{OptionalExtension as _, Row};

use super::hits;
use super::insert::without_scheme;
use super::people::{self, Person};
use super::{Id, Order, Range, Result, Sql, Store};
use crate::markdown;
use crate::search::Condition;

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Question {
    pub(crate) id: Id,
    pub(crate) title: String,
    /// Markdown.
    pub(crate) body: String,
    /// What the body was made from, if it came as HTML.
    pub(crate) original: Option<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) asked: i64,
    pub(crate) active: i64,
    pub(crate) edited: Option<i64>,
    pub(crate) editor: Option<Id>,
    pub(crate) up: i64,
    pub(crate) down: i64,
    pub(crate) score: i64,
    pub(crate) views: u32,
    pub(crate) answers: u32,
    pub(crate) comments: u32,
    pub(crate) bookmarks: u32,
    pub(crate) accepted: Option<Id>,
    pub(crate) is_answered: bool,
    pub(crate) closed: Option<i64>,
    pub(crate) closed_reason: Option<String>,
    pub(crate) owner: Option<Person>,
}

/// What a list of questions is sorted by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Sort {
    #[default]
    Activity,
    Creation,
    Votes,
    /// How well the words match.
    Relevance,
    /// Votes and answers, less with age.
    Hot,
    /// Votes of questions asked in the last seven days.
    Week,
    /// Votes of questions asked in the last thirty days.
    Month,
    /// When somebody marked it.
    Added,
}

/// A full-text condition; the expressions come from [`words`](super::words).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Match {
    /// No condition.
    #[default]
    Anything,
    /// The words have to occur.
    Words(String),
    /// The best hundred for these words, by title and tags.
    Headline(String),
    /// Words were asked for, and there were none.
    Nothing,
}

/// Which questions. The default is all of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Selection {
    pub(crate) matching: Match,
    pub(crate) ids: Option<Vec<Id>>,
    /// None of these.
    pub(crate) except: Vec<Id>,
    /// All of this has to hold.
    pub(crate) only: Vec<Condition>,
    /// One of these people marked it.
    pub(crate) bookmarked_by: Option<Vec<Id>>,
    /// All of these.
    pub(crate) every_tag: Vec<String>,
    /// At least one of these.
    pub(crate) any_tag: Vec<String>,
    /// None of these.
    pub(crate) no_tag: Vec<String>,
    /// Better with one of these.
    pub(crate) rather_tag: Vec<String>,
    pub(crate) accepted: Option<bool>,
    /// Has an accepted answer or one that somebody voted for.
    pub(crate) answered: Option<bool>,
    pub(crate) owner: Option<Id>,
    pub(crate) asked: Range<i64>,
    pub(crate) sort: Sort,
    pub(crate) order: Order,
    /// Bounds of the field that is sorted by.
    pub(crate) bounds: Range<i64>,
    /// The time that age is counted from.
    pub(crate) now: i64,
    pub(crate) limit: u32,
    pub(crate) offset: u32,
}

const DAY: i64 = 86_400;

/// When a question was last marked by anybody.
const ADDED: &str = "(SELECT max(at) FROM bookmark WHERE post = q.id)";

impl Store {
    /// The questions of a selection.
    pub(crate) fn questions(&self, wanted: &Selection) -> Result<Vec<Question>> {
        let mut sql = wanted.sql("SELECT q.id");
        wanted.order_by(&mut sql);
        sql.page(wanted.limit, wanted.offset);
        let ids = sql.rows(&self.db, |row| row.get(0))?;
        ids.into_iter().filter_map(|id| self.question(id).transpose()).collect()
    }

    /// How many there are, on all pages.
    pub(crate) fn count_questions(&self, wanted: &Selection) -> Result<u32> {
        wanted.sql("SELECT count(*)").number(&self.db)
    }

    /// One question.
    pub(crate) fn question(&self, id: Id) -> Result<Option<Question>> {
        let mut statement = self.db.prepare_cached(&format!(
            "SELECT q.id, q.title, q.body, q.tags, q.asked, q.active, q.edited, q.score, q.views, q.answers,
                q.accepted, q.is_answered, q.closed, q.closed_reason, q.editor, q.up, q.down,
                (SELECT count(*) FROM comment WHERE post = q.id), (SELECT count(*) FROM bookmark WHERE post = q.id),
                (SELECT html FROM original WHERE post = q.id), {}
             FROM question q LEFT JOIN person p ON p.id = q.owner WHERE q.id = ?",
            people::COLUMNS
        ))?;
        Ok(statement.query_row([id], read).optional()?)
    }

    /// The number of the question that a data file gave this name.
    pub(crate) fn by_source(&self, source: &str) -> Result<Option<Id>> {
        let mut sql = Sql::new("SELECT id FROM question WHERE source = ");
        sql.bind(source.to_owned());
        Ok(sql.rows(&self.db, |row| row.get(0))?.pop())
    }

    /// The name that a data file gave the question of this number.
    pub(crate) fn source_of(&self, id: Id) -> Result<Option<String>> {
        let mut sql = Sql::new("SELECT source FROM question WHERE source IS NOT NULL AND id = ");
        sql.bind(id);
        Ok(sql.rows(&self.db, |row| row.get(0))?.pop())
    }

    /// The names that a data file gave, with the numbers that the site gave.
    pub(crate) fn sources(&self) -> Result<Vec<(String, Id)>> {
        Sql::new("SELECT source, id FROM question WHERE source IS NOT NULL ORDER BY id")
            .rows(&self.db, |row| Ok((row.get(0)?, row.get(1)?)))
    }
}

impl Question {
    /// The body as readers see it.
    pub(crate) fn html(&self) -> String {
        self.original.clone().unwrap_or_else(|| markdown::post(&self.body))
    }
}

impl Selection {
    fn sql(&self, select: &'static str) -> Sql {
        let mut sql = Sql::default();
        match &self.matching {
            Match::Words(expression) => {
                sql.push("WITH hit AS MATERIALIZED (SELECT rowid AS id, bm25(words, 3.0, 1.0, 2.0) AS rank ");
                sql.push("FROM words WHERE words MATCH ").bind(expression.clone()).push(") ");
            }
            Match::Headline(expression) => {
                sql.push("WITH hit AS MATERIALIZED (SELECT rowid AS id, bm25(headline, 3.0, 2.0) AS rank ");
                sql.push("FROM headline WHERE headline MATCH ").bind(expression.clone());
                sql.push(" ORDER BY rank, id LIMIT 100) ");
            }
            Match::Anything | Match::Nothing => {}
        }
        sql.push(select).push(" FROM question q");
        if self.has_rank() {
            sql.push(" JOIN hit ON hit.id = q.id");
        }
        sql.push(" WHERE true");
        self.conditions(&mut sql);
        sql
    }

    fn conditions(&self, sql: &mut Sql) {
        if self.matching == Match::Nothing {
            sql.push(" AND false");
        }
        if let Some(ids) = &self.ids {
            sql.push(" AND q.id IN (").bind_all(ids.iter().copied()).push(")");
        }
        if !self.except.is_empty() {
            sql.push(" AND q.id NOT IN (").bind_all(self.except.iter().copied()).push(")");
        }
        if let Some(people) = &self.bookmarked_by {
            sql.push(" AND q.id IN (SELECT post FROM bookmark WHERE person IN (");
            sql.bind_all(people.iter().copied()).push("))");
        }
        for condition in &self.only {
            hits::QUESTION.condition(condition, sql);
        }
        for tag in &self.every_tag {
            sql.push(" AND q.id IN (SELECT question FROM question_tag WHERE tag = ").bind(tag.clone()).push(")");
        }
        for (tags, condition) in [(&self.any_tag, " AND q.id IN "), (&self.no_tag, " AND q.id NOT IN ")] {
            if !tags.is_empty() {
                sql.push(condition).push("(SELECT question FROM question_tag WHERE tag IN (");
                sql.bind_all(tags.iter().cloned()).push("))");
            }
        }
        if let Some(accepted) = self.accepted {
            sql.push(" AND q.has_accepted = ").bind(accepted);
        }
        if let Some(answered) = self.answered {
            sql.push(" AND q.is_answered = ").bind(answered);
        }
        if let Some(owner) = self.owner {
            sql.push(" AND q.owner = ").bind(owner);
        }
        sql.between("q.asked", self.asked.from, self.asked.to);
        match self.sort {
            Sort::Activity => sql.between("q.active", self.bounds.from, self.bounds.to),
            Sort::Creation => sql.between("q.asked", self.bounds.from, self.bounds.to),
            Sort::Votes => sql.between("q.score", self.bounds.from, self.bounds.to),
            Sort::Week => sql.between("q.asked", Some(self.now - 7 * DAY), None::<i64>),
            Sort::Month => sql.between("q.asked", Some(self.now - 30 * DAY), None::<i64>),
            Sort::Added => sql.between(ADDED, self.bounds.from, self.bounds.to),
            Sort::Relevance | Sort::Hot => {}
        }
    }

    fn order_by(&self, sql: &mut Sql) {
        sql.push(" ORDER BY ");
        match self.sort {
            Sort::Activity => sql.push("q.active"),
            Sort::Creation => sql.push("q.asked"),
            Sort::Relevance if self.has_rank() => self.rank(sql),
            Sort::Votes | Sort::Relevance | Sort::Week | Sort::Month => sql.push("q.score"),
            Sort::Added => sql.push(ADDED),
            Sort::Hot => {
                sql.push("(q.score + 2.0 * q.answers) / (1 + max(0, ").bind(self.now).push(" - q.active) / 86400)")
            }
        };
        sql.push(self.order.sql()).push(", q.id").push(self.order.sql());
    }

    /// BM25 is smaller, below zero, the better the match.
    fn rank<'s>(&self, sql: &'s mut Sql) -> &'s mut Sql {
        sql.push("-hit.rank");
        if self.rather_tag.is_empty() {
            return sql;
        }
        sql.push(" * CASE WHEN q.id IN (SELECT question FROM question_tag WHERE tag IN (");
        sql.bind_all(self.rather_tag.iter().cloned()).push(")) THEN 1.5 ELSE 1.0 END")
    }

    fn has_rank(&self) -> bool {
        matches!(self.matching, Match::Words(_) | Match::Headline(_))
    }
}

/// GLOB patterns for an address and for anything below it: without a `*` of its own, an address also stands for
/// its anchors, queries and sub-pages.
pub(super) fn url_patterns(url: &str) -> (String, String) {
    let mut pattern = String::new();
    // SQLite takes patterns only up to some length, which no address that anybody mentions comes near.
    for c in without_scheme(url.trim()).chars().take(2000) {
        match c {
            '[' | '?' => pattern.extend(['[', c, ']']),
            c => pattern.push(c),
        }
    }
    if pattern.contains('*') {
        return (pattern.clone(), pattern);
    }
    let pattern = pattern.trim_end_matches('/').to_owned();
    let deeper = format!("{pattern}[/?#]*");
    (pattern, deeper)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Question> {
    let tags: String = row.get(3)?;
    Ok(Question {
        id: row.get(0)?,
        title: row.get(1)?,
        body: row.get(2)?,
        tags: tags.split_whitespace().map(str::to_owned).collect(),
        asked: row.get(4)?,
        active: row.get(5)?,
        edited: row.get(6)?,
        score: row.get(7)?,
        views: row.get(8)?,
        answers: row.get(9)?,
        accepted: row.get(10)?,
        is_answered: row.get(11)?,
        closed: row.get(12)?,
        closed_reason: row.get(13)?,
        editor: row.get(14)?,
        up: row.get(15)?,
        down: row.get(16)?,
        comments: row.get(17)?,
        bookmarks: row.get(18)?,
        original: row.get(19)?,
        owner: people::read(row, 20)?,
    })
}
