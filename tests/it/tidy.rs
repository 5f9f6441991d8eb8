//! Promises about the sources that no compiler keeps.

use askside::{
    api::{Route, Version},
    model::Kind,
};
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// All that the extension asks for when it is installed.
const PERMISSIONS: [&str; 7] = [
    "activeTab",
    "contextMenus",
    "declarativeNetRequestWithHostAccess",
    "identity",
    "scripting",
    "sidePanel",
    "storage",
];

/// A file, by its path below the repository, with `/`.
struct Source {
    path: String,
    text: String,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

#[track_caller]
fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// All files below `folder` with one of these endings.
fn sources(folder: &str, endings: &[&str]) -> Vec<Source> {
    fn walk(dir: &Path, found: &mut Vec<PathBuf>) {
        for path in fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() { walk(&path, found) } else { found.push(path) }
        }
    }
    let mut paths = Vec::new();
    walk(&root().join(folder), &mut paths);
    paths.retain(|path| path.extension().is_some_and(|ending| endings.iter().any(|known| ending == *known)));
    assert!(!paths.is_empty(), "{folder} has no {endings:?}");
    let source = |path: PathBuf| Source {
        path: path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/"),
        text: fs::read_to_string(&path).unwrap(),
    };
    paths.into_iter().map(source).collect()
}

/// What runs: without the tests at the end of a file and without comments.
fn code(source: &Source) -> String {
    let text = source.text.split("#[cfg(test)]").next().unwrap_or_default();
    text.lines().map(|line| if line.trim_start().starts_with("//") { "" } else { line }).collect::<Vec<_>>().join("\n")
}

/// Every file whose code holds one of `needles` is among `allowed`, and each of these is still needed there.
#[track_caller]
fn only_in(folder: &str, needles: &[&str], allowed: &[&str]) {
    let holds = |source: &Source| needles.iter().any(|needle| code(source).contains(needle));
    let mut found: Vec<String> =
        sources(folder, &["rs", "js", "mjs", "html"]).into_iter().filter(holds).map(|source| source.path).collect();
    found.sort_unstable();
    assert_eq!(found, allowed, "{needles:?}");
}

#[test]
fn javascript_stays_a_bootstrap() {
    for (path, most) in [
        ("extension/background.js", 40),
        ("extension/panel.js", 8),
        ("extension/extract.js", 60),
        ("extension/selection.js", 60),
    ] {
        let lines = read(path).lines().count();
        assert!(lines <= most, "{path} has {lines} lines, of {most}");
    }
    let names: Vec<String> = sources("extension", &["js"]).into_iter().map(|source| source.path).collect();
    assert_eq!(names.len(), 4, "{names:?}");
}

#[test]
fn every_module_says_why_it_exists_and_fits_a_head() {
    for Source { path, text } in sources("src", &["rs"]) {
        let start = if path == "src/lib.rs" { "#![doc" } else { "//! " };
        assert!(text.starts_with(start), "{path} does not begin with {start}");
        assert!(text.lines().count() <= 500, "{path} has {} lines, of 500", text.lines().count());
    }
}

#[test]
fn tests_never_sleep_and_are_never_skipped() {
    for Source { path, text } in sources("tests/it", &["rs"]).into_iter().chain(sources("src", &["rs"])) {
        for word in [concat!("sle", "ep("), concat!("#[ign", "ore")] {
            assert!(!text.contains(word), "{path} holds {word}");
        }
    }
}

#[test]
fn secrets_are_exposed_in_two_files() {
    only_in("src", &["expose()", "::expose"], &["src/core/api/credentials.rs", "src/core/auth/vault.rs"]);
}

#[test]
fn one_file_knows_the_paths_of_the_api() {
    let versions = [Version::V2, Version::V3];
    let all = Route::ALL.iter().flat_map(|route| versions.map(|version| route.endpoint(version, Kind::Enterprise)));
    let quoted: Vec<String> = all.flatten().map(|endpoint| format!("\"{}\"", endpoint.path)).collect();
    let needles: Vec<&str> = quoted.iter().map(String::as_str).collect();
    only_in("src", &needles, &["src/core/api/route.rs"]);
    only_in("src", &["\"/api/"], &["src/core/api/route.rs"]);
    for folder in ["extension", "www"] {
        only_in(folder, &["/api/", "fetch("], &[]);
    }
}

