//! The peers of a search: the same questions in SQLite, without the site around them.

use rusqlite::{Connection, params};

use crate::BenchError;
use crate::search::Query;
use crate::site::Question;

/// As many rows as a page of the site has, and the one that tells whether there are more.
const ROWS: u32 = 31;

/// A table, and a full-text index of it.
pub(crate) struct Peer(Connection);

impl Peer {
    pub(crate) fn of(questions: &[Question]) -> Result<Self, BenchError> {
        let db = Connection::open_in_memory()?;
        db.execute_batch(
            "CREATE TABLE question (id INTEGER PRIMARY KEY, title TEXT, body TEXT, tags TEXT);
             CREATE VIRTUAL TABLE words USING fts5(title, body, tags, content='', tokenize='porter unicode61');
             BEGIN",
        )?;
        for Question { id, title, body, tags } in questions {
            let tags = format!(" {} ", tags.join(" "));
            db.prepare_cached("INSERT INTO question VALUES (?, ?, ?, ?)")?.execute(params![id, title, body, tags])?;
            db.prepare_cached("INSERT INTO words (rowid, title, body, tags) VALUES (?, ?, ?, ?)")?
                .execute(params![id, title, body, tags])?;
        }
        db.execute_batch("COMMIT")?;
        Ok(Self(db))
    }

    /// Full-text search, best matches first, with the rows read.
    pub(crate) fn full_text(&self, query: &Query) -> Result<usize, BenchError> {
        let mut expression: Vec<String> = query.words.iter().map(|word| format!("\"{word}\"")).collect();
        expression.extend(query.tag.iter().map(|tag| format!("tags : \"{}\"", tag.replace('"', ""))));
        let mut statement = self.0.prepare_cached(
            "SELECT q.id, q.title, q.body, q.tags FROM words JOIN question q ON q.id = words.rowid
             WHERE words MATCH ? ORDER BY bm25(words, 3.0, 1.0, 2.0) LIMIT ?",
        )?;
        let rows = statement.query_map(params![expression.join(" AND "), ROWS], read)?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?.len())
    }

    /// A scan of all texts.
    pub(crate) fn scan(&self, query: &Query) -> Result<usize, BenchError> {
        let word = " AND title || ' ' || body LIKE ?";
        let tag = if query.tag.is_some() { " AND tags LIKE ?" } else { "" };
        let conditions = word.repeat(query.words.len()) + tag;
        let statement =
            format!("SELECT id, title, body, tags FROM question WHERE true{conditions} ORDER BY title LIMIT {ROWS}");
        let words = query.words.iter().map(|word| format!("%{word}%"));
        let tag = query.tag.iter().map(|tag| format!("% {tag} %"));
        let mut statement = self.0.prepare_cached(&statement)?;
        let rows = statement.query_map(rusqlite::params_from_iter(words.chain(tag)), read)?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?.len())
    }
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<(u32, String, String, String)> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
}
