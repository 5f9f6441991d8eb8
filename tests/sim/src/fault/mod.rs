//! Misbehaviour on request: everything that networks, proxies and busy sites do to a client.
//!
//! A fault strikes in one of four places: [`answer`] instead of the site or around it, [`change`] in what the site
//! said, [`rewrite`] where a sign-in ends, [`wire`] on the way out, after compression.

mod answer;
mod change;
mod rewrite;
mod wire;

pub(crate) use answer::{hang_up, inject};
pub use rewrite::Edit;
pub(crate) use wire::{OnTheWire, cut};

use axum::http::Method;
use serde::{Deserialize, Serialize};

/// Something that goes wrong from now on.
///
/// As JSON: `{"path_prefix": "/api/2.3/similar", "kind": {"throttle": {"backoff": 10}}, "times": 1}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Which paths it happens to, on both hosts; all of them without one. `/sim` is never touched.
    #[serde(default)]
    pub path_prefix: Option<String>,
    /// Which HTTP method it happens to, in capitals; all of them without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// What happens.
    pub kind: FaultKind,
    /// How often, before it stops by itself.
    #[serde(default)]
    pub times: Option<u32>,
}

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FaultKind {
    /// HTTP 503 with an HTML page, as from a load balancer with nothing behind it.
    Down,
    /// HTTP 200 with a sign-in page where JSON was asked for, as from a company's proxy.
    Html,
    /// The API's error with this id.
    Error {
        /// One of the documented ids, 400 to 503.
        error_id: u16,
    },
    /// HTTP 429 with `Retry-After`, as an HTML page to v2.3 and in v3's own form to v3.
    TooMany {
        /// Seconds.
        retry_after: u32,
    },
    /// The same without a word on how long.
    TooManyUntold,
    /// This HTTP status: with an HTML page, or in v3's own form where v3 is asked.
    Status {
        /// Any from 200 to 599.
        status: u16,
    },
    /// HTTP 302 to somewhere else.
    Redirect {
        /// The address.
        to: String,
    },
    /// The true answer, with a demand to pause this method. Whoever ignores it gets error 502 until the pause is over.
    Throttle {
        /// Seconds.
        backoff: u32,
    },
    /// The first half of the true answer.
    Truncated,
    /// The true answer with a number where text belongs, and text where a number belongs.
    WrongType,
    /// The true answer with words that no client has heard of where the documentation has a list of words.
    UnknownWords,
    /// The true answer, which always says that there is more: `has_more`, or a `totalPages` without end.
    MoreForEver,
    /// The true answer under another `Content-Type`.
    ContentType {
        /// As it is sent.
        value: String,
    },
    /// The true answer behind a byte order mark.
    Bom,
    /// The true answer, and so many more bytes of white space.
    Oversized {
        /// Bytes.
        bytes: u32,
    },
    /// An answer whose only item is a list in a list in a list…
    Deep {
        /// How many lists.
        levels: u32,
    },
    /// The true answer, not compressed and without a `Content-Encoding`.
    Uncompressed,
    /// The true answer, not compressed although `Content-Encoding` says so.
    Mislabelled,
    /// The true answer by a clock that is wrong: its `Date` is off by so much.
    Skewed {
        /// Seconds, negative for a clock that is slow.
        seconds: i64,
    },
    /// The true answer under another `Cache-Control`.
    CacheControl {
        /// As it is sent; nothing is if this is empty.
        value: String,
    },
    /// Status and headers, and then nothing any more.
    Stalled,
    /// The first half of the compressed answer, and then the connection breaks.
    Reset,
    /// The true answer, late.
    Slow {
        /// Milliseconds of real time.
        ms: u64,
    },
    /// The work is done, a question is posted, and the connection closes without an answer.
    CloseBeforeAnswer,
    /// The connection closes and nothing was done.
    CloseBeforeWork,
    /// A sign-in ends, in a redirect to the application or at the token endpoint, with an outcome that was rewritten.
    /// Pages on the way there are as ever, and do not count.
    Rewrite {
        /// In this order.
        edits: Vec<Edit>,
    },
    /// The token endpoint's refusal, in the form that OAuth has for it.
    NoToken {
        /// The standard's code for why, such as `invalid_grant`.
        error: String,
    },
}

