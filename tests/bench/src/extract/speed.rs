//! How long it takes from a document to what to ask about it and to the order of the answers, as WebAssembly in
//! Chromium, beside an extractor of articles and one of keywords in the same document.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Duration;

use askside::api::Version;
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde_json::{Value, json};

use super::{EXTRACT, peers, with_browser};
use crate::BenchError;
use crate::answer::{answer, html};
use crate::command::Read;
use crate::decode::module;
use crate::dump::Dice;
use crate::report::{Times, table};

/// Bytes of a page's text; four calls bring so many candidates with bodies of so many bytes.
const SIZES: [usize; 4] = [10_000, 100_000, 1_000_000, 10_000_000];
const CANDIDATES: usize = 120;
const BODY: usize = 2_200;

/// The driver: a function.
const DRIVER: &str = include_str!("../../wasm/read.js");

/// The head of the last table.
const GROWTH: &str = "how it grows with the document (medians)
        text       walk, ms     to plan, ms      order, ms     memory, MB
";

/// Larger pages take the peers longer than anybody waits.
const PEERS_UP_TO: usize = 1_000_000;

pub(crate) fn measure(options: &Read) -> Result<String, BenchError> {
    let module = BASE64.encode(fs::read(module().map_err(BenchError::NoModule)?)?);
    let (peers, mut report) = match peers() {
        Ok(peers) => (peers, String::new()),
        Err(why) => (Vec::new(), format!("without the peers: {why}\n")),
    };
    let exports = |source: &str| format!("(() => {{ const module = {{}};\n{source}\n;return module.exports }})()");
    let peers = match &peers[..] {
        [readability, _, rake, words] => format!(
            "{{ Readability: {}, Rake: {}, stopWords: {}.split('\\n') }}",
            exports(readability),
            exports(rake),
            json!(words)
        ),
        _ => "{}".to_owned(),
    };
    let (mut growth, mut memories) = (GROWTH.to_owned(), Vec::new());
    for size in SIZES {
        let start = call(&module, if size > PEERS_UP_TO { "{}" } else { &peers });
        // A round takes as long as the page is large.
        let rounds = (options.rounds * SIZES[1] / size).clamp(3, options.rounds);
        let taken = with_browser(async |browser, folder: &Path| {
            let file = folder.join("page.html");
            fs::write(&file, page(size))?;
            let document = browser.open(&format!("file://{}", file.display())).await?;
            document
                .eval::<()>(&format!("{start}.then((round) => {{ globalThis.round = round; return null }})"))
                .await?;
            let mut taken = Vec::new();
            // What the engine compiles first is not what a page costs.
            for round in 0..=rounds {
                let once = document.eval::<HashMap<String, f64>>("round()").await?;
                taken.extend((round > 0).then_some(once));
            }
            Ok(taken)
        })?;
        let of = |name: &'static str, sides: &[&str]| {
            let sum = |once: &HashMap<String, f64>| sides.iter().map(|side| once.get(*side)).sum::<Option<f64>>();
            let all = taken.iter().filter_map(sum).map(|ms| Duration::from_secs_f64(ms / 1e3));
            let all: Vec<Duration> = all.collect();
            (!all.is_empty()).then(|| Times::taken(name, all))
        };
        let rows = [
            of("extract.js walks the document", &["walk"]),
            of("main text, from what it collected", &["read"]),
            of("private parts, terms and plan", &["plan"]),
            of("main text to plan", &["read", "plan"]),
            of("order of 120 candidates with bodies", &["rank"]),
            of("peer: @mozilla/readability", &["readability"]),
            of("peer: node-rake", &["rake"]),
            // Last, as what the others are compared with.
            Some(of("peers together", &["readability", "rake"]).unwrap_or(Times::of("without peers"))),
        ];
        let rows: Vec<Times> = rows.into_iter().flatten().collect();
        let memory = taken.iter().filter_map(|once| once.get("memory")).copied().fold(0.0, f64::max);
        let median = |row: usize| rows[row].percentile(50).as_secs_f64() * 1e3;
        line(&mut growth, size, [median(0), median(3), median(4), memory / 1e6]);
        memories.push(memory);
        let heading = format!("read, {} kB of text, {rounds} rounds, WebAssembly in Chromium", size / 1000);
        // Writing to a String cannot fail.
        let _ = writeln!(report, "{}", table(&heading, &rows));
    }
    // Beyond the caps of extract.js a larger document is no larger a page.
    match memories[..] {
        [.., large, larger] if larger > large * 1.1 => Err(BenchError::Grows(larger as usize)),
        _ => Ok(report + &growth),
    }
}

