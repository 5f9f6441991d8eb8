//! What holds whatever the site answers and whatever the secrets are.

use askside::{
    api::{Client, Encoding, Shared, Sort, Version, calls, decode},
    memory::{CountingEntropy, ManualClock, MemoryLocks, MemoryPermissions, MemoryStore, MemoryTabs, ScriptedIdentity},
    model::{
        Author, Connection, ConnectionId, PictureUrl, Question, QuestionId, Secret, Timestamp, UserAction, Way, visible,
    },
    ports::{Area, Header, Http, HttpError, HttpRequest, HttpResponse, Interaction, NoRedirect, Ports},
};
use futures_util::FutureExt;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::{
    cell::RefCell,
    future::{Ready, ready},
};

/// A site that answers what it is told to, in turn, and writes down what it gets.
struct Anything {
    answers: Vec<(u16, String)>,
    got: RefCell<Vec<HttpRequest>>,
}

impl Http for Anything {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let at = self.got.borrow().len();
        self.got.borrow_mut().push(request);
        let (status, body) = self.answers[at % self.answers.len()].clone();
        let headers = vec![(Header::ContentType, "application/json".to_owned()), (Header::RetryAfter, body.clone())];
        if status == 0 { Err(HttpError::Unreachable) } else { Ok(HttpResponse { status, headers, body }) }
    }

    async fn picture(&self, _: &PictureUrl) -> Result<Vec<u8>, HttpError> {
        Err(HttpError::Unreachable)
    }
}

struct Platform {
    http: Anything,
    identity: Nobody,
    store: MemoryStore,
    locks: MemoryLocks,
    tabs: MemoryTabs,
    permissions: MemoryPermissions,
    clock: ManualClock,
    entropy: CountingEntropy,
}

/// Nobody signs in here.
type Nobody = ScriptedIdentity<fn(&str, Interaction) -> Ready<Result<String, NoRedirect>>>;

impl Ports for Platform {
    type Http = Anything;
    type Store = MemoryStore;
    type Identity = Nobody;
    type Locks = MemoryLocks;
    type Tabs = MemoryTabs;
    type Permissions = MemoryPermissions;
    type Clock = ManualClock;
    type Entropy = CountingEntropy;

    fn http(&self) -> &Anything {
        &self.http
    }
    fn store(&self) -> &MemoryStore {
        &self.store
    }
    fn identity(&self) -> &Nobody {
        &self.identity
    }
    fn locks(&self) -> &MemoryLocks {
        &self.locks
    }
    fn tabs(&self) -> &MemoryTabs {
        &self.tabs
    }
    fn permissions(&self) -> &MemoryPermissions {
        &self.permissions
    }
    fn clock(&self) -> &ManualClock {
        &self.clock
    }
    fn entropy(&self) -> &CountingEntropy {
        &self.entropy
    }
}

