//! A browser with Askside in it, a simulated site, and a person in front of them.

use crate::platform::{Person, Platform, get};
use askside::{
    app::{App, Call, Connect, ConnectForm, Failure, Remedy, Request, SaveDraft, SignIn, StartDraft, decode_reply},
    auth::Scope,
    json,
    model::{Account, AnswerId, Draft, DraftId, Heading, PageSnapshot, QuestionId, TabId, Timestamp, Typed, Writing},
    ports::{Area, Clock, TabError},
    text::{decode_entities, to_text},
};
use askside_sim::{Answer, Application, Config, Fault, FaultKind, Logged, Sim, docs, exchange};
use axum::{Router, body::Body, http::Request as Wire};
use serde_json::Value;
use std::{cell::Cell, fmt::Debug, future::poll_fn, task::Poll};

pub(crate) const SITE: &str = Config::SITE_URL;
/// A second address that leads to the same site.
pub(crate) const ELSEWHERE: &str = "https://stack.elsewhere.test";
/// The key of the application that the site has registered.
pub(crate) const KEY: &str = "fernwick-askside-demo";
/// A page of the docs whose title and subject are known to the tests.
pub(crate) const PAGE: &str = "/trellis/rolling-back";
/// Where the browser lets sign-in end.
pub(crate) const BACK: &str = "https://abcdefghijklmnop.chromiumapp.org/";

/// A browser with Askside in it, a site, and its docs.
pub(crate) struct World {
    pub(crate) sim: Sim,
    app: App<Platform>,
    docs: Router,
    seen: Cell<usize>,
}

impl World {
    /// Not connected yet; Amal sits before it.
    pub(crate) fn new() -> Self {
        Self::with(Config::default())
    }

    pub(crate) fn with(config: Config) -> Self {
        let domain = [BACK, SITE].map(|home| home.split('/').nth(2).unwrap().to_owned()).to_vec();
        let apps = vec![Application { domain, ..Application::demo() }];
        let sim = Sim::demo().unwrap().with_config(Config { apps, ..config });
        let platform = Platform::new(&sim);
        platform.permissions.0.borrow_mut().insert(host(SITE).to_owned());
        Self { app: App::new(platform), docs: docs(sim.clone()), sim, seen: Cell::new(0) }
    }

    /// Connected, with Amal signed in for `scope`, and nothing in [`Self::calls`] yet.
    pub(crate) async fn signed_in(scope: Scope) -> Self {
        Self::signed_in_to(Config::default(), scope).await
    }

    pub(crate) async fn signed_in_to(config: Config, scope: Scope) -> Self {
        let world = Self::with(config);
        world.done(Connect(form(SITE))).await;
        world.done(SignIn(scope)).await;
        world.calls();
        world
    }

    /// A call as a page makes it: JSON there and back.
    pub(crate) async fn ask<C: Call>(&self, call: C) -> Result<C::Answer, Failure> {
        let request: Request = json::read(&json::write::<Request>(&call.into())).unwrap();
        let reply = self.app.handle(request).await;
        decode_reply(&reply).map(|answer| json::read(answer).unwrap())
    }

    /// A call that has to work.
    pub(crate) async fn done<C: Call>(&self, call: C) -> C::Answer {
        self.ask(call).await.unwrap_or_else(|failure| panic!("{failure:?}"))
    }

    /// What a call that must not work offers to do.
    pub(crate) async fn remedy<C: Call<Answer: Debug>>(&self, call: C) -> Remedy {
        self.ask(call).await.unwrap_err().remedy
    }

    /// Events that no page asked for reach the application itself.
    pub(crate) fn app(&self) -> &App<Platform> {
        &self.app
    }

    /// Somebody else, in a browser of their own.
    pub(crate) fn sits_down(&self, person: Person) {
        self.app.ports().identity.seats(person);
    }

    pub(crate) fn grant(&self, site: &str) {
        self.app.ports().permissions.0.borrow_mut().insert(host(site).to_owned());
    }

    pub(crate) fn revoke(&self, site: &str) {
        self.app.ports().permissions.0.borrow_mut().remove(host(site));
    }

    pub(crate) fn now(&self) -> Timestamp {
        Clock::now(&self.app.ports().clock)
    }

