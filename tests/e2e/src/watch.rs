//! Keeps the list of all open pages, tabs or not, and of everything that went wrong in them.
//!
//! Pages are found by discovery, not by auto-attach: a popup and an auth window are born as targets
//! of type `other`, which auto-attach passes over.
//! Service workers are left alone, because an attached session would keep them from going to sleep.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::cdp::{Cdp, Event};

/// Something a page complained about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where: the address of the page or worker.
    pub url: String,
    /// Who says so.
    pub kind: ProblemKind,
    /// The complaint.
    pub text: String,
}

/// Who reports a [`Problem`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProblemKind {
    /// The page's own `console.error` or a failed `console.assert`.
    Console,
    /// An exception or rejection that nothing caught.
    Exception,
    /// The browser: a request that failed, a violation of the content security policy.
    Browser,
    /// `alert`, `confirm`, `prompt` or a leave-page dialog. It was dismissed.
    Dialog,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} in {}: {}", self.kind, self.url, self.text)
    }
}

/// What is known of the browser's pages, kept current by the event stream.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    pages: Mutex<Vec<Page>>,
    /// All that was written to a console, of whatever level, and by whomever.
    said: Mutex<Vec<String>>,
    /// With a key for what an attachment replays.
    problems: Mutex<Vec<(Option<String>, Problem)>>,
}

/// An open page with a session attached.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    pub(crate) target: String,
    pub(crate) session: String,
    pub(crate) url: String,
}

impl Watch {
    /// Follows the events until the browser goes.
    pub(crate) fn follow(cdp: Cdp, mut events: mpsc::UnboundedReceiver<Event>) -> Arc<Watch> {
        let watch = Arc::new(Watch::default());
        let follower = Arc::clone(&watch);
        tokio::spawn(async move {
            while let Some(event) = events.recv().await {
                follower.take(&cdp, &event);
            }
            follower.pages().clear();
        });
        watch
    }

    /// The open pages, the newest last.
    pub(crate) fn pages(&self) -> MutexGuard<'_, Vec<Page>> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn problems(&self) -> Vec<Problem> {
        self.recorded().iter().map(|(_, problem)| problem.clone()).collect()
    }

    /// Everything that pages and workers have said or thrown, as the browser reports it.
    pub(crate) fn said(&self) -> Vec<String> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn recorded(&self) -> MutexGuard<'_, Vec<(Option<String>, Problem)>> {
        self.problems.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(self: &Arc<Watch>, cdp: &Cdp, event: &Event) {
        let params = &event.params;
        let info = &params["targetInfo"];
        match event.method.as_str() {
            "Target.targetCreated" if matches!(text(info, "/type"), "page" | "other") => {
                self.attach(cdp, info);
            }
            "Target.targetInfoChanged" => self.moved(text(info, "/targetId"), text(info, "/url")),
            "Target.targetDestroyed" => self.closed(text(params, "/targetId")),
            "Page.javascriptDialogOpening" => {
                // Must be answered, or the page hangs.
                let dismiss = json!({ "accept": false });
                drop(cdp.post(event.session.as_deref(), "Page.handleJavaScriptDialog", &dismiss));
                self.record(event);
            }
            _ => self.record(event),
        }
    }

    fn attach(self: &Arc<Watch>, cdp: &Cdp, info: &Value) {
        let (watch, cdp) = (Arc::clone(self), cdp.clone());
        let (target, url) = (text(info, "/targetId").to_owned(), text(info, "/url").to_owned());
        tokio::spawn(async move {
            let params = json!({ "targetId": target, "flatten": true });
            // A target that cannot be attached to closed meanwhile, and is not missed.
            let Ok(attached) = cdp.call(None, "Target.attachToTarget", params).await else {
                return;
            };
            let session = text(&attached, "/sessionId").to_owned();
            listen(&cdp, &session, &["Page.enable", "Runtime.enable", "Log.enable"]);
            watch.pages().push(Page { target: target.clone(), session, url });
            // The address may have changed, and the page closed, before it was on the list.
            let now = cdp.call(None, "Target.getTargetInfo", json!({ "targetId": target })).await;
            match now {
                Ok(now) => watch.moved(&target, text(&now, "/targetInfo/url")),
                Err(_) => watch.closed(&target),
            }
        });
    }

    fn moved(&self, target: &str, url: &str) {
        if let Some(page) = self.pages().iter_mut().find(|page| page.target == target) {
            page.url = url.to_owned();
        }
    }

    fn closed(&self, target: &str) {
        self.pages().retain(|page| page.target != target);
    }

    /// Adds what the event complains about, once: attaching a second time replays the past.
    fn record(&self, event: &Event) {
        if let Some(said) = said(event) {
            self.said.lock().unwrap_or_else(PoisonError::into_inner).push(said);
        }
        let Some((kind, text, time)) = complaint(event) else { return };
        let session = event.session.as_deref().unwrap_or_default();
        let page = self.pages().iter().find(|page| page.session == session).cloned();
        let url = page.map(|page| page.url);
        let url = url.or_else(|| text_at(&event.params, SCRIPT_URL).map(String::from));
        let url = url.unwrap_or_default();
        let key = time.map(|time| format!("{time} {text}"));
        let mut problems = self.recorded();
        if key.is_none() || !problems.iter().any(|(known, _)| *known == key) {
            problems.push((key, Problem { url, kind, text }));
        }
    }
}

