//! A language's messages as the build scripts read them: a part of `build.rs` beside it, which makes functions of them,
//! and of the shell's, which looks for those that nobody says. No module of the core.

use serde_json::Value;
use std::{collections::BTreeMap, fs};

/// What CLDR calls the plural categories.
pub(crate) const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// A language's texts by message and plural category, which is empty where no number matters.
pub(crate) type Catalogue = BTreeMap<String, BTreeMap<String, String>>;

/// Ends the build once this script is through, and says why.
pub(crate) fn wrong(language: &str, what: &str) {
    println!("cargo::error=extension/_locales/{language}/messages.json: {what}");
}

/// The catalogue of a language below the folder `locales`.
pub(crate) fn catalogue(locales: &str, language: &str) -> Catalogue {
    let text = fs::read_to_string(format!("{locales}/{language}/messages.json")).unwrap_or_default();
    let read = serde_json::from_str::<BTreeMap<String, Value>>(&text);
    let entries = read.unwrap_or_else(|error| {
        wrong(language, &error.to_string());
        BTreeMap::new()
    });
    if text.matches("\"message\":").count() > entries.len() {
        wrong(language, "a message is in it twice");
    }
    let mut catalogue = Catalogue::new();
    for (key, entry) in &entries {
        let is_plural = |name: &str| entries.contains_key(&format!("{name}_other"));
        let parts = key.rsplit_once('_').filter(|(name, end)| CATEGORIES.contains(end) && is_plural(name));
        let (name, category) = parts.unwrap_or((key, ""));
        let text = entry["message"].as_str().unwrap_or_default();
        if text.trim().is_empty() {
            wrong(language, &format!("“{key}” has no message"));
        }
        catalogue.entry(name.to_owned()).or_default().insert(category.to_owned(), text.to_owned());
    }
    catalogue
}
