//! The keys of the panel: what a single key does there, and whether it does anything.
//!
//! WCAG 2.1.4: whoever dictates or slips can change each of them or switch all of them off.

use super::{App, AppError};
use crate::{
    model::is_invisible,
    ports::{Area, Ports},
    words,
};
use serde::{Deserialize, Serialize};

const KEYS: &str = "keys";

/// What a key of the panel does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Deed {
    /// Goes to the next question of a list.
    Next,
    /// Goes to the one before.
    Previous,
    /// Goes to the search field.
    Search,
    /// Starts a question about the page.
    Ask,
    /// Shows the questions related to the page.
    Related,
    /// Keeps the question that has the focus at hand, or no longer.
    Pin,
    /// Copies its link.
    Copy,
    /// Opens it on the site.
    Open,
    /// Shows the keys.
    Help,
}

impl Deed {
    /// All of them, with the key that each has at first.
    pub const ALL: [(Self, char); 9] = [
        (Self::Next, 'j'),
        (Self::Previous, 'k'),
        (Self::Search, '/'),
        (Self::Ask, 'a'),
        (Self::Related, 'r'),
        (Self::Pin, 'p'),
        (Self::Copy, 'c'),
        (Self::Open, 'o'),
        (Self::Help, '?'),
    ];
}

/// Which key does what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keys {
    /// Whether single keys do anything.
    pub on: bool,
    /// The key of each deed, in the order of [`Deed::ALL`].
    pub keys: Vec<(Deed, char)>,
}

impl Default for Keys {
    fn default() -> Self {
        Self { on: true, keys: Deed::ALL.to_vec() }
    }
}

impl Keys {
    /// What a key does, by what it writes and by its place on the keyboard, as browsers name both. The place counts where
    /// the keyboard writes another script than the keys are in: what is `j` on a Latin one is under the same finger.
    #[must_use]
    pub fn deed(&self, key: &str, code: &str) -> Option<Deed> {
        let mut letters = key.chars();
        let (letter, None) = (letters.next()?, letters.next()) else { return None };
        let of = |letter| self.keys.iter().find(|(_, own)| self.on && *own == letter).map(|(deed, _)| *deed);
        of(letter).or_else(|| if letter.is_ascii() { None } else { of(latin(letter, code)?) })
    }

    /// The same with another key for a deed.
    ///
    /// # Errors
    /// What is wrong with the key.
    pub fn with(mut self, deed: Deed, typed: &str) -> Result<Self, BadKey> {
        let mut letters = typed.trim().chars();
        let (Some(letter), None) = (letters.next(), letters.next()) else { return Err(BadKey::NotOne) };
        if is_invisible(letter) {
            return Err(BadKey::NotOne);
        }
        if self.keys.iter().any(|(other, own)| *other != deed && *own == letter) {
            return Err(BadKey::Taken(letter));
        }
        self.keys.iter_mut().filter(|(own, _)| *own == deed).for_each(|(_, own)| *own = letter);
        Ok(self)
    }

    /// What was kept by another version, with what this one knows.
    fn completed(self) -> Self {
        let own = |deed: Deed, first| self.keys.iter().find(|(own, _)| *own == deed).map_or(first, |(_, own)| *own);
        Self { on: self.on, keys: Deed::ALL.map(|(deed, first)| (deed, own(deed, first))).to_vec() }
    }
}

/// What a key would write on a Latin keyboard, by its place there (UI Events KeyboardEvent code Values).
fn latin(written: char, code: &str) -> Option<char> {
    match code {
        _ if written == '؟' || written == '？' => Some('?'),
        "Slash" => Some('/'),
        _ => Some(code.strip_prefix("Key")?.chars().next()?.to_ascii_lowercase()),
    }
}

/// Why a key cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadKey {
    /// None, or more than one.
    #[error("{}", words::key_not_one())]
    NotOne,
    /// It does something else.
    #[error("{}", words::key_taken(&.0.to_string()))]
    Taken(char),
}

impl<P: Ports> App<P> {
    pub(super) async fn keys(&self) -> Result<Keys, AppError> {
        let kept: Option<Keys> = self.load(Area::Local, KEYS).await?;
        Ok(kept.map_or_else(Keys::default, Keys::completed))
    }

    pub(super) async fn save_keys(&self, keys: &Keys) -> Result<(), AppError> {
        self.keep(Area::Local, KEYS, keys).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_do_one_thing_each() {
        let keys = Keys::default();
        for (key, code, deed) in [
            ("/", "Digit7", Some(Deed::Search)),
            ("ш", "KeyI", None),
            ("ф", "KeyA", Some(Deed::Ask)),
            ("ظ", "Slash", Some(Deed::Search)),
            ("؟", "Slash", Some(Deed::Help)),
            ("q", "KeyA", None), // a French keyboard
            ("A", "KeyA", None),
            ("Enter", "Enter", None),
            ("", "", None),
            ("é", "Digit2", None),
            ("//", "Slash", None),
        ] {
            assert_eq!(keys.deed(key, code), deed, "{key} {code}");
        }
        let moved = keys.clone().with(Deed::Ask, " n ").unwrap();
        assert_eq!((moved.deed("n", "KeyN"), moved.deed("a", "KeyA")), (Some(Deed::Ask), None));
        assert_eq!(moved.clone().with(Deed::Open, "n"), Err(BadKey::Taken('n')));
        assert_eq!(moved.clone().with(Deed::Ask, "n"), Ok(moved.clone()));
        for bad in ["", "  ", "ab", "\u{1b}", "\u{202e}"] {
            assert_eq!(moved.clone().with(Deed::Ask, bad), Err(BadKey::NotOne), "{bad:?}");
        }
        assert_eq!(Keys { on: false, ..keys }.deed("/", "Slash"), None);
    }

    #[test]
    fn what_an_older_version_kept_is_completed() {
        let kept = Keys { on: false, keys: vec![(Deed::Ask, 'n')] }.completed();
        assert_eq!((kept.on, kept.keys.len()), (false, Deed::ALL.len()));
        assert_eq!(kept.keys.iter().find(|(deed, _)| *deed == Deed::Ask), Some(&(Deed::Ask, 'n')));
    }
}
