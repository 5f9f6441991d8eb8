//! What people did: one after the other, and summed up by tag.

use super::people::{self, Person};
use super::{Id, Kind, Range, Result, Sql, Store};

/// What somebody did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DeedKind {
    Asked,
    Answered,
    Commented,
    Revised,
}

/// One thing that somebody did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Deed {
    pub(crate) kind: DeedKind,
    pub(crate) person: Id,
    pub(crate) at: i64,
    pub(crate) post: Id,
    pub(crate) post_kind: Kind,
    pub(crate) comment: Option<Id>,
    /// Of the post, or of the question that it answers.
    pub(crate) title: String,
}

/// A part of a list by time, always the newest first.
#[derive(Debug, Clone)]
pub(crate) struct Window {
    pub(crate) range: Range<i64>,
    pub(crate) limit: u32,
    pub(crate) offset: u32,
}

/// How well somebody does in a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Score {
    pub(crate) person: Person,
    pub(crate) score: i64,
    pub(crate) posts: u32,
}

/// Everything that anybody did.
const DEEDS: &str = " FROM (
    SELECT 'asked' AS deed, owner AS person, asked AS at, id AS post, 'question' AS kind, NULL AS comment, title
        FROM question
    UNION ALL SELECT 'answered', a.owner, a.answered, a.id, 'answer', NULL, q.title
        FROM answer a JOIN question q ON q.id = a.question
    UNION ALL SELECT 'commented', c.owner, c.made, c.post, post.kind, c.id, coalesce(q.title, thread.title, r.title)
        FROM comment c JOIN post ON post.id = c.post LEFT JOIN question q ON q.id = c.post
        LEFT JOIN answer a ON a.id = c.post LEFT JOIN question thread ON thread.id = a.question
        LEFT JOIN article r ON r.id = c.post
    UNION ALL SELECT 'revision', editor, edited, id, 'question', NULL, title FROM question WHERE edited IS NOT NULL
    UNION ALL SELECT 'revision', a.editor, a.edited, a.id, 'answer', NULL, q.title
        FROM answer a JOIN question q ON q.id = a.question WHERE a.edited IS NOT NULL
    ) WHERE person IN (";

impl Store {
    /// What these people did.
    pub(crate) fn deeds(&self, people: &[Id], window: &Window) -> Result<Vec<Deed>> {
        let mut sql = Sql::new("SELECT deed, person, at, post, kind, comment, title");
        window.narrow(people, &mut sql);
        sql.push(" ORDER BY at DESC, post DESC, deed").page(window.limit, window.offset);
        sql.rows(&self.db, |row| {
            let (deed, kind): (String, String) = (row.get(0)?, row.get(4)?);
            Ok(Deed {
                kind: DeedKind::named(&deed),
                person: row.get(1)?,
                at: row.get(2)?,
                post: row.get(3)?,
                post_kind: Kind::named(&kind),
                comment: row.get(5)?,
                title: row.get(6)?,
            })
        })
    }

    /// How many there are, on all pages.
    pub(crate) fn count_deeds(&self, people: &[Id], window: &Window) -> Result<u32> {
        let mut sql = Sql::new("SELECT count(*)");
        window.narrow(people, &mut sql);
        sql.number(&self.db)
    }

    /// The thirty people whose answers, or questions, of a tag got the best score since then.
    pub(crate) fn best_in(&self, tag: &str, posts: Kind, since: Option<i64>) -> Result<Vec<Score>> {
        let mut sql = Sql::new("SELECT sum(post.score), count(*), ");
        sql.push(people::COLUMNS).push(match posts {
            Kind::Answer => " FROM answer post JOIN question_tag t ON t.question = post.question",
            Kind::Question | Kind::Article => " FROM question post JOIN question_tag t ON t.question = post.id",
        });
        sql.push(" JOIN person p ON p.id = post.owner AND NOT p.gone WHERE t.tag = ").bind(tag.to_owned());
        let written = if posts == Kind::Answer { "post.answered" } else { "post.asked" };
        sql.between(written, since, None::<i64>);
        sql.push(" GROUP BY p.id ORDER BY sum(post.score) DESC, p.id LIMIT 30");
        let rows = sql.rows(&self.db, |row| {
            let (score, posts) = (row.get(0)?, row.get(1)?);
            Ok(people::read(row, 2)?.map(|person| Score { person, score, posts }))
        })?;
        Ok(rows.into_iter().flatten().collect())
    }
}

impl Window {
    fn narrow(&self, people: &[Id], sql: &mut Sql) {
        sql.push(DEEDS).bind_all(people.iter().copied()).push(")");
        sql.between("at", self.range.from, self.range.to);
    }
}

impl DeedKind {
    /// `timeline_type` of the API.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Answered => "answered",
            Self::Commented => "commented",
            Self::Revised => "revision",
        }
    }

    fn named(name: &str) -> Self {
        match name {
            "asked" => Self::Asked,
            "answered" => Self::Answered,
            "commented" => Self::Commented,
            _ => Self::Revised,
        }
    }
}
