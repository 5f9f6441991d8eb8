//! The command line.

use std::path::PathBuf;

use lexopt::{Arg, Parser, ValueExt as _};

/// What `--help` says.
pub(crate) const HELP: &str = "\
How fast Askside's parts are, beside a peer that does the same work in the same run.

Usage: cargo run --release -p askside-bench -- MEASUREMENT [OPTIONS]

Measurements:
  search           the simulated site's /search/advanced, called without a socket, beside SQLite's full-text search
                   without the site around it, and beside a scan with LIKE

Options of search:
  --data DIR       the questions of DIR, as askside-sim --data takes it, instead of the demo's
  --queries N      so many different queries (default: 200)

  -h, --help       this text

Times are of this machine and this run; the last column, how many times the peer's, is what to compare.
";

/// What to measure.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Help,
    Search(Search),
}

/// How to measure searching.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Search {
    pub(crate) data: Option<PathBuf>,
    pub(crate) queries: usize,
}

/// A command line that means nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    #[error("{0}; askside-bench --help lists the options")]
    Misunderstood(#[from] lexopt::Error),
    #[error("there is no measurement {0:?}; askside-bench --help lists them")]
    NoSuchMeasurement(String),
    #[error("--queries takes 1 or more")]
    NoQueries,
}

impl Command {
    pub(crate) fn parse() -> Result<Self, CommandError> {
        Self::read(Parser::from_env())
    }

    fn read(mut parser: Parser) -> Result<Self, CommandError> {
        match parser.next()? {
            None | Some(Arg::Short('h') | Arg::Long("help")) => Ok(Self::Help),
            Some(Arg::Value(name)) if name == "search" => Search::read(parser),
            Some(Arg::Value(name)) => Err(CommandError::NoSuchMeasurement(name.string()?)),
            Some(other) => Err(other.unexpected().into()),
        }
    }
}

impl Search {
    fn read(mut parser: Parser) -> Result<Command, CommandError> {
        let mut search = Self { data: None, queries: 200 };
        while let Some(arg) = parser.next()? {
            match arg {
                Arg::Long("data") => search.data = Some(parser.value()?.into()),
                Arg::Long("queries") => search.queries = parser.value()?.parse()?,
                Arg::Short('h') | Arg::Long("help") => return Ok(Command::Help),
                other => return Err(other.unexpected().into()),
            }
        }
        if search.queries == 0 { Err(CommandError::NoQueries) } else { Ok(Command::Search(search)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Command, CommandError> {
        Command::read(Parser::from_args(line.split_whitespace()))
    }

    #[test]
    fn measurements_and_options() {
        let search = |data: Option<&str>, queries| Command::Search(Search { data: data.map(PathBuf::from), queries });
        for (line, expected) in [
            ("", Command::Help),
            ("search --queries 1 --help", Command::Help),
            ("search", search(None, 200)),
            ("search --data d --queries 9", search(Some("d"), 9)),
        ] {
            assert_eq!(read(line).unwrap(), expected, "{line}");
        }
    }

    #[test]
    fn mistakes_say_what_to_do() {
        for (line, expected) in [
            ("serch", "\"serch\""),
            ("search --quick", "--help"),
            ("search x", "--help"),
            ("search --queries 0", "1 or more"),
        ] {
            let message = read(line).unwrap_err().to_string();
            assert!(message.contains(expected), "{message}");
        }
    }
}
