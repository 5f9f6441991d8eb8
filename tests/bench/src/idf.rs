//! The table of how rare words are, `src/core/text/idf.txt`, from documentation on this machine.
//!
//! A document is a passage, because a question is as long as one. Every source counts alike, however large it is. Of
//! the text nothing is kept but how many passages hold a stem.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use askside::text::{IDF_STEPS, stem, to_text, words};

use crate::BenchError;
use crate::command::Idf;

/// Words of a passage.
const PASSAGE: usize = 60;

/// Passages taken of each source, evenly.
const PASSAGES: usize = 6000;

/// Stems kept, the commonest: rarer ones are names as often as words.
const KEPT: usize = 6000;

/// Kinds of files that are text; WordNet's are named by their part of speech.
const TEXTS: [&str; 7] = ["html", "md", "txt", "noun", "verb", "adj", "adv"];

/// Writes the table: line `n`, from 0, holds the stems whose idf is `n` steps.
pub(crate) fn measure(options: &Idf) -> Result<String, BenchError> {
    let (mut holding, mut passages) = (HashMap::<String, u32>::new(), 0);
    let mut report = String::new();
    for source in &options.sources {
        let taken = read(source)?;
        report += &format!("{:>6} passages of {}\n", taken.len(), source.display());
        passages += taken.len();
        for stem in taken.into_iter().flatten() {
            *holding.entry(stem).or_default() += 1;
        }
    }
    let mut stems: Vec<(String, u32)> = holding.into_iter().collect();
    stems.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    stems.truncate(KEPT);
    let mut lines: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (stem, count) in stems {
        let idf = (passages as f32 / count as f32).ln();
        lines.entry((idf * IDF_STEPS).round() as usize).or_default().push(stem);
    }
    let last = lines.keys().last().copied().unwrap_or_default();
    let line = |n| {
        let mut stems = lines.get(&n).cloned().unwrap_or_default();
        stems.sort_unstable();
        stems.join(" ") + "\n"
    };
    let table: String = (0..=last).map(line).collect();
    fs::write(&options.out, &table)?;
    Ok(report + &format!("{KEPT} stems, {} bytes, in {}\n", table.len(), options.out.display()))
}

/// The different stems of each passage of a source.
fn read(source: &Path) -> Result<Vec<HashSet<String>>, BenchError> {
    let mut files = Vec::new();
    walk(source, &mut files)?;
    let mut passages = Vec::new();
    for file in files {
        let text = String::from_utf8_lossy(&fs::read(&file)?).into_owned();
        let is_html = file.extension().is_some_and(|kind| kind == "html");
        let mut stems = Vec::new();
        let text = if is_html { to_text(&without_programs(&text)) } else { text };
        words(&text, |word, _| stems.push(stem(word)));
        passages.extend(stems.chunks_exact(PASSAGE).map(|passage| {
            let is_word = |stem: &&String| stem.len() > 1 && stem.bytes().all(|b| b.is_ascii_lowercase());
            passage.iter().filter(is_word).cloned().collect::<HashSet<String>>()
        }));
    }
    let step = (passages.len() / PASSAGES).max(1);
    Ok(passages.into_iter().step_by(step).take(PASSAGES).collect())
}

/// HTML without scripts, styles and navigation, which would have their words on every page.
fn without_programs(html: &str) -> String {
    let mut html = html.to_owned();
    for tag in ["script", "style", "nav"] {
        while let Some(from) = html.find(&format!("<{tag}")) {
            let end = html[from..].find(&format!("</{tag}")).map_or(html.len(), |at| from + at);
            html.replace_range(from..end, "");
        }
    }
    html
}

/// The text files below a directory, in an order that is the same everywhere.
fn walk(dir: &Path, files: &mut Vec<PathBuf>) -> Result<(), BenchError> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(dir)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    entries.sort_unstable();
    for path in entries {
        if path.is_dir() {
            walk(&path, files)?;
        } else if path.extension().is_some_and(|kind| TEXTS.iter().any(|text| kind == *text)) {
            files.push(path);
        }
    }
    Ok(())
}
