//! Every reading method once: that it is there, what it lists, and who may read it.

use std::sync::LazyLock;

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{Site, fails, field, items, query};

/// Every method with ids and names that the demo has, and the field by which its items are known. `{q}`, `{a}`, `{c}`
/// and `{r}` stand for a question, an answer, a comment and an article.
const METHODS: &[(&str, &str)] = &[
    ("/answers", "answer_id"),
    ("/answers/{a}", "answer_id"),
    ("/answers/{a}/comments", "comment_id"),
    ("/articles", "article_id"),
    ("/articles/{r}", "article_id"),
    ("/articles/{r}/comments", "comment_id"),
    ("/comments", "comment_id"),
    ("/comments/{c}", "comment_id"),
    ("/errors", "error_id"),
    ("/filters/default", "filter"),
    ("/inbox", "item_type"),
    ("/inbox/unread", "item_type"),
    ("/info", "total_questions"),
    ("/me", "user_id"),
    ("/me/answers", "answer_id"),
    ("/me/comments", "comment_id"),
    ("/me/favorites", "question_id"),
    ("/me/inbox", "item_type"),
    ("/me/inbox/unread", "item_type"),
    ("/me/notifications", "notification_type"),
    ("/me/notifications/unread", "notification_type"),
    ("/me/posts", "post_id"),
    ("/me/questions", "question_id"),
    ("/me/questions/unanswered", "question_id"),
    ("/me/tags", "name"),
    ("/me/timeline", "timeline_type"),
    ("/me/write-permissions", "object_type"),
    ("/notifications", "notification_type"),
    ("/notifications/unread", "notification_type"),
    ("/posts", "post_id"),
    ("/posts/{q};{a}", "post_id"),
    ("/posts/{q};{a}/comments", "comment_id"),
    ("/privileges", "reputation"),
    ("/questions", "question_id"),
    ("/questions/featured", "question_id"),
    ("/questions/no-answers", "question_id"),
    ("/questions/unanswered", "question_id"),
    ("/questions/{q}", "question_id"),
    ("/questions/{q}/answers", "answer_id"),
    ("/questions/{q}/comments", "comment_id"),
    ("/questions/{q}/linked", "question_id"),
    ("/questions/{q}/related", "question_id"),
    ("/search?intitle=rollback", "question_id"),
    ("/search/advanced?q=rollback", "question_id"),
    ("/search/excerpts?q=rollback", "excerpt"),
    ("/similar?title=rollback", "question_id"),
    ("/tags", "name"),
    ("/tags/moderator-only", "name"),
    ("/tags/required", "name"),
    ("/tags/synonyms", "from_tag"),
    ("/tags/trellis/faq", "question_id"),
    ("/tags/trellis/info", "name"),
    ("/tags/trellis/related", "name"),
    ("/tags/go;postgresql/synonyms", "from_tag"),
    ("/tags/trellis;kafka/wikis", "tag_name"),
    ("/tags/trellis/top-answerers/all_time", "post_count"),
    ("/tags/trellis/top-askers/month", "post_count"),
    ("/users", "user_id"),
    ("/users/moderators", "user_id"),
    ("/users/1;2", "user_id"),
    ("/users/1;2/answers", "answer_id"),
    ("/users/1;2/comments", "comment_id"),
    ("/users/1;2/favorites", "question_id"),
    ("/users/1;2/posts", "post_id"),
    ("/users/1;2/questions", "question_id"),
    ("/users/1;2/questions/featured", "question_id"),
    ("/users/1;2/questions/no-answers", "question_id"),
    ("/users/1;2/questions/unaccepted", "question_id"),
    ("/users/1;2/questions/unanswered", "question_id"),
    ("/users/1;2/tags", "name"),
    ("/users/1;2/timeline", "timeline_type"),
];

/// A question that has answers and has something on it of every kind.
struct World {
    site: Site,
    token: String,
    question: Value,
    answer: Value,
    comment: Value,
    article: Value,
}

