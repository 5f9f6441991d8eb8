//! The site in numbers, for `/info`.

use super::{Result, Store};

/// How much of everything there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) questions: u32,
    pub(crate) unanswered: u32,
    pub(crate) accepted: u32,
    pub(crate) answers: u32,
    pub(crate) users: u32,
    pub(crate) votes: u32,
    pub(crate) comments: u32,
    /// When the first question was asked.
    pub(crate) since: i64,
}

impl Store {
    /// Counts.
    pub(crate) fn totals(&self) -> Result<Totals> {
        let mut statement = self.db.prepare_cached(
            "SELECT count(*), coalesce(sum(NOT is_answered), 0), coalesce(sum(has_accepted), 0),
                coalesce(sum(answers), 0), (SELECT count(*) FROM person WHERE NOT gone),
                coalesce(sum(up + down), 0) + (SELECT coalesce(sum(up + down), 0) FROM answer),
                coalesce(min(asked), 0), (SELECT count(*) FROM comment)
             FROM question",
        )?;
        Ok(statement.query_row([], |row| {
            Ok(Totals {
                questions: row.get(0)?,
                unanswered: row.get(1)?,
                accepted: row.get(2)?,
                answers: row.get(3)?,
                users: row.get(4)?,
                votes: row.get(5)?,
                since: row.get(6)?,
                comments: row.get(7)?,
            })
        })?)
    }
}
