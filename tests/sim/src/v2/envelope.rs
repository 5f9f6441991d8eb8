//! The wrapper around every answer, and the building of objects under a filter.

use std::borrow::Cow;

use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use super::{Filter, Paging};
use crate::{html, markdown};

/// What a method found.
#[derive(Debug)]
pub(crate) struct List {
    /// The type of the items, by the name that filters use.
    pub(crate) kind: &'static str,
    pub(crate) items: Vec<Value>,
    pub(crate) has_more: bool,
    pub(crate) page: u32,
    pub(crate) page_size: u32,
    /// On all pages; only counted for filters that show it.
    pub(crate) total: Option<u32>,
}

impl List {
    /// A page of rows, one more than shown where there are more.
    pub(crate) fn page<T>(kind: &'static str, paging: Paging, rows: &[T], show: impl Fn(&T) -> Value) -> Self {
        let shown = usize::try_from(paging.size).unwrap_or(usize::MAX);
        Self {
            kind,
            items: rows.iter().take(shown).map(show).collect(),
            has_more: rows.len() > shown,
            page: paging.page,
            page_size: paging.size,
            total: None,
        }
    }

    /// A page of rows that are all there.
    pub(crate) fn part<T>(kind: &'static str, paging: Paging, all: &[T], show: impl Fn(&T) -> Value) -> Self {
        let skipped = usize::try_from(paging.offset()).unwrap_or(usize::MAX).min(all.len());
        Self::page(kind, paging, &all[skipped..], show).of(u32::try_from(all.len()).ok())
    }

    /// Everything at once.
    pub(crate) fn whole(kind: &'static str, items: Vec<Value>) -> Self {
        let count = u32::try_from(items.len()).unwrap_or(u32::MAX);
        Self { kind, has_more: false, page: 1, page_size: 30, total: Some(count), items }
    }

    /// The same with the count of all pages.
    pub(crate) fn of(mut self, total: Option<u32>) -> Self {
        self.total = total;
        self
    }
}

/// What is left of the day's calls.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Quota {
    pub(crate) max: u32,
    pub(crate) remaining: u32,
}

/// Wraps a list as the filter wants it.
pub(crate) fn wrap(list: List, filter: &Filter, quota: Quota, backoff: Option<u32>) -> Value {
    Object::new(filter, "")
        .put("items", list.items)
        .put("has_more", list.has_more)
        .put("quota_max", quota.max)
        .put("quota_remaining", quota.remaining)
        .maybe("backoff", backoff)
        .put("page", list.page)
        .put("page_size", list.page_size)
        .maybe("total", list.total)
        .put("type", list.kind)
        .done()
}

/// An answer in JSON. Any page may ask the real API, so any page may ask this one; but without answers to preflight
/// requests, which keeps calls with headers to those who were given access to the host.
pub(crate) fn json(status: StatusCode, body: &Value) -> Response {
    let headers: [(HeaderName, &str); 3] = [
        (header::CONTENT_TYPE, "application/json; charset=utf-8"),
        (header::CACHE_CONTROL, "private"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    (status, headers, body.to_string()).into_response()
}

/// An object that takes the fields its filter has, and no others.
#[derive(Debug)]
pub(crate) struct Object<'f> {
    filter: &'f Filter,
    kind: &'static str,
    fields: Map<String, Value>,
}

impl<'f> Object<'f> {
    pub(crate) fn new(filter: &'f Filter, kind: &'static str) -> Self {
        Self { filter, kind, fields: Map::new() }
    }

    /// An object that took some fields already, to take more.
    pub(crate) fn resume(filter: &'f Filter, kind: &'static str, object: Value) -> Self {
        let fields = if let Value::Object(fields) = object { fields } else { Map::new() };
        Self { filter, kind, fields }
    }

    pub(crate) fn put(self, name: &'static str, value: impl Into<Value>) -> Self {
        self.put_with(name, || value)
    }

    /// A field that costs something to make.
    pub(crate) fn put_with<V: Into<Value>>(mut self, name: &'static str, value: impl FnOnce() -> V) -> Self {
        if self.filter.has(self.kind, name) {
            self.fields.insert(name.to_owned(), value().into());
        }
        self
    }

    /// A field that is absent rather than null.
    pub(crate) fn maybe(self, name: &'static str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.put(name, value),
            None => self,
        }
    }

    /// Text that people wrote: encoded under safe filters.
    pub(crate) fn text(self, name: &'static str, text: &str) -> Self {
        self.text_with(name, || text.into())
    }

    /// The source of a post.
    pub(crate) fn markdown(self, source: &str) -> Self {
        self.text_with("body_markdown", || markdown::with_crlf(source).into())
    }

    fn text_with<'t>(self, name: &'static str, text: impl FnOnce() -> Cow<'t, str>) -> Self {
        let safe = self.filter.is_safe();
        self.put_with(name, || if safe { html::encode(&text()) } else { text().into_owned() })
    }

    pub(crate) fn done(self) -> Value {
        Value::Object(self.fields)
    }
}
