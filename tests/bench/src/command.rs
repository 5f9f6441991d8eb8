//! The command line.

use std::path::PathBuf;

use lexopt::{Arg, Parser, ValueExt as _};

use crate::extract::own_pages;

/// What `--help` says.
pub(crate) const HELP: &str = "\
How fast Askside's parts are, beside a peer that does the same work in the same run, and how good what it finds is.

Usage: cargo run --release -p askside-bench -- MEASUREMENT [OPTIONS]

Measurements:
  search           the simulated site's /search/advanced, called without a socket, beside SQLite's full-text search
                   without the site around it, and beside a scan with LIKE
  load             the simulated site filling itself from a data dump, beside SQLite with the same lines as they
                   are
  decode           the client reading a page of 100 questions, natively and as WebAssembly in Node.js, beside
                   serde_json's own tree and JSON.parse
  extract          reading pages of documentation: which of their words, beside two extractors of articles in the
                   same Chromium
  read             from a document to its main text, what to ask about it and the order of 120 answers, as
                   WebAssembly in Chromium, beside Readability and a keyword extractor there
  panel            the panel in front of a person, as packed by ./build.sh test e2e: from an answer to the list, from a key
                   to what it writes, its bytes and its heap, beside pages that show the same and do nothing else
  relevance        the related questions of judged pages: nDCG@10, recall, reciprocal rank, by track
  ablate           what each part of that is worth: what goes when it goes

Not a measurement:
  idf OUT DIR...   make OUT, the table of how rare words are (src/core/text/idf.txt), from the texts in each DIR

Options of search:
  --data DIR       the questions of DIR, as askside-sim --data takes it, instead of the demo's
  --queries N      so many different queries (default: 200)

Options of load:
  --data DIR       the dump in DIR instead of a made-up one
  --posts N        make up so many posts (default: 1000000)

Options of decode:
  --rounds N       so many times (default: 300)

Options of extract:
  --pages DIR      pages with their own text marked (default: those in tests/bench/pages)

Options of read:
  --rounds N       so many times for 100 kB, less often for more (default: 50)

Options of panel:
  --rounds N       so many times (default: 30)

Options of relevance and, but for --json, of ablate:
  --data DIR       pages.jsonl, qrels.tsv and the questions_SITE.jsonl that the pages name (no default)
  --mode live      ask the site, four calls a page at most (the default and only mode)
  --json OUT       write the figures into the file OUT, too

  -h, --help       this text

Times are of this machine and this run; the last column, how many times the peer's, is what to compare.
";

/// What to measure.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Help,
    Search(Search),
    Load(Load),
    Decode(Decode),
    Extract(Extract),
    Read(Read),
    Panel(Panel),
    Relevance(Relevance),
    /// What each part of it is worth, on the data of a directory.
    Ablate(PathBuf),
    Idf(Idf),
}

/// How to measure searching.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Search {
    pub(crate) data: Option<PathBuf>,
    pub(crate) queries: usize,
}

/// How to measure loading.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Load {
    pub(crate) data: Option<PathBuf>,
    pub(crate) posts: u32,
}

/// How to measure decoding.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Decode {
    pub(crate) rounds: usize,
}

/// How to measure the reading of pages.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Extract {
    pub(crate) pages: PathBuf,
}

/// How to measure how long that takes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Read {
    pub(crate) rounds: usize,
}

/// How to measure the panel.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Panel {
    pub(crate) rounds: usize,
}

/// How to measure relevance.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Relevance {
    pub(crate) data: PathBuf,
    pub(crate) json: Option<PathBuf>,
}

/// How to make the table of how rare words are.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Idf {
    pub(crate) out: PathBuf,
    pub(crate) sources: Vec<PathBuf>,
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
    #[error("--rounds takes 1 or more")]
    NoRounds,
    #[error("--data is needed: the directory of pages, questions and judgements")]
    NoData,
    #[error("idf takes the file to write and the directories to read")]
    NoSources,
    #[error("there is no mode {0:?}; it is live")]
    NoSuchMode(String),
}

impl Command {
    pub(crate) fn parse() -> Result<Self, CommandError> {
        Self::read(Parser::from_env())
    }

