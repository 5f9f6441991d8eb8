//! Lists of people, and what they did in numbers.

use super::people::{self, COLUMNS, Person};
use super::{Id, Order, Range, Result, Sql, Store};

/// What a list of people is sorted by; the bounds are of the same kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PersonSort {
    Reputation(Range<i64>),
    /// When they joined, which is also when their profile last changed.
    Creation(Range<i64>),
    Name(Range<String>),
}

impl Default for PersonSort {
    fn default() -> Self {
        Self::Reputation(Range::default())
    }
}

/// Which people, in which order. Those whose accounts were deleted are in no list.
#[derive(Debug, Default)]
pub(crate) struct Roster {
    pub(crate) ids: Option<Vec<Id>>,
    /// Part of the name.
    pub(crate) containing: Option<String>,
    pub(crate) only_moderators: bool,
    pub(crate) joined: Range<i64>,
    pub(crate) sort: PersonSort,
    pub(crate) order: Order,
    pub(crate) limit: u32,
    pub(crate) offset: u32,
}

/// What somebody wrote and how they voted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) questions: u32,
    pub(crate) answers: u32,
    pub(crate) up: u32,
    pub(crate) down: u32,
}

impl Store {
    /// The people of a selection.
    pub(crate) fn roster(&self, wanted: &Roster) -> Result<Vec<Person>> {
        let mut sql = Sql::new("SELECT ");
        sql.push(COLUMNS);
        wanted.from(&mut sql);
        sql.push(" ORDER BY ").push(wanted.column()).push(wanted.order.sql()).push(", p.id").push(wanted.order.sql());
        sql.page(wanted.limit, wanted.offset);
        Ok(sql.rows(&self.db, |row| people::read(row, 0))?.into_iter().flatten().collect())
    }

    /// How many there are, on all pages.
    pub(crate) fn count_roster(&self, wanted: &Roster) -> Result<u32> {
        let mut sql = Sql::new("SELECT count(*)");
        wanted.from(&mut sql);
        sql.number(&self.db)
    }

    /// Somebody in numbers.
    pub(crate) fn tally_of(&self, person: Id) -> Result<Tally> {
        let mut row = self.db.prepare_cached(
            "SELECT (SELECT count(*) FROM question WHERE owner = ?1), (SELECT count(*) FROM answer WHERE owner = ?1),
                (SELECT count(*) FROM vote WHERE person = ?1 AND up), (SELECT count(*) FROM vote WHERE person = ?1 AND NOT up)",
        )?;
        Ok(row.query_row([person], |row| {
            Ok(Tally { questions: row.get(0)?, answers: row.get(1)?, up: row.get(2)?, down: row.get(3)? })
        })?)
    }
}

impl Roster {
    fn from(&self, sql: &mut Sql) {
        sql.push(" FROM person p WHERE NOT p.gone");
        if let Some(ids) = &self.ids {
            sql.push(" AND p.id IN (").bind_all(ids.iter().copied()).push(")");
        }
        if let Some(part) = &self.containing {
            sql.push(" AND instr(lower(p.name), ").bind(part.to_lowercase()).push(") > 0");
        }
        if self.only_moderators {
            sql.push(" AND p.moderator");
        }
        sql.between("p.joined", self.joined.from, self.joined.to);
        match &self.sort {
            PersonSort::Reputation(range) | PersonSort::Creation(range) => {
                sql.between(self.column(), range.from, range.to);
            }
            PersonSort::Name(range) => sql.between(self.column(), range.from.clone(), range.to.clone()),
        }
    }

    fn column(&self) -> &'static str {
        match self.sort {
            PersonSort::Reputation(_) => "p.reputation",
            PersonSort::Creation(_) => "p.joined",
            PersonSort::Name(_) => "lower(p.name)",
        }
    }
}