/// Answers of every mood, some with what they were asked in them.
fn answer() -> impl Strategy<Value = (u16, String)> {
    let body = prop_oneof![
        Just(r#"{"items":[],"has_more":false,"quota_remaining":9}"#.to_owned()),
        Just(r#"{"page":1,"totalPages":1,"items":[]}"#.to_owned()),
        Just(r#"{"items":[{"filter":"!abc","filter_type":"unsafe","included_fields":[]}]}"#.to_owned()),
        Just("<html>".to_owned()),
        (400u32..520).prop_map(|id| format!(r#"{{"error_id":{id},"error_message":"no"}}"#)),
        (400u32..520).prop_map(|id| format!(r#"{{"status":{id},"title":"no"}}"#)),
        // The site says back what it was sent.
        (400u32..520).prop_map(|id| format!(r#"{{"error_id":{id},"error_message":"for KEY with TOKEN"}}"#)),
        (400u32..520).prop_map(|id| format!(r#"{{"status":{id},"title":"not for Bearer TOKEN, nor for KEY"}}"#)),
        "[0-9]{1,3}".prop_map(|text| text),
    ];
    (prop::sample::select(vec![0u16, 200, 200, 200, 204, 400, 401, 403, 404, 429, 500, 503]), body)
}

proptest! {
    /// No credential is in an address, in anything printed or in anything kept: on any kind of site, by any call,
    /// whatever comes back. Three calls about a token are excepted, and of them the address only.
    #[test]
    fn credentials_stay_in_headers(
        site in prop::sample::select(vec![
            "https://stack.example.test", "https://stack.example.test/c/team", "https://stackoverflowteams.com/c/acme", "https://superuser.com",
        ]),
        key in "K[a-zA-Z0-9]{18}",
        token in prop::option::of("T[a-zA-Z0-9]{18}"),
        answers in prop::collection::vec(answer(), 1..8),
        order in prop::collection::vec(0usize..11, 1..8),
    ) {
        let said_back = |(status, body): (u16, String)| {
            (status, body.replace("KEY", &key).replace("TOKEN", token.as_deref().unwrap_or("none")))
        };
        let http = Anything { answers: answers.into_iter().map(said_back).collect(), got: RefCell::default() };
        let platform = Platform {
            http, identity: ScriptedIdentity(|_, _| ready(Err(NoRedirect))), store: MemoryStore::default(), locks: MemoryLocks::default(), tabs: MemoryTabs::default(), permissions: MemoryPermissions::default(),
            clock: ManualClock::default(), entropy: CountingEntropy::default(),
        };
        let id = ConnectionId("c".into());
        let connection = Connection::new(id, site.parse().unwrap(), Way::Key, Some(Secret::new(key.as_str())));
        let secret = token.clone().map(Secret::new);
        let shared = Shared::default();
        let client = Client::new(&platform, &shared, &connection, secret.as_ref());
        let mut shown = String::new();
        for call in order {
            let by = UserAction::pressed;
            let id = QuestionId(7);
            macro_rules! send {
                ($request:expr) => {{
                    let request = $request;
                    let outcome = client.list(&request).now_or_never();
                    shown += &format!("{request:?} {:?}", outcome.expect("nothing here waits").err());
                }};
            }
            match call {
                0 => send!(calls::questions().sorted(Sort::Votes)),
                1 => send!(calls::similar("a title")),
                2 => send!(calls::search("words").tagged(&["a"])),
                3 => send!(calls::search_all("words")),
                4 => send!(calls::me()),
                5 => send!(calls::inbox()),
                6 => send!(calls::upvote(id, &by())),
                7 => send!(calls::add_answer(id, "body", "once", &by())),
                8 => send!(calls::invalidate()),
                9 => send!(calls::deauthenticate()),
                _ => send!(calls::info()),
            }
        }
        shown += &format!("{shared:?} {:?}", shared.ledger());
        shown += &(platform.store.dump(Area::Local) + &platform.store.dump(Area::Session));
        let is_public = site == "https://superuser.com";
        for request in platform.http.got.borrow().iter() {
            shown += &format!("{request:?} {}", String::from_utf8_lossy(request.body.as_deref().unwrap_or_default()));
            let about_token = request.url().contains("/access-tokens/") || request.url().contains("/apps/");
            prop_assert!(is_public || !request.url().contains(&key), "{}", request.url());
            prop_assert!(token.as_ref().is_none_or(|token| about_token || !request.url().contains(token)), "{}", request.url());
            let holds_token = request.headers.iter().any(|(_, value)| token.as_ref().is_some_and(|token| value.contains(token)));
            prop_assert!(!(is_public && holds_token), "a token left for a public site");
        }
        prop_assert!(!shown.contains(&key), "the key is in {}", shown);
        prop_assert!(token.is_none_or(|token| !shown.contains(&token)), "the token is in {}", shown);
    }
}

fn question() -> impl Strategy<Value = Question> {
    let owner = prop::option::of(
        ("[a-z]\\PC{0,11}", prop::option::of(1u64..1 << 50)).prop_map(|(name, id)| Author(visible(name), id)),
    );
    let text = ("\\PC{0,40}", "[<>&;a-z\"\\\\\n]{0,40}", prop::collection::vec("[a-z+#.-]{1,9}", 0..5));
    let facts = (any::<i32>(), any::<u32>(), any::<bool>(), any::<bool>(), 0i64..4_000_000_000);
    (1u64..1 << 53, text, facts, owner).prop_map(
        |(id, (title, body, tags), (score, answers, accepted, closed, created), owner)| Question {
            id: QuestionId(id),
            title: visible(title),
            body,
            tags,
            score: score.into(),
            answers,
            accepted,
            closed,
            created: Timestamp(created),
            owner,
            link: format!("https://stack.example.test/questions/{id}"),
        },
    )
}

/// As v2.3 writes it under an unsafe filter, some of it absent where it says nothing.
fn v2(q: &Question) -> Value {
    let mut item = json!({
        "question_id": q.id.0, "title": q.title, "body": q.body, "tags": q.tags, "score": q.score,
        "answer_count": q.answers, "creation_date": q.created.0, "link": q.link,
    });
    if q.accepted {
        item["accepted_answer_id"] = 1.into();
    }
    if q.closed {
        item["closed_date"] = 1.into();
    }
    if let Some(Author(name, id)) = &q.owner {
        item["owner"] = json!({ "display_name": name, "user_type": "registered" });
        id.iter().for_each(|id| item["owner"]["user_id"] = (*id).into());
    }
    item
}

/// As v3 writes it.
fn v3(q: &Question) -> Value {
    let tags: Vec<Value> = q.tags.iter().map(|name| json!({ "id": 1, "name": name })).collect();
    let owner = q.owner.as_ref().map(|Author(name, id)| json!({ "id": id, "name": name, "role": "Registered" }));
    json!({
        "id": q.id.0, "title": q.title, "body": q.body, "tags": tags, "score": q.score, "answerCount": q.answers,
        "hasAcceptedAnswer": q.accepted, "isClosed": q.closed, "creationDate": q.created.to_iso(), "owner": owner,
        "webUrl": q.link, "isDeleted": false, "lastEditor": null,
    })
}

proptest! {
    /// What either version writes is read as what it was.
    #[test]
    fn reading_undoes_writing(questions in prop::collection::vec(question(), 0..6), has_more in any::<bool>()) {
        let read = |body: Value, version| {
            let response = HttpResponse { status: 200, headers: Vec::new(), body: body.to_string() };
            decode::<Question>(&response, version, Encoding::Raw).unwrap()
        };
        let old = read(json!({ "items": questions.iter().map(v2).collect::<Vec<_>>(), "has_more": has_more }), Version::V2);
        let pages = if has_more { 2 } else { 1 };
        let new = read(json!({ "page": 1, "totalPages": pages, "items": questions.iter().map(v3).collect::<Vec<_>>() }), Version::V3);
        prop_assert_eq!(&old.items, &questions);
        prop_assert_eq!(&new.items, &questions);
        prop_assert_eq!((old.has_more, new.has_more), (has_more, has_more));
    }
}
