//! API v3 from outside: who may call it, how often, what it finds, and that v2.3 says the same.

use askside_sim::{Answer, Config, Kind, Throttling};
use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use crate::support::{KEY, Site, items as v2_items, two_apps};

/// A call such as `GET /users/me`, with a token or key, and with a JSON body.
pub(crate) async fn call(site: &Site, credential: &str, line: &str, body: &str) -> Answer {
    send(site, credential, &line.replacen(' ', " /api/v3", 1), body).await
}

/// The same where the path is the whole path.
async fn send(site: &Site, credential: &str, line: &str, body: &str) -> Answer {
    let (method, path) = line.split_once(' ').unwrap();
    let mut request = Request::builder().method(method).uri(path);
    if !credential.is_empty() {
        request = request.header("Authorization", format!("Bearer {credential}"));
    }
    if !body.is_empty() {
        request = request.header("Content-Type", "application/json");
    }
    site.send(request.body(Body::from(body.to_owned())).unwrap()).await
}

/// Reads with the application's key.
pub(crate) async fn get(site: &Site, path: &str) -> Value {
    let answer = call(site, KEY, &format!("GET {path}"), "").await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()
}

fn each<'a>(list: &'a Value, name: &str) -> Vec<&'a Value> {
    list["items"].as_array().expect("items").iter().map(|item| &item[name]).collect()
}

/// What the answers link to is there, for people too.
#[tokio::test]
async fn links_lead_to_pages() {
    let site = Site::demo();
    let token = site.sim.issue_token("amal", &["write_access"]);
    let essay = json!({"title": "Words for <b>bold</b> people", "tags": ["trellis"], "type": "policy",
        "body": "There are *few* of them, and none of them is long.", "permissions": {"editableBy": "everyone"}});
    let essay = call(&site, &token, "POST /articles", &essay.to_string()).await.json();
    let path = |link: &Value| {
        link.as_str().and_then(|link| link.strip_prefix("https://stack.fernwick.test")).unwrap().to_owned()
    };
    for link in [&essay["webUrl"], &essay["shareUrl"]] {
        let page = site.page(&path(link)).await;
        assert_eq!(page.status, 200, "{link}");
        assert!(page.text().contains("<h1>Words for &lt;b&gt;bold&lt;/b&gt; people</h1>"), "{}", page.text());
        assert!(page.text().contains("<em>few</em>"));
    }
    let tag = site.page(&path(&essay["tags"][0]["webUrl"])).await;
    assert!(tag.status == 200 && tag.text().contains("<h1>Newest questions tagged trellis</h1>"), "{}", tag.text());
    for missing in ["/articles/1", "/articles/x", "/articles/999999/slug"] {
        assert_eq!(site.page(missing).await.status, 404, "{missing}");
    }
    for list in ["/questions", "/users", "/search?query=rollback"] {
        for item in get(&site, list).await["items"].as_array().unwrap() {
            for link in [&item["webUrl"], &item["avatarUrl"]].into_iter().filter(|link| !link.is_null()) {
                assert_eq!(site.page(&path(link)).await.status, 200, "{link}");
            }
        }
    }
}

/// Every kind of credential at a read, at one's own account, and at a write.
#[tokio::test]
async fn who_may_call_what() {
    let site = Site::with(two_apps());
    let reader = site.sim.issue_token("amal", &[]);
    let writer = site.sim.issue_token("amal", &["write_access"]);
    let of_reader = site.sim.issue_token_of(2, "amal", &["write_access"]);
    for (credential, expected) in [
        ("", [401, 401, 401]),
        ("nonsense", [401, 401, 401]),
        (KEY, [200, 403, 403]),
        (&reader, [200, 200, 403]),
        (&of_reader, [200, 200, 403]), // its application may not write
        (&writer, [200, 200, 415]),    // 415: that is no picture
    ] {
        for (line, status) in ["GET /questions", "GET /users/me", "POST /images/upload"].into_iter().zip(expected) {
            let answer = call(&site, credential, line, if line.starts_with("POST") { " " } else { "" }).await;
            assert_eq!(answer.status, status, "{credential:?} {line}: {}", answer.text());
            if status == 401 {
                assert_eq!(answer.text(), "Invalid access token");
                assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
            }
            if status == 403 {
                let forbidden = json!({"type": "/v3/errors/forbidden", "title": "Forbidden Action", "status": 403});
                assert_eq!(answer.json(), forbidden);
            }
        }
    }
    site.sim.clock_skip(86_401);
    assert_eq!(call(&site, &reader, "GET /questions", "").await.status, 401, "expired");
}

