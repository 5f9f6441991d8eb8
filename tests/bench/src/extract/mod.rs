//! How much of a page's text is read, and how much of what surrounds it, beside two extractors of articles.
//!
//! All three run in the same document of the same Chromium, ours as the extension does: `extract.js` there, the rest
//! in Rust. The pages are our own, in the markup of the systems that their files are named after.

mod gold;
pub(crate) mod speed;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use askside::{model::PageSnapshot, page, text::to_text};
use askside_e2e::{Browser, Options, Surface};
use serde::Deserialize;

use crate::BenchError;
use crate::command::Extract;
use gold::{Gold, Score};

const EXTRACT: &str =
    concat!(include_str!("../../../../extension/selection.js"), include_str!("../../../../extension/extract.js"));

/// The peers, as npm knows them, and what reads the document with each.
const PEERS: [(&str, &str); 2] = [
    ("@mozilla/readability@0.6.0", "new peer(document.cloneNode(true)).parse()"),
    ("defuddle@0.19.4", "new (peer.default ?? peer)(document).parse()"),
];

/// Extracts keywords.
const RAKE: &str = "node-rake@1.0.1";

/// What to load of the peers.
const FILES: [&str; 4] =
    ["@mozilla/readability/Readability.js", "defuddle/dist/index.js", "node-rake/index.js", "node-rake/stopWords.txt"];

/// What a peer makes of a document: nothing if it takes it for no article.
#[derive(Deserialize)]
struct Article {
    content: String,
}

pub(crate) fn measure(options: &Extract) -> Result<String, BenchError> {
    let pages = gold::pages(&options.pages)?;
    let (peers, without) = match peers() {
        Ok(peers) => (peers, String::new()),
        Err(why) => (Vec::new(), format!("without the peers: {why}\n")),
    };
    let rows = with_browser(async |browser, folder: &Path| read_all(browser, folder, &pages, &peers).await)?;
    Ok(without + &table(&rows, peers.len().min(PEERS.len())))
}

/// Does something in a browser, with a folder for what it opens.
fn with_browser<T>(work: impl AsyncFnOnce(&Browser, &Path) -> Result<T, BenchError>) -> Result<T, BenchError> {
    let folder = tempfile::tempdir()?;
    // A browser of the end-to-end tests has an extension; this one's does nothing.
    fs::write(folder.path().join("manifest.json"), r#"{"manifest_version":3,"name":"none","version":"1"}"#)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let browser = Browser::start(Options::new(folder.path())).await?;
        work(&browser, folder.path()).await
    })
}

/// Installs the peers below target, and reads [`FILES`].
fn peers() -> Result<Vec<String>, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/peers");
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-save", "--no-audit", "--no-fund", "--silent", "--prefix"]).arg(&folder);
    npm.args(PEERS.map(|peer| peer.0)).arg(RAKE);
    let installed = npm.status().map_err(|error| format!("npm cannot be run: {error}"))?;
    if !installed.success() {
        return Err("npm could not install them".to_owned());
    }
    let sources = FILES.iter().map(|file| fs::read_to_string(folder.join("node_modules").join(file)));
    sources.collect::<Result<_, _>>().map_err(|error| format!("they are not where they should be: {error}"))
}

/// The scores of each page: ours, then the peers'.
async fn read_all<'p>(
    browser: &Browser,
    folder: &Path,
    pages: &'p [Gold],
    peers: &[String],
) -> Result<Vec<(&'p str, Vec<Score>)>, BenchError> {
    let mut rows = Vec::new();
    for gold in pages {
        let file = folder.join("page.html");
        fs::write(&file, &gold.html)?;
        let document = browser.open(&format!("file://{}", file.display())).await?;
        let snapshot = ours(&document).await?;
        let mut scores = vec![gold.score(&format!("{}\n{}", snapshot.text, snapshot.code.join("\n")))];
        for (source, (_, read)) in peers.iter().zip(PEERS) {
            let script = format!(
                "(() => {{ const module = {{ exports: {{}} }}, exports = module.exports;\n{source}\n;
                const peer = module.exports; return {read} }})()"
            );
            let article: Option<Article> = document.eval(&script).await?;
            scores.push(gold.score(&article.map(|article| to_text(&article.content)).unwrap_or_default()));
        }
        document.close().await?;
        rows.push((gold.name.as_str(), scores));
    }
    Ok(rows)
}

async fn ours(document: &Surface) -> Result<PageSnapshot, BenchError> {
    let collected: String = document.eval(EXTRACT).await?;
    page::read(&collected).map_err(BenchError::Unreadable)
}

fn table(rows: &[(&str, Vec<Score>)], peers: usize) -> String {
    let names: Vec<&str> = std::iter::once("askside").chain(PEERS.map(|peer| peer.0)).take(1 + peers).collect();
    let mut table = format!("precision, recall and F1 of words, {} pages\n{:24}", rows.len(), "");
    // Writing to a String cannot fail.
    for name in &names {
        let _ = write!(table, "{name:>28}");
    }
    let line = |table: &mut String, name: &str, scores: &[Score]| {
        let _ = write!(table, "\n{name:24}");
        for score in scores {
            let _ = write!(table, "{:>14.3}{:>7.3}{:>7.3}", score.precision, score.recall, score.f1());
        }
    };
    rows.iter().for_each(|(name, scores)| line(&mut table, name, scores));
    let mean = |at: usize| Score::mean(&rows.iter().map(|(_, scores)| scores[at]).collect::<Vec<_>>());
    line(&mut table, "mean", &(0..names.len()).map(mean).collect::<Vec<_>>());
    table + "\n"
}

/// Where the pages are that come with the project.
pub(crate) fn own_pages() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("pages")
}
