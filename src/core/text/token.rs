//! Tokens that keep code whole: `TRL-112`, `std::vec::Vec`, `--no-verify`, `basket.orders.v2`, `C#`.

use super::{runs::Ends, vocabulary::Form};

/// What is no letter or digit, and does not join those either, ends a token.
static ENDS: Ends = Ends::at(b"!\"%&()*,;<=>?[\\]^`{|}~", |c| match c {
    '\u{2000}'..='\u{206f}' => c != '’', // punctuation, and most of what is there beyond ASCII
    c => !c.is_alphanumeric(),
});

/// The tokens of `text`, in order, as they are written.
pub fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let mut at = 0;
    let runs = std::iter::from_fn(move || {
        let run = ENDS.next_run(text, at, text.len())?;
        at = run.end;
        Some(&text[run])
    });
    runs.filter_map(token)
}

/// The token in a run of characters that do not end one.
fn token(run: &str) -> Option<&str> {
    let run = run.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '.' | '@' | '$'));
    let run = run.trim_start_matches(['.', '-', '/']);
    let run = run.trim_end_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '#' | '+' | '_'));
    let run = run.strip_suffix("'s").or(run.strip_suffix("’s")).unwrap_or(run);
    run.contains(char::is_alphanumeric).then_some(run)
}

/// Whether a token is more likely an identifier, code or path than a word.
#[must_use]
pub fn is_code_like(token: &str) -> bool {
    let inner = |c: char| matches!(c, '_' | '.' | ':' | '/' | '#' | '@' | '$');
    let digit = token.contains(|c: char| c.is_ascii_digit());
    let letter = token.contains(char::is_alphabetic);
    let camel = token.chars().zip(token.chars().skip(1)).any(|(a, b)| a.is_lowercase() && b.is_uppercase());
    let abbreviation = token.split('.').all(|part| part.chars().count() <= 1); // i.e., P.S.
    letter && !abbreviation && (digit || camel || token.contains(inner) || token.ends_with('+'))
}

/// `text` in lower case, for the alphabets whose letters come in pairs at a fixed distance: Latin (to
/// Latin Extended-A), Greek, Cyrillic, Armenian. The standard library's tables for the rest are 16 KB of module.
#[must_use]
pub fn lower(text: &str) -> String {
    let mut lower = String::with_capacity(text.len());
    lower_into(&mut lower, text);
    lower
}

/// The same in place of what is in `lower`.
pub(super) fn lower_into(lower: &mut String, text: &str) {
    lower.clear();
    if text.is_ascii() {
        lower.push_str(text);
        return lower.make_ascii_lowercase();
    }
    let shift = |c: char| match c {
        'A'..='Z' | 'À'..='Ö' | 'Ø'..='Þ' | 'Α'..='Ρ' | 'Σ'..='Ϋ' | 'А'..='Я' => 32,
        'Ѐ'..='Џ' => 80,
        'Ա'..='Ֆ' => 48,
        'Ā'..='ķ' | 'Ŋ'..='ŷ' if c != 'İ' && (c as u32).is_multiple_of(2) => 1,
        'Ĺ'..='ň' | 'Ź'..='ž' if !(c as u32).is_multiple_of(2) => 1,
        _ => 0,
    };
    lower.extend(text.chars().map(|c| char::from_u32(c as u32 + shift(c)).unwrap_or(c)));
}

/// What a piece of text is to matching.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// A word: letters and digits, or two neighbouring characters of a script that has no spaces.
    Word,
    /// A word within one, `Frame` of `DataFrame`; it comes before the whole.
    Part,
    /// A token whose words alone would be another, `TRL-112` or `C#`; it comes after them.
    Code,
}

/// Hands over the pieces of `text` in order. Sites cut text at the same places, so these are what can be found.
pub fn words<'a>(text: &'a str, mut each: impl FnMut(&'a str, Piece)) {
    forms(text, |form, piece| each(form.text, piece));
}

/// The same as forms of a [`Vocabulary`](super::Vocabulary).
pub(crate) fn forms<'a>(text: &'a str, mut each: impl FnMut(Form<'a>, Piece)) {
    let mut at = 0;
    while let Some(start) = after_blank(text, at).or_else(|| ENDS.past(text, at)) {
        // Most words of a page are English, and nothing is joined to them: then there is nothing else to look for.
        let word = Form::english(text, start);
        at = start + word.map_or(0, |word| word.text.len());
        if let Some(word) = word.filter(|_| is_alone(text, at)) {
            each(word, Piece::Word);
            continue;
        }
        at = ENDS.next(text, at);
        let Some(token) = token(&text[start..at]) else { continue };
        for run in token.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty()) {
            if run.contains(is_ideograph) {
                pairs(run).for_each(|pair| each(Form::of(pair), Piece::Word));
            } else {
                humps(run).for_each(|hump| each(Form::of(hump), Piece::Part));
                each(Form::of(run), Piece::Word);
            }
        }
        if is_code(token) {
            each(Form::of(token), Piece::Code);
        }
    }
}

/// Where a run begins if there is a blank at byte `at` and then a letter, as there is mostly.
fn after_blank(text: &str, at: usize) -> Option<usize> {
    matches!(text.as_bytes().get(at..)?, [b' ', b'a'..=b'z', ..]).then_some(at + 1)
}

