//! How fast the panel is in front of a person, and what it weighs: the packed extension in Chromium beside a simulated
//! site, and beside pages of the same extension that show the same and do nothing else.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use askside_e2e::stage::{Setting, Stage, root};
use askside_e2e::{ContextClick, Surface};
use askside_sim::Sim;
use serde_json::{Value, json};

use crate::BenchError;
use crate::command::Panel;
use crate::report::{Times, table};

/// Leaves `timed` behind in a page.
const DRIVER: &str = include_str!("../panel.js");

/// The page that is timed.
const DOC: &str = "trellis/rolling-back";

/// The peer: a page with a list and a field, in the same style.
const PLAIN: &str =
    "<!doctype html><meta charset=utf-8><title>Plain</title><link rel=stylesheet href=panel.css><h1>Plain</h1><input>";

/// What the static frame is made of. No paint waits for the module, but it does for these.
const FRAME: usize = 40_000;

/// How many lists and questions are shown before the heap is looked at, and looked at again.
const PAGES: [usize; 2] = [20, 200];

pub(crate) fn measure(options: &Panel) -> Result<String, BenchError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(in_browser(options.rounds))
}

async fn in_browser(rounds: usize) -> Result<String, BenchError> {
    let packed = root().join("target/e2e/chrome");
    let bytes = bytes(&packed)?;
    let extension = tempfile::tempdir()?;
    copy(&packed, extension.path())?;
    fs::write(extension.path().join("plain.html"), PLAIN)?;
    let setting = Setting { extension: extension.path().into(), ..Setting::default() };
    let sim = Sim::demo()?;
    let stage = Stage::set(sim, setting).await.map_err(|error| BenchError::Stage(error.to_string()))?;
    stage.connect().await?;

    let (mut frame, mut plain_page) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        for (page, taken) in [("plain.html", &mut plain_page), ("panel.html?sites", &mut frame)] {
            let tab = stage.browser.open(&stage.browser.extension_url(page)).await?;
            drive(&tab).await?;
            taken.push(tab.eval("timed.seen()").await?);
            tab.close().await?;
        }
    }

    let page = stage.doc(DOC).await?;
    let panel = stage.panel(&page).await?;
    panel.css(".hits li").nth(0).visible().await?;
    drive(&panel).await?;
    let plain = stage.browser.open(&stage.browser.extension_url("plain.html")).await?;
    drive(&plain).await?;
    let rows: Value = panel.eval("timed.rows()").await?;
    let mut heaps = vec![heap(&panel).await?];
    let (mut related, mut question, mut list) = (Vec::new(), Vec::new(), Vec::new());
    for round in 1..=PAGES[1].max(rounds) {
        // Of the tab in front.
        page.front().await?;
        let shown: f64 = panel.eval("timed.related()").await?;
        let opened: f64 = panel.eval("timed.question()").await?;
        if round <= rounds {
            related.push(shown);
            question.push(opened);
        }
        if PAGES.contains(&round) {
            heaps.push(heap(&panel).await?);
        }
    }
    plain.front().await?;
    for _ in 0..rounds {
        list.push(plain.eval(&format!("timed.plain({rows})")).await?);
    }
    let plain_keys = keys(&plain, "input", rounds).await?;
    page.front().await?;
    stage.browser.context_menu(&page, ContextClick { item: "ask", ..ContextClick::default() }).await?;
    panel.role("textbox", "Title").visible().await?;
    let title_keys = keys(&panel, "[name=title]", rounds).await?;

    let times = |name, taken: Vec<f64>| {
        Times::taken(name, taken.into_iter().map(|ms| Duration::from_secs_f64(ms.max(0.0) / 1e3)).collect())
    };
    let tables = [
        ("first paint", vec![times("the panel's static frame", frame), times("peer: a page with a line", plain_page)]),
        (
            "what is shown",
            vec![
                times("related questions, from the answer", related),
                times("a question, from the press, by way of the site", question),
                times("peer: a plain list of the same questions", list),
            ],
        ),
        ("a key", vec![times("in the title of a draft", title_keys), times("peer: a field on its own", plain_keys)]),
    ];
    let mut report = String::new();
    for (heading, rows) in tables {
        let _ = writeln!(report, "{}", table(&format!("{heading}, {rounds} rounds"), &rows));
    }
    report += &bytes;
    let heading = ["when it is loaded", "after 20 pages", "after 200 pages"];
    for (when, heap) in heading.iter().zip(&heaps) {
        let _ = writeln!(report, "{:44}{:>12.2} MB", format!("heap {when}"), heap / 1e6);
    }
    match heaps[..] {
        [_, few, many] if many > few * 1.1 => Err(BenchError::Leaks(few as usize, many as usize)),
        _ => Ok(report),
    }
}

async fn drive(surface: &Surface) -> Result<(), BenchError> {
    Ok(surface.eval(&format!("({DRIVER})()")).await?)
}

/// Milliseconds from a key to what it writes, so many times.
async fn keys(surface: &Surface, field: &str, rounds: usize) -> Result<Vec<f64>, BenchError> {
    surface.eval::<()>(&format!("void (globalThis.taken = timed.keys({}))", json!(field))).await?;
    for round in 0..rounds {
        surface.press(if round % 6 == 5 { "Space" } else { "a" }).await?;
        surface.until("the key to be seen", &format!("taken.length > {round}")).await?;
    }
    Ok(surface.eval("taken").await?)
}

/// Bytes that a page holds on to: its objects, its elements, and the memory of its module.
async fn heap(surface: &Surface) -> Result<f64, BenchError> {
    // What the first round lets go holds more.
    for _ in 0..2 {
        surface.cdp("HeapProfiler.collectGarbage", json!({})).await?;
    }
    let usage = surface.cdp("Runtime.getHeapUsage", json!({})).await?;
    let module: f64 = surface.eval("timed.memory()").await?;
    Ok(["usedSize", "embedderHeapUsedSize"].iter().filter_map(|part| usage[part].as_f64()).sum::<f64>() + module)
}

/// What the extension's files weigh, as they are and compressed.
fn bytes(packed: &Path) -> Result<String, BenchError> {
    let mut report = format!("{:44}{:>12}{:>12}\n", "bytes", "as it is", "compressed");
    let mut frame = 0;
    for name in ["app_bg.wasm", "app.js", "panel.css", "panel.html"] {
        let file = packed.join(name);
        let size = fs::metadata(&file)?.len();
        let compressed = Command::new("gzip").arg("-9c").arg(&file).output()?.stdout.len();
        let _ = writeln!(report, "{name:44}{size:>12}{compressed:>12}");
        frame += if name.starts_with("panel.") { compressed } else { 0 };
    }
    if frame > FRAME { Err(BenchError::Heavy(frame, FRAME)) } else { Ok(report + "\n") }
}

fn copy(from: &Path, to: &Path) -> Result<(), BenchError> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            fs::create_dir(&to)?;
            copy(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}