    /// Time passes, here and on the site.
    pub(crate) fn pass(&self, seconds: i64) {
        self.app.ports().clock.pass(seconds * 1000);
    }

    /// The browser is closed and opened again.
    pub(crate) fn restart(&self) {
        self.app.ports().store.0.restart();
    }

    /// The browser ends the worker, with all that it was about, and starts another.
    pub(crate) fn kill_worker(&mut self) {
        self.app = App::new(self.app.ports().clone());
    }

    /// An administrator sets this policy.
    pub(crate) fn policy(&self, policy: &str) {
        self.app.ports().store.0.1.replace(Some(policy.to_owned()));
    }

    pub(crate) fn dump(&self, area: Area) -> String {
        self.app.ports().store.0.dump(area)
    }

    pub(crate) fn fault(&self, kind: FaultKind, path: &str, times: u32) {
        self.sim.fault(Fault::new(kind).at(&format!("/api/2.3{path}")).times(times));
    }

    /// What Askside sent since this was last asked, as the site received it.
    pub(crate) fn calls(&self) -> Vec<Logged> {
        let log = self.sim.log();
        let new = log[self.seen.replace(log.len())..].iter();
        new.filter(|entry| entry.host == "site" && entry.path.starts_with("/api/")).cloned().collect()
    }

    /// The same, when only the methods matter.
    pub(crate) fn paths(&self) -> Vec<String> {
        self.calls().iter().map(|call| call.path.trim_start_matches("/api/2.3").to_owned()).collect()
    }