/// Whether a word that ends at byte `at` is a token: before what ends one, or before one sign that is no part of it.
fn is_alone(text: &str, at: usize) -> bool {
    let ends = |at: usize| text.as_bytes().get(at).is_none_or(|byte| ENDS.has(*byte));
    ends(at) || matches!(text.as_bytes()[at], b'.' | b':' | b'-' | b'/' | b'\'') && ends(at + 1)
}

/// Whether a token is a code as a whole: `TRL-112`, `utf-8`, `v1.2`, `C#`. Names with dots are found by their words.
fn is_code(token: &str) -> bool {
    let has = |kind: fn(char) -> bool| token.contains(kind);
    let joined = token.contains(['-', '_', '.', ':']) && !token.contains('/') && has(|c| c.is_ascii_digit());
    token.len() <= 32 && has(char::is_alphabetic) && (joined || token.ends_with(['#', '+']))
}

/// Han, kana and hangul, whose words no spaces part.
pub(crate) fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}')
}

/// Every two neighbouring characters of a run; the run itself if it is one.
fn pairs(run: &str) -> impl Iterator<Item = &str> {
    let starts = || run.char_indices().map(|(at, _)| at);
    let ends = starts().skip(2).chain([run.len()]);
    starts().zip(ends).take(run.chars().count().saturating_sub(1).max(1)).map(|(from, to)| &run[from..to])
}

/// The words of `camelCase` or `HTTPServer`, of three letters or more; none of a simple one.
fn humps(run: &str) -> impl Iterator<Item = &str> {
    let upper = |at: usize| run[at..].starts_with(char::is_uppercase);
    let lower = |at: usize| run[at..].starts_with(char::is_lowercase);
    let mut last = 0;
    let starts = run.char_indices().map(|(at, _)| at).filter(move |&at| {
        let before = std::mem::replace(&mut last, at);
        let next = at + run[at..].chars().next().map_or(0, char::len_utf8);
        at > 0 && upper(at) && (lower(before) || upper(before) && lower(next))
    });
    let mut from = 0;
    let mut cuts = starts.chain([run.len()]).peekable();
    let simple = cuts.peek() == Some(&run.len());
    cuts.map(move |to| &run[std::mem::replace(&mut from, to)..to]).filter(move |hump| !simple && hump.len() > 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        assert_eq!(tokens(text).collect::<Vec<_>>(), expect);
    }

    #[test]
    fn keeps_code_whole() {
        check(
            "It failed (TRL-112: \"no previous revision\").",
            &["It", "failed", "TRL-112", "no", "previous", "revision"],
        );
        check(
            "std::vec::Vec, C#, C++ and git commit --no-verify",
            &["std::vec::Vec", "C#", "C++", "and", "git", "commit", "no-verify"],
        );
        check("topic basket.orders.v2. Mira's ./build.sh", &["topic", "basket.orders.v2", "Mira", "build.sh"]);
        check("日本語 über … --- ''", &["日本語", "über"]);
    }

    #[test]
    fn lower_case_is_the_standard_one_where_letters_pair() {
        let blocks = ['A'..='Z', 'À'..='Þ', 'Ā'..='ž', 'Α'..='Ϋ', 'Ѐ'..='Я', 'Ա'..='Ֆ'];
        for c in blocks.into_iter().flatten().filter(|&c| c != 'İ' && c != 'Ÿ') {
            assert_eq!(lower(&c.to_string()), c.to_lowercase().to_string());
        }
    }

    #[test]
    fn code_and_words() {
        for (token, code) in [
            ("polars.Expr.unique", true),
            ("rolling-back", false),
            ("TRL-112", true),
            ("camelCase", true),
            ("i.e", false),
            ("P.S", false),
            ("word", false),
        ] {
            assert_eq!(is_code_like(token), code, "{token}");
        }
    }

    #[track_caller]
    fn check_words(text: &str, expect: &str) {
        let mut found = Vec::new();
        words(text, |word, piece| {
            found.push(match piece {
                Piece::Word => word.to_owned(),
                Piece::Part => format!("({word})"),
                Piece::Code => format!("[{word}]"),
            });
        });
        assert_eq!(found.join(" "), expect);
    }

    #[test]
    fn words_their_parts_and_codes() {
        check_words("It failed (TRL-112)", "It failed TRL 112 [TRL-112]");
        check_words("pandas.DataFrame.read_csv()", "pandas (Data) (Frame) DataFrame read csv");
        check_words("HTTPServer camelCase toURL", "(HTTP) (Server) HTTPServer (camel) (Case) camelCase (URL) toURL");
        check_words("git commit --no-verify .gitignore", "git commit no verify gitignore");
        check_words("C# and C++ in utf-8, E0502, v1.2", "C [C#] and C [C++] in utf 8 [utf-8] E0502 v1 2 [v1.2]");
        check_words("https://a.test/b-1", "https a test b 1");
        check_words("東京都 ゴ über ''", "東京 京都 ゴ über");
    }

    proptest! {
        #[test]
        fn never_panics_and_never_yields_nothing(text in "\\PC{0,200}") {
            for token in tokens(&text) {
                prop_assert!(!token.is_empty());
            }
            words(&text, |word, _| assert!(!word.is_empty() && text.contains(word)));
        }
    }
}