#[tokio::test]
async fn what_is_no_operation() {
    let site = Site::demo();
    for line in ["GET /nothing", "GET /questions/1/2", "POST ", "GET /questions/1/answers/2/3", "GET /%FF"] {
        let answer = call(&site, KEY, line, "").await;
        assert_eq!((answer.status.as_u16(), answer.text().as_str()), (404, ""), "{line}");
    }
    let index = site.page("/api/v3").await;
    assert!(
        index.status == 200 && index.text().contains("<code>GET /questions/{questionId}</code>"),
        "{}",
        index.text()
    );
    let answer = call(&site, KEY, "PATCH /users/me", "").await;
    assert_eq!((answer.status.as_u16(), answer.header("allow")), (405, Some("GET")));
    let stacky = call(&site, "", "GET /stacky", "").await;
    assert!(stacky.status == 200 && stacky.text().contains("o o"), "{}", stacky.text());
}

/// Each call, and what the five headers say then; burst, bucket, and the seconds to either.
#[tokio::test]
async fn a_burst_ends_and_a_bucket_empties() {
    let throttling = Throttling { burst: 2, bucket: 3, refill: 2, ..Throttling::default() };
    let site = Site::with(Config { throttling, ..Config::default() });
    site.sim.clock_stop();
    let left = |answer: &Answer| {
        [
            "x-burst-throttle-calls-left",
            "x-burst-throttle-seconds-until-full",
            "x-token-bucket-calls-left",
            "x-token-bucket-seconds-until-full",
            "x-token-bucket-seconds-until-next-refill",
        ]
        .map(|name| answer.header(name).unwrap().parse::<i64>().unwrap())
    };
    for (skip, status, expected) in [
        (0, 200, [1, 2, 2, 60, 60]),
        (1, 200, [0, 1, 1, 59, 59]),
        (0, 429, [0, 1, 1, 59, 59]),
        (1, 200, [1, 2, 0, 118, 58]),
        (0, 429, [1, 2, 0, 118, 58]),
        (58, 200, [1, 2, 1, 60, 60]),
    ] {
        site.sim.clock_skip(skip);
        let answer = call(&site, KEY, "GET /tags", "").await;
        assert_eq!((answer.status.as_u16(), left(&answer)), (status, expected), "{}", answer.text());
        if status == 429 {
            assert_eq!(answer.json()["status"], 429);
            let wait = if expected[0] == 0 { expected[1] } else { expected[4] };
            assert_eq!(answer.header("retry-after"), Some(wait.to_string().as_str()));
        }
    }
    let token = site.sim.issue_token("amal", &[]);
    assert_eq!(left(&call(&site, &token, "GET /users/me", "").await)[..3], [1, 2, 2], "a token has its own");
    assert_eq!(left(&call(&site, &token, "POST /images/upload", "").await)[..3], [0, 2, 1], "a refusal counts");
}

#[tokio::test]
async fn a_refusal_may_say_nothing_about_when() {
    let throttling = Throttling { burst: 0, retry_after: false, ..Throttling::default() };
    let site = Site::with(Config { throttling, ..Config::default() });
    let answer = call(&site, KEY, "GET /tags", "").await;
    assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (429, None));
}

