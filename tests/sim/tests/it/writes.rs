//! Every method that writes: what it does, what it refuses, and that a preview does nothing.

use askside_sim::{Config, Limits, WriteInterval};
use serde_json::{Value, json};

use crate::support::{Site, fails, field, items};

const BODY: &str = "Since this morning it stops half way, and nothing in the log says why.";

/// A question of mira's with an answer of luca's, which ines commented on.
struct Thread {
    site: Site,
    question: u64,
    answer: u64,
    comment: u64,
}

impl Thread {
    /// On a site with hardly anything else.
    async fn begin(config: Config) -> Self {
        let alone = Site::asking(&[json!({"id": "other", "title": "Something else", "tags": ["go"]})]);
        Self::on(Site::of(alone.sim.with_config(config))).await
    }

    async fn on(site: Site) -> Self {
        let mut thread = Self { site, question: 0, answer: 0, comment: 0 };
        let ask = [("title", "Why does it stop half way?"), ("body", BODY), ("tags", "go;trellis")];
        thread.question = thread.does("mira", "/questions/add", &ask).await["question_id"].as_u64().unwrap();
        let reply = [("body", "Have a look at the second log, the one of the sidecar.")];
        thread.answer = thread.does("luca", "/questions/Q/answers/add", &reply).await["answer_id"].as_u64().unwrap();
        let remark = [("body", "That one is empty as well, I'm afraid.")];
        thread.comment = thread.does("ines", "/posts/A/comments/add", &remark).await["comment_id"].as_u64().unwrap();
        thread
    }

    /// `Q`, `A` and `C` stand for the thread's ids.
    fn path(&self, path: &str) -> String {
        let part = |part| match part {
            "Q" => self.question.to_string(),
            "A" => self.answer.to_string(),
            "C" => self.comment.to_string(),
            part => part.to_owned(),
        };
        path.split('/').map(part).collect::<Vec<_>>().join("/")
    }

    async fn post(&self, who: &str, path: &str, fields: &[(&str, &str)]) -> askside_sim::Answer {
        let token = self.site.sim.issue_token(who, &["write_access"]);
        self.site.post(&token, &self.path(path), fields).await
    }

    /// The one item of an answer, or null.
    async fn does(&self, who: &str, path: &str, fields: &[(&str, &str)]) -> Value {
        items(&self.post(who, path, fields).await).pop().unwrap_or_default()
    }

    /// All that a client can see of the thread.
    async fn seen(&self) -> Value {
        let filter = "/filters/create?include=question.comment_count;question.up_vote_count;question.body;\
                      answer.body;answer.comment_count&unsafe=true";
        let filter = field(&self.site.get(filter).await, "filter").remove(0);
        let filter = filter.as_str().unwrap();
        json!([
            items(&self.site.get(&format!("/questions/{}?filter={filter}", self.question)).await),
            items(&self.site.get(&format!("/questions/{}/answers?filter={filter}", self.question)).await),
            self.site.get("/questions?filter=total").await.json(),
            items(&self.site.get("/info").await)[0]["total_comments"],
        ])
    }
}

/// Who does what, with what, and what one field of the answer is then.
type Row = (&'static str, &'static str, &'static [(&'static str, &'static str)], &'static str, fn(&Thread) -> Value);

const EDIT: &[(&str, &str)] = &[("title", "Why does it end half way?"), ("tags", "Go;burrow;go")];
const TEXT: &[(&str, &str)] = &[("body", "It was the sidecar after all, sorry for the noise.")];
const ARTICLE: &[(&str, &str)] =
    &[("title", "What sidecars are for"), ("body", BODY), ("tags", "go"), ("article_type", "how-to-guide")];