/// Where an event of a worker, which is on no list, says what script it is about.
const SCRIPT_URL: &[&str] = &["/stackTrace/callFrames/0/url", "/exceptionDetails/url", "/entry/url"];

/// Turns reporting on in a session. It also reports what happened before, and all of that arrives
/// before the answer to any later command.
pub(crate) fn listen(cdp: &Cdp, session: &str, domains: &[&str]) {
    for enable in domains {
        drop(cdp.post(Some(session), enable, &json!({})));
    }
}

/// What an event of a console holds. The address of a request that failed is left out: that is no words of ours.
fn said(event: &Event) -> Option<String> {
    let mut params = event.params.clone();
    match event.method.as_str() {
        "Log.entryAdded" => drop(params.pointer_mut("/entry/url").map(Value::take)),
        "Runtime.consoleAPICalled" | "Runtime.exceptionThrown" => {}
        _ => return None,
    }
    Some(params.to_string())
}

/// The kind, the text and, of what may be replayed, the time.
fn complaint(event: &Event) -> Option<(ProblemKind, String, Option<&Value>)> {
    let params = &event.params;
    let (kind, text, time) = match event.method.as_str() {
        "Runtime.consoleAPICalled" if matches!(text(params, "/type"), "error" | "assert") => {
            let said = params["args"].as_array()?.iter().map(shown).collect::<Vec<_>>().join(" ");
            (ProblemKind::Console, said, params.get("timestamp"))
        }
        "Runtime.exceptionThrown" => {
            let details = &params["exceptionDetails"];
            (ProblemKind::Exception, thrown(details), params.get("timestamp"))
        }
        "Log.entryAdded" if text(params, "/entry/level") == "error" => {
            let entry = &params["entry"];
            (ProblemKind::Browser, text(entry, "/text").to_owned(), entry.get("timestamp"))
        }
        "Page.javascriptDialogOpening" => {
            let said = format!("{}: {}", text(params, "/type"), text(params, "/message"));
            (ProblemKind::Dialog, said, None)
        }
        _ => return None,
    };
    Some((kind, text, time))
}

/// An exception, as the console would print it.
pub(crate) fn thrown(details: &Value) -> String {
    let found = text_at(details, &["/exception/description", "/exception/value", "/text"]);
    found.unwrap_or("something without a description").to_owned()
}

/// A value, as the console would print it.
fn shown(value: &Value) -> String {
    match value.get("value") {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => text(value, "/description").to_owned(),
    }
}

pub(crate) fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn text_at<'v>(value: &'v Value, pointers: &[&str]) -> Option<&'v str> {
    pointers.iter().find_map(|pointer| value.pointer(pointer)?.as_str())
}