#[test]
fn one_file_names_the_extension_api() {
    only_in("src", &["js_namespace = [\"browser\"", "js_namespace = [\"chrome\""], &["src/browser/webext.rs"]);
}

/// The compiler sees to the rest: the core is a crate of its own.
#[test]
fn the_core_knows_no_browser() {
    let manifest = read("src/core/Cargo.toml");
    for package in ["wasm-bindgen", "web-sys", "js-sys", "leptos", "gloo", "askside ", "askside="] {
        assert!(!manifest.contains(package), "{package}");
    }
}

#[test]
fn markup_enters_through_the_sanitizer_only() {
    let unsafe_ways = [
        "innerHTML",
        "inner_html",
        "outerHTML",
        "outer_html",
        "insertAdjacentHTML",
        "insert_adjacent_html",
        "document.write",
    ];
    for folder in ["src", "extension", "www"] {
        only_in(folder, &unsafe_ways, &[]);
    }
    only_in("src", &["setHTML"], &["src/ui/html.rs"]);
}

#[test]
fn one_place_creates_questions() {
    let calls = |source: &Source| code(source).matches("add_question(").count();
    let counts: Vec<(String, usize)> = sources("src", &["rs"])
        .iter()
        .map(|source| (source.path.clone(), calls(source)))
        .filter(|(_, count)| *count > 0)
        .collect();
    assert!(
        code(&Source { path: String::new(), text: read("src/core/api/calls.rs") })
            .contains("pub fn add_question(draft: &ConfirmedDraft)")
    );
    let mut counts: Vec<(&str, usize)> = counts.iter().map(|(path, count)| (path.as_str(), *count)).collect();
    counts.sort_unstable();
    assert_eq!(
        counts,
        [("src/core/api/calls.rs", 1), ("src/core/app/post.rs", 1)],
        "its definition and its one caller"
    );
    // The other writes change or delete a question that the person was shown, delete one that was sent twice, keep a
    // picture, and vote.
    let pressed = ["change", "journal", "marks", "upload"].map(|file| format!("src/core/app/{file}.rs"));
    only_in("src", &["UserAction::pressed("], &pressed.each_ref().map(String::as_str));
    only_in("src", &["UploadImage("], &["src/core/app/message.rs", "src/core/app/mod.rs", "src/ui/image.rs"]);
    let marks = ["src/core/app/message.rs", "src/core/app/mod.rs", "src/ui/marks.rs"];
    only_in("src", &[" Vote(", "(Vote("], &[&marks[..], &["src/ui/similar.rs"]].concat());
    only_in("src", &["calls::edit_question("], &["src/core/app/change.rs"]);
    only_in("src", &["calls::delete_question("], &["src/core/app/change.rs", "src/core/app/journal.rs"]);
    only_in("src", &["SetBookmark("], &[&marks[..2], &["src/ui/draft.rs"], &marks[2..]].concat());
    for write in ["SaveChange(", "DeleteQuestion("] {
        only_in("src", &[write], &["src/core/app/message.rs", "src/core/app/mod.rs", "src/ui/go.rs"]);
    }
    // What asks for them are the buttons of the review alone.
    only_in("src", &["Go::Delete("], &["src/ui/go.rs", "src/ui/panel.rs", "src/ui/review.rs"]);
    only_in("src", &["Go::Post("], &["src/ui/go.rs", "src/ui/panel.rs", "src/ui/review.rs"]);
    only_in(
        "src",
        &["DeleteDouble("],
        &["src/core/app/message.rs", "src/core/app/mod.rs", "src/ui/draft.rs", "src/ui/go.rs"],
    );
    // And nothing but the review screen asks for a post.
    only_in("src", &["PostDraft("], &["src/core/app/message.rs", "src/core/app/mod.rs", "src/ui/go.rs"]);
}

