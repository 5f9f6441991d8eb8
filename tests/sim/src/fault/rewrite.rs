//! A sign-in that ends other than it should: the outcome on its way back to the application, rewritten.
//!
//! An outcome is a list of pairs, in an address that the browser is sent to or in the answer of the token endpoint.
//! Pairs are handled as they are written, percent signs and all, because a client has to decode them and may err.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::change;
use crate::html::escape;

/// One change of an outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    /// Takes all pairs with this key out.
    Drop(String),
    /// Replaces the value of this key, or adds the pair.
    Set(String, String),
    /// Adds a pair, even if there is one with this key.
    Add(String, String),
    /// Repeats the pairs with this key.
    Repeat(String),
    /// Sends the browser to this address with the pairs, in the same place of it.
    To(String),
    /// Writes into the query what belongs into the fragment, and the other way round.
    Swap,
    /// Sends the browser on by a script in a page, which takes until the page is there.
    Script,
}

/// Whether a sign-in ends here: not with a page, a refusal, or a redirect of the site to itself.
pub(super) fn is_outcome(response: &Response) -> bool {
    target(response).is_some() || (response.status() == StatusCode::OK && is_json(response))
}

/// The response after all edits, in order.
pub(super) async fn edit(mut response: Response, edits: &[Edit]) -> Response {
    let Some(mut target) = target(&response) else {
        return change::bytes(response, |body| edit_json(body, edits)).await;
    };
    edits.iter().for_each(|edit| target.edit(edit));
    let address = target.write();
    if edits.contains(&Edit::Script) {
        return by_script(&address);
    }
    // What cannot be a header is not sent.
    if let Ok(address) = HeaderValue::from_str(&address) {
        response.headers_mut().insert(header::LOCATION, address);
    }
    response
}

fn target(response: &Response) -> Option<Target> {
    Target::read(response.headers().get(header::LOCATION)?.to_str().ok()?)
}

fn is_json(response: &Response) -> bool {
    response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/json")
}

/// An address with an outcome in it.
#[derive(Debug, PartialEq, Eq)]
struct Target {
    address: String,
    /// `?` or `#`, whichever is before the outcome.
    mark: char,
    pairs: Pairs,
}

#[derive(Debug, PartialEq, Eq)]
struct Pairs(Vec<(String, String)>);

impl Target {
    /// Takes an absolute address apart. Before a fragment a query belongs to the address.
    fn read(location: &str) -> Option<Self> {
        let mark = ['#', '?'].into_iter().find(|mark| location.contains(*mark))?;
        let (address, outcome) = location.split_once(mark)?;
        let pair = |pair: &str| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (key.to_owned(), value.to_owned())
        };
        let pairs = Pairs(outcome.split('&').map(pair).collect());
        address.contains("://").then(|| Self { address: address.to_owned(), mark, pairs })
    }

    fn edit(&mut self, edit: &Edit) {
        match edit {
            Edit::To(address) => address.clone_into(&mut self.address),
            Edit::Swap => self.mark = if self.mark == '#' { '?' } else { '#' },
            edit => self.pairs.edit(edit),
        }
    }

    fn write(&self) -> String {
        let pairs: Vec<String> = self.pairs.0.iter().map(|(key, value)| format!("{key}={value}")).collect();
        format!("{}{}{}", self.address, self.mark, pairs.join("&"))
    }
}

impl Pairs {
    fn edit(&mut self, edit: &Edit) {
        match edit {
            Edit::Drop(key) => self.0.retain(|(found, _)| found != key),
            Edit::Set(key, value) => match self.0.iter_mut().find(|(found, _)| found == key) {
                Some((_, old)) => value.clone_into(old),
                None => self.0.push((key.clone(), value.clone())),
            },
            Edit::Add(key, value) => self.0.push((key.clone(), value.clone())),
            Edit::Repeat(key) => {
                let again: Vec<_> = self.0.iter().filter(|(found, _)| found == key).cloned().collect();
                self.0.extend(again);
            }
            // Of an address, which an answer has not.
            Edit::To(_) | Edit::Swap | Edit::Script => {}
        }
    }
}

