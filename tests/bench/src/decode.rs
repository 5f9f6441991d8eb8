//! How long the client takes to decode a page of questions: natively, and as the WebAssembly that it is in a browser.
//!
//! The module is compiled with the extension's profile and timed by Node.js, beside the engine's own `JSON.parse`.

use std::env;
use std::fmt::Write as _;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use askside::api::{Encoding, Page, Version, decode};
use askside::model::Question;
use askside::ports::HttpResponse;
use serde_json::Value;

use crate::BenchError;
use crate::answer::{QUESTIONS, answer};
use crate::command::Decode;
use crate::report::{Times, table};

/// Bytes of a body, so that a page is some 300 kB in v2.3.
const BODY: usize = 2_200;

/// Processes whose first call is timed: it is the one that the engine compiles for.
const FRESH: usize = 15;

const VERSIONS: [(Version, &str, &str); 2] = [(Version::V2, "v2.3", "2"), (Version::V3, "v3", "3")];

pub(crate) fn measure(options: &Decode) -> Result<String, BenchError> {
    let mut report = String::new();
    let module = module();
    for (version, name, number) in VERSIONS {
        let response = response(answer(version, BODY));
        let what =
            format!("{name}: {QUESTIONS} questions, {} kB of JSON, {}", response.body.len() / 1000, options.rounds);
        report += &table(&format!("decode, {what} rounds, native"), &native(&response, version, options.rounds));
        let wasm = module.as_deref().map_err(String::clone).and_then(|module| {
            let rows = wasm(module, number, &response.body, options.rounds).map_err(|error| error.to_string())?;
            Ok(table(&format!("decode, {what} rounds, WebAssembly"), &rows))
        });
        // Writing to a String cannot fail.
        let _ = match wasm {
            Ok(wasm) => writeln!(report, "\n{wasm}"),
            Err(why) => writeln!(report, "\ndecode, {name}: not measured as WebAssembly: {why}\n"),
        };
    }
    Ok(report)
}

fn response(body: String) -> HttpResponse {
    HttpResponse { status: 200, headers: Vec::new(), body }
}

fn questions(response: &HttpResponse, version: Version) -> Page<Question> {
    // The answer is made here, so it is one.
    decode(response, version, Encoding::Entities).unwrap_or(Page { items: Vec::new(), has_more: false })
}

fn native(response: &HttpResponse, version: Version, rounds: usize) -> [Times; 2] {
    let mut rows = [Times::of("decode"), Times::of("peer: serde_json::Value")];
    for _ in 0..rounds {
        rows[0].time(|| questions(response, version));
        rows[1].time(|| serde_json::from_str::<Value>(&response.body).is_ok());
    }
    rows
}

/// Compiles the module, and says where it is, or why it is not.
pub(crate) fn module() -> Result<PathBuf, String> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let compiled = Command::new(cargo)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["build", "--release", "--target", "wasm32-unknown-unknown", "--package", "askside-bench-wasm"])
        .args(["--message-format", "json-render-diagnostics"])
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cargo cannot be run: {error}"))?;
    let files = String::from_utf8_lossy(&compiled.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .flat_map(|message| message["filenames"].as_array().cloned().unwrap_or_default())
        .filter_map(|file| file.as_str().map(PathBuf::from))
        .find(|file| file.ends_with("askside_bench_wasm.wasm"));
    files.ok_or_else(|| String::from("it did not compile; ./build.sh setup adds the target wasm32-unknown-unknown"))
}

/// Lets Node.js time the module, warm and cold.
fn wasm(module: &Path, version: &str, text: &str, rounds: usize) -> Result<[Times; 4], BenchError> {
    let file = tempfile::NamedTempFile::new()?;
    std::fs::write(file.path(), text)?;
    let run = |rounds| node(module, version, file.path(), rounds);
    let taken = run(rounds)?;
    let mut first = Vec::new();
    for _ in 0..FRESH {
        first.extend(durations(&run(1)?, "decode"));
    }
    Ok([
        Times::taken("decode", durations(&taken, "decode")),
        Times::taken("decode, text copied from JavaScript", durations(&taken, "copied")),
        Times::taken("decode, first call of a new process", first),
        Times::taken("peer: JSON.parse", durations(&taken, "parse")),
    ])
}