impl Fault {
    /// A fault on all paths, until it is cleared.
    pub fn new(kind: FaultKind) -> Self {
        Self { path_prefix: None, method: None, kind, times: None }
    }

    /// The same, on these paths only.
    #[must_use]
    pub fn at(self, path_prefix: &str) -> Self {
        Self { path_prefix: Some(path_prefix.to_owned()), ..self }
    }

    /// The same, by this HTTP method only.
    #[must_use]
    pub fn method(self, method: &str) -> Self {
        Self { method: Some(method.to_owned()), ..self }
    }

    /// The same, this often.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times: Some(times), ..self }
    }

    /// Whether it is for whatever a sign-in comes to, which is known when the site has answered.
    fn waits(&self) -> bool {
        matches!(self.kind, FaultKind::Rewrite { .. })
    }

    fn hits(&self, method: &Method, path: &str) -> bool {
        self.path_prefix.as_deref().is_none_or(|prefix| path.starts_with(prefix))
            && self.method.as_deref().is_none_or(|wanted| method == wanted)
    }
}

/// The faults that are on.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// What happens to a request now: the fault that was added first. Counts it.
    fn strike(&mut self, method: &Method, path: &str) -> Option<FaultKind> {
        self.first(|fault| !fault.waits() && fault.hits(method, path))
    }

    /// What happens to the outcome of a sign-in.
    fn strike_outcome(&mut self, method: &Method, path: &str) -> Option<FaultKind> {
        self.first(|fault| fault.waits() && fault.hits(method, path))
    }

    fn first(&mut self, fits: impl Fn(&Fault) -> bool) -> Option<FaultKind> {
        self.0.retain(|fault| fault.times != Some(0));
        let fault = self.0.iter_mut().find(|fault| fits(fault))?;
        if let Some(times) = &mut fault.times {
            *times -= 1;
        }
        Some(fault.kind.clone())
    }
}

/// On a response: there is none. The server closes the connection; a caller without one has to treat it as a
/// network failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HungUp;

/// On a request: answer, but ask for a pause of so many seconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pause(pub(crate) u32);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_that_fits_and_only_so_often() {
        let mut faults = Faults::default();
        faults.add(Fault::new(FaultKind::Truncated).at("/api/2.3/similar").times(2));
        faults.add(Fault::new(FaultKind::Reset).at("/api").method("POST"));
        faults.add(Fault::new(FaultKind::Down).at("/api"));
        assert_eq!(faults.strike(&Method::GET, "/questions/1"), None);
        assert_eq!(faults.strike(&Method::GET, "/api/2.3/tags"), Some(FaultKind::Down));
        assert_eq!(faults.strike(&Method::POST, "/api/2.3/questions/add"), Some(FaultKind::Reset));
        for expected in [FaultKind::Truncated, FaultKind::Truncated, FaultKind::Down] {
            assert_eq!(faults.strike(&Method::GET, "/api/2.3/similar"), Some(expected));
        }
    }

    #[test]
    fn faults_as_json() {
        let json = r#"{"path_prefix":"/api","kind":{"throttle":{"backoff":10}},"times":1}"#;
        let fault = Fault::new(FaultKind::Throttle { backoff: 10 }).at("/api").times(1);
        assert_eq!(serde_json::to_string(&fault).unwrap(), json);
        assert_eq!(serde_json::from_str::<Fault>(json).unwrap(), fault);
        assert_eq!(serde_json::from_str::<Fault>(r#"{"kind":"down"}"#).unwrap(), Fault::new(FaultKind::Down));
        let edits = r#"{"path_prefix":null,"kind":{"rewrite":{"edits":[{"drop":"state"},{"set":["a","b"]},"swap"]}},"times":null}"#;
        let rewrite: Fault = serde_json::from_str(edits).unwrap();
        assert_eq!(serde_json::to_string(&rewrite).unwrap(), edits);
    }
}