/// A line of the table of how times and memory grow.
fn line(table: &mut String, size: usize, cells: [f64; 4]) {
    let cells: String = cells.iter().map(|cell| format!("{cell:>14.2}")).collect();
    // Writing to a String cannot fail.
    let _ = writeln!(table, "{:>9} kB{cells}", size / 1000);
}

/// The call of the driver, which is a promise.
fn call(module: &str, peers: &str) -> String {
    let mut answer: Value = serde_json::from_str(&answer(Version::V2, BODY)).unwrap_or_default();
    if let Some(items) = answer["items"].as_array_mut() {
        *items = items.iter().cycle().take(CANDIDATES).cloned().collect();
        // Each a question of its own.
        items.iter_mut().enumerate().for_each(|(id, item)| item["question_id"] = json!(id + 1));
    }
    let answer = BASE64.encode(answer.to_string());
    format!("({DRIVER})({}, {}, {}, {peers})", json!(EXTRACT), json!(module), json!(answer))
}

/// A page of documentation with about so many bytes of text, the same in every run. Its text is not laid out, which
/// takes long and which nothing that is timed asks for.
fn page(bytes: usize) -> String {
    let mut dice = Dice(7);
    let mut main = String::new();
    // A quarter of it is markup.
    while main.len() * 3 / 4 < bytes {
        let _ = write!(main, "<h2>{}</h2>{}", dice.words(4), html(&mut dice, 1_500));
    }
    let links: String = (0..40).map(|at| format!("<li><a href=/{at}>{}</a></li>", dice.words(3))).collect();
    format!(
        "<!doctype html><html><head><meta charset=utf-8><title>{} · Tarn handbook</title>
        <style>main {{ display: none }}</style></head><body><header>Tarn handbook</header>
        <nav><ul>{links}</ul></nav><main><article><h1>{}</h1>{main}</article></main><footer>Tarn</footer></body></html>",
        dice.words(5),
        dice.words(5),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::allocated::during;

    /// What `extract.js` would collect of a page with so many paragraphs of 100 bytes.
    fn collected(paragraphs: usize) -> String {
        let block = |within: i32, tag: &str, text: String| {
            [json!(within), json!(tag), json!(""), json!(""), json!(text), json!(0), json!(0)]
        };
        let paragraph = |at: usize| block(0, "p", format!("{at:09} {}", "word ".repeat(18)));
        let body = block(-1, "body", String::new());
        let blocks: Vec<Value> = std::iter::once(body).chain((0..paragraphs).map(paragraph)).flatten().collect();
        json!({ "title": "T", "blocks": blocks }).to_string()
    }

    /// Beyond the cap of the main text, a larger page costs its blocks and none of its text.
    #[test]
    fn memory_ends_at_the_cap() {
        let cost = |paragraphs: usize| {
            let text = collected(paragraphs);
            let (page, allocated) = during(|| askside::page::read(&text).unwrap());
            assert!(page.text.len() <= askside::model::PageSnapshot::MAX_TEXT);
            allocated
        };
        let (full, double) = (cost(4_000), cost(8_000));
        let each = (double.peak - full.peak) / 4_000;
        assert!(each < 1_000, "{each} bytes for each further block, {full:?}, {double:?}");
        assert!(double.times - full.times < 10 * 4_000, "{full:?} {double:?}");
    }
}
