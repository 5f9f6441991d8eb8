//! The JSON body of a write: every field of its model and no other, all complaints at once.

use axum::http::{HeaderMap, header};
use serde_json::{Map, Value};

use super::Problem;
use crate::store::Id;

/// A JSON object whose fields are taken out one by one; what is left in the end has no place in the model.
#[derive(Debug)]
pub(super) struct Fields {
    model: &'static str,
    fields: Map<String, Value>,
    errors: Vec<(String, String)>,
}

impl Fields {
    /// Reads a body as this model.
    pub(super) fn read(model: &'static str, headers: &HeaderMap, body: &[u8]) -> Result<Self, Problem> {
        if !is_json(headers) {
            return Err(Problem::UnsupportedMedia);
        }
        if body.is_empty() {
            return Err(Problem::field("", "A non-empty request body is required."));
        }
        let value: Value = serde_json::from_slice(body).map_err(|error| Problem::field("", error.to_string()))?;
        Self::of(model, value)
    }

    fn of(model: &'static str, value: Value) -> Result<Self, Problem> {
        match value {
            Value::Object(fields) => Ok(Self { model, fields, errors: Vec::new() }),
            _ => Err(Problem::field("", format!("The JSON value could not be converted to {model}."))),
        }
    }

    /// Text that has to be there and to say something.
    pub(super) fn text(&mut self, name: &str) -> String {
        match self.take(name) {
            Some(Value::String(text)) if !text.trim().is_empty() => text,
            None | Some(Value::String(_)) => self.missing(name),
            Some(_) => self.mistyped(name),
        }
    }

    /// A list of texts that has to be there.
    pub(super) fn texts(&mut self, name: &str) -> Vec<String> {
        let Some(value) = self.take(name) else { return self.missing(name) };
        serde_json::from_value(value).unwrap_or_else(|_| self.mistyped(name))
    }

    /// A list of ids, empty where there is none.
    pub(super) fn ids(&mut self, name: &str) -> Vec<Id> {
        let Some(value) = self.take(name) else { return Vec::new() };
        serde_json::from_value(value).unwrap_or_else(|_| self.mistyped(name))
    }

    /// One of several words, which has to be there.
    pub(super) fn choice<T: Copy + Default>(&mut self, name: &str, choices: &[(&str, T)]) -> T {
        let Some(value) = self.take(name) else { return self.missing(name) };
        let word = value.as_str().unwrap_or_default();
        let chosen = choices.iter().find(|(known, _)| word.eq_ignore_ascii_case(known));
        chosen.map_or_else(|| self.mistyped(name), |(_, choice)| *choice)
    }

    /// An object inside, which has to be there; `read` takes its fields.
    pub(super) fn object<T: Default>(
        &mut self,
        name: &str,
        model: &'static str,
        read: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let Some(value) = self.take(name) else { return self.missing(name) };
        let Ok(mut inner) = Self::of(model, value) else { return self.mistyped(name) };
        let taken = read(&mut inner);
        self.errors.extend(inner.complaints());
        taken
    }

    /// Says what was wrong, if anything was.
    pub(super) fn finish(self) -> Result<(), Problem> {
        match self.complaints() {
            none if none.is_empty() => Ok(()),
            errors => Err(Problem::Invalid(errors)),
        }
    }

    fn complaints(self) -> Vec<(String, String)> {
        let Self { model, fields, mut errors } = self;
        let unknown = |name: String| {
            let message = format!("Could not find member '{name}' on object of type '{model}'.");
            (name, message)
        };
        errors.extend(fields.into_iter().map(|(name, _)| unknown(name)));
        errors
    }

    /// A field in whatever case; null counts as absent.
    fn take(&mut self, name: &str) -> Option<Value> {
        let found = self.fields.keys().find(|key| key.eq_ignore_ascii_case(name))?.clone();
        self.fields.remove(&found).filter(|value| !value.is_null())
    }

    fn missing<T: Default>(&mut self, name: &str) -> T {
        let name = pascal(name);
        let message = format!("The {name} field is required.");
        self.errors.push((name, message));
        T::default()
    }

    fn mistyped<T: Default>(&mut self, name: &str) -> T {
        self.errors.push((name.to_owned(), format!("The JSON value could not be converted. Path: $.{name}.")));
        T::default()
    }
}

/// `title` is called `Title` where it is missed.
fn pascal(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

fn is_json(headers: &HeaderMap) -> bool {
    let sent = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = sent.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || kind == "text/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}