impl World {
    /// The demo after a day of somebody who does everything once.
    async fn new() -> Self {
        let site = Site::demo();
        let scope = ["write_access", "read_inbox", "private_info"];
        let [token, other] = ["mira", "tomasz"].map(|user| site.sim.issue_token(user, &scope));
        let question =
            field(&site.get("/search/advanced?q=rollback&answers=1&accepted=true").await, "question_id").remove(0);
        let answer = field(&site.get(&format!("/questions/{question}/answers")).await, "answer_id").remove(0);
        let post = async |token: &str, method: String, fields: &[(&str, &str)]| {
            items(&site.post(token, &method, fields).await)
        };
        let body = ("body", "Have a look at the rollback page, and then again.");
        let comment =
            post(&token, format!("/posts/{question}/comments/add"), &[body]).await.remove(0)["comment_id"].clone();
        post(&other, format!("/posts/{answer}/comments/add"), &[body]).await;
        let title = ("title", "A question of my own about rollback");
        let mine =
            post(&token, "/questions/add".into(), &[title, body, ("tags", "trellis")]).await.remove(0)["question_id"]
                .clone();
        post(
            &other,
            format!("/questions/{mine}/answers/add"),
            &[("body", "An answer that is long enough for everybody.")],
        )
        .await;
        post(&token, format!("/questions/{question}/favorite"), &[]).await;
        let fields = [("title", "How we roll back a deploy"), body, ("tags", "trellis"), ("article_type", "policy")];
        let article = post(&token, "/articles/add".into(), &fields).await.remove(0)["article_id"].clone();
        Self { site, token, question, answer, comment, article }
    }

    fn path(&self, pattern: &str) -> String {
        let names = [("{q}", &self.question), ("{a}", &self.answer), ("{c}", &self.comment), ("{r}", &self.article)];
        names.into_iter().fold(pattern.to_owned(), |path, (name, id)| path.replace(name, &id.to_string()))
    }
}

#[tokio::test]
async fn every_method_lists_its_things() {
    let world = World::new().await;
    let mut empty = Vec::new();
    for (pattern, key) in METHODS {
        let path = world.path(pattern);
        let answer = world.site.get_as(&world.token, &path).await;
        let listed = items(&answer);
        assert!(listed.iter().all(|item| !item[key].is_null()), "{path}: {}", answer.text());
        if listed.is_empty() {
            empty.push(*pattern);
        }
        let join = if path.contains('?') { '&' } else { '?' };
        let total = world.site.get_as(&world.token, &format!("{path}{join}filter=total")).await.json();
        assert!(total["total"].as_u64() >= Some(listed.len() as u64), "{path}: {total}");
    }
    let expected = [
        "/articles/{r}/comments",
        "/me/answers",
        "/me/notifications",
        "/me/notifications/unread",
        "/notifications",
        "/notifications/unread",
        "/questions/featured",
        "/questions/{q}/linked",
        "/tags/required",
        "/users/1;2/questions/featured",
    ];
    let surprising: Vec<&&str> = empty.iter().filter(|path| !expected.contains(path)).collect();
    assert!(surprising.is_empty(), "nothing at {surprising:?}");
}

#[tokio::test]
async fn what_needs_a_token_or_a_scope_says_so() {
    let site = Site::demo();
    let token = site.sim.issue_token("amal", &["write_access"]);
    for path in ["/me", "/me/questions", "/me/inbox", "/inbox", "/notifications/unread", "/users/1/inbox"] {
        fails(&site.get(path).await, 401, "access_token");
    }
    for path in ["/me/inbox", "/inbox/unread", "/notifications"] {
        fails(&site.get_as(&token, path).await, 403, "read_inbox");
    }
    let reader = site.sim.issue_token("amal", &["read_inbox"]);
    fails(&site.get_as(&reader, "/users/1/inbox").await, 403, "nobody else");
}

#[tokio::test]
async fn errors_on_demand() {
    let site = Site::demo();
    for error in items(&site.get("/errors").await) {
        let answer = site.get(&format!("/errors/{}", error["error_id"])).await;
        fails(&answer, u16::try_from(error["error_id"].as_u64().unwrap()).unwrap(), "");
        assert_eq!(answer.json()["error_name"], error["error_name"]);
    }
    fails(&site.get("/errors/999").await, 400, "id");
}