const METHODS: &[Row] = &[
    ("mira", "/questions/Q/edit", EDIT, "tags", |_| json!(["go", "burrow"])),
    ("ruth", "/questions/Q/edit", TEXT, "title", |_| json!("Why does it stop half way?")),
    ("luca", "/questions/Q/upvote", &[], "score", |_| json!(1)),
    ("luca", "/questions/Q/downvote", &[], "score", |_| json!(-1)),
    ("luca", "/questions/Q/favorite", &[], "question_id", |thread| json!(thread.question)),
    ("luca", "/questions/Q/answers/add", TEXT, "question_id", |thread| json!(thread.question)),
    ("mira", "/questions/Q/delete", &[], "question_id", |_| Value::Null),
    ("luca", "/answers/A/edit", TEXT, "score", |_| json!(0)),
    ("mira", "/answers/A/upvote", &[], "score", |_| json!(1)),
    ("mira", "/answers/A/downvote", &[], "score", |_| json!(-1)),
    ("mira", "/answers/A/accept", &[], "is_accepted", |_| json!(true)),
    ("luca", "/answers/A/delete", &[], "answer_id", |_| Value::Null),
    ("luca", "/posts/Q/comments/add", TEXT, "post_id", |thread| json!(thread.question)),
    ("ines", "/comments/C/edit", TEXT, "edited", |_| json!(true)),
    ("luca", "/comments/C/upvote", &[], "score", |_| json!(1)),
    ("ines", "/comments/C/delete", &[], "comment_id", |_| Value::Null),
    ("luca", "/articles/add", ARTICLE, "article_type", |_| json!("how-to-guide")),
];

#[tokio::test]
async fn each_method_does_what_it_says() {
    for (who, path, fields, name, expected) in METHODS {
        let thread = Thread::begin(Config::default()).await;
        let before = thread.seen().await;
        let shown = thread.does(who, path, fields).await;
        assert_eq!(shown[name], expected(&thread), "{path}: {shown}");
        if !path.ends_with("/favorite")
            && !path.ends_with("C/edit")
            && !path.ends_with("C/upvote")
            && *path != "/articles/add"
        {
            assert_ne!(thread.seen().await, before, "{path}");
        }
    }
}

#[tokio::test]
async fn a_preview_of_each_changes_nothing() {
    let thread = Thread::begin(Config::default()).await;
    thread.site.sim.clock_stop(); // two previews show the same time
    let before = thread.seen().await;
    for (who, path, fields, ..) in METHODS {
        let fields = [*fields, &[("preview", "true")]].concat();
        let (first, second) = (thread.does(who, path, &fields).await, thread.does(who, path, &fields).await);
        assert_eq!(first, second, "{path}");
        for name in ["view_count", "answer_count"] {
            assert!(first.get(name).is_none(), "{path}: {first}");
        }
        let voted = ["upvote", "downvote", "accept"].iter().any(|end| path.ends_with(end));
        if voted {
            let still = (&first["score"], first["is_accepted"].as_bool().unwrap_or(false));
            assert_eq!(still, (&json!(0), false), "{path} shows the post as it is");
        }
        match *path {
            "/questions/Q/answers/add" => assert_eq!(first["answer_id"], 0),
            "/posts/Q/comments/add" => assert_eq!(first["comment_id"], 0),
            "/articles/add" => assert!(first.get("article_id").is_none()),
            "/questions/Q/edit" => assert_eq!(first["question_id"], thread.question),
            _ => {}
        }
    }
    assert_eq!(thread.seen().await, before);
}

#[tokio::test]
async fn what_can_be_undone_is() {
    for (who, path, fields, ..) in METHODS {
        let undo = format!("{path}/undo");
        let thread = Thread::begin(Config::default()).await;
        if !["upvote", "downvote", "favorite", "accept"].iter().any(|end| path.ends_with(end)) {
            fails(&thread.post(who, &undo, fields).await, 404, "no method");
            continue;
        }
        fails(&thread.post(who, &undo, fields).await, 407, "not");
        let before = thread.seen().await[0][0]["score"].clone();
        thread.does(who, path, fields).await;
        fails(&thread.post(who, path, fields).await, 407, "already");
        thread.does(who, &undo, fields).await;
        assert_eq!(thread.seen().await[0][0]["score"], before, "{path}");
        fails(&thread.post(who, &undo, fields).await, 407, "not");
    }
}

