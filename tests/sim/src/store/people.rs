//! The people of the site.

use rusqlite::{OptionalExtension as _, Row, params};

use super::{Id, Result, Sql, Store};
use crate::corpus::people::Colleague;
use crate::date::midnight;

/// Somebody with an account, or whose account was deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) id: Id,
    pub(crate) name: String,
    pub(crate) trade: String,
    pub(crate) joined: i64,
    pub(crate) gone: bool,
    pub(crate) moderator: bool,
    pub(crate) reputation: i64,
}

/// The columns of a person, for joins; read back by [`read`].
pub(super) const COLUMNS: &str = "p.id, p.name, p.trade, p.joined, p.gone, p.reputation, p.moderator";

/// A person from seven columns that begin at `at`; `None` where a join found nobody.
pub(super) fn read(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<Person>> {
    let Some(id) = row.get(at)? else { return Ok(None) };
    Ok(Some(Person {
        id,
        name: row.get(at + 1)?,
        trade: row.get(at + 2)?,
        joined: row.get(at + 3)?,
        gone: row.get(at + 4)?,
        reputation: row.get(at + 5)?,
        moderator: row.get(at + 6)?,
    }))
}

impl Store {
    /// Opens accounts for a list of colleagues.
    pub(crate) fn add_people(&self, people: &[Colleague]) -> Result<()> {
        for person in people {
            let joined = midnight(person.joined).unwrap_or_default();
            let id = self.add_person(person.handle, person.name, person.trade, joined, person.left)?;
            if person.moderator {
                self.appoint(id)?;
            }
        }
        Ok(())
    }

    /// Leaves only these accounts, by user name.
    pub(crate) fn retain_people(&self, handles: &[String]) -> Result<()> {
        let mut sql = Sql::new("DELETE FROM person WHERE handle NOT IN (");
        sql.bind_all(handles.iter().cloned()).push(")");
        self.db.execute(&sql.text, rusqlite::params_from_iter(&sql.values))?;
        Ok(())
    }

    /// The id behind a user name; somebody new gets an account.
    pub(crate) fn person_called(&self, handle: &str, now: i64) -> Result<Id> {
        let known = self
            .db
            .prepare_cached("SELECT id FROM person WHERE handle = ?")?
            .query_row([handle], |row| row.get(0))
            .optional()?;
        match known {
            Some(id) => Ok(id),
            None => self.add_person(handle, handle, "", now, false),
        }
    }

    /// One person.
    pub(crate) fn person(&self, id: Id) -> Result<Option<Person>> {
        let found = self
            .db
            .prepare_cached(&format!("SELECT {COLUMNS} FROM person p WHERE p.id = ?"))?
            .query_row([id], |row| read(row, 0))
            .optional()?;
        Ok(found.flatten())
    }

    /// The address of somebody's mailbox at their company.
    pub(crate) fn address_of(&self, person: Id) -> Result<String> {
        let mut row = self.db.prepare_cached("SELECT handle || '@fernwick.test' FROM person WHERE id = ?")?;
        Ok(row.query_row([person], |row| row.get(0))?)
    }

    /// Makes somebody a moderator.
    pub(crate) fn appoint(&self, person: Id) -> Result<()> {
        self.db.prepare_cached("UPDATE person SET moderator = 1 WHERE id = ?")?.execute([person])?;
        Ok(())
    }

    /// So many of those who can sign in, by name; where there are more, those with most reputation.
    pub(crate) fn people(&self, most: u32) -> Result<Vec<Person>> {
        let mut statement = self.db.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM (SELECT * FROM person WHERE NOT gone ORDER BY reputation DESC LIMIT ?) p
             ORDER BY p.name"
        ))?;
        let rows = statement.query_map([most], |row| read(row, 0))?;
        Ok(rows.filter_map(rusqlite::Result::transpose).collect::<rusqlite::Result<_>>()?)
    }

    fn add_person(&self, handle: &str, name: &str, trade: &str, joined: i64, gone: bool) -> Result<Id> {
        Ok(self
            .db
            .prepare_cached(
                "INSERT INTO person (handle, name, trade, joined, gone) VALUES (?, ?, ?, ?, ?) RETURNING id",
            )?
            .query_row(params![handle, name, trade, joined, gone], |row| row.get(0))?)
    }
}