/// A wrong parameter, the field that is complained about, and the complaint.
#[tokio::test]
async fn parameters_are_checked() {
    let site = Site::demo();
    let range = "must be between 1 and 2147483647.";
    for (path, field, complaint) in [
        ("/questions?pageSize=20", "pageSize", "must match the regular expression '15|30|50|100'."),
        ("/questions?pagesize=x", "pageSize", "The value 'x' is not valid."),
        ("/questions?page=0", "page", range),
        ("/questions?page=2147483648", "page", "The value '2147483648' is not valid."),
        ("/questions?sort=votes", "sort", "The value 'votes' is not valid."),
        ("/questions?order=down", "order", "The value 'down' is not valid."),
        ("/questions?isAnswered=1", "isAnswered", "The value '1' is not valid."),
        ("/questions?tagId=1&tagId=rust", "tagId", "The value 'rust' is not valid."),
        ("/questions?from=yesterday", "from", "The value 'yesterday' is not valid."),
        ("/questions/abc", "questionId", "The value 'abc' is not valid."),
        ("/questions/0", "questionId", range),
        ("/users?sort=name", "sort", "The value 'name' is not valid."),
    ] {
        let answer = call(&site, KEY, &format!("GET {path}"), "").await;
        let body = answer.json();
        assert_eq!(answer.status, 400, "{path}: {body}");
        assert!(body["errors"][field][0].as_str().is_some_and(|text| text.contains(complaint)), "{path}: {body}");
        assert_eq!(body["title"], "One or more validation errors occurred.");
        assert_eq!(body["traceId"].as_str().map(str::len), Some(55));
    }
}

/// A list's query, and what has to hold for each of its items; none of the lists is empty.
#[tokio::test]
async fn questions_are_selected() {
    let site = Site::demo();
    let all = get(&site, "/questions").await["totalCount"].as_u64().unwrap();
    let tags = get(&site, "/tags?partialName=trellis").await;
    let tag = tags["items"][0]["id"].clone();
    assert_eq!(tags["items"][0]["name"], "trellis");
    let is_true = |item: &Value, name: &str| item[name] == true;
    let tagged = |item: &Value| item["tags"].as_array().unwrap().iter().any(|one| one["id"] == tag);
    for (query, holds) in [
        ("isAnswered=true", &(|item: &Value| is_true(item, "isAnswered")) as &dyn Fn(&Value) -> bool),
        ("isAnswered=false", &|item| !is_true(item, "isAnswered")),
        (&format!("tagId={tag}"), &tagged),
        (&format!("tagId={tag},999999"), &tagged),
        (&format!("tagId=999999&tagId={tag}"), &tagged),
        ("authorId=13", &|item| item["owner"]["id"] == 13),
        ("questionId=1&questionId=999999", &|item| item["id"] == 1),
        ("from=2026-01-01&to=2026-03-31T23:59:59Z", &|item| {
            item["creationDate"].as_str().is_some_and(|date| ("2026-01".."2026-04").contains(&date))
        }),
    ] {
        let list = get(&site, &format!("/questions?pageSize=100&{query}")).await;
        let items = list["items"].as_array().unwrap();
        assert!(!items.is_empty(), "{query}");
        assert!(items.iter().all(holds), "{query}: {list}");
        assert!(list["totalCount"].as_u64().is_some_and(|total| total < all), "{query}");
    }
    assert_eq!(get(&site, "/questions?tagId=999999").await["totalCount"], 0);
}

#[tokio::test]
async fn lists_are_sorted_and_cut_into_pages() {
    let site = Site::demo();
    for (path, field) in [
        ("/questions?sort=activity", "lastActivityDate"),
        ("/questions?sort=Creation", "creationDate"),
        ("/questions?sort=score", "score"),
        ("/tags?sort=postCount", "postCount"),
        ("/tags?sort=name", "name"),
        ("/tags?sort=creationDate", "creationDate"),
        ("/users?", "reputation"),
    ] {
        let key = |value: &&Value| (value.as_i64(), value.as_str().map(str::to_owned));
        let down = get(&site, path).await;
        assert_eq!((&down["order"], &down["page"], &down["pageSize"]), (&json!("desc"), &json!(1), &json!(15)));
        assert!(each(&down, field).is_sorted_by_key(|value| std::cmp::Reverse(key(value))), "{path}: {down}");
        let up = get(&site, &format!("{path}&order=asc")).await;
        assert!(each(&up, field).is_sorted_by_key(key), "{path}: {up}");
    }
    let first = get(&site, "/questions?pageSize=50").await;
    let (total, pages) = (first["totalCount"].as_u64().unwrap(), first["totalPages"].as_u64().unwrap());
    assert_eq!(pages, total.div_ceil(50));
    let mut seen = Vec::new();
    for page in 1..=pages {
        let list = get(&site, &format!("/questions?pageSize=50&page={page}")).await;
        seen.extend(each(&list, "id").into_iter().cloned());
    }
    assert_eq!(seen.len() as u64, total);
    seen.sort_by_key(Value::as_u64);
    seen.dedup();
    assert_eq!(seen.len() as u64, total, "no question twice");
    assert_eq!(each(&get(&site, "/questions?page=2147483647").await, "id").len(), 0);
}

