//! The simulated site in this process: calls without a socket, and everything that it has.

use std::path::Path;

use askside_sim::{Config, Sim, app, exchange};
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use serde_json::Value;
use tokio::runtime::Runtime;
use url::form_urlencoded;

use crate::BenchError;

/// A question as the API tells it.
#[derive(Debug)]
pub(crate) struct Question {
    pub(crate) id: u32,
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) tags: Vec<String>,
}

/// A site and something that runs its answers.
pub(crate) struct Site {
    app: Router,
    key: String,
    runtime: Runtime,
}

impl Site {
    /// The demo, or the content of a directory.
    pub(crate) fn new(data: Option<&Path>) -> Result<Self, BenchError> {
        let sim = match data {
            Some(dir) => Sim::load(dir, None)?,
            None => Sim::demo()?,
        };
        let config = Config { quota: u32::MAX, ..Config::default() };
        let key = config.apps.first().map(|app| app.key.clone()).unwrap_or_default();
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        Ok(Self { app: app(sim.with_config(config)), key, runtime })
    }

    /// One call of API v2.3.
    pub(crate) fn get(&self, method: &str, params: &[(&str, impl AsRef<str>)]) -> Result<Value, BenchError> {
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(params.iter().map(|(name, value)| (name, value.as_ref())))
            .finish();
        let path = format!("/api/2.3{method}?{query}");
        let mut request = Request::new(Body::empty());
        if let (Ok(uri), Ok(key)) = (path.parse(), self.key.parse()) {
            *request.uri_mut() = uri;
            request.headers_mut().insert("x-api-key", key);
        }
        let refused = |status, text| BenchError::Refused { path: path.clone(), status, text };
        let answer = self.runtime.block_on(exchange(&self.app, request)).map_err(|_| refused(0, String::new()))?;
        if answer.status.is_success() { Ok(answer.json()) } else { Err(refused(answer.status.as_u16(), answer.text())) }
    }

    /// Every question, page by page.
    pub(crate) fn questions(&self) -> Result<Vec<Question>, BenchError> {
        let made = self.get("/filters/create", &[("include", "question.body_markdown"), ("unsafe", "true")])?;
        let filter = made["items"][0]["filter"].as_str().unwrap_or_default();
        let mut all = Vec::new();
        for page in 1_u32.. {
            let page = page.to_string();
            let list = [("sort", "creation"), ("pagesize", "100"), ("page", &page), ("filter", filter)];
            let answer = self.get("/questions", &list)?;
            all.extend(answer["items"].as_array().into_iter().flatten().map(question));
            if answer["has_more"] != true {
                break;
            }
        }
        Ok(all)
    }
}

fn question(row: &Value) -> Question {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Question {
        id: row["question_id"].as_u64().and_then(|id| u32::try_from(id).ok()).unwrap_or_default(),
        title: text(&row["title"]),
        body: text(&row["body_markdown"]),
        tags: row["tags"].as_array().into_iter().flatten().map(text).collect(),
    }
}
