//! Ends the build where the message catalogue holds what nobody says. That nothing is missing, the compiler sees to: see
//! [`words`](core/words.rs).
#![expect(clippy::expect_used, reason = "a build script may end the build")]

use std::{collections::BTreeSet, fs, path::Path};

const CATALOGUE: &str = "extension/_locales/en/messages.json";

fn main() {
    let mut said = BTreeSet::new();
    for folder in ["src", "extension"] {
        println!("cargo::rerun-if-changed={folder}");
        collect(Path::new(folder), &mut said);
    }
    let text = fs::read_to_string(CATALOGUE).expect("the catalogue is there");
    let entries: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&text).expect("it is JSON");
    for key in entries.keys() {
        let plural =
            key.rsplit_once('_').map(|(name, _)| name).filter(|name| entries.contains_key(&format!("{name}_other")));
        if !said.contains(plural.unwrap_or(key)) {
            println!("cargo::error={CATALOGUE}: nobody says “{key}”");
        }
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
