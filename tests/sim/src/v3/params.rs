//! The parameters of a call: checked as a model binder does, named in whatever case.

use url::form_urlencoded;

use super::Problem;
use crate::date;
use crate::store::{Id, Order, Range};

/// What follows the question mark. A name with an empty value counts as absent.
#[derive(Debug, Default)]
pub(super) struct Params(Vec<(String, String)>);

impl Params {
    pub(super) fn read(query: Option<&str>) -> Self {
        Self(form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect())
    }

    /// Every value of a name.
    fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let named = self.0.iter().filter(move |(found, value)| found.eq_ignore_ascii_case(name) && !value.is_empty());
        named.map(|(_, value)| value.as_str())
    }

    /// The first value of a name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// An id. There is none below one, so nothing is found by those.
    pub(super) fn id(&self, name: &str) -> Result<Option<Id>, Problem> {
        self.get(name).map(|value| id(name, value)).transpose()
    }

    /// Ids: the name repeated, or joined by commas as an official client sends them.
    pub(super) fn ids(&self, name: &str) -> Result<Vec<Id>, Problem> {
        self.all(name).flat_map(|value| value.split(',')).map(|value| id(name, value)).collect()
    }

    pub(super) fn flag(&self, name: &str) -> Result<Option<bool>, Problem> {
        match self.get(name) {
            None => Ok(None),
            Some(value) if value.eq_ignore_ascii_case("true") => Ok(Some(true)),
            Some(value) if value.eq_ignore_ascii_case("false") => Ok(Some(false)),
            Some(value) => Err(Problem::value(name, value)),
        }
    }

    /// `from` and `to`, in Unix seconds.
    pub(super) fn dates(&self) -> Result<Range<i64>, Problem> {
        let date = |name| {
            let read = |value| date::from_iso(value).ok_or_else(|| Problem::value(name, value));
            self.get(name).map(read).transpose()
        };
        Ok(Range { from: date("from")?, to: date("to")? })
    }

    /// One of several words, the first of them by default; with the word, which answers repeat.
    pub(super) fn choice<T: Copy>(
        &self,
        name: &str,
        choices: &[(&'static str, T)],
    ) -> Result<(&'static str, T), Problem> {
        let (chosen, value) = match self.get(name) {
            Some(value) => (choices.iter().find(|(word, _)| value.eq_ignore_ascii_case(word)), value),
            None => (choices.first(), ""),
        };
        chosen.copied().ok_or_else(|| Problem::value(name, value))
    }

    pub(super) fn order(&self) -> Result<Order, Problem> {
        Ok(self.choice("order", &[("desc", Order::Descending), ("asc", Order::Ascending)])?.1)
    }

    pub(super) fn paging(&self) -> Result<Paging, Problem> {
        let number = |name, default| self.get(name).map_or(Ok(default), |value| integer(name, value));
        let page = number("page", 1)?;
        let size = number("pageSize", 15)?;
        let page = u32::try_from(page).ok().filter(|page| *page > 0).ok_or_else(|| out_of_range("page"))?;
        let size = u32::try_from(size).ok().filter(|size| [15, 30, 50, 100].contains(size)).ok_or_else(|| {
            Problem::field("pageSize", "The field pageSize must match the regular expression '15|30|50|100'.")
        })?;
        Ok(Paging { page, size })
    }
}

/// A page of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Paging {
    pub(super) page: u32,
    pub(super) size: u32,
}

impl Paging {
    /// Rows to skip.
    pub(super) fn offset(self) -> u32 {
        (self.page - 1).saturating_mul(self.size)
    }
}

/// An id of a path, which has to be one that could be.
pub(super) fn path_id(name: &str, value: &str) -> Result<Id, Problem> {
    match id(name, value)? {
        0 => Err(out_of_range(name)),
        id => Ok(id),
    }
}

fn id(name: &str, value: &str) -> Result<Id, Problem> {
    Ok(Id::try_from(integer(name, value)?).unwrap_or_default())
}

fn integer(name: &str, value: &str) -> Result<i32, Problem> {
    value.trim().parse().map_err(|_| Problem::value(name, value))
}

fn out_of_range(name: &str) -> Problem {
    Problem::field(name, format!("The field {name} must be between 1 and 2147483647."))
}
