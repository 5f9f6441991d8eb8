//! How long the site takes to load a data dump, and how much memory: beside SQLite with the same lines as they are.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

use askside_sim::Sim;
use rusqlite::{Connection, params};

use crate::command::Load;
use crate::report::{Times, table};
use crate::{BenchError, dump};

pub(crate) fn measure(options: &Load) -> Result<String, BenchError> {
    let made = tempfile::tempdir()?;
    let (dir, what) = match &options.data {
        Some(dir) => (dir.as_path(), dir.display().to_string()),
        None => {
            let bytes = dump::write(made.path(), options.posts)?;
            (made.path(), format!("{} made-up posts, {} MB", options.posts, bytes >> 20))
        }
    };
    let (mut ours, mut peer) = (Times::of("loading"), Times::of("peer: the lines of Posts.xml into SQLite"));
    peer.time(|| lines(dir))?;
    // Dropped at once: its file is as large as the dump.
    ours.time(|| Sim::load(dir, None))?;
    let heading = format!("load: {what}; most memory in use: {}", peak());
    Ok(table(&heading, &[ours, peer]))
}

/// A table of the lines with a full-text index, and nothing understood.
fn lines(dir: &Path) -> Result<(), BenchError> {
    let db = Connection::open("")?;
    db.execute_batch(
        "CREATE TABLE line (id INTEGER PRIMARY KEY, text TEXT);
         CREATE VIRTUAL TABLE words USING fts5(text, content='', tokenize='porter unicode61');
         BEGIN",
    )?;
    for line in BufReader::with_capacity(1 << 16, File::open(dir.join("Posts.xml"))?).lines() {
        let line = line?;
        db.prepare_cached("INSERT INTO line (text) VALUES (?)")?.execute([&line])?;
        let last = db.last_insert_rowid();
        db.prepare_cached("INSERT INTO words (rowid, text) VALUES (?, ?)")?.execute(params![last, line])?;
    }
    Ok(db.execute_batch("COMMIT")?)
}

/// As Linux tells it, which is the only one to do so.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| String::from("unknown"), |line| line.trim().to_owned())
}
