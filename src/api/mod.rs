//! The site's API, v2.3: the only module that knows its paths, its parameters and its JSON.
//!
//! [`route`] names every path once, [`wire`] mirrors the JSON, [`throttle`] knows when a call may go
//! out, [`Client`] ties them together. Nothing here knows a browser, and nothing here retries: a read is
//! repeated by the person, a write by nobody.

mod error;
mod route;
mod throttle;
mod wire;

pub use error::{ApiError, Refusal};
pub use route::Route;
pub use throttle::{Admit, Throttle};
pub use wire::TagCount;

use crate::{
    json,
    model::{Account, ConfirmedDraft, Connection, Question, Review, Secret, Timestamp, Writing},
    ports::{Area, Clock, Http, HttpRequest, HttpResponse, Method, Ports, Store},
};
use serde::de::DeserializeOwned;
use std::cell::RefCell;
use wire::Pause;

/// Questions asked for in one call.
pub const PAGE_SIZE: usize = 30;

/// The pauses as all clients of a background share them: none until they are read from the store.
pub type SharedThrottle = RefCell<Option<Throttle>>;

const THROTTLE: &str = "throttle";

/// Calls one site with one set of credentials.
#[derive(Debug)]
pub struct Client<'a, P> {
    ports: &'a P,
    throttle: &'a SharedThrottle,
    connection: &'a Connection,
    token: Option<&'a Secret>,
}

impl<'a, P: Ports> Client<'a, P> {
    /// A client for `connection`, signed in if there is a `token`.
    pub fn new(
        ports: &'a P,
        throttle: &'a SharedThrottle,
        connection: &'a Connection,
        token: Option<&'a Secret>,
    ) -> Self {
        Self { ports, throttle, connection, token }
    }

    /// Questions like the one a person would ask under `title` (`/similar`).
    ///
    /// # Errors
    /// [`ApiError`].
    pub async fn similar(&self, title: &str) -> Result<Vec<Question>, ApiError> {
        self.questions(Route::Similar, &[("title", title), ("sort", "relevance")]).await
    }

    /// Questions that hold every term, and this tag if there is one (`/search/advanced`).
    ///
    /// # Errors
    /// [`ApiError`].
    pub async fn search(&self, terms: &[String], tag: Option<&str>) -> Result<Vec<Question>, ApiError> {
        let terms = terms.join(" ");
        let mut query = vec![("q", terms.as_str()), ("sort", "relevance")];
        query.extend(tag.map(|tag| ("tagged", tag)));
        self.questions(Route::SearchAdvanced, &query).await
    }

    /// The newest questions since `from`, newest first: how a post with an unknown outcome is looked up.
    ///
    /// # Errors
    /// [`ApiError`].
    pub async fn newest(&self, from: Timestamp) -> Result<Vec<Question>, ApiError> {
        self.questions(Route::Questions, &[("sort", "creation"), ("fromdate", &from.0.to_string())]).await
    }

    async fn questions(&self, route: Route, query: &[(&str, &str)]) -> Result<Vec<Question>, ApiError> {
        let size = PAGE_SIZE.to_string();
        let common = [("order", "desc"), ("pagesize", size.as_str()), ("filter", "withbody")];
        let query: Vec<_> = query.iter().copied().chain(common).collect();
        wire::questions(&self.call(route, self.query(route, &query), None).await?)
    }

    /// The site's most used tags with their counts (`/tags`).
    ///
    /// # Errors
    /// [`ApiError`].
    pub async fn tags(&self) -> Result<Vec<TagCount>, ApiError> {
        self.get(Route::Tags, &[("order", "desc"), ("sort", "popular"), ("pagesize", "100")]).await
    }

    /// Whether this is a site with this API, and whether it accepts the key (`/info`).
    ///
    /// # Errors
    /// [`ApiError`].
    pub async fn probe(&self) -> Result<(), ApiError> {
        self.call(Route::Info, self.url(Route::Info), None).await.map(drop)
    }

    /// Whose token this is (`/me`).
    ///
    /// # Errors
    /// [`ApiError`].
    pub async fn me(&self) -> Result<Account, ApiError> {
        let items: Vec<wire::User> = self.get(Route::Me, &[]).await?;
        items.into_iter().next().map(Into::into).ok_or_else(|| ApiError::Decode("items[0]".to_owned()))
    }

    /// The site's own dry run: validates the post and returns the body as the site would render it, HTML.
    /// Writes nothing (contract §2.2).
    ///
    /// # Errors
    /// [`ApiError`]; [`ApiError::Refused`] holds the site's reason.
    pub async fn preview(&self, review: &Review) -> Result<String, ApiError> {
        let items: Vec<wire::Question> = self.post(Route::AddQuestion, &review.writing, &[("preview", "true")]).await?;
        Ok(items.into_iter().next().and_then(|q| q.body).unwrap_or_default())
    }

