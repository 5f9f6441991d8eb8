//! Everything the site knows, in an SQLite database: in memory, or for a large site in a file.
//!
//! The rest of the crate sees rows and [`Selection`]s, never SQL. Text that somebody typed reaches the database
//! only as a bound value, and the search expressions of [`words`] only as quoted words.

mod activity;
mod answers;
mod articles;
mod comments;
mod edit;
mod excerpt;
mod hits;
mod insert;
mod kept;
#[cfg(test)]
mod laws;
mod messages;
mod people;
mod posts;
mod related;
mod roster;
mod select;
mod tags;
mod totals;
mod votes;
pub(crate) mod words;

pub(crate) use activity::{Deed, Score, Window};
pub(crate) use answers::{Answer, Answers};
pub(crate) use articles::{Article, ArticleKind, Articles, EditableBy};
pub(crate) use comments::{Comment, CommentSort, Comments};
pub(crate) use edit::Revision;
pub(crate) use excerpt::Excerpt;
pub(crate) use hits::{Hit, Search};
pub(crate) use kept::{LinkKind, TagPart};
pub(crate) use messages::{Mailbox, Message, Messages};
pub(crate) use people::Person;
pub(crate) use posts::{Kind, Post};
pub(crate) use roster::{PersonSort, Roster};
pub(crate) use select::{Match, Question, Selection, Sort};
pub(crate) use tags::{Among, Synonym, Tag, TagSort, TagWiki, Tags};
pub(crate) use totals::Totals;
pub(crate) use votes::Vote;

use rusqlite::{Connection, MAIN_DB, types::Value};

/// The number of a post, a comment, a tag or a person.
pub(crate) type Id = u32;

/// The site's content could not be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database failed, which only a mistake in this crate can bring about.
    #[error("the site's database failed: {0}")]
    Database(#[from] rusqlite::Error),
}

type Result<T> = std::result::Result<T, StoreError>;

/// What a [`large`](Store::large) site holds in memory, in KiB.
const PAGE_CACHE: i64 = 65_536;

/// The database.
#[derive(Debug)]
pub(crate) struct Store {
    db: Connection,
}

impl Store {
    /// An empty site.
    pub(crate) fn new() -> Result<Self> {
        Self::over(Connection::open_in_memory()?)
    }

    /// An empty site that may become larger than memory: in a file without a name that is gone when this is dropped.
    /// As long as all of it fits into the page cache, there is no file.
    pub(crate) fn large() -> Result<Self> {
        let db = Connection::open("")?;
        db.pragma_update(None, "cache_size", -PAGE_CACHE)?;
        Self::over(db)
    }

    /// A copy of a site, from its [`image`](Self::image).
    pub(crate) fn of_image(image: &[u8]) -> Result<Self> {
        let mut db = Connection::open_in_memory()?;
        db.deserialize_read_exact(MAIN_DB, image, image.len(), false)?;
        Self::ready(db)
    }

    /// Everything as bytes. A copy made from them takes a hundredth of the time that filling the site took.
    pub(crate) fn image(&self) -> Result<Vec<u8>> {
        Ok(self.db.serialize(MAIN_DB)?.to_vec())
    }

    fn over(db: Connection) -> Result<Self> {
        db.execute_batch(include_str!("schema.sql"))?;
        Self::ready(db)
    }

    fn ready(db: Connection) -> Result<Self> {
        db.set_prepared_statement_cache_capacity(64);
        let store = Self { db };
        store.register_functions()?;
        Ok(store)
    }

    /// Runs `fill` in one transaction: all of it happens, or nothing.
    pub(crate) fn batch<T, E: From<StoreError>>(
        &self,
        fill: impl FnOnce(&Self) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let transaction = self.db.unchecked_transaction().map_err(StoreError::from)?;
        let done = fill(self)?;
        transaction.commit().map_err(StoreError::from)?;
        Ok(done)
    }

    /// Runs `attempt` and undoes all of it, whatever came of it.
    pub(crate) fn rehearse<T, E: From<StoreError>>(
        &self,
        attempt: impl FnOnce(&Self) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let transaction = self.db.unchecked_transaction().map_err(StoreError::from)?;
        let done = attempt(self);
        transaction.rollback().map_err(StoreError::from)?;
        done
    }
}

/// A statement in the making: constant text, and values that are only ever bound.
#[derive(Debug, Default)]
struct Sql {
    text: String,
    values: Vec<Value>,
}

impl Sql {
    fn new(text: &'static str) -> Self {
        Self { text: text.to_owned(), values: Vec::new() }
    }

    fn push(&mut self, text: &'static str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.text.push('?');
        self.values.push(value.into());
        self
    }

    /// `?, ?, ?`
    fn bind_all<T: Into<Value>>(&mut self, values: impl IntoIterator<Item = T>) -> &mut Self {
        for (at, value) in values.into_iter().enumerate() {
            if at > 0 {
                self.push(", ");
            }
            self.bind(value);
        }
        self
    }

    /// `AND column >= low AND column <= high`, whichever bound there is.
    fn between(&mut self, column: &'static str, low: Option<impl Into<Value>>, high: Option<impl Into<Value>>) {
        if let Some(low) = low {
            self.push(" AND ").push(column).push(" >= ").bind(low);
        }
        if let Some(high) = high {
            self.push(" AND ").push(column).push(" <= ").bind(high);
        }
    }

    fn page(&mut self, limit: u32, offset: u32) {
        self.push(" LIMIT ").bind(limit).push(" OFFSET ").bind(offset);
    }

    fn rows<T>(&self, db: &Connection, read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>) -> Result<Vec<T>> {
        let mut statement = db.prepare_cached(&self.text)?;
        let rows = statement.query_map(rusqlite::params_from_iter(&self.values), read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn number(&self, db: &Connection) -> Result<u32> {
        let mut statement = db.prepare_cached(&self.text)?;
        Ok(statement.query_row(rusqlite::params_from_iter(&self.values), |row| row.get(0))?)
    }
}

/// Which end of a sorted list comes first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Order {
    /// The largest, latest, best.
    #[default]
    Descending,
    /// The smallest, earliest, worst.
    Ascending,
}

impl Order {
    fn sql(self) -> &'static str {
        match self {
            Self::Descending => " DESC",
            Self::Ascending => " ASC",
        }
    }
}

/// What a list of answers or of articles is sorted by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum PostSort {
    #[default]
    Activity,
    Creation,
    Votes,
}

/// A lower and an upper bound, both inclusive, both optional.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Range<T> {
    pub(crate) from: Option<T>,
    pub(crate) to: Option<T>,
}

impl<T> Default for Range<T> {
    fn default() -> Self {
        Self { from: None, to: None }
    }
}