/// The milliseconds that each way took, by its name in the script.
fn node(module: &Path, version: &str, text: &Path, rounds: usize) -> Result<Value, BenchError> {
    let timed = Command::new("node")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("wasm/decode.mjs"))
        .arg(module)
        .args([version, &rounds.to_string()])
        .stdin(File::open(text)?)
        .output()
        .map_err(BenchError::NoNode)?;
    let failed = |_| BenchError::Node(String::from_utf8_lossy(&timed.stderr).into_owned());
    serde_json::from_slice(&timed.stdout).map_err(failed)
}

fn durations(taken: &Value, side: &str) -> Vec<Duration> {
    let all = taken[side].as_array().into_iter().flatten().filter_map(Value::as_f64);
    all.map(|ms| Duration::from_secs_f64(ms / 1e3)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::allocated::{Allocated, during};

    /// One through it of the bodies' bytes may be allocated besides: a buffer that escapes are undone in, which grows
    /// to the longest body.
    const SLACK: usize = 20;

    fn decoded(version: Version, body: usize) -> (Vec<Question>, Allocated) {
        let response = response(answer(version, body));
        let (page, allocated) = during(|| questions(&response, version));
        assert_eq!(page.items.len(), QUESTIONS as usize);
        (page.items, allocated)
    }

    /// The same answer with and without bodies: the difference is what the bodies cost, to the byte.
    #[test]
    fn a_body_is_allocated_once() {
        for (version, name, _) in VERSIONS {
            let (without, before) = decoded(version, 0);
            let (with, after) = decoded(version, BODY);
            assert!(without.iter().all(|question| question.body.is_empty()));
            let bodies: usize = with.iter().map(|question| question.body.len()).sum();
            let most = bodies + bodies / SLACK;
            for (what, cost) in [("in all", after.bytes - before.bytes), ("at once", after.peak - before.peak)] {
                assert!((bodies..=most).contains(&cost), "{name}: {bodies} bytes of bodies cost {cost} {what}");
            }
            let times = after.times - before.times;
            assert!(times <= with.len() + SLACK, "{name}: {} bodies cost {times} allocations", with.len());
        }
    }

    /// What a question costs besides its body: mostly the fields of its JSON, of which v3 has more, and in objects.
    #[test]
    fn a_question_has_an_allowance() {
        for (version, times, bytes, peak) in [(Version::V2, 14, 3_300, 1_600), (Version::V3, 24, 9_800, 5_300)] {
            let (questions, allocated) = decoded(version, 0);
            let of_each = |all: usize| all.div_ceil(questions.len());
            assert!(of_each(allocated.times) <= times, "{version:?}: {allocated:?}");
            assert!(of_each(allocated.bytes) <= bytes, "{version:?}: {allocated:?}");
            assert!(of_each(allocated.peak) <= peak, "{version:?}: {allocated:?}");
        }
    }

    #[test]
    fn an_answer_is_the_same_in_every_run_and_is_read_whole() {
        for (version, name, _) in VERSIONS {
            let text = answer(version, BODY);
            assert!(text == answer(version, BODY), "{name}: the same in every run");
            assert!((280_000..400_000).contains(&text.len()), "{name}: {} bytes", text.len());
            let json: Value = serde_json::from_str(&text).unwrap();
            let page = questions(&response(text), version);
            assert!(page.has_more);
            for (question, json) in page.items.iter().zip(json["items"].as_array().unwrap()) {
                assert_eq!(json["body"], question.body);
                assert!(question.title.ends_with("<T> isn't what I meant"), "{name}: {}", question.title);
                assert!(question.owner.as_ref().is_some_and(|owner| owner.0.ends_with("O'Hara")));
                assert_eq!(question.tags.len(), 3);
            }
        }
    }
}
