//! Tokens that keep code whole: `TRL-112`, `std::vec::Vec`, `--no-verify`, `basket.orders.v2`, `C#`.

/// The tokens of `text`, in order, as they are written.
pub fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let joins =
        |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | ':' | '/' | '#' | '+' | '@' | '$' | '\'' | '’');
    text.split(move |c: char| !joins(c)).filter_map(|run| {
        let run = run.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '.' | '@' | '$'));
        let run = run.trim_start_matches(['.', '-', '/']);
        let run = run.trim_end_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '#' | '+' | '_'));
        let run = run.trim_end_matches("'s").trim_end_matches("’s");
        run.contains(char::is_alphanumeric).then_some(run)
    })
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

/// The parts of a compound token, `polars.Expr.unique` or `rolling-back`; none of a simple one.
pub fn parts(token: &str) -> impl Iterator<Item = &str> {
    let compound = token.contains(SEPARATORS);
    token.split(SEPARATORS).filter(move |part| compound && part.len() > 2)
}

const SEPARATORS: [char; 6] = ['.', '_', ':', '/', '-', '#'];

/// `text` in lower case, for the alphabets whose letters come in pairs at a fixed distance: Latin (to
/// Latin Extended-A), Greek, Cyrillic, Armenian. The standard library's tables for the rest are 16 KB of module.
#[must_use]
pub fn lower(text: &str) -> String {
    let shift = |c: char| match c {
        'A'..='Z' | 'À'..='Ö' | 'Ø'..='Þ' | 'Α'..='Ρ' | 'Σ'..='Ϋ' | 'А'..='Я' => 32,
        'Ѐ'..='Џ' => 80,
        'Ա'..='Ֆ' => 48,
        'Ā'..='ķ' | 'Ŋ'..='ŷ' if c != 'İ' && (c as u32).is_multiple_of(2) => 1,
        'Ĺ'..='ň' | 'Ź'..='ž' if !(c as u32).is_multiple_of(2) => 1,
        _ => 0,
    };
    text.chars().map(|c| char::from_u32(c as u32 + shift(c)).unwrap_or(c)).collect()
}

/// The form under which tokens are compared: lower case, and for plain English words without the
/// commonest endings (the first steps of Porter 1980; the rest costs more than it gives on titles).
#[must_use]
pub fn stem(token: &str) -> String {
    let mut word = lower(token);
    if is_code_like(token) || !word.is_ascii() || word.len() < 4 {
        return word;
    }
    for (ending, instead) in [("sses", "ss"), ("ies", "y"), ("ss", "ss"), ("us", "us"), ("is", "is"), ("s", "")] {
        if word.ends_with(ending) {
            word.truncate(word.len() - ending.len());
            word.push_str(instead);
            break;
        }
    }
    for ending in ["ing", "ed"] {
        if let Some(root) = word.strip_suffix(ending)
            && root.len() >= 3
            && root.contains(['a', 'e', 'i', 'o', 'u', 'y'])
        {
            let bytes = root.as_bytes();
            let doubled = bytes[bytes.len() - 1] == bytes[bytes.len() - 2] && !root.ends_with(['l', 's', 'z']);
            word.truncate(root.len() - usize::from(doubled));
            break;
        }
    }
    // "queue" and "queuing", "timeout" and "timeouts", "cache" and "caching" meet without a last e.
    if word.len() > 4 && word.ends_with('e') {
        word.pop();
    }
    word
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
    fn code_and_its_parts() {
        for (token, code, expect) in [
            ("polars.Expr.unique", true, "polars Expr unique"),
            ("rolling-back", false, "rolling back"),
            ("TRL-112", true, "TRL 112"),
            ("camelCase", true, ""),
            ("i.e", false, ""),
            ("P.S", false, ""),
            ("word", false, ""),
        ] {
            assert_eq!(
                (is_code_like(token), parts(token).collect::<Vec<_>>().join(" ").as_str()),
                (code, expect),
                "{token}"
            );
        }
    }

    #[test]
    fn stems_meet() {
        for (a, b) in [
            ("deploys", "deploy"),
            ("rolling", "rolled"),
            ("caching", "cache"),
            ("queries", "query"),
            ("timeouts", "timeout"),
            ("stopped", "stop"),
            ("classes", "class"),
            ("Retries", "retry"),
        ] {
            assert_eq!(stem(a), stem(b), "{a} {b}");
        }
        for (word, expect) in
            [("status", "status"), ("v2s", "v2s"), ("TRL-112", "trl-112"), ("bus", "bus"), ("ring", "ring")]
        {
            assert_eq!(stem(word), expect);
        }
    }

    proptest! {
        #[test]
        fn never_panics_and_never_yields_nothing(text in "\\PC{0,200}") {
            for token in tokens(&text) {
                prop_assert!(!token.is_empty());
                prop_assert!(!stem(token).is_empty());
            }
        }
    }
}
