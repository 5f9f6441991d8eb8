//! JSON text to values and back: the one format of the API, the store and the protocol.

mod read;
mod tree;

pub use tree::{Json, Misfit, Object};
pub(crate) use tree::{Take, each};

use crate::words;
use serde::{Serialize, de::DeserializeOwned};

/// Reads a value.
///
/// # Errors
/// The path of the first place that does not fit, such as `items[3].owner.user_id`. Never quotes the text.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let Misfit(place) = match read::read(parse(text)?) {
        Ok(value) => return Ok(value),
        Err(misfit) => misfit,
    };
    Err(if place.is_empty() { words::the_beginning() } else { place })
}

/// Reads a text as a tree that borrows from it.
///
/// # Errors
/// As [`read`].
pub fn parse(text: &str) -> Result<Json<'_>, String> {
    serde_json::from_str(text).map_err(|error| path_at(text, error.line(), error.column()))
}

/// Writes a value.
pub fn write<T: Serialize>(value: &T) -> String {
    // Fails only for maps with keys that are no strings; there are none.
    serde_json::to_string(value).unwrap_or_default()
}

/// The path of the place at a line and column, both counted from 1, where a text stops being JSON. Found by walking
/// the text once more: the parser does not keep track.
fn path_at(text: &str, line: usize, column: usize) -> String {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let end = (before + column).min(text.len());
    let bytes = text.as_bytes();
    let mut stack: Vec<Step> = Vec::new();
    let mut at = 0;
    while at < end {
        match bytes[at] {
            b'{' => stack.push(Step::Key(None)),
            b'[' => stack.push(Step::Index(0)),
            b'}' | b']' if at + 1 < end => drop(stack.pop()),
            b',' if at + 1 < end => match stack.last_mut() {
                Some(Step::Key(key)) => *key = None,
                Some(Step::Index(index)) => *index += 1,
                None => {}
            },
            b'"' => {
                let start = at + 1;
                at = start;
                while at < bytes.len() && bytes[at] != b'"' {
                    at += 1 + usize::from(bytes[at] == b'\\');
                }
                if let Some(Step::Key(key @ None)) = stack.last_mut() {
                    *key = text.get(start..at);
                }
            }
            _ => {}
        }
        at += 1;
    }
    let mut path = String::new();
    for step in stack {
        match step {
            Step::Key(None) => {}
            Step::Key(Some(key)) => {
                path.push_str(if path.is_empty() { "" } else { "." });
                path.push_str(key);
            }
            Step::Index(index) => path.push_str(&format!("[{index}]")),
        }
    }
    if path.is_empty() { words::the_beginning() } else { path }
}

/// Where the walk is within an object or a list.
enum Step<'a> {
    Key(Option<&'a str>),
    Index(usize),
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    struct Outer {
        #[serde(rename = "items")]
        _items: Vec<Item>,
    }

    #[derive(Debug, Deserialize)]
    struct Item {
        #[serde(rename = "id")]
        _id: u32,
        #[serde(rename = "owner")]
        _owner: Option<Box<Item>>,
    }

    #[track_caller]
    fn check(text: &str, path: &str) {
        assert_eq!(read::<Outer>(text).unwrap_err(), path, "{text}");
    }

    #[test]
    fn errors_name_the_place() {
        check(r#"{"items":[{"id":1},{"id":"x"}]}"#, "items[1].id");
        check("{\"items\":[\n{\"id\":1},\n{\"id\":2,\"owner\":{\"id\":\n[]}}]}", "items[1].owner.id");
        check(r#"{"items":[{"id":1,"a,b]}\"":[{}],"owner":{"id":null}}]}"#, "items[0].owner.id");
        check(r#"{"items":[{"id":1},{"owner":null}]}"#, "items[1].id");
        check(r#"{"items":{}}"#, "items");
        check("<html>", "the beginning");
        check("", "the beginning");
    }

    proptest! {
        #[test]
        fn never_panics(text in "[{}\\[\\]\",:a1é\\\\\n ]{0,60}", line in 0usize..5, column in 0usize..70) {
            prop_assert!(!path_at(&text, line, column).is_empty());
        }
    }
}