/// A team's content is for its members; what a shared host has is all some team's.
#[tokio::test]
async fn teams_are_entered_by_their_members() {
    let site = Site::demo();
    let member = site.sim.issue_token("amal", &[]);
    let stranger = site.sim.issue_token("mira", &[]);
    for (credential, line, status) in [
        (&*member, "GET /teams/payments-private/questions", 200),
        (&member, "GET /teams/payments-private/users/me", 200),
        (&member, "GET /teams/payments-private/communities", 404),
        (&member, "GET /teams/payments-private/stacky", 404),
        (&member, "GET /teams/payments-private", 404),
        (&member, "GET /teams/no-such-team/questions", 403),
        (&stranger, "GET /teams/payments-private/questions", 403),
        (KEY, "GET /teams/payments-private/questions", 403),
        ("", "GET /teams/payments-private/questions", 401),
    ] {
        let answer = call(&site, credential, line, "").await;
        assert_eq!(answer.status, status, "{line}: {}", answer.text());
    }
    let inside = call(&site, &member, "GET /teams/payments-private/questions", "").await.json();
    assert_eq!(inside["totalCount"], 5);
    let link = inside["items"][0]["webUrl"].as_str().unwrap();
    assert!(link.starts_with("https://stack.fernwick.test/c/payments-private/questions/"), "{link}");

    for kind in [Kind::Business, Kind::Basic] {
        let site = Site::with(Config { kind, ..Config::default() });
        let token = site.sim.issue_personal_token("amal", "fernwick", &["write_access"]);
        let writes = if kind == Kind::Business { 415 } else { 403 };
        for (credential, line, status) in [
            (&*token, "GET /v3/teams/fernwick/questions", 200),
            (&token, "POST /v3/teams/fernwick/images/upload", writes),
            (&token, "GET /v3/teams/payments-private/questions", 401),
            (&token, "GET /v3/questions", 404),
            (&token, "GET /api/v3/questions", 404),
            (KEY, "GET /v3/teams/fernwick/questions", 401),
        ] {
            let answer = send(&site, credential, line, "").await;
            assert_eq!(answer.status, status, "{kind:?} {line}: {}", answer.text());
        }
    }
    let network = Site::with(Config { kind: Kind::Network, ..Config::default() });
    assert_eq!(send(&network, "", "GET /v3/stacky", "").await.status, 404);
}

/// An answer is packed for whoever can unpack it, and for nobody else.
#[tokio::test]
async fn compression_is_asked_for() {
    let site = Site::demo();
    for (accepted, encoding) in [("gzip, deflate, br", Some("gzip")), ("deflate", Some("deflate")), ("identity", None)]
    {
        let request = Request::get("/api/v3/tags").header("Authorization", format!("Bearer {KEY}"));
        let answer = site.send(request.header("Accept-Encoding", accepted).body(Body::empty()).unwrap()).await;
        assert_eq!(answer.header("content-encoding"), encoding, "{accepted}");
        assert!(answer.json()["totalCount"].as_u64() > Some(0));
    }
}