#[tokio::test]
async fn limits_of_paths() {
    let site = Site::demo();
    let many = |one: &str, count: usize| vec![one; count].join(";");
    for (path, id, message) in [
        (format!("/comments/{}", many("1", 101)), 400, "ids"),
        (format!("/tags/{}/faq", many("a", 6)), 400, "tags"),
        (format!("/tags/{}/related", many("a", 5)), 400, "tags"),
        (format!("/tags/{}/wikis", many("a", 21)), 400, "tags"),
        ("/tags/go/top-answerers/week".into(), 400, "period"),
        ("/search".into(), 400, "one of tagged"),
        ("/search?nottagged=go".into(), 400, "one of tagged"),
        ("/questions/x".into(), 404, "no method"),
        ("/users/me".into(), 404, "no method"),
        ("/me/nothing".into(), 404, "no method"),
        ("/users/1/associated".into(), 404, "no method"),
    ] {
        fails(&site.get(&path).await, id, message);
    }
}

#[tokio::test]
async fn sorts_of_comments_people_tags_and_posts() {
    let world = World::new().await;
    let site = &world.site;
    let numbers = async |path: &str, name: &str| -> Vec<i64> {
        field(&site.get_as(&world.token, path).await, name).iter().map(|value| value.as_i64().unwrap()).collect()
    };
    for (path, name) in [
        ("/comments", "creation_date"),
        ("/comments?sort=votes", "score"),
        ("/users", "reputation"),
        ("/users?sort=creation", "creation_date"),
        ("/posts", "last_activity_date"),
        ("/posts?sort=creation", "creation_date"),
        ("/posts?sort=votes", "score"),
        ("/answers?sort=votes", "score"),
        ("/articles?sort=creation", "creation_date"),
        ("/tags/trellis/related", "count"),
        ("/tags/trellis/top-answerers/all_time", "score"),
        ("/tags/synonyms?sort=applied", "applied_count"),
        ("/me/timeline", "creation_date"),
        ("/users/1;2/favorites?sort=added", "question_id"),
    ] {
        let falling = numbers(path, name).await;
        assert!(!falling.is_empty() && falling.is_sorted_by(|a, b| a >= b), "{path}: {falling:?}");
        if !path.contains("/tags/trellis") && !path.contains("timeline") {
            let join = if path.contains('?') { '&' } else { '?' };
            let rising = numbers(&format!("{path}{join}order=asc"), name).await;
            assert!(rising.is_sorted(), "{path}: {rising:?}");
        }
    }
    let names = field(&site.get("/users?sort=name&order=asc&min=m&max=o").await, "display_name");
    assert_eq!(names, ["Mira Okafor", "Noor Siddiqui"]);
    assert_eq!(field(&site.get("/users?inname=WEISS").await, "display_name"), ["Ruth Weiss"]);
    let gone = field(&site.get("/users/18").await, "user_id");
    assert!(gone.is_empty(), "whoever left is no user: {gone:?}");
}

#[tokio::test]
async fn nested_things_come_when_the_filter_asks() {
    let world = World::new().await;
    let site = &world.site;
    let include = "question.answers;question.comments;answer.comments;comment.body;question.comment_count;answer.title;\
                   question.up_vote_count;question.down_vote_count;question.favorite_count;question.favorited;\
                   question.upvoted;answer.upvoted;.total";
    let made = items(&site.get(&query("/filters/create", &[("include", include)])).await).remove(0);
    let path = query(&format!("/questions/{}", world.question), &[("filter", made["filter"].as_str().unwrap())]);

    let answer = site.get_as(&world.token, &path).await;
    let question = items(&answer).remove(0);
    assert_eq!(answer.json()["total"], 1);
    assert_eq!(question["answers"].as_array().unwrap().len(), question["answer_count"].as_u64().unwrap() as usize);
    assert_eq!(question["comments"].as_array().unwrap().len(), question["comment_count"].as_u64().unwrap() as usize);
    let comment = question["comments"].as_array().unwrap().last().unwrap();
    assert_eq!(comment["body"], "Have a look at the rollback page, and then again.");
    assert_eq!(comment["owner"]["display_name"], "Mira Okafor");
    let inner = question["answers"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|answer| answer["comments"].as_array().cloned().unwrap_or_default());
    assert!(inner.count() > 0 && question["answers"][0]["title"] == question["title"]);
    assert_eq!(
        question["up_vote_count"].as_i64().unwrap() - question["down_vote_count"].as_i64().unwrap(),
        question["score"].as_i64().unwrap()
    );
    assert_eq!(
        (&question["favorited"], &question["upvoted"], &question["favorite_count"]),
        (&json!(true), &json!(false), &json!(1))
    );

    let blind = site.sim.issue_token("mira", &["write_access"]);
    let question = items(&site.get_as(&blind, &path).await).remove(0);
    assert!(question["favorited"].is_null() && question["upvoted"].is_null(), "without private_info");
    let plain = items(&site.get(&format!("/questions/{}", world.question)).await).remove(0);
    assert!(plain["answers"].is_null() && plain["comments"].is_null() && plain["comment_count"].is_null());
}

