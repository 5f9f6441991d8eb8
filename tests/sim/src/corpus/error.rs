//! What can be wrong with a site's content, said so that its author finds the place.

use std::io;
use std::path::{Path, PathBuf};

use crate::store::StoreError;

/// Why a site could not be filled.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// A file of the demo does not parse; the message names line and column.
    #[error("{file}: {source}")]
    Demo {
        /// The file's name under `demo/`.
        file: String,
        /// What the TOML parser says.
        source: toml::de::Error,
    },
    /// A line of a data file is not what it should be.
    #[error("{}:{line}: {source}", .file.display())]
    Line {
        /// The data file.
        file: PathBuf,
        /// Counted from one.
        line: usize,
        /// What the JSON parser says.
        source: serde_json::Error,
    },
    /// A row of a data dump is not what it should be.
    #[error("{} at byte {offset}: {source}", .file.display())]
    Row {
        /// The file of the dump.
        file: PathBuf,
        /// Where the row begins.
        offset: u64,
        /// What is wrong with it.
        source: RowError,
    },
    /// A file or directory could not be read.
    #[error("cannot read {}: {source}", .file.display())]
    Read {
        /// What was to be read.
        file: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The directory holds nothing to load.
    #[error("no questions_*.jsonl in {}, and no Posts.xml; --data takes the directory that holds them", .dir.display())]
    Empty {
        /// The directory given.
        dir: PathBuf,
    },
    /// The page asked for is not among the pages.
    #[error("{} has no page {page:?}; --page takes the id of one of its rows", .file.display())]
    NoSuchPage {
        /// The list of pages.
        file: PathBuf,
        /// The id asked for.
        page: String,
    },
    /// A file of the demo speaks of a question that no file has.
    #[error("{file}: there is no question titled {title:?}")]
    NoSuchQuestion {
        /// The file's name under `demo/`.
        file: String,
        /// The title in it.
        title: String,
    },
    /// The site's database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What is wrong with a row of a data dump.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RowError {
    /// It is no XML.
    #[error(transparent)]
    Xml(#[from] quick_xml::Error),
    /// An attribute is missing that every such row has.
    #[error("there is no {0}")]
    Missing(&'static str),
    /// An attribute's value is none of its kind.
    #[error("{name} cannot be {value:?}")]
    Value {
        /// The attribute.
        name: &'static str,
        /// What stands there.
        value: String,
    },
    /// The site's database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl RowError {
    /// The same with its place.
    pub(super) fn at(self, file: &Path, offset: u64) -> LoadError {
        match self {
            Self::Store(error) => error.into(),
            source => LoadError::Row { file: file.to_owned(), offset, source },
        }
    }
}
