//! The answers to questions.

use rusqlite::Row;

use super::people::{self, Person};
use super::{Id, Order, PostSort, Range, Result, Sql, Store};
use crate::markdown;

/// One answer, with what is needed to show it alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) id: Id,
    pub(crate) question: Id,
    pub(crate) title: String,
    pub(crate) tags: Vec<String>,
    /// Markdown.
    pub(crate) body: String,
    /// What the body was made from, if it came as HTML.
    pub(crate) original: Option<String>,
    pub(crate) owner: Option<Person>,
    pub(crate) answered: i64,
    /// When it was last edited, or else answered.
    pub(crate) active: i64,
    pub(crate) edited: Option<i64>,
    pub(crate) editor: Option<Id>,
    pub(crate) comments: u32,
    pub(crate) up: i64,
    pub(crate) down: i64,
    pub(crate) score: i64,
    pub(crate) accepted: bool,
}

/// Which answers, in which order. The default is all of them.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    pub(crate) ids: Option<Vec<Id>>,
    pub(crate) questions: Option<Vec<Id>>,
    pub(crate) owners: Option<Vec<Id>>,
    pub(crate) answered: Range<i64>,
    pub(crate) sort: PostSort,
    pub(crate) order: Order,
    pub(crate) bounds: Range<i64>,
    pub(crate) limit: u32,
    pub(crate) offset: u32,
}

impl Store {
    /// The answers of a selection.
    pub(crate) fn answers(&self, wanted: &Answers) -> Result<Vec<Answer>> {
        let mut sql = Sql::new(
            "SELECT a.id, a.question, q.title, q.tags, a.body, a.answered, a.score, a.accepted, a.active, \
             a.edited, a.editor, (SELECT count(*) FROM comment WHERE post = a.id), a.up, a.down, \
             (SELECT html FROM original WHERE post = a.id), p.id, p.name, p.trade, p.joined, p.gone, p.reputation, p.moderator",
        );
        wanted.from(&mut sql);
        let by = wanted.column();
        sql.push(" ORDER BY ").push(by).push(wanted.order.sql()).push(", a.id").push(wanted.order.sql());
        sql.page(wanted.limit, wanted.offset);
        sql.rows(&self.db, read)
    }

    /// How many there are, on all pages.
    pub(crate) fn count_answers(&self, wanted: &Answers) -> Result<u32> {
        let mut sql = Sql::new("SELECT count(*)");
        wanted.from(&mut sql);
        sql.number(&self.db)
    }

    /// One answer.
    pub(crate) fn answer(&self, id: Id) -> Result<Option<Answer>> {
        Ok(self.answers(&Answers { ids: Some(vec![id]), limit: 1, ..Answers::default() })?.pop())
    }

    /// The question that an answer belongs to.
    pub(crate) fn question_of(&self, answer: Id) -> Result<Option<Id>> {
        let mut sql = Sql::new("SELECT question FROM answer WHERE id = ");
        sql.bind(answer);
        Ok(sql.rows(&self.db, |row| row.get(0))?.pop())
    }
}

impl Answer {
    /// The body as readers see it.
    pub(crate) fn html(&self) -> String {
        self.original.clone().unwrap_or_else(|| markdown::post(&self.body))
    }
}

impl Answers {
    fn from(&self, sql: &mut Sql) {
        sql.push(
            " FROM answer a JOIN question q ON q.id = a.question LEFT JOIN person p ON p.id = a.owner \
             WHERE true",
        );
        for (column, ids) in [
            (" AND a.id IN (", &self.ids),
            (" AND a.question IN (", &self.questions),
            (" AND a.owner IN (", &self.owners),
        ] {
            if let Some(ids) = ids {
                sql.push(column).bind_all(ids.iter().copied()).push(")");
            }
        }
        sql.between("a.answered", self.answered.from, self.answered.to);
        sql.between(self.column(), self.bounds.from, self.bounds.to);
    }

    fn column(&self) -> &'static str {
        match self.sort {
            PostSort::Activity => "a.active",
            PostSort::Creation => "a.answered",
            PostSort::Votes => "a.score",
        }
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Answer> {
    let tags: String = row.get(3)?;
    Ok(Answer {
        id: row.get(0)?,
        question: row.get(1)?,
        title: row.get(2)?,
        tags: tags.split_whitespace().map(str::to_owned).collect(),
        body: row.get(4)?,
        answered: row.get(5)?,
        score: row.get(6)?,
        accepted: row.get(7)?,
        active: row.get(8)?,
        edited: row.get(9)?,
        editor: row.get(10)?,
        comments: row.get(11)?,
        up: row.get(12)?,
        down: row.get(13)?,
        original: row.get(14)?,
        owner: people::read(row, 15)?,
    })
}
