//! Starts chromedriver, has it start Chromium, and takes both down.
//!
//! WebDriver is JSON over plain HTTP on loopback, and the harness sends it two requests in a
//! browser's life, one of them from `drop`, where nothing can be awaited. That is less code than
//! the use of a client library, which would bring some sixty crates.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::BrowserError;

/// Runs chromedriver in a process group of its own, and kills the group, Chromium included, when
/// its standard input closes. That happens also when the test is killed and drops nothing; only its
/// profile then stays in the folder for temporary files. The standard output is chromedriver's alone, so that it ends
/// when chromedriver does.
const LEASH: &str = r#""$0" --port=0 & exec >&-; read -r _; kill -s KILL -- -$$"#;

/// chromedriver takes a port that is free for one version of IP and ends if it is not for the other: it may choose
/// again.
const CHOICES: usize = 3;

/// The start of a Chromium refuses after 60 s of its own accord; this is for a hung chromedriver.
const ANSWER_WITHIN: Duration = Duration::from_secs(90);

/// Chromium's number for a start with pages that are listed, and not with its own.
const LIST_OF_PAGES: u8 = 4;

/// A running chromedriver with one Chromium. Dropping it ends both.
#[derive(Debug)]
pub(crate) struct Chromedriver {
    leash: Child,
    address: String,
    session: String,
    debugger: String,
}

impl Chromedriver {
    /// Starts chromedriver on a free port and Chromium with these switches. Blocks for a second.
    pub(crate) fn start(args: &[String]) -> Result<Chromedriver, BrowserError> {
        let driver = program("CHROMEDRIVER", "chromedriver")?;
        let chromium = program("CHROMIUM", "chromium")?;
        let started = (0..CHOICES).find_map(|_| Self::listening(&driver).transpose()).transpose()?;
        let mut started = started.ok_or_else(|| BrowserError::Driver("it ended before it had a port".into()))?;

        let wanted = json!({ "capabilities": { "alwaysMatch": { "goog:chromeOptions": {
            "binary": chromium.to_string_lossy(),
            "args": args,
            // Another start page takes longer than all the rest of a start.
            "prefs": { "session": { "restore_on_startup": LIST_OF_PAGES, "startup_urls": ["about:blank"] } },
        }}}});
        let answer = http(&started.address, "POST", "/session", Some(&wanted))?;
        let value = &answer["value"];
        let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str).map(String::from);
        match (text("/sessionId"), text("/capabilities/goog:chromeOptions/debuggerAddress")) {
            (Some(session), Some(debugger)) => {
                started.session = session;
                started.debugger = debugger;
                Ok(started)
            }
            _ => Err(BrowserError::Driver(text("/message").unwrap_or_else(|| answer.to_string()).trim().to_owned())),
        }
    }

    /// A chromedriver that listens; none if it ended before it did.
    fn listening(driver: &OsStr) -> Result<Option<Chromedriver>, BrowserError> {
        let mut leash = Command::new("sh")
            .arg("-c")
            .arg(LEASH)
            .arg(driver)
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(BrowserError::io("cannot run sh"))?;
        let stdout = leash.stdout.take();
        let mut started =
            Chromedriver { leash, address: String::new(), session: String::new(), debugger: String::new() };
        let port =
            stdout.and_then(|out| BufReader::new(out).lines().map_while(Result::ok).find_map(|line| port_in(&line)));
        Ok(port.map(|port| {
            started.address = format!("127.0.0.1:{port}");
            started
        }))
    }

    /// The WebSocket address of the browser's DevTools.
    pub(crate) fn devtools(&self) -> Result<String, BrowserError> {
        let version = http(&self.debugger, "GET", "/json/version", None)?;
        version["webSocketDebuggerUrl"]
            .as_str()
            .map(String::from)
            .ok_or_else(|| BrowserError::Driver(format!("no DevTools address in {version}")))
    }
}

impl Drop for Chromedriver {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            // In order first, so that nothing is still writing to the profile; by force in any case.
            let _ = http(&self.address, "DELETE", &format!("/session/{}", self.session), None);
        }
        drop(self.leash.stdin.take());
        let _ = self.leash.wait();
    }
}

fn port_in(line: &str) -> Option<u16> {
    line.split_once("started successfully on port ")?.1.trim_end_matches('.').parse().ok()
}

/// The path in the environment variable, else the program on the PATH.
fn program(variable: &str, name: &'static str) -> Result<OsString, BrowserError> {
    if let Some(path) = env::var_os(variable) {
        return Ok(path);
    }
    let dirs = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&dirs)
        .map(|dir| dir.join(name))
        .find(|path| path.is_file())
        .map(OsString::from)
        .ok_or(BrowserError::Missing(name))
}

/// One JSON exchange with a server on loopback that states its `Content-Length`.
fn http(address: &str, method: &str, path: &str, body: Option<&Value>) -> Result<Value, BrowserError> {
    let what = format!("{method} http://{address}{path}");
    let exchange = || -> std::io::Result<Vec<u8>> {
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(ANSWER_WITHIN))?;
        let body = body.map(Value::to_string).unwrap_or_default();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )?;
        let mut reader = BufReader::new(stream);
        let mut length = None;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().ok();
            }
        }
        let mut answer = vec![0; length.ok_or(ErrorKind::InvalidData)?];
        reader.read_exact(&mut answer)?;
        Ok(answer)
    };
    let answer = exchange().map_err(BrowserError::io(what.clone()))?;
    serde_json::from_slice(&answer).map_err(BrowserError::answer(what))
}