/// What is searched for, and what holds for everything that is found; nothing is found in vain.
#[tokio::test]
async fn search_understands_the_search_box() {
    let site = Site::demo();
    let token = site.sim.issue_token("amal", &[]);
    for (query, holds) in [
        ("rollback", &(|item: &Value| item["webUrl"].is_string()) as &dyn Fn(&Value) -> bool),
        ("[trellis] is:question", &|item| {
            item["type"] == "question" && item["tags"].as_array().unwrap().iter().any(|tag| tag["name"] == "trellis")
        }),
        ("is:answer isaccepted:yes", &|item| item["isAccepted"] == true && item["parentQuestionId"].is_u64()),
        ("user:me", &|item| item["owner"]["id"] == 13),
        ("score:20", &|item| item["score"].as_i64().unwrap() >= 20),
    ] {
        let path = crate::support::query("GET /search", &[("query", query), ("pageSize", "100")]);
        let list = call(&site, &token, &path, "").await.json();
        let items = list["items"].as_array().unwrap_or_else(|| panic!("{query}: {list}"));
        assert!(!items.is_empty() && items.iter().all(holds), "{query}: {list}");
        assert_eq!((&list["sort"], &list["order"]), (&json!("relevance"), &json!(null)));
    }
    let word = get(&site, "/search?query=TRL-112").await;
    let snippets: Vec<&str> = each(&word, "snippet").into_iter().filter_map(Value::as_str).collect();
    assert!(snippets.iter().any(|snippet| snippet.contains("TRL-112")), "{snippets:?}");
    assert!(snippets.iter().all(|snippet| !snippet.contains("<span")), "{snippets:?}");
    assert_eq!(get(&site, "/search?query=xyzzyplugh").await["totalCount"], 0);

    let (newest, score) = (get(&site, "/search?sort=newest").await, get(&site, "/search?sort=score").await);
    assert!(each(&newest, "creationDate").iter().rev().is_sorted_by_key(|date| date.as_str()), "{newest}");
    assert!(each(&score, "score").iter().rev().is_sorted_by_key(|score| score.as_i64()), "{score}");

    // The same posts as v2.3 finds with the same words.
    for words in ["rollback", "[trellis] deploy", "\"no previous revision\""] {
        let old = site.get(&crate::support::query("/search/excerpts", &[("q", words), ("pagesize", "100")])).await;
        let path = crate::support::query("/search", &[("query", &format!("{words} is:question")), ("pageSize", "100")]);
        let found = |ids: Vec<Option<u64>>| ids.into_iter().flatten().collect::<std::collections::BTreeSet<_>>();
        let is_question = |item: &&Value| item["item_type"] == "question";
        let old = found(v2_items(&old).iter().filter(is_question).map(|item| item["question_id"].as_u64()).collect());
        let new = found(each(&get(&site, &path).await, "questionId").into_iter().map(Value::as_u64).collect());
        assert!(!old.is_empty() && old == new, "{words}: {old:?} {new:?}");
    }
}

/// What the two versions of the API say about the same question.
#[tokio::test]
async fn both_versions_agree() {
    let site = Site::demo();
    let token = site.sim.issue_token("amal", &["write_access", "private_info"]);
    let filter = "/filters/create?base=withbody&unsafe=true&include=question.body_markdown;answer.body_markdown;question.share_link";
    let filter = v2_items(&site.get(filter).await)[0]["filter"].as_str().unwrap().to_owned();
    for id in [1, 2, 3, 40, 77] {
        let Some(old) = v2_items(&site.get(&format!("/questions/{id}?filter={filter}")).await).pop() else { continue };
        let new = call(&site, &token, &format!("GET /questions/{id}"), "").await.json();
        for (old_name, new_name) in [
            ("question_id", "id"),
            ("title", "title"),
            ("body", "body"),
            ("body_markdown", "bodyMarkdown"),
            ("score", "score"),
            ("view_count", "viewCount"),
            ("answer_count", "answerCount"),
            ("is_answered", "isAnswered"),
            ("link", "webUrl"),
            ("share_link", "shareUrl"),
        ] {
            assert_eq!(old[old_name], new[new_name], "{id}: {old_name}");
        }
        let names: Vec<&Value> = new["tags"].as_array().unwrap().iter().map(|tag| &tag["name"]).collect();
        assert_eq!(old["tags"].as_array().unwrap().iter().collect::<Vec<_>>(), names);
        assert_eq!(old["owner"]["user_id"], new["owner"]["id"], "a deleted account has neither");
        for (list, sorts) in [("related", ["sort=votes", "sort=score"]), ("linked", ["sort=creation", "sort=creation"])]
        {
            let old = site.get(&format!("/questions/{id}/{list}?pagesize=50&{}", sorts[0])).await;
            let old: Vec<Value> = v2_items(&old).iter().map(|item| item["question_id"].clone()).collect();
            let new = get(&site, &format!("/questions/{id}/{list}?pageSize=50&{}", sorts[1])).await;
            assert_eq!(old.iter().collect::<Vec<_>>(), each(&new, "id"), "{id}: {list}");
            assert!(!old.is_empty() || list == "linked", "nothing is related to {id}");
        }
    }
}
