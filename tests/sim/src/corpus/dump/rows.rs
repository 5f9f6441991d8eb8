//! A file of a dump, row by row: `<row Id="1" …/>`, however many there are.

use std::borrow::Cow;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::str::FromStr;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::super::{LoadError, RowError};
use crate::date;
use crate::store::Id;

/// One row.
#[derive(Debug)]
pub(super) struct Row<'r>(BytesStart<'r>);

/// Hands over the rows of one file, one at a time.
pub(super) fn for_each(file: &Path, mut take: impl FnMut(&Row<'_>) -> Result<(), RowError>) -> Result<(), LoadError> {
    let opened = File::open(file).map_err(|source| LoadError::Read { file: file.to_owned(), source })?;
    let mut reader = Reader::from_reader(BufReader::with_capacity(1 << 16, opened));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let offset = reader.buffer_position();
        let done = match reader.read_event_into(&mut buffer) {
            Ok(Event::Empty(tag) | Event::Start(tag)) if tag.name().as_ref() == "row" => take(&Row(tag)),
            Ok(Event::Eof) => return Ok(()),
            Ok(_) => Ok(()),
            Err(error) => Err(error.into()),
        };
        done.map_err(|source| source.at(file, offset))?;
    }
}

impl Row<'_> {
    /// An attribute, where there is one.
    pub(super) fn text(&self, name: &str) -> Result<Option<Cow<'_, str>>, RowError> {
        let attribute = self.0.try_get_attribute(name).map_err(quick_xml::Error::from)?;
        Ok(attribute.map(|attribute| attribute.normalized_value(XmlVersion::Implicit1_0)).transpose()?)
    }

    pub(super) fn number<T: FromStr>(&self, name: &'static str) -> Result<Option<T>, RowError> {
        self.read(name, |text| text.parse().ok())
    }

    /// The number of somebody or something; those below zero stand for nobody.
    pub(super) fn id(&self, name: &'static str) -> Result<Option<Id>, RowError> {
        Ok(self.number::<i64>(name)?.and_then(|id| Id::try_from(id).ok()))
    }

    /// Unix seconds.
    pub(super) fn date(&self, name: &'static str) -> Result<Option<i64>, RowError> {
        self.read(name, date::from_iso)
    }

    fn read<T>(&self, name: &'static str, read: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, RowError> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        match read(&text) {
            Some(value) => Ok(Some(value)),
            None => Err(RowError::Value { name, value: text.into_owned() }),
        }
    }
}