    fn read(mut parser: Parser) -> Result<Self, CommandError> {
        match parser.next()? {
            None | Some(Arg::Short('h') | Arg::Long("help")) => Ok(Self::Help),
            Some(Arg::Value(name)) if name == "search" => Search::read(parser),
            Some(Arg::Value(name)) if name == "load" => Load::read(parser),
            Some(Arg::Value(name)) if name == "decode" => Decode::read(parser),
            Some(Arg::Value(name)) if name == "extract" => Extract::read(parser),
            Some(Arg::Value(name)) if name == "read" => Read::read(parser),
            Some(Arg::Value(name)) if name == "panel" => {
                Ok(rounds(parser, 30)?.map_or(Self::Help, |rounds| Self::Panel(Panel { rounds })))
            }
            Some(Arg::Value(name)) if name == "relevance" => Relevance::read(parser),
            Some(Arg::Value(name)) if name == "ablate" => match Relevance::read(parser)? {
                Self::Relevance(options) => Ok(Self::Ablate(options.data)),
                help => Ok(help),
            },
            Some(Arg::Value(name)) if name == "idf" => Idf::read(parser),
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

impl Load {
    fn read(mut parser: Parser) -> Result<Command, CommandError> {
        let mut load = Self { data: None, posts: 1_000_000 };
        while let Some(arg) = parser.next()? {
            match arg {
                Arg::Long("data") => load.data = Some(parser.value()?.into()),
                Arg::Long("posts") => load.posts = parser.value()?.parse()?,
                Arg::Short('h') | Arg::Long("help") => return Ok(Command::Help),
                other => return Err(other.unexpected().into()),
            }
        }
        Ok(Command::Load(load))
    }
}

impl Decode {
    fn read(parser: Parser) -> Result<Command, CommandError> {
        Ok(rounds(parser, 300)?.map_or(Command::Help, |rounds| Command::Decode(Self { rounds })))
    }
}

impl Read {
    fn read(parser: Parser) -> Result<Command, CommandError> {
        Ok(rounds(parser, 50)?.map_or(Command::Help, |rounds| Command::Read(Self { rounds })))
    }
}

/// The one option of a measurement that is done in rounds; none if help was asked for.
fn rounds(mut parser: Parser, default: usize) -> Result<Option<usize>, CommandError> {
    let mut rounds = default;
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Long("rounds") => rounds = parser.value()?.parse()?,
            Arg::Short('h') | Arg::Long("help") => return Ok(None),
            other => return Err(other.unexpected().into()),
        }
    }
    if rounds == 0 { Err(CommandError::NoRounds) } else { Ok(Some(rounds)) }
}

impl Extract {
    fn read(mut parser: Parser) -> Result<Command, CommandError> {
        let mut extract = Self { pages: own_pages() };
        while let Some(arg) = parser.next()? {
            match arg {
                Arg::Long("pages") => extract.pages = parser.value()?.into(),
                Arg::Short('h') | Arg::Long("help") => return Ok(Command::Help),
                other => return Err(other.unexpected().into()),
            }
        }
        Ok(Command::Extract(extract))
    }
}

impl Relevance {
    fn read(mut parser: Parser) -> Result<Command, CommandError> {
        let (mut data, mut json) = (None, None);
        while let Some(arg) = parser.next()? {
            match arg {
                Arg::Long("data") => data = Some(parser.value()?.into()),
                Arg::Long("json") => json = Some(parser.value()?.into()),
                Arg::Long("mode") => {
                    let mode = parser.value()?.string()?;
                    if mode != "live" {
                        return Err(CommandError::NoSuchMode(mode));
                    }
                }
                Arg::Short('h') | Arg::Long("help") => return Ok(Command::Help),
                other => return Err(other.unexpected().into()),
            }
        }
        Ok(Command::Relevance(Self { data: data.ok_or(CommandError::NoData)?, json }))
    }
}

impl Idf {
    fn read(mut parser: Parser) -> Result<Command, CommandError> {
        let mut paths: Vec<PathBuf> = Vec::new();
        while let Some(arg) = parser.next()? {
            match arg {
                Arg::Value(path) => paths.push(path.into()),
                Arg::Short('h') | Arg::Long("help") => return Ok(Command::Help),
                other => return Err(other.unexpected().into()),
            }
        }
        let mut paths = paths.into_iter();
        let (Some(out), sources) = (paths.next(), paths.as_slice().to_vec()) else {
            return Err(CommandError::NoSources);
        };
        if sources.is_empty() { Err(CommandError::NoSources) } else { Ok(Command::Idf(Self { out, sources })) }
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
            ("decode --rounds 9", Command::Decode(Decode { rounds: 9 })),
            (
                "relevance --data d --mode live --json o",
                Command::Relevance(Relevance { data: "d".into(), json: Some("o".into()) }),
            ),
            ("read --rounds 9", Command::Read(Read { rounds: 9 })),
            ("panel", Command::Panel(Panel { rounds: 30 })),
            ("extract", Command::Extract(Extract { pages: own_pages() })),
            ("extract --pages d", Command::Extract(Extract { pages: PathBuf::from("d") })),
            ("ablate --data d", Command::Ablate("d".into())),
            ("load --posts 9", Command::Load(Load { data: None, posts: 9 })),
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
            ("decode --rounds 0", "1 or more"),
            ("idf out", "directories"),
            ("relevance", "--data"),
            ("relevance --data d --mode dead", "live"),
        ] {
            let message = read(line).unwrap_err().to_string();
            assert!(message.contains(expected), "{message}");
        }
    }
}
