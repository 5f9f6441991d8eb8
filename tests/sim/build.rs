//! Compiles the demo corpus in, so that the simulator runs without the repository beside it.
//!
//! Writes two lists of `(name, text)` pairs: the TOML files of `demo/` and the Markdown pages of `www/demo/`.
//! Cargo watches both directories, so a new file is noticed without touching any code.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> Result<(), Box<dyn Error>> {
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    embed("QUESTIONS", &here.join("demo"), "toml", &out.join("questions.rs"))?;
    embed("PAGES", &here.join("../../www/demo"), "md", &out.join("pages.rs"))?;
    Ok(())
}

fn embed(name: &str, root: &Path, extension: &str, to: &Path) -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    collect(root, extension, &mut files)?;
    files.sort();
    let mut code = format!("pub(crate) static {name}: &[(&str, &str)] = &[\n");
    for file in files {
        let short = file.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
        writeln!(code, "    ({short:?}, include_str!({:?})),", file.canonicalize()?)?;
    }
    code.push_str("];\n");
    fs::write(to, code)?;
    Ok(())
}

fn collect(dir: &Path, extension: &str, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !dir.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, extension, files)?;
        } else if path.extension().is_some_and(|found| found == extension) {
            files.push(path);
        }
    }
    Ok(())
}
