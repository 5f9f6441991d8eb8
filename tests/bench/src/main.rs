//! `askside-bench`: how fast the project's parts are, beside a peer that does the same work in the same run, and how
//! good the related questions are.
//!
//! Every measurement is a module with a variant of [`Command`]. Times depend on the machine, so what is reported is
//! how many times the peer's; nothing here ever fails for being slow.

#[cfg(test)]
mod allocated;
mod answer;
mod command;
mod decode;
mod dump;
mod extract;
mod idf;
mod load;
mod panel;
mod peer;
mod relevance;
mod report;
mod search;
mod site;

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use command::{Command, CommandError};

/// Why nothing was measured.
#[derive(Debug, thiserror::Error)]
enum BenchError {
    #[error(transparent)]
    Command(#[from] CommandError),
    #[error(transparent)]
    Load(#[from] askside_sim::LoadError),
    #[error(transparent)]
    Data(#[from] relevance::DataError),
    #[error("the peer's database failed: {0}")]
    Peer(#[from] rusqlite::Error),
    #[error("the site answered {path} with {status}: {text}")]
    Refused { path: String, status: u16, text: String },
    #[error("none of {0} questions makes a query; the titles are too short")]
    NoQueries(usize),
    #[error("there is no WebAssembly to time: {0}")]
    NoModule(String),
    #[error("{0} has no pages: files that end in .html")]
    NoPages(PathBuf),
    #[error(transparent)]
    Browser(#[from] askside_e2e::BrowserError),
    #[error("what extract.js collected does not parse at {0}")]
    Unreadable(String),
    #[error("ten times the page takes more memory: {0} bytes; see the caps of extract.js")]
    Grows(usize),
    #[error("the stage could not be set: {0}")]
    Stage(String),
    #[error("the panel holds {0} bytes after 20 pages and {1} after 200: something is never let go")]
    Leaks(usize, usize),
    #[error("the static frame weighs {0} bytes compressed, of {1}")]
    Heavy(usize, usize),
    #[error("Node.js cannot be run: {0}; ./build.sh setup says what is needed")]
    NoNode(#[source] io::Error),
    #[error("Node.js failed: {0}")]
    Node(String),
    #[error("the system did not co-operate: {0}")]
    System(#[from] io::Error),
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // With standard error gone there is nobody left to tell.
            let _ = writeln!(io::stderr(), "askside-bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), BenchError> {
    let report = match Command::parse()? {
        Command::Help => command::HELP.to_owned(),
        Command::Search(options) => search::measure(&options)?,
        Command::Load(options) => load::measure(&options)?,
        Command::Decode(options) => decode::measure(&options)?,
        Command::Extract(options) => extract::measure(&options)?,
        Command::Read(options) => extract::speed::measure(&options)?,
        Command::Panel(options) => panel::measure(&options)?,
        Command::Idf(options) => idf::measure(&options)?,
        Command::Ablate(data) => relevance::ablate(&data)?,
        Command::Relevance(options) => relevance::measure(&options)?,
    };
    Ok(io::stdout().write_all(report.as_bytes())?)
}
