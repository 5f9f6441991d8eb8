//! What Askside says, in the person's language: a function for each message of `extension/_locales`.
//!
//! The functions are made by `build.rs` from the English catalogue, so a message that is not in it does not compile, and
//! no sentence for people stands in the code. The texts are not in the module either: whoever runs the core says with
//! [`speak`] where they are; without that they are English. Words that are no person's (operators of the site's search,
//! what the APIs are told) are not here.

use std::sync::OnceLock;

/// Where texts come from.
#[derive(Debug, Clone, Copy)]
pub struct Language {
    /// The text of a message by its key, with what it fills in for `$1`, `$2`…; empty if there is none.
    pub text: fn(&str, &[&str]) -> String,
    /// The plural category of a number: one of CLDR's, such as `few`.
    pub category: fn(i64) -> String,
}

static LANGUAGE: OnceLock<Language> = OnceLock::new();

/// From now on, this says everything. The first who speaks is heard.
pub fn speak(language: Language) {
    LANGUAGE.get_or_init(|| language);
}

/// A number of things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count(i64);

macro_rules! counts {
    ($($number:ty)*) => { $(
        impl From<$number> for Count {
            fn from(number: $number) -> Self {
                Self(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }
    )* };
}
counts!(i32 i64 u32 u64 usize);

/// A message, with `given` for `$1`, `$2`….
fn said(key: &str, given: &[&str]) -> String {
    text(key, given).unwrap_or_else(|| fill_in(english(key), given))
}

/// The same in the person's language; none where there is no such text.
fn text(key: &str, given: &[&str]) -> Option<String> {
    Some((LANGUAGE.get()?.text)(key, given)).filter(|text| !text.is_empty())
}

/// The form of a message for this many; the number is its `$1`.
fn counted(name: &str, Count(count): Count, given: &[&str]) -> String {
    let category = match LANGUAGE.get() {
        Some(language) => (language.category)(count),
        None => if count == 1 { "one" } else { "other" }.to_owned(),
    };
    let number = count.to_string();
    let given: Vec<&str> = std::iter::once(number.as_str()).chain(given.iter().copied()).collect();
    let own = format!("{name}_{category}");
    // No catalogue has the forms that some languages have for millions.
    if category == "many" && text(&own, &given).is_none() {
        said(&format!("{name}_other"), &given)
    } else {
        said(&own, &given)
    }
}

/// In a module for browsers the key stands in for a text that is nowhere.
#[cfg(not(any(not(target_arch = "wasm32"), feature = "english")))]
fn english(key: &str) -> &str {
    key
}

/// As browsers do it: `$1` to `$9`, and `$$` for a `$`.
fn fill_in(text: &str, given: &[&str]) -> String {
    let (mut filled, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, after)) = rest.split_once('$') {
        filled.push_str(before);
        let number = after.bytes().next().filter(u8::is_ascii_digit).map(|digit| usize::from(digit).wrapping_sub(49));
        filled.push_str(number.map_or("$", |number| given.get(number).unwrap_or(&"")));
        rest = after.strip_prefix(|c: char| c == '$' || c.is_ascii_digit()).unwrap_or(after);
    }
    filled + rest
}

/// Short texts one after the other, with the comma of the language.
#[must_use]
pub fn listed(texts: &[String]) -> String {
    texts.join(&crate::words::comma()) // named in full: so the build finds who says it
}

/// A text that leaves the device: without the marks that keep what is filled in apart where lines run from right to left.
#[must_use]
pub fn plain(text: &str) -> String {
    text.replace([APART, TOGETHER], "")
}

/// Before and after what is filled in, where lines run from right to left: FIRST STRONG ISOLATE and POP DIRECTIONAL
/// ISOLATE (Unicode Standard Annex 9).
pub const APART: char = '\u{2068}';
/// See [`APART`].
pub const TOGETHER: char = '\u{2069}';

include!(concat!(env!("OUT_DIR"), "/words.rs"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in() {
        for (text, given, expect) in [
            ("Plain", &[] as &[&str], "Plain"),
            ("$1 and $2, $1", &["a", "b$1"], "a and b$1, a"),
            ("$2 of $$5", &["a", "ü"], "ü of $5"),
            ("$3$é$", &["a"], "$é$"),
        ] {
            assert_eq!(fill_in(text, given), expect, "{text}");
        }
    }

    #[test]
    fn numbers_choose_the_form() {
        assert_eq!([votes(1), votes(0), votes(2_usize), votes(-1)], ["1 vote", "0 votes", "2 votes", "-1 votes"]);
    }
}
