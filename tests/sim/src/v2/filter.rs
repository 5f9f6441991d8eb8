//! Filters: which fields an answer has, and whether its text is safe to put into HTML.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use super::fields::{TYPES, Type};
use super::{ApiError, Params};

/// A choice of fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Filter {
    /// By type. The wrapper is the type without a name.
    fields: BTreeMap<String, BTreeSet<String>>,
    safe: bool,
}

impl Filter {
    fn of<I: Iterator<Item = &'static str>>(fields: impl Fn(&'static Type) -> I) -> Self {
        let fields = TYPES.iter().map(|kind| (kind.name.to_owned(), fields(kind).map(str::to_owned).collect()));
        Self { fields: fields.collect(), safe: true }
    }

    /// Whether answers have this field.
    pub(crate) fn has(&self, kind: &str, field: &str) -> bool {
        self.fields.get(kind).is_some_and(|fields| fields.contains(field))
    }

    /// Whether text is encoded, so that it can go into HTML as it is.
    pub(crate) fn is_safe(&self) -> bool {
        self.safe
    }

    /// All fields by name, as `type.field`.
    pub(crate) fn fields(&self) -> Vec<String> {
        let named =
            |(kind, fields): (_, &BTreeSet<_>)| fields.iter().map(move |field| format!("{kind}.{field}")).collect();
        self.fields.iter().flat_map(|entry| -> Vec<String> { named(entry) }).collect()
    }

    /// The name that clients use it by: the same for the same fields, on every run.
    fn name(&self) -> String {
        let mut hash = Sha256::new();
        hash.update([u8::from(self.safe)]);
        for field in self.fields() {
            hash.update(field.as_bytes());
            hash.update(b";");
        }
        format!("!{}", &URL_SAFE_NO_PAD.encode(hash.finalize())[..20])
    }
}

/// The filters of this site by name: those that every site has, and those that were made here.
#[derive(Debug)]
pub(crate) struct Filters(HashMap<String, Arc<Filter>>);

/// Filters are the same on every site of the public network, so clients carry the names of those that they once made.
/// With this one the Python package StackAPI looks for its site in `/sites`.
const OF_STACKAPI: &str = "!*L1*AY-85YllAr2)";

fn is_of_stackapi(kind: &str, field: &str) -> bool {
    kind.is_empty() || (kind, field) == ("site", "name") || (kind, field) == ("site", "api_site_parameter")
}

impl Default for Filters {
    fn default() -> Self {
        let built_in = [
            ("default", Filter::of(Type::default)),
            ("withbody", Filter::of(|kind| kind.default().chain(kind.all().filter(|field| *field == "body")))),
            ("none", Filter::of(|_| std::iter::empty())),
            (OF_STACKAPI, Filter::of(|kind| kind.default().filter(move |field| is_of_stackapi(kind.name, field)))),
            ("total", Filter::of(|kind| kind.all().filter(|field| (kind.name, *field) == ("", "total")))),
        ];
        Self(built_in.into_iter().map(|(name, filter)| (name.to_owned(), Arc::new(filter))).collect())
    }
}

impl Filters {
    /// The filter of a name, built in or made here.
    pub(crate) fn named(&self, name: &str) -> Option<Arc<Filter>> {
        self.0.get(name).cloned()
    }

    /// Makes a filter from `base`, `include`, `exclude` and `unsafe`, and returns its name. A filter never changes:
    /// other fields are another filter.
    pub(super) fn make(&mut self, params: &Params) -> Result<(String, Arc<Filter>), ApiError> {
        let base = self.named(params.get("base").unwrap_or("default")).ok_or(ApiError::parameter("base"))?;
        let mut filter = Filter::clone(&base);
        for (kind, field) in fields(params, "include")? {
            filter.fields.entry(kind).or_default().insert(field);
        }
        for (kind, field) in fields(params, "exclude")? {
            filter.fields.entry(kind).or_default().remove(&field);
        }
        filter.safe &= !params.flag("unsafe")?.unwrap_or(false);
        let name = filter.name();
        let filter = Arc::clone(self.0.entry(name.clone()).or_insert_with(|| Arc::new(filter)));
        Ok((name, filter))
    }
}

/// Field names as `type.field` or, for the wrapper, `.field`. Names that no table here has are accepted like any other.
fn fields(params: &Params, name: &'static str) -> Result<Vec<(String, String)>, ApiError> {
    let is_name = |text: &str| text.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    let field = |text: &String| {
        let (kind, field) = text.split_once('.')?;
        (is_name(kind) && is_name(field) && !field.is_empty()).then(|| (kind.to_owned(), field.to_owned()))
    };
    params.list(name).iter().map(|text| field(text).ok_or(ApiError::parameter(name))).collect()
}