#[test]
fn permissions_are_those_that_need_no_warning() {
    let part = |path: &str| serde_json::from_str::<Value>(&read(path)).unwrap();
    let parts = [part("extension/manifest.json"), part("extension/manifest.chrome.json")];
    let list = |key: &str| {
        let all = parts.iter().filter_map(|part| part[key].as_array()).flatten();
        let mut names: Vec<String> = all.map(|name| name.as_str().unwrap().to_owned()).collect();
        names.sort_unstable();
        names
    };
    assert_eq!(list("permissions"), PERMISSIONS);
    assert_eq!(list("optional_host_permissions"), ["https://*/*"]);
    for part in &parts {
        for key in ["web_accessible_resources", "content_scripts", "host_permissions", "optional_permissions"] {
            assert!(part.get(key).is_none(), "{key}");
        }
    }
}

/// Without the key, every extension may send messages to us in Chromium; without a listener, none can in Firefox.
#[test]
fn nobody_outside_is_listened_for() {
    let manifest: Value = serde_json::from_str(&read("extension/manifest.chrome.json")).unwrap();
    assert_eq!(manifest["externally_connectable"], json!({ "ids": [] }));
    for folder in ["src", "extension"] {
        only_in(folder, &["External", "onConnect"], &[]);
    }
    only_in("extension", &["onMessage"], &["extension/background.js"]);
}

/// Nothing but our own files runs, no picture is shown but what the background fetched, only https is called, no page frames us, and no text becomes markup or
/// code: Trusted Types are required and nobody can make one. It binds the worker, too.
#[test]
fn the_policy_of_our_pages_is_as_strict_as_it_goes() {
    let manifest: Value = serde_json::from_str(&read("extension/manifest.json")).unwrap();
    let policy = [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "img-src data:",
        "connect-src 'self' https:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ];
    assert_eq!(manifest["content_security_policy"], json!({ "extension_pages": policy.join("; ") }));
}

/// Leptos parses an element of nothing but literals from HTML text, which the policy of our pages refuses. Braces
/// around the text make it build the element instead.
#[test]
fn static_text_stands_in_braces() {
    for Source { path, text } in sources("src/ui", &["rs"]) {
        for (at, _) in text.match_indices("</") {
            let Some(inside) = text[..at].trim_end().strip_suffix('"') else { continue };
            let (before, said) = inside.rsplit_once('"').unwrap();
            let opens = before.trim_end().ends_with('>') && !before[before.rfind('<').unwrap()..].starts_with("</");
            assert!(!opens, "{path}: put “{said}” in braces");
        }
    }
}

/// What people read comes from the catalogue: outside of tests no string begins and goes on as a sentence does.
#[test]
fn no_sentence_stands_in_the_code() {
    for source in ["src/ui", "src/core"].iter().flat_map(|folder| sources(folder, &["rs"])) {
        if source.path.starts_with("src/ui/gallery") || source.path == "src/core/build.rs" {
            continue; // for ourselves
        }
        let code = code(&source);
        let said = code.lines().filter(|line| !line.contains("expect(") && !line.contains("reason ="));
        let strings = said.flat_map(|line| line.split('"').skip(1).step_by(2));
        let is_sentence = |text: &&str| {
            let (first, rest) = text.split_once(' ').unwrap_or_default();
            let second = rest.split([' ', ',', '.']).next().unwrap_or_default();
            first.starts_with(|c: char| c.is_ascii_uppercase())
                && second.len() > 1
                && second.chars().all(char::is_lowercase)
        };
        let found: Vec<&str> = strings.filter(is_sentence).collect();
        assert!(found.is_empty(), "{}: {found:?}", source.path);
    }
}

#[test]
fn the_readme_says_what_each_permission_is_for() {
    let readme = read("README.md");
    for permission in PERMISSIONS {
        assert!(readme.contains(&format!("`{permission}`")), "README.md does not say what {permission} is for");
    }
}

#[test]
fn every_promise_of_security_names_tests_that_exist() {
    let table = read("src/SECURITY.md");
    let rows: Vec<&str> =
        table.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| attack")).collect();
    assert!(rows.len() > 20);
    let all: String =
        ["src", "tests"].iter().flat_map(|folder| sources(folder, &["rs"])).map(|source| source.text).collect();
    for row in rows {
        let proofs = row.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        for name in proofs.split(", ").map(|name| name.trim_matches('`')) {
            assert!(all.contains(&format!("fn {name}(")), "{name}, of {row}");
        }
    }
}
