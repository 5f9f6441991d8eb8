//! Ends the build where the message catalogue holds what nobody says. That nothing is missing, the compiler sees to: see
//! [`words`](core/words.rs).
#![expect(clippy::expect_used, reason = "a build script may end the build")]

use std::{collections::BTreeSet, fs, path::Path};

#[path = "core/catalogue.rs"]
mod catalogue;
use catalogue::{catalogue, wrong};

fn main() {
    let mut said = BTreeSet::new();
    for folder in ["src", "extension"] {
        println!("cargo::rerun-if-changed={folder}");
        collect(Path::new(folder), &mut said);
    }
    for name in catalogue("extension/_locales", "en").keys().filter(|name| !said.contains(*name)) {
        wrong("en", &format!("nobody says “{name}”"));
    }
}

/// The messages that sources name: as functions in Rust, by their keys in a manifest and in JavaScript.
fn collect(folder: &Path, said: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("the folder is there").flatten() {
        let path = entry.path();
        if path.is_dir() && !path.ends_with("_locales") {
            collect(&path, said);
        }
        let mark = match path.extension().and_then(|ending| ending.to_str()) {
            Some("rs") => "words::",
            Some("js") => "\"",
            Some("json") => "__MSG_",
            _ => continue,
        };
        let source = fs::read_to_string(&path).unwrap_or_default();
        for part in source.split(mark).skip(1) {
            let key: String = part.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            said.insert(key.trim_end_matches("__").to_owned());
        }
    }
}
