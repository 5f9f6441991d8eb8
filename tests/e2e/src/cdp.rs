//! The DevTools protocol: one WebSocket to the browser, many sessions on it, calls and events.
//!
//! Knows the wire and nothing of what the commands mean.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};
use tokio_tungstenite::connect_async_with_config;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

use crate::BrowserError;

/// A command that takes longer than this will never be answered: the page hangs.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// What the browser says of a session that ended before the command came.
const NO_SESSION: &str = "Session with given id not found.";

/// A connection to the browser. Clones share it.
#[derive(Clone)]
pub(crate) struct Cdp {
    shared: Arc<Shared>,
}

struct Shared {
    out: mpsc::UnboundedSender<String>,
    next: AtomicU64,
    pending: Mutex<HashMap<u64, Pending>>,
}

struct Pending {
    session: Option<String>,
    answer: oneshot::Sender<Result<Value, String>>,
}

/// Something the browser says unasked.
#[derive(Debug, Deserialize)]
pub(crate) struct Event {
    pub(crate) method: String,
    #[serde(default)]
    pub(crate) params: Value,
    #[serde(rename = "sessionId")]
    pub(crate) session: Option<String>,
}

#[derive(Deserialize)]
struct Incoming {
    id: Option<u64>,
    #[serde(default)]
    result: Value,
    error: Option<Refusal>,
}

#[derive(Deserialize)]
struct Refusal {
    message: String,
    data: Option<String>,
}

impl Cdp {
    /// Connects, and hands back the stream of all events of all sessions.
    pub(crate) async fn connect(url: &str) -> Result<(Cdp, mpsc::UnboundedReceiver<Event>), BrowserError> {
        // A screenshot is one message, and may be larger than the default allows.
        let limits = WebSocketConfig::default().max_message_size(None).max_frame_size(None);
        let (socket, _) = connect_async_with_config(url, Some(limits), true)
            .await
            .map_err(std::io::Error::other)
            .map_err(BrowserError::io(format!("cannot connect to {url}")))?;
        let (mut sink, mut stream) = socket.split();
        let (out, mut outgoing) = mpsc::unbounded_channel::<String>();
        let (events, received) = mpsc::unbounded_channel();
        let shared = Arc::new(Shared { out, next: AtomicU64::new(1), pending: Mutex::default() });
        let cdp = Cdp { shared: Arc::clone(&shared) };

        tokio::spawn(async move {
            loop {
                tokio::select! {
                    Some(text) = outgoing.recv() => {
                        if sink.send(Message::text(text)).await.is_err() {
                            break;
                        }
                    }
                    Some(Ok(message)) = stream.next() => {
                        if let Message::Text(text) = message
                            && let Some(event) = shared.receive(&text)
                        {
                            let _ = events.send(event);
                        }
                    }
                    else => break,
                }
            }
            // The browser is gone, and all answers with it: refuse new calls, then end the old.
            drop(outgoing);
            shared.pending().clear();
        });
        Ok((cdp, received))
    }

    /// Sends a command to a session, or to the browser itself, and waits for the answer.
    pub(crate) async fn call(&self, session: Option<&str>, method: &str, params: Value) -> Result<Value, BrowserError> {
        let answer = self.post(session, method, &params);
        let whom = || match session {
            Some(_) => format!("the page that was sent {method}"),
            None => format!("the browser that was sent {method}"),
        };
        match tokio::time::timeout(ANSWER_WITHIN, answer).await {
            Ok(Ok(Ok(result))) => Ok(result),
            Ok(Ok(Err(message))) if message == NO_SESSION => Err(BrowserError::Closed(whom())),
            Ok(Ok(Err(message))) => Err(BrowserError::Refused { method: method.into(), message }),
            Ok(Err(_)) => Err(BrowserError::Closed(whom())),
            Err(_) => Err(BrowserError::Timeout {
                what: format!("an answer to {method}"),
                seconds: ANSWER_WITHIN.as_secs(),
                seen: "silence".into(),
            }),
        }
    }

    /// Sends a command; the answer may be awaited or dropped.
    pub(crate) fn post(
        &self,
        session: Option<&str>,
        method: &str,
        params: &Value,
    ) -> oneshot::Receiver<Result<Value, String>> {
        let id = self.shared.next.fetch_add(1, Ordering::Relaxed);
        let mut command = json!({ "id": id, "method": method, "params": params });
        if let Some(session) = session {
            command["sessionId"] = session.into();
        }
        let (answer, receiver) = oneshot::channel();
        let pending = Pending { session: session.map(String::from), answer };
        self.shared.pending().insert(id, pending);
        if self.shared.out.send(command.to_string()).is_err() {
            self.shared.pending().remove(&id);
        }
        receiver
    }
}

impl Shared {
    fn pending(&self) -> MutexGuard<'_, HashMap<u64, Pending>> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn receive(&self, text: &str) -> Option<Event> {
        let incoming: Incoming = serde_json::from_str(text).ok()?;
        if let Some(id) = incoming.id {
            let waiting = self.pending().remove(&id)?;
            let answer = match incoming.error {
                None => Ok(incoming.result),
                Some(refusal) => Err(match refusal.data {
                    None => refusal.message,
                    Some(data) => format!("{}: {data}", refusal.message),
                }),
            };
            let _ = waiting.answer.send(answer);
            return None;
        }
        let event: Event = serde_json::from_str(text).ok()?;
        if event.method == "Target.detachedFromTarget" {
            // A closed page answers nothing any more; dropping the senders tells those who wait.
            let gone = event.params["sessionId"].as_str();
            self.pending().retain(|_, waiting| waiting.session.as_deref() != gone);
        }
        Some(event)
    }
}

impl fmt::Debug for Cdp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cdp").finish_non_exhaustive()
    }
}
