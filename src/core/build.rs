//! Makes the functions of [`words`](src/words.rs) from the message catalogue, `extension/_locales`, and ends the build
//! where a language lacks a message of it, has one too many, or fills in something else than English does.
//!
//! The format is the browsers' (`i18n.getMessage`), with two rules of ours: what is filled in is `$1` to `$9`, and a
//! message that depends on a number, its `$1`, has one entry for each plural category of its language: `votes_one`,
//! `votes_other`. Categories by language: CLDR, Language Plural Rules; those for millions alone are left out.
#![expect(clippy::expect_used, reason = "a build script may end the build")]

mod catalogue;

use catalogue::{CATEGORIES, Catalogue, catalogue, wrong};
use std::{env, fmt::Write, fs, path::Path};

const LOCALES: &str = "../../extension/_locales";

/// The languages there are, each with its plural categories. The first is what the others are measured by.
const LANGUAGES: [(&str, &[&str]); 6] = [
    ("en", &["one", "other"]),
    ("ar", &CATEGORIES),
    ("de", &["one", "other"]),
    ("es", &["one", "other"]),
    ("fr", &["one", "other"]),
    ("ja", &["other"]),
];

/// The most that browsers and their stores take (Chrome, Manifest: description).
const LONGEST_DESCRIPTION: usize = 132;

fn main() {
    println!("cargo::rerun-if-changed={LOCALES}");
    let english = catalogue(LOCALES, "en");
    for (language, categories) in LANGUAGES {
        compare(&english, language, categories, &catalogue(LOCALES, language));
    }
    let mut code = String::new();
    write_functions(&mut code, &english).expect("a String takes it");
    let out = env::var_os("OUT_DIR").expect("cargo sets it");
    fs::write(Path::new(&out).join("words.rs"), code).expect("OUT_DIR can be written");
}

/// Says all that keeps a language from standing in for English.
fn compare(english: &Catalogue, language: &str, categories: &[&str], catalogue: &Catalogue) {
    for name in catalogue.keys().filter(|name| !english.contains_key(*name)) {
        wrong(language, &format!("“{name}” is no message of the English catalogue"));
    }
    let description = catalogue.get("description").and_then(|forms| forms.get(""));
    if description.is_some_and(|text| text.chars().count() > LONGEST_DESCRIPTION) {
        wrong(language, &format!("“description” is longer than {LONGEST_DESCRIPTION} characters"));
    }
    for (name, forms) in english {
        let Some(own) = catalogue.get(name) else {
            wrong(language, &format!("“{name}” is missing"));
            continue;
        };
        let wanted: &[&str] = if forms.contains_key("other") { categories } else { &[""] };
        let (mut has, mut wanted): (Vec<&str>, _) = (own.keys().map(String::as_str).collect(), wanted.to_vec());
        has.sort_unstable();
        wanted.sort_unstable();
        if has != wanted {
            wrong(language, &format!("“{name}” has the forms {has:?}, and the language {wanted:?}"));
        }
        let filled = filled_in(forms.values());
        for (category, text) in own {
            // A number that a form stands for alone need not be in it.
            let missing: Vec<&u8> = filled.iter().filter(|n| !filled_in([text]).contains(n)).collect();
            let is_said =
                missing.is_empty() || (missing == [&1] && ["zero", "one", "two"].contains(&category.as_str()));
            if !is_said || filled_in([text]).iter().any(|n| !filled.contains(n)) {
                wrong(language, &format!("“{name}” ({text}) does not fill in what English does"));
            }
        }
    }
}

/// The numbers of what texts fill in, in order.
fn filled_in<'a>(texts: impl IntoIterator<Item = &'a String>) -> Vec<u8> {
    let mut found: Vec<u8> = Vec::new();
    for text in texts {
        let own = text.replace("$$", "");
        let after = own.split('$').skip(1).filter_map(|part| part.bytes().next());
        found.extend(after.filter(u8::is_ascii_digit).map(|digit| digit - b'0'));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Each message as a function of what it fills in, and all in English for where there is no browser to ask.
fn write_functions(code: &mut String, english: &Catalogue) -> std::fmt::Result {
    for (name, forms) in english {
        let is_plural = forms.contains_key("other");
        let texts: Vec<String> =
            filled_in(forms.values()).iter().filter(|n| !is_plural || **n > 1).map(|n| format!("text_{n}")).collect();
        let typed: String = texts.iter().map(|text| format!("{text}: &str, ")).collect();
        let told: Vec<&str> = forms.values().map(String::as_str).collect();
        let (count, call, passed) =
            if is_plural { ("count: impl Into<Count>, ", "counted", "count.into(), ") } else { ("", "said", "") };
        writeln!(code, "#[doc = {:?}]\n#[must_use]", format!("“{}”", told.join("”, “")))?;
        writeln!(code, "pub fn {name}({count}{typed}) -> String {{")?;
        writeln!(code, "    {call}({name:?}, {passed}&[{}])\n}}", texts.join(", "))?;
    }
    writeln!(code, "#[cfg(any(not(target_arch = \"wasm32\"), feature = \"english\"))]")?;
    writeln!(code, "fn english(key: &str) -> &str {{\n    match key {{")?;
    for (name, forms) in english {
        for (category, text) in forms {
            let key = if category.is_empty() { name.clone() } else { format!("{name}_{category}") };
            writeln!(code, "        {key:?} => {text:?},")?;
        }
    }
    writeln!(code, "        _ => key,\n    }}\n}}")
}
