//! The JSON of API v2.3, field for field (contract §1.5, types list), and its way into the domain.
//!
//! Everything but ids is optional here: filters, deleted users and old servers leave fields out.

use super::{ApiError, Refusal};
use crate::{
    json,
    model::{self, Account, QuestionId, Timestamp},
    ports::HttpResponse,
    text::{Term, decode_entities, lower, stem},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// The envelope of every answer, without its items: read apart from them, so that it is compiled once.
#[derive(Debug, Deserialize)]
struct Envelope {
    backoff: Option<i64>,
    error_id: Option<u32>,
    error_name: Option<String>,
    error_message: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Items<T> {
    #[serde(default = "Vec::new")]
    items: Vec<T>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Question {
    question_id: Option<u64>,
    title: Option<String>,
    pub(super) body: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    score: i64,
    #[serde(default)]
    answer_count: u32,
    accepted_answer_id: Option<u64>,
    closed_date: Option<i64>,
    #[serde(default)]
    creation_date: i64,
    owner: Option<ShallowUser>,
    #[serde(default)]
    link: String,
}

#[derive(Debug, Deserialize)]
struct ShallowUser {
    user_id: Option<u64>,
    display_name: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct User {
    user_id: u64,
    #[serde(default)]
    account_id: u64,
    #[serde(default)]
    display_name: String,
}

/// A tag and how many questions carry it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagCount {
    /// Its name.
    pub name: String,
    /// Questions that carry it.
    #[serde(default)]
    pub count: u64,
}

impl TagCount {
    /// Whether the tag says what `term` says.
    #[must_use]
    pub fn names(&self, term: &Term) -> bool {
        self.name == lower(&term.text) || stem(&self.name) == term.stem
    }
}

impl Question {
    /// The domain's question; none for a preview, which has no id yet.
    pub(super) fn into_domain(self) -> Option<model::Question> {
        let owner = self.owner.as_ref();
        Some(model::Question {
            id: QuestionId(self.question_id?),
            title: decode_entities(&self.title.unwrap_or_default()),
            owner: owner.and_then(|o| o.display_name.as_deref()).map(decode_entities),
            owner_id: owner.and_then(|o| o.user_id),
            body: self.body.unwrap_or_default(),
            tags: self.tags,
            score: self.score,
            answers: self.answer_count,
            accepted: self.accepted_answer_id.is_some(),
            closed: self.closed_date.is_some(),
            created: Timestamp(self.creation_date),
            link: self.link,
        })
    }
}

impl From<User> for Account {
    fn from(user: User) -> Self {
        Self { user_id: user.user_id, account_id: user.account_id, name: decode_entities(&user.display_name) }
    }
}

/// Seconds to wait where a site wants a pause and does not say how long.
const DEFAULT_PAUSE: i64 = 30;

/// A pause that an answer asks for, in seconds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Pause {
    /// `backoff`: of this method.
    Route(i64),
    /// A violation, told in prose or by HTTP 429: of everything.
    Site(i64),
}

/// Judges an answer, and says which pause the site wants.
/// Errors come first: a refused call has no items, and its status says nothing.
pub(super) fn check(response: &HttpResponse) -> (Result<(), ApiError>, Option<Pause>) {
    let text = json_text(&response.body);
    if !text.starts_with('{') {
        let pause = (response.status == 429).then_some(Pause::Site(DEFAULT_PAUSE));
        return (Err(ApiError::NotApi(response.status)), pause);
    }
    let envelope: Envelope = match json::read(text) {
        Ok(envelope) => envelope,
        Err(place) => return (Err(ApiError::Decode(place)), None),
    };
    let Some(id) = envelope.error_id else {
        let outcome = if matches!(response.status, 200..300) { Ok(()) } else { Err(ApiError::NotApi(response.status)) };
        return (outcome, envelope.backoff.map(Pause::Route));
    };
    let message = envelope.error_message.or(envelope.error_name).unwrap_or_default();
    let refusal = Refusal { id, message: decode_entities(&message) };
    let prose = || Pause::Site(refusal.message.split(' ').find_map(|word| word.parse().ok()).unwrap_or(DEFAULT_PAUSE));
    let pause = envelope.backoff.map(Pause::Route).or_else(|| refusal.is_throttle().then(prose));
    (Err(ApiError::Refused(refusal)), pause)
}

/// The questions of an answer that [`check`] let pass.
pub(super) fn questions(body: &str) -> Result<Vec<model::Question>, ApiError> {
    Ok(items(body)?.into_iter().filter_map(Question::into_domain).collect())
}

/// The items of an answer that [`check`] let pass.
pub(super) fn items<T: DeserializeOwned>(body: &str) -> Result<Vec<T>, ApiError> {
    json::read::<Items<T>>(json_text(body)).map(|envelope| envelope.items).map_err(ApiError::Decode)
}

/// Some answers begin with a byte order mark (contract §1.4).
fn json_text(body: &str) -> &str {
    body.trim_start_matches('\u{feff}').trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn answer(status: u16, body: &str, expect: &str) {
        let (outcome, pause) = check(&HttpResponse { status, body: body.to_owned() });
        let shown = match outcome.and_then(|()| items::<Question>(body)) {
            Ok(items) => format!("{} items", items.len()),
            Err(error) => error.to_string(),
        };
        assert_eq!(shown + &pause.map_or(String::new(), |pause| format!(" | {pause:?}")), expect);
    }

    #[test]
    fn every_kind_of_answer() {
        answer(200, "\u{feff}{\"items\":[]}", "0 items");
        answer(200, r#"{"items":[{"question_id":1}],"backoff":10}"#, "1 items | Route(10)");
        answer(200, r#"{"items":[{"question_id":1,"owner":{"user_type":"does_not_exist"}}]}"#, "1 items");
        answer(200, r#"{"items":[{"question_id":1},{"question_id":"x"}]}"#, ERR_PATH);
        answer(
            200,
            r#"{"items":[{"question_id":1}"#,
            "the site's answer could not be understood at items[0].question_id",
        );
        answer(200, "<!doctype html><h1>Sign in</h1>", "the site answered with a web page instead of data (HTTP 200)");
        answer(401, "Invalid access token", "the site answered with a web page instead of data (HTTP 401)");
        answer(400, r#"{"error_id":402,"error_message":"expired"}"#, "the site no longer accepts your sign-in");
        answer(
            400,
            r#"{"error_id":400,"error_message":"slow down","backoff":42}"#,
            "the site refused: slow down | Route(42)",
        );
        answer(
            400,
            r#"{"error_id":502,"error_message":"too many requests from this IP, more requests available in 17524 seconds"}"#,
            "the site refused: too many requests from this IP, more requests available in 17524 seconds | Site(17524)",
        );
    }

    const ERR_PATH: &str = "the site's answer could not be understood at items[1].question_id";
}
