//! The parameters of a call, from query and form alike.

use axum::http::{HeaderMap, header};
use url::form_urlencoded;

use super::ApiError;
use crate::store::{Id, Order, Range};

/// Names and values. A name with an empty value counts as absent.
#[derive(Debug, Default)]
pub(crate) struct Params(Vec<(String, String)>);

impl Params {
    /// Reads form fields first, then the query: what is said in the body wins.
    pub(crate) fn read(query: Option<&str>, headers: &HeaderMap, body: &[u8]) -> Self {
        let kind = headers.get(header::CONTENT_TYPE).map(|kind| kind.as_bytes()).unwrap_or_default();
        let form = if kind.starts_with(b"application/x-www-form-urlencoded") { body } else { &[] };
        let fields = form_urlencoded::parse(form).into_owned();
        let query = form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned();
        Self(fields.chain(query).collect())
    }

    /// The first value of a name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(found, value)| found == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    pub(crate) fn required(&self, name: &'static str) -> Result<&str, ApiError> {
        self.get(name).ok_or(ApiError::parameter(name))
    }

    /// An integer, or a Unix date.
    pub(crate) fn number(&self, name: &'static str) -> Result<Option<i64>, ApiError> {
        self.get(name).map(|value| value.trim().parse().map_err(|_| ApiError::parameter(name))).transpose()
    }

    pub(crate) fn flag(&self, name: &'static str) -> Result<Option<bool>, ApiError> {
        match self.get(name).map(str::to_lowercase).as_deref() {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(_) => Err(ApiError::parameter(name)),
        }
    }

    /// Values joined by semicolons.
    pub(crate) fn list(&self, name: &str) -> Vec<String> {
        let values = self.get(name).unwrap_or_default().split(';').map(str::trim);
        values.filter(|value| !value.is_empty()).map(str::to_owned).collect()
    }

    /// Tags joined by semicolons; they are lower case everywhere.
    pub(crate) fn tags(&self, name: &str) -> Vec<String> {
        self.list(name).into_iter().map(|tag| tag.to_lowercase()).collect()
    }

    /// One of several words, the first of them by default.
    pub(crate) fn choice<T: Clone>(&self, name: &'static str, choices: &[(&str, T)]) -> Result<T, ApiError> {
        let chosen = match self.get(name) {
            Some(value) => choices.iter().find(|(word, _)| value.eq_ignore_ascii_case(word)),
            None => choices.first(),
        };
        chosen.map(|(_, choice)| choice.clone()).ok_or(ApiError::parameter(name))
    }

    pub(crate) fn order(&self) -> Result<Order, ApiError> {
        self.choice("order", &[("desc", Order::Descending), ("asc", Order::Ascending)])
    }

    /// Two numbers, such as `fromdate` and `todate`.
    pub(crate) fn range(&self, from: &'static str, to: &'static str) -> Result<Range<i64>, ApiError> {
        Ok(Range { from: self.number(from)?, to: self.number(to)? })
    }

    /// Two names, as the bounds of what is sorted by name.
    pub(crate) fn names(&self, from: &'static str, to: &'static str) -> Range<String> {
        let name = |bound| self.get(bound).map(str::to_lowercase);
        Range { from: name(from), to: name(to) }
    }

    /// What every sorted list takes.
    pub(crate) fn listing<S: Clone>(&self, sorts: &[(&str, S)]) -> Result<Listing<S>, ApiError> {
        Ok(Listing {
            sort: self.choice("sort", sorts)?,
            order: self.order()?,
            bounds: self.range("min", "max")?,
            dates: self.range("fromdate", "todate")?,
            paging: self.paging()?,
        })
    }

    pub(crate) fn paging(&self) -> Result<Paging, ApiError> {
        let page = self.number("page")?.unwrap_or(1);
        let size = self.number("pagesize")?.unwrap_or(30);
        let page = u32::try_from(page).ok().filter(|page| (1..=1_000_000).contains(page));
        let size = u32::try_from(size).ok().filter(|size| *size <= 100);
        Ok(Paging {
            page: page.ok_or(ApiError::parameter("page"))?,
            size: size.ok_or(ApiError::parameter("pagesize"))?,
        })
    }
}

/// A part of a sorted list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listing<S> {
    pub(crate) sort: S,
    pub(crate) order: Order,
    /// Of the field that is sorted by.
    pub(crate) bounds: Range<i64>,
    /// Of the creation date.
    pub(crate) dates: Range<i64>,
    pub(crate) paging: Paging,
}

/// A page of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Paging {
    pub(crate) page: u32,
    pub(crate) size: u32,
}

impl Paging {
    /// Rows to skip.
    pub(crate) fn offset(self) -> u32 {
        (self.page - 1) * self.size
    }

    /// Rows to fetch: one more than shown tells whether there is another page.
    pub(crate) fn limit(self) -> u32 {
        self.size + 1
    }
}

/// Up to a hundred ids of a path, joined by semicolons. Anything but numbers there is no method at all.
pub(super) fn ids(text: &str) -> Result<Vec<Id>, ApiError> {
    let ids: Vec<Id> =
        text.split(';').map(|id| id.parse().map_err(|_| ApiError::NoMethod)).collect::<Result<_, _>>()?;
    if ids.len() > 100 { Err(ApiError::parameter("ids")) } else { Ok(ids) }
}