#[tokio::test]
async fn a_vote_the_other_way_takes_the_first_back() {
    let thread = Thread::begin(Config::default()).await;
    for (path, score) in [("upvote", 1), ("downvote", -1), ("upvote", 1)] {
        assert_eq!(thread.does("amal", &format!("/questions/Q/{path}"), &[]).await["score"], score);
    }
    assert_eq!(thread.does("wen", "/questions/Q/upvote", &[]).await["score"], 2);
    fails(&thread.post("amal", "/questions/Q/downvote/undo", &[]).await, 407, "You have not voted");
}

#[tokio::test]
async fn refusals() {
    let thread = Thread::on(Site::demo()).await;
    let long = "x".repeat(601);
    for (who, path, fields, id, message) in [
        ("luca", "/questions/Q/edit", TEXT, 403, "somebody else"),
        ("luca", "/questions/Q/delete", &[], 403, "somebody else"),
        ("mira", "/answers/A/edit", TEXT, 403, "somebody else"),
        ("mira", "/comments/C/delete", &[], 403, "somebody else"),
        ("luca", "/answers/A/accept", &[], 403, "Only the person who asked"),
        ("ruth", "/answers/A/accept", &[], 403, "Only the person who asked"),
        ("mira", "/questions/Q/upvote", &[], 407, "your own post"),
        ("luca", "/answers/A/downvote", &[], 407, "your own post"),
        ("ines", "/comments/C/upvote", &[], 407, "your own post"),
        ("mira", "/questions/A/upvote", &[], 400, "id"),
        ("mira", "/answers/Q/upvote", &[], 400, "id"),
        ("mira", "/questions/999999/delete", &[], 400, "id"),
        ("mira", "/posts/999999/comments/add", TEXT, 400, "id"),
        ("mira", "/questions/Q/answers/add", &[], 400, "body"),
        ("mira", "/questions/Q/answers/add", &[("body", "Too short.")], 407, "at least 30"),
        ("mira", "/posts/Q/comments/add", &[("body", "Thanks!")], 407, "at least 15 characters; you entered 7."),
        ("mira", "/posts/Q/comments/add", &[("body", &long)], 407, "limited to 600"),
        ("mira", "/questions/Q/edit", &[("title", "too short")], 407, "at least 15"),
        ("mira", "/questions/Q/edit", &[("tags", "go;pinned")], 407, "may only be used by moderators"),
        ("mira", "/articles/add", &[], 400, "article_type"),
        ("mira", "/articles/add", &[("article_type", "poem")], 400, "article_type"),
        (
            "mira",
            "/questions/Q/answers/add",
            &[("body", "Have a look at the second log, the one of the sidecar.")],
            407,
            "This post appears to be a duplicate of another post.",
        ),
        (
            "wen",
            "/questions/add",
            &[("title", "Quite another title"), ("body", BODY), ("tags", "go")],
            407,
            "This post appears to be a duplicate of another post.",
        ),
        ("mira", "/questions/abc/upvote", &[], 404, "no method"),
        ("mira", "/articles/1/upvote", &[], 404, "no method"),
    ] {
        let before = thread.seen().await;
        for preview in ["true", "false"] {
            let fields = [fields, &[("preview", preview)]].concat();
            fails(&thread.post(who, path, &fields).await, id, message);
        }
        assert_eq!(thread.seen().await, before, "{who} {path}");
    }
}

#[tokio::test]
async fn what_is_deleted_is_gone() {
    let thread = Thread::begin(Config::default()).await;
    thread.does("ruth", "/questions/Q/delete", &[]).await;
    for (path, fields) in
        [("/questions/Q/upvote", &[][..]), ("/answers/A/upvote", &[]), ("/posts/A/comments/add", TEXT)]
    {
        fails(&thread.post("wen", path, fields).await, 400, "id");
    }
    assert!(items(&thread.site.get(&thread.path("/questions/Q")).await).is_empty());
    assert!(items(&thread.site.get("/search/advanced?title=half%20way%20stop").await).is_empty());
    let ask = [("title", "Why does it stop half way?"), ("body", BODY), ("tags", "go")];
    let again = thread.does("mira", "/questions/add", &ask).await;
    assert!(again["question_id"].as_u64() > Some(thread.answer), "the title is free again, the number is not");
}