/// The same for an object, as text: objects of a library have every key once.
fn edit_json(body: &[u8], edits: &[Edit]) -> Vec<u8> {
    let Ok(object) = serde_json::from_slice::<Map<String, Value>>(body) else { return body.to_vec() };
    let mut pairs = Pairs(object.into_iter().map(|(key, value)| (key, value.to_string())).collect());
    for edit in edits {
        pairs.edit(&match edit {
            Edit::Set(key, value) => Edit::Set(key.clone(), literal(value)),
            Edit::Add(key, value) => Edit::Add(key.clone(), literal(value)),
            edit => edit.clone(),
        });
    }
    let members: Vec<String> = pairs.0.iter().map(|(key, value)| format!("{}:{value}", Value::from(&**key))).collect();
    format!("{{{}}}", members.join(",")).into_bytes()
}

/// A number as one, everything else as text.
fn literal(value: &str) -> String {
    value.parse::<i64>().map_or_else(|_| Value::from(value).to_string(), |number| number.to_string())
}

/// A page that goes on by itself.
fn by_script(address: &str) -> Response {
    let script = format!("location.replace({})", Value::from(address).to_string().replace('<', "\\u003c"));
    let page = format!(
        "<!doctype html><title>Signing in</title><p>You are sent to {}</p><script>{script}</script>",
        escape(address.split(['?', '#']).next().unwrap_or_default())
    );
    let headers = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    (StatusCode::OK, headers, Body::from(page)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edits() -> [(Edit, &'static str, &'static str); 9] {
        let text = str::to_owned;
        [
            (Edit::Drop(text("s")), "https://a.test/b#t=1%20", r#"{"t":"1"}"#),
            (Edit::Set(text("s"), text("9")), "https://a.test/b#t=1%20&s=9", r#"{"s":9,"t":"1"}"#),
            (Edit::Set(text("u"), text("-x")), "https://a.test/b#t=1%20&s=2&u=-x", r#"{"s":2,"t":"1","u":"-x"}"#),
            (Edit::Add(text("%74"), text("x")), "https://a.test/b#t=1%20&s=2&%74=x", r#"{"s":2,"t":"1","%74":"x"}"#),
            (Edit::Repeat(text("s")), "https://a.test/b#t=1%20&s=2&s=2", r#"{"s":2,"t":"1","s":2}"#),
            (Edit::Repeat(text("u")), "https://a.test/b#t=1%20&s=2", r#"{"s":2,"t":"1"}"#),
            (Edit::To(text("http://c.test:8/")), "http://c.test:8/#t=1%20&s=2", r#"{"s":2,"t":"1"}"#),
            (Edit::Swap, "https://a.test/b?t=1%20&s=2", r#"{"s":2,"t":"1"}"#),
            (Edit::Script, "https://a.test/b#t=1%20&s=2", r#"{"s":2,"t":"1"}"#),
        ]
    }

    #[test]
    fn each_edit_of_an_address_and_of_an_answer() {
        for (edit, address, json) in edits() {
            let mut target = Target::read("https://a.test/b#t=1%20&s=2").unwrap();
            target.edit(&edit);
            assert_eq!(target.write(), address, "{edit:?}");
            let edited = edit_json(br#"{"t":"1","s":2}"#, std::slice::from_ref(&edit));
            assert_eq!(String::from_utf8(edited).unwrap(), json, "{edit:?}");
        }
    }

    #[test]
    fn an_outcome_is_in_the_query_where_there_is_no_fragment() {
        for (location, rewritten) in [
            ("https://a.test/b?own=1&code=2", Some("https://a.test/b#own=1&code=2")),
            ("https://a.test/b?own=1#token=2", Some("https://a.test/b?own=1?token=2")),
            ("https://a.test/b", None),
            ("/users/login?returnurl=https://a.test/", None),
        ] {
            let swapped = Target::read(location).map(|mut target| {
                target.edit(&Edit::Swap);
                target.write()
            });
            assert_eq!(swapped.as_deref(), rewritten, "{location}");
        }
    }
}
