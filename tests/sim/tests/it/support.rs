//! A site to call, and the few words tests say it with.

use askside_sim::{Answer, Application, Config, HungUp, Sim, app, docs, exchange};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, request};
use serde_json::Value;
use url::form_urlencoded;

pub(crate) const KEY: &str = "fernwick-askside-demo";
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// A site and its docs.
pub(crate) struct Site {
    pub(crate) sim: Sim,
    pub(crate) app: Router,
    pub(crate) docs: Router,
}

impl Site {
    pub(crate) fn demo() -> Self {
        Self::of(Sim::demo().unwrap())
    }

    pub(crate) fn with(config: Config) -> Self {
        Self::of(Sim::demo().unwrap().with_config(config))
    }

    /// A site with these questions, as lines of JSON.
    pub(crate) fn asking(questions: &[Value]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let lines: Vec<String> = questions.iter().map(Value::to_string).collect();
        std::fs::write(dir.path().join("questions_test.jsonl"), lines.join("\n")).unwrap();
        Self::of(Sim::load(dir.path(), None).unwrap())
    }

    pub(crate) fn of(sim: Sim) -> Self {
        Self { app: app(sim.clone()), docs: docs(sim.clone()), sim }
    }

    /// A call with the demo's key.
    pub(crate) async fn get(&self, method: &str) -> Answer {
        self.send(call(method).header("X-API-Key", KEY).body(Body::empty()).unwrap()).await
    }

    /// A call with the demo's key and somebody's token.
    pub(crate) async fn get_as(&self, token: &str, method: &str) -> Answer {
        let request = call(method).header("X-API-Key", KEY).header("X-API-Access-Token", token);
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// A form posted with the demo's key and somebody's token.
    pub(crate) async fn post(&self, token: &str, method: &str, fields: &[(&str, &str)]) -> Answer {
        let request = call(method).method("POST").header("X-API-Key", KEY).header("X-API-Access-Token", token);
        self.send(request.header("Content-Type", FORM).body(form(fields)).unwrap()).await
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        self.try_send(request).await.unwrap()
    }

    pub(crate) async fn try_send(&self, request: Request<Body>) -> Result<Answer, HungUp> {
        exchange(&self.app, request).await
    }

    /// A page of the site.
    pub(crate) async fn page(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// A page of the docs.
    pub(crate) async fn doc(&self, path: &str) -> Answer {
        exchange(&self.docs, Request::get(path).body(Body::empty()).unwrap()).await.unwrap()
    }
}

/// A request of an API method.
pub(crate) fn call(method: &str) -> request::Builder {
    Request::builder().uri(format!("/api/2.3{method}"))
}

pub(crate) fn form(fields: &[(&str, &str)]) -> Body {
    Body::from(form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish())
}

/// A query from pairs.
pub(crate) fn query(method: &str, pairs: &[(&str, &str)]) -> String {
    format!("{method}?{}", form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish())
}

/// The settings with a second application, which may not write.
pub(crate) fn two_apps() -> Config {
    let other = Application {
        client_id: 2,
        key: "other-key".into(),
        client_secret: "other-secret".into(),
        name: "Reader".into(),
        domain: vec!["reader.test".into()],
        write_enabled: false,
    };
    Config { apps: vec![Application::demo(), other], ..Config::default() }
}

/// The items of a good answer.
#[track_caller]
pub(crate) fn items(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["items"].as_array().expect("items").clone()
}

/// One field of every item.
#[track_caller]
pub(crate) fn field(answer: &Answer, name: &str) -> Vec<Value> {
    items(answer).into_iter().map(|item| item[name].clone()).collect()
}

#[track_caller]
pub(crate) fn titles(answer: &Answer) -> Vec<String> {
    field(answer, "title").iter().map(|title| title.as_str().expect("a title").to_owned()).collect()
}

/// Every error has HTTP status 400 and exactly three fields, a fourth only for `backoff`.
#[track_caller]
pub(crate) fn fails(answer: &Answer, id: u16, message: &str) {
    let json = answer.json();
    assert_eq!((answer.status.as_u16(), json["error_id"].as_u64()), (400, Some(id.into())), "{}", answer.text());
    let text = json["error_message"].as_str().expect("a message");
    assert!(text.contains(message), "{text}");
    let names: Vec<&String> = json.as_object().expect("an object").keys().filter(|name| *name != "backoff").collect();
    assert_eq!(names, ["error_id", "error_message", "error_name"]);
}