#[tokio::test]
async fn an_edit_is_found_and_dated() {
    let thread = Thread::begin(Config::default()).await;
    thread.site.sim.clock_skip(100);
    let edited = thread.does("mira", "/questions/Q/edit", &[("title", "Zebras end where they begin")]).await;
    assert_eq!(edited["last_edit_date"], edited["last_activity_date"]);
    for (word, found) in [("zebras", 1), ("why does it stop half way", 0)] {
        let hits = thread.site.get(&crate::support::query("/search/advanced", &[("title", word)])).await;
        assert_eq!(items(&hits).len(), found, "{word}");
    }
}

#[tokio::test]
async fn synonyms_turn_into_what_they_stand_for() {
    let thread = Thread::on(Site::demo()).await;
    for (tags, becomes) in [("golang;go", json!(["go"])), ("K8s;a11y", json!(["kubernetes", "accessibility"]))] {
        assert_eq!(thread.does("mira", "/questions/Q/edit", &[("tags", tags)]).await["tags"], becomes);
    }
    assert_eq!(items(&thread.site.get("/tags?inname=golang").await), [json!(null); 0]);
}

#[tokio::test]
async fn limits_are_settings() {
    let limits =
        Limits { new_tag_reputation: 50, required_tags: vec!["go".into(), "rust".into()], ..Limits::default() };
    let thread = Thread::on(Site::with(Config { limits, ..Config::default() })).await;
    let tagged = async |who: &str, tags: &str| thread.post(who, "/questions/Q/edit", &[("tags", tags)]).await;
    fails(&tagged("mira", "trellis").await, 407, "Please use at least one of the required tags: go, rust.");
    assert_eq!(tagged("mira", "rust").await.status, 200);
    let required = field(&thread.site.get("/tags?pagesize=100").await, "is_required");
    assert_eq!(required.iter().filter(|is| **is == true).count(), 2);
    let ask =
        [("title", "A tag of my very own"), ("body", "Nobody has ever used this tag before me."), ("tags", "go;novel")];
    fails(&thread.post("zoe", "/questions/add", &ask).await, 407, "'novel' requires at least 50 reputation");
    assert_eq!(thread.post("mira", "/questions/add", &ask).await.status, 200);
}

#[tokio::test]
async fn each_kind_has_its_own_pace_and_request_ids() {
    let write_interval = WriteInterval { answers: 60, ..WriteInterval::default() };
    let thread = Thread::begin(Config { write_interval, ..Config::default() }).await;
    let again = |preview| [("body", "Then there must be a third log somewhere."), ("preview", preview)];
    assert_eq!(thread.post("luca", "/questions/Q/answers/add", &again("true")).await.status, 200);
    let early = thread.post("luca", "/questions/Q/answers/add", &again("false")).await;
    fails(&early, 502, "You cannot perform this action for another");
    assert!((1..=60).contains(&early.json()["backoff"].as_i64().unwrap()));
    assert_eq!(thread.post("luca", "/questions/Q/upvote", &[("request_id", "7")]).await.status, 200);
    fails(&thread.post("luca", "/posts/Q/comments/add", &[("request_id", "7")]).await, 409, "request_id");
    thread.site.sim.clock_skip(61);
    assert_eq!(thread.post("luca", "/questions/Q/answers/add", &again("false")).await.status, 200);

    for (scope, may) in [(&[][..], false), (&["write_access"][..], true)] {
        let token = thread.site.sim.issue_token("luca", scope);
        let rows = items(&thread.site.get_as(&token, "/me/write-permissions").await);
        let answers = rows.iter().find(|row| row["object_type"] == "answer").unwrap();
        assert_eq!((&answers["min_seconds_between_actions"], &answers["can_add"]), (&json!(60), &json!(may)));
    }
    let token = thread.site.sim.issue_token("luca", &[]);
    fails(&thread.site.get_as(&token, "/users/1/write-permissions").await, 403, "nobody else");
}