    /// Posts a confirmed draft. The only function that creates a question.
    ///
    /// # Errors
    /// [`ApiError`]; if [`ApiError::outcome_is_known`] is false the post may exist all the same.
    pub async fn create_question(&self, draft: &ConfirmedDraft) -> Result<Question, ApiError> {
        let request_id = [("request_id", draft.review().draft.0.as_str())];
        let items: Vec<wire::Question> = self.post(Route::AddQuestion, &draft.review().writing, &request_id).await?;
        items
            .into_iter()
            .find_map(wire::Question::into_domain)
            .ok_or_else(|| ApiError::Decode("items[0].question_id".to_owned()))
    }

    async fn get<T: DeserializeOwned>(&self, route: Route, query: &[(&str, &str)]) -> Result<Vec<T>, ApiError> {
        wire::items(&self.call(route, self.query(route, query), None).await?)
    }

    fn query(&self, route: Route, query: &[(&str, &str)]) -> String {
        let url = self.url(route);
        if query.is_empty() { url } else { format!("{url}?{}", form(query)) }
    }

    async fn post<T: DeserializeOwned>(
        &self,
        route: Route,
        writing: &Writing,
        extra: &[(&str, &str)],
    ) -> Result<Vec<T>, ApiError> {
        let tags = writing.tags.join(";");
        let fields = [("title", writing.title.as_str()), ("body", &writing.body), ("tags", &tags)];
        let fields: Vec<_> = fields.into_iter().chain([("filter", "withbody")]).chain(extra.iter().copied()).collect();
        wire::items(&self.call(route, self.url(route), Some(form(&fields))).await?)
    }

    fn url(&self, route: Route) -> String {
        format!("{}/api/2.3{}", self.connection.site.origin(), route.path())
    }

    /// Sends one request if the site's pauses allow it; an accepted answer's body.
    async fn call(&self, route: Route, url: String, body: Option<String>) -> Result<String, ApiError> {
        if self.throttle.borrow().is_none() {
            let kept = self.ports.store().get(Area::Session, THROTTLE).await.ok().flatten();
            let kept = kept.and_then(|text| json::read(&text).ok()).unwrap_or_default();
            self.throttle.borrow_mut().get_or_insert(kept);
        }
        // With the slash, so that no host's name is another's beginning.
        let (site, address) = (format!("{}/", self.connection.site), self.url(route));
        let admit = self.throttle.borrow().as_ref().map(|throttle| throttle.admit(&address, self.ports.clock().now()));
        if let Some(Admit::WaitUntil(until)) = admit {
            return Err(ApiError::Throttled(until));
        }
        let response = self.ports.http().send(self.request(url, body)).await?;
        let (outcome, pause) = wire::check(&response);
        let (binds, seconds) = match pause {
            None => return outcome.map(|()| response.body),
            Some(Pause::Route(seconds)) => (address, seconds),
            Some(Pause::Site(seconds)) => (site, seconds),
        };
        let (until, kept) = {
            let mut shared = self.throttle.borrow_mut();
            let throttle = shared.get_or_insert_default();
            (throttle.learn(binds, self.ports.clock().now(), seconds), json::write(throttle))
        };
        // Losing this only costs one refused call.
        drop(self.ports.store().set(Area::Session, THROTTLE, kept).await);
        match outcome {
            Err(ApiError::Refused(refusal)) if refusal.may_have_happened() => Err(ApiError::Refused(refusal)),
            Err(_) => Err(ApiError::Throttled(until)),
            Ok(()) => Ok(response.body),
        }
    }

    fn request(&self, url: String, body: Option<String>) -> HttpRequest {
        let mut headers = vec![("accept", "application/json".to_owned()), ("x-api-key", self.connection.key.clone())];
        headers.extend(self.token.map(|token| ("x-api-access-token", token.expose().to_owned())));
        headers.extend(body.is_some().then(|| ("content-type", "application/x-www-form-urlencoded".to_owned())));
        let method = if body.is_some() { Method::Post } else { Method::Get };
        HttpRequest { method, url, headers, body }
    }
}

fn form(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// Reads an answer's items as the client does; for tests of recorded answers.
///
/// # Errors
/// [`ApiError`] as the client would report it.
pub fn decode_questions(response: &HttpResponse) -> Result<Vec<Question>, ApiError> {
    wire::check(response).0?;
    wire::questions(&response.body)
}
