//! The part of a text where most of what was searched for stands together.
//!
//! Texts are put for a moment into an index of their own, which takes words for the same as the search did.

use super::{Result, Store};

/// A piece of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Excerpt {
    /// In order, each with whether it is what was searched for.
    pub(crate) parts: Vec<(String, bool)>,
    /// Whether it leaves out the beginning.
    pub(crate) starts_late: bool,
    /// Whether it leaves out the end.
    pub(crate) ends_early: bool,
}

/// Around what was found; no text keeps these characters.
const OPEN: char = '\u{1}';
const CLOSE: char = '\u{2}';
const CUT: char = '\u{3}';

/// So many characters stand for a text in which nothing was found.
const OPENING: usize = 240;

impl Store {
    /// One excerpt for each text. Without an expression, or where it does not occur, that is how the text begins.
    pub(crate) fn excerpts(&self, texts: &[String], expression: Option<&str>) -> Result<Vec<Excerpt>> {
        self.db.execute_batch(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.excerpt USING fts5(text, tokenize='porter unicode61');
             DELETE FROM excerpt",
        )?;
        let mut row = self.db.prepare_cached("INSERT INTO excerpt (rowid, text) VALUES (?, ?)")?;
        for (at, text) in texts.iter().enumerate() {
            row.execute((at, text.replace([OPEN, CLOSE, CUT], " ")))?;
        }
        let mut excerpts: Vec<Excerpt> = texts.iter().map(|text| Excerpt::opening(text)).collect();
        if let Some(expression) = expression {
            // The largest number of words that FTS5 gives, 64, would be twice as much as the site shows.
            let mut found = self.db.prepare_cached(
                "SELECT rowid, snippet(excerpt, 0, char(1), char(2), char(3), 40) FROM excerpt WHERE excerpt MATCH ?",
            )?;
            let rows = found.query_map([expression], |row| Ok((row.get(0)?, row.get(1)?)))?;
            for (at, marked) in rows.collect::<rusqlite::Result<Vec<(usize, String)>>>()? {
                if let Some(excerpt) = excerpts.get_mut(at) {
                    *excerpt = Excerpt::of(&marked);
                }
            }
        }
        Ok(excerpts)
    }
}

impl Excerpt {
    fn opening(text: &str) -> Self {
        let cut = text.char_indices().nth(OPENING).map(|(at, _)| at);
        let shown = match cut {
            Some(end) => text[..end].rsplit_once(char::is_whitespace).map_or(&text[..end], |(whole, _)| whole),
            None => text,
        };
        Self { parts: vec![(shown.to_owned(), false)], starts_late: false, ends_early: cut.is_some() }
    }

    fn of(marked: &str) -> Self {
        let mut parts = Vec::new();
        for piece in marked.trim_matches(CUT).split(OPEN) {
            let (found, rest) = piece.split_once(CLOSE).unwrap_or(("", piece));
            let kept = [(found, true), (rest, false)].into_iter().filter(|(part, _)| !part.is_empty());
            parts.extend(kept.map(|(part, found)| (part.to_owned(), found)));
        }
        Self { parts, starts_late: marked.starts_with(CUT), ends_early: marked.ends_with(CUT) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str, expression: Option<&str>) -> String {
        let excerpt = Store::new().unwrap().excerpts(&[text.to_owned()], expression).unwrap().remove(0);
        let parts: String =
            excerpt.parts.iter().map(|(part, found)| if *found { format!("[{part}]") } else { part.clone() }).collect();
        let dots = |cut| if cut { "..." } else { "" };
        format!("{}{parts}{}", dots(excerpt.starts_late), dots(excerpt.ends_early))
    }

    #[test]
    fn excerpts() {
        let far = |text: &str| format!("deploy {}{text}", "word ".repeat(200));
        assert_eq!(show("Deploys hang.", Some("\"deploy\" OR \"hangs\"")), "[Deploys] [hang].");
        assert_eq!(show("Nothing", Some("\"deploy\"")), "Nothing");
        assert_eq!(show("Nothing", None), "Nothing");
        let dense = show(&far("the deploy hangs here"), Some("\"deploy\" OR \"hang\""));
        assert!(dense.starts_with("...") && dense.ends_with("the [deploy] [hangs] here"), "{dense}");
        let opening = show(&far(""), None);
        assert!(opening.starts_with("deploy word") && opening.ends_with(" word..."), "{opening}");
    }
}