#[tokio::test]
async fn filters_can_be_posted_and_never_change() {
    let site = Site::demo();
    let token = site.sim.issue_token("amal", &[]);
    let fields = [("base", "withbody"), ("include", "comment.body"), ("exclude", "question.title"), ("unsafe", "true")];
    let posted = items(&site.post(&token, "/filters/create", &fields).await).remove(0);
    let got = items(&site.get(&query("/filters/create", &fields)).await).remove(0);
    assert_eq!(posted, got);
    let included = posted["included_fields"].as_array().unwrap();
    assert!(included.contains(&json!("question.body")) && !included.contains(&json!("question.title")));
    assert_eq!(posted["filter_type"], "unsafe");
    let base = posted["filter"].as_str().unwrap();
    let derived =
        items(&site.get(&query("/filters/create", &[("base", base), ("include", "question.title")])).await).remove(0);
    assert_eq!(derived["filter_type"], "unsafe", "what is derived from it is no safer");
    let described = items(&site.get(&format!("/filters/{base}")).await).remove(0);
    assert_eq!(described, posted, "what is derived from a filter does not change it");
    let defaults = items(&site.get("/filters/none;total;default").await);
    let count = |at: usize| defaults[at]["included_fields"].as_array().unwrap().len();
    assert_eq!((count(0), &defaults[1]["included_fields"]), (0, &json!([".total"])));
    assert!(count(2) > 250, "the default filter names the fields of every type");
}

/// One site for all cases, which only read.
static SITE: LazyLock<(Site, String)> = LazyLock::new(|| {
    let site = Site::demo();
    let token = site.sim.issue_token("amal", &["read_inbox", "private_info"]);
    (site, token)
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Whatever is asked of whichever method, the answer is JSON in the wrapper, and nothing breaks.
    #[test]
    fn no_query_breaks_a_method(
        method in prop::sample::select(METHODS),
        pairs in prop::collection::vec((parameter(), value()), 0..5),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let (site, token) = &*SITE;
            let path = ["{q}", "{a}", "{c}", "{r}"].iter().fold(method.0.to_owned(), |path, name| path.replace(name, "1;2"));
            let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let path = match path.split_once('?') {
                Some((path, rest)) => format!("{}&{rest}", query(path, &pairs)),
                None => query(&path, &pairs),
            };
            let answer = site.get_as(token, &path).await;
            let json = answer.json();
            match answer.status.as_u16() {
                200 => prop_assert!(json.is_object(), "{}", path),
                400 => prop_assert!(json["error_id"] != 500 && json["error_name"].is_string(), "{}: {}", path, json),
                status => prop_assert!(false, "{}: {}", path, status),
            }
            Ok(())
        })?;
    }
}

fn parameter() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&[
        "q",
        "title",
        "body",
        "tagged",
        "nottagged",
        "intitle",
        "inname",
        "sort",
        "order",
        "min",
        "max",
        "fromdate",
        "todate",
        "page",
        "pagesize",
        "filter",
        "user",
        "url",
        "views",
        "answers",
        "accepted",
        "closed",
        "site",
        "team",
    ])
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prop::sample::select(&[
            "activity", "creation", "votes", "relevance", "hot", "rank", "added", "name", "asc", "desc", "0", "1", "30",
            "-1", "99999999999", "true", "false", "default", "withbody", "none", "total", "trellis;kafka", "rollback",
            "[trellis] or [kafka] -word \"a phrase\" user:me score:1..2 created:1y", "title:\"", "code:`", "deploy*",
        ])
        .prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}
