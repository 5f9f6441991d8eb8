//! The answers to questions.

use rusqlite::Row;

use super::people::{self, Person};
use super::{Id, Order, Range, Result, Sql, Store};

/// One answer, with what is needed to show it alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) id: Id,
    pub(crate) question: Id,
    pub(crate) title: String,
    pub(crate) tags: Vec<String>,
    pub(crate) body: String,
    pub(crate) owner: Option<Person>,
    pub(crate) answered: i64,
    pub(crate) score: i64,
    pub(crate) accepted: bool,
}

/// What a list of answers is sorted by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum AnswerSort {
    #[default]
    Activity,
    Creation,
    Votes,
}

/// Which answers, in which order.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    pub(crate) questions: Vec<Id>,
    pub(crate) answered: Range<i64>,
    pub(crate) sort: AnswerSort,
    pub(crate) order: Order,
    pub(crate) bounds: Range<i64>,
    pub(crate) limit: u32,
    pub(crate) offset: u32,
}

impl Store {
    /// The answers of a selection.
    pub(crate) fn answers(&self, wanted: &Answers) -> Result<Vec<Answer>> {
        let mut sql = Sql::new(
            "SELECT a.id, a.question, q.title, q.tags, a.body, a.answered, a.score, a.accepted, \
             p.id, p.name, p.trade, p.joined, p.gone, p.reputation",
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

    /// The question that an answer belongs to.
    pub(crate) fn question_of(&self, answer: Id) -> Result<Option<Id>> {
        let mut sql = Sql::new("SELECT question FROM answer WHERE id = ");
        sql.bind(answer);
        Ok(sql.rows(&self.db, |row| row.get(0))?.pop())
    }
}

impl Answers {
    fn from(&self, sql: &mut Sql) {
        sql.push(
            " FROM answer a JOIN question q ON q.id = a.question LEFT JOIN person p ON p.id = a.owner \
             WHERE a.question IN (",
        );
        sql.bind_all(self.questions.iter().copied()).push(")");
        sql.between("a.answered", self.answered.from, self.answered.to);
        sql.between(self.column(), self.bounds.from, self.bounds.to);
    }

    fn column(&self) -> &'static str {
        match self.sort {
            AnswerSort::Activity | AnswerSort::Creation => "a.answered",
            AnswerSort::Votes => "a.score",
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
        owner: people::read(row, 8)?,
    })
}