    /// Resolves when the site has received a post that is no preview.
    pub(crate) async fn posting(&self) {
        poll_fn(|context| {
            context.waker().wake_by_ref();
            if self.sim.log().iter().any(is_post) { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }

    /// A page of the site, as a browser without cookies gets it.
    pub(crate) async fn page_of_site(&self, path: &str) -> Answer {
        get(&self.app.ports().http.0, path, None).await
    }

    /// How many questions the site has with exactly this title.
    pub(crate) async fn questions_titled(&self, title: &str) -> usize {
        let newest = self.newest_questions().await;
        self.seen.set(self.sim.log().len());
        newest.iter().filter(|(_, found)| found == title).count()
    }

    /// The hundred newest questions, whoever asked them, as somebody without Askside sees them.
    pub(crate) async fn newest_questions(&self) -> Vec<(QuestionId, String)> {
        let request = Wire::get("/api/2.3/questions?pagesize=100&sort=creation&order=desc").header("X-API-Key", KEY);
        let answer = exchange(&self.app.ports().http.0, request.body(Body::empty()).unwrap()).await.unwrap().json();
        let question = |item: &Value| {
            let id = QuestionId(item["question_id"].as_u64().unwrap());
            (id, decode_entities(item["title"].as_str().unwrap()))
        };
        answer["items"].as_array().unwrap().iter().map(question).collect()
    }

    /// Somebody answers a question, without Askside.
    pub(crate) async fn answer(&self, question: QuestionId, user: &str) {
        self.answer_with(question, user, &format!("It does, as {user} found out on a Friday afternoon.")).await;
    }

    /// The same, in these words.
    pub(crate) async fn answer_with(&self, question: QuestionId, user: &str, body: &str) {
        self.write_as(user, &format!("/questions/{}/answers/add", question.0), &[("body", body)]).await;
    }

    /// Somebody votes an answer down, without Askside.
    pub(crate) async fn downvote(&self, answer: AnswerId, user: &str) {
        self.write_as(user, &format!("/answers/{}/downvote", answer.0), &[]).await;
    }

    /// Somebody changes a question, without Askside.
    pub(crate) async fn edit(&self, question: QuestionId, user: &str, to: &Writing) {
        let fields = [("title", to.title.as_str()), ("body", &to.body), ("tags", &to.tags.join(";"))];
        self.write_as(user, &format!("/questions/{}/edit", question.0), &fields).await;
    }

    async fn write_as(&self, user: &str, path: &str, fields: &[(&str, &str)]) {
        let token = self.sim.issue_token(user, &["write_access"]);
        let request = Wire::post(format!("/api/2.3{path}"))
            .header("X-API-Key", KEY)
            .header("X-API-Access-Token", token)
            .header("Content-Type", "application/x-www-form-urlencoded");
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let answer = exchange(&self.app.ports().http.0, request.body(Body::from(body)).unwrap()).await.unwrap();
        assert_eq!(answer.status, 200, "{}", answer.text());
        self.seen.set(self.sim.log().len());
    }

    /// Puts a page into a new tab.
    pub(crate) fn open(&self, page: Result<PageSnapshot, TabError>) -> TabId {
        let mut tabs = self.app.ports().tabs.tabs.0.borrow_mut();
        let tab = TabId(i32::try_from(tabs.len()).unwrap() + 1);
        tabs.insert(tab, page);
        tab
    }

    /// Puts a page of the docs into a new tab.
    pub(crate) async fn open_doc(&self, path: &str) -> TabId {
        self.open(Ok(self.doc(path).await))
    }

    pub(crate) async fn doc(&self, path: &str) -> PageSnapshot {
        let answer = get(&self.docs, path, None).await;
        assert_eq!(answer.status, 200, "{path}");
        snapshot(&format!("{}{path}", Config::DOCS_URL), &answer.text())
    }

    /// A draft about [`PAGE`] that is ready to be reviewed; nothing in [`Self::calls`] yet.
    pub(crate) async fn draft(&self, title: &str) -> DraftId {
        let draft: Draft = self.done(StartDraft(self.open_doc(PAGE).await)).await;
        self.done(SaveDraft(draft.id.clone(), draft.revision + 1, writing(title), Vec::new())).await;
        self.calls();
        draft.id
    }

    pub(crate) async fn sign_in_as(&self, person: Person, scope: Scope) -> Account {
        self.sits_down(person);
        self.done(SignIn(scope)).await
    }
}

/// A post that creates something.
pub(crate) fn is_post(entry: &Logged) -> bool {
    entry.method == "POST" && entry.path.starts_with("/api/") && !entry.body.contains("preview=true")
}

pub(crate) fn form(site: &str) -> ConnectForm {
    let (site, client_id, key) = (site.to_owned(), "1".to_owned(), Typed(KEY.to_owned()));
    ConnectForm { site, client_id, key, keep_key: true, ..ConnectForm::default() }
}

/// A question that meets the rules of the site.
pub(crate) fn writing(title: &str) -> Writing {
    let body = format!("I deployed twice, rolled back **once**, and it says there is nothing to return to. {title}");
    Writing { title: title.to_owned(), body, tags: vec!["trellis".to_owned(), "rollback".to_owned()] }
}

pub(crate) fn pairs(query: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

fn host(site: &str) -> &str {
    site.trim_start_matches("https://")
}

/// A docs page as the extractor would read it, roughly: the article, with code apart.
fn snapshot(url: &str, html: &str) -> PageSnapshot {
    let article = between(html, "<article>", "</article>");
    let (mut text, mut code) = (String::new(), Vec::new());
    for part in article.split("<pre>") {
        let (pre, prose) = part.split_once("</pre>").unwrap_or(("", part));
        code.extend((!pre.is_empty()).then(|| to_text(pre)));
        text.push_str(&to_text(prose));
    }
    let heading = |part: &str| {
        let level = part.chars().next().and_then(|c| c.to_digit(10)).filter(|level| (1..=6).contains(level))?;
        let text = to_text(between(part, ">", "</h")).trim().to_owned();
        Some(Heading { level: u8::try_from(level).unwrap(), text })
    };
    PageSnapshot {
        url: url.to_owned(),
        content_type: "text/html".to_owned(),
        canonical: Some(between(html, "rel=\"canonical\" href=\"", "\"").to_owned()),
        title: decode_entities(between(html, "<title>", "</title>")),
        description: decode_entities(between(html, "name=\"description\" content=\"", "\"")),
        headings: article.split("<h").filter_map(heading).collect(),
        text,
        code,
        ..PageSnapshot::default()
    }
}

/// The first text between two others; empty if they are not there.
pub(crate) fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    text.split_once(start).and_then(|(_, rest)| rest.split_once(end)).map_or("", |(found, _)| found)
}
