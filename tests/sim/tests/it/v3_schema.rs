//! Every operation of API v3 against its official description: what is there answers as described, good or bad, and
//! what is not there is listed.

use std::collections::HashMap;

use askside_sim::{Config, Throttling};
use axum::body::Body;
use axum::http::Request;

use crate::openapi::Description;
use crate::support::Site;
use crate::v3::call;

/// What the official description has and this site has not.
const MISSING: &[&str] = &[
    "POST /collections",
    "DELETE /collections/{collectionId}",
    "PUT /collections/{collectionId}",
    "POST /communities/{communityId}/join",
    "POST /communities/{communityId}/join/bulk",
    "POST /communities/{communityId}/leave",
    "POST /communities/{communityId}/leave/bulk",
    "POST /questions/{questionId}/answers/{answerId}/flags",
    "GET /questions/{questionId}/answers/{answerId}/flags/options",
    "POST /questions/{questionId}/flags",
    "GET /questions/{questionId}/flags/options",
    "PUT /tags/{tagId}/subject-matter-experts",
    "POST /tags/{tagId}/subject-matter-experts/user-groups",
    "DELETE /tags/{tagId}/subject-matter-experts/user-groups/{userGroupId}",
    "POST /tags/{tagId}/subject-matter-experts/users",
    "DELETE /tags/{tagId}/subject-matter-experts/users/{userId}",
    "POST /user-groups",
    "PUT /user-groups/{userGroupId}",
    "POST /user-groups/{userGroupId}/members",
    "DELETE /user-groups/{userGroupId}/members/{userId}",
    "GET /users/by-email/{email}",
    "GET /users/by-external-id/{externalId}",
    "GET /users/manage",
    "GET /users/{userId}/watched-tags",
];

/// The one that is missing and yet has a path of another: there is no user of that number.
const SHADOWED: &str = "GET /users/manage";

/// Operations without a good call below: pictures have a test of their own, and of the rest this site has none.
const ELSEWHERE: &[&str] = &[
    "GET /collections/{collectionId}",
    "GET /communities/{communityId}",
    "GET /user-groups/{userGroupId}",
    "GET /images/{imageId}",
    "POST /images/upload",
];

const QUESTION: &str = r#"{"title": "How do I tell the seedbed that it is spring?", "tags": ["seedbed", "calendar"],
    "body": "It waits for a date that has been moved, and **nobody** knows where to."}"#;
const EDITED: &str = r#"{"title": "How do I tell the seedbed that spring has come?", "tags": ["seedbed"],
    "body": "It waits for a date that has been moved, and @Mira Okafor knows where to."}"#;
const ANSWER: &str = r#"{"body": "There is a setting for that, and it is called what you call it."}"#;
const EDITED_ANSWER: &str = r#"{"body": "There was a setting for that, and it was called what you call it."}"#;
const ESSAY: &str = r#"{"title": "What to do in spring, and when", "tags": ["seedbed"], "type": "howToGuide",
    "body": "First of all, look whether it is spring. Then wait for another week.",
    "permissions": {"editableBy": "specificEditors", "editorUserIds": [1, 2], "editorUserGroupIds": []}}"#;
const SHORTER_ESSAY: &str = r#"{"title": "What to do in spring, and when", "tags": ["seedbed"], "type": "policy",
    "body": "First of all, look whether it is spring.", "permissions": {"editableBy": "everyone"}}"#;

/// Good calls: the operation, its path with the ids of [`Site`], what is sent, and the status. One after the other, so
/// that each finds what it needs.
const GOOD: &[(&str, &str, &str, u16)] = &[
    ("GET /questions", "/questions?pageSize=100&sort=score", "", 200),
    ("GET /questions/{questionId}", "/questions/{question}", "", 200),
    ("GET /questions/{questionId}/linked", "/questions/{question}/linked", "", 200),
    ("GET /questions/{questionId}/related", "/questions/{question}/related", "", 200),
    ("GET /questions/{questionId}/comments", "/questions/{question}/comments", "", 200),
    ("GET /questions/{questionId}/answers", "/questions/{question}/answers", "", 200),
    ("GET /questions/{questionId}/answers/{answerId}", "/questions/{question}/answers/{answer}", "", 200),
    (
        "GET /questions/{questionId}/answers/{answerId}/comments",
        "/questions/{question}/answers/{answer}/comments",
        "",
        200,
    ),
    ("GET /search", "/search?query=rollback&pageSize=50", "", 200),
    ("GET /search", "/search?sort=newest", "", 200),
    ("GET /articles", "/articles?sort=creation&order=asc", "", 200),
    ("POST /articles", "/articles", ESSAY, 201),
    ("GET /articles/{articleId}", "/articles/{essay}", "", 200),
    ("PUT /articles/{articleId}", "/articles/{essay}", SHORTER_ESSAY, 200),
    ("GET /articles/{articleId}/comments", "/articles/{article}/comments", "", 200),
    ("GET /articles/{articleId}/linked-questions", "/articles/{article}/linked-questions", "", 200),
    ("POST /articles/{articleId}/upvote", "/articles/{article}/upvote", "", 200),
    ("DELETE /articles/{articleId}/upvote", "/articles/{article}/upvote", "", 200),
    ("DELETE /articles/{articleId}", "/articles/{essay}", "", 204),
    ("POST /questions", "/questions", QUESTION, 201),
    ("PUT /questions/{questionId}", "/questions/{mine}", EDITED, 200),
    ("POST /questions/{questionId}/answers", "/questions/{mine}/answers", ANSWER, 201),
    ("PUT /questions/{questionId}/answers/{answerId}", "/questions/{mine}/answers/{reply}", EDITED_ANSWER, 200),
    ("POST /questions/{questionId}/answers/{answerId}/accept", "/questions/{mine}/answers/{reply}/accept", "", 200),
    ("DELETE /questions/{questionId}/answers/{answerId}/accept", "/questions/{mine}/answers/{reply}/accept", "", 200),
    ("DELETE /questions/{questionId}/answers/{answerId}", "/questions/{mine}/answers/{reply}", "", 204),
    ("DELETE /questions/{questionId}", "/questions/{mine}", "", 204),
    ("POST /questions/{questionId}/upvote", "/questions/{question}/upvote", "", 200),
    ("DELETE /questions/{questionId}/upvote", "/questions/{question}/upvote", "", 200),
    ("POST /questions/{questionId}/downvote", "/questions/{question}/downvote", "", 200),
    ("DELETE /questions/{questionId}/downvote", "/questions/{question}/downvote", "", 200),
    ("POST /questions/{questionId}/bookmark", "/questions/{question}/bookmark", "", 201),
    ("DELETE /questions/{questionId}/bookmark", "/questions/{question}/bookmark", "", 200),
    (
        "POST /questions/{questionId}/answers/{answerId}/upvote",
        "/questions/{question}/answers/{answer}/upvote",
        "",
        200,
    ),
    (
        "DELETE /questions/{questionId}/answers/{answerId}/upvote",
        "/questions/{question}/answers/{answer}/upvote",
        "",
        200,
    ),
    (
        "POST /questions/{questionId}/answers/{answerId}/downvote",
        "/questions/{question}/answers/{answer}/downvote",
        "",
        200,
    ),
    (
        "DELETE /questions/{questionId}/answers/{answerId}/downvote",
        "/questions/{question}/answers/{answer}/downvote",
        "",
        200,
    ),
    ("GET /tags", "/tags?pageSize=100", "", 200),
    ("GET /tags/{tagId}", "/tags/{tag}", "", 200),
    ("GET /tags/{tagId}/subject-matter-experts", "/tags/{tag}/subject-matter-experts", "", 200),
    ("GET /tags/{tagId}/tag-watchers", "/tags/{tag}/tag-watchers", "", 200),
    ("GET /user-groups", "/user-groups?sort=size", "", 200),
    ("GET /users", "/users?pageSize=30", "", 200),
    ("GET /users/me", "/users/me", "", 200),
    ("GET /users/{userId}", "/users/1", "", 200),
    ("GET /collections", "/collections?permissions=owned&authorIds=1&from=2026-01-01", "", 200),
    ("GET /communities", "/communities?sort=size", "", 200),
    ("GET /stacky", "/stacky", "", 200),
];

/// Ids for the paths of the calls: something of each kind, and what the calls themselves make.
type Ids = HashMap<&'static str, String>;

async fn ids(site: &Site, token: &str) -> Ids {
    let mut ids = Ids::new();
    for (name, list) in
        [("question", "/questions?hasAcceptedAnswer=true&sort=creation&order=asc"), ("tag", "/tags?sort=postCount")]
    {
        let first = call(site, token, &format!("GET {list}"), "").await.json()["items"][0]["id"].clone();
        ids.insert(name, first.to_string());
    }
    let somebody = site.sim.issue_token("mira", &["write_access"]);
    let article = ESSAY.replace("spring", "autumn");
    ids.insert("article", call(site, &somebody, "POST /articles", &article).await.json()["id"].to_string());
    let answers = format!("GET /questions/{}/answers", ids["question"]);
    ids.insert("answer", call(site, token, &answers, "").await.json()["items"][0]["id"].to_string());
    ids
}

/// A site that does not count calls.
fn patient() -> Site {
    let throttling = Throttling { burst: 1000, ..Throttling::default() };
    Site::with(Config { throttling, ..Config::default() })
}

fn fill(path: &str, ids: &Ids) -> String {
    ids.iter().fold(path.to_owned(), |path, (name, id)| path.replace(&format!("{{{name}}}"), id))
}

/// A path of the description with the same thing in all its places.
fn fill_with(template: &str, value: &str) -> String {
    let parts = template.split('/').map(|part| if part.starts_with('{') { value } else { part });
    parts.collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn every_operation_answers_as_described() {
    let Some(description) = Description::open() else { return };
    let site = patient();
    let token = site.sim.issue_token("amal", &["write_access"]);
    let mut ids = ids(&site, &token).await;
    for (operation, path, body, status) in GOOD {
        let method = operation.split(' ').next().unwrap();
        let line = format!("{method} {}", fill(path, &ids));
        let answer = call(&site, &token, &line, &fill(body, &ids)).await;
        assert_eq!(answer.status, *status, "{line}: {}", answer.text());
        let complaints = description.complaints(operation, &answer);
        assert!(complaints.is_empty(), "{line}: {complaints:#?}");
        let made = answer.json()["id"].to_string();
        match *operation {
            "POST /questions" => _ = ids.insert("mine", made),
            "POST /questions/{questionId}/answers" => _ = ids.insert("reply", made),
            "POST /articles" => _ = ids.insert("essay", made),
            _ => {}
        }
    }
}

#[tokio::test]
async fn every_operation_fails_as_described() {
    let Some(description) = Description::open() else { return };
    let site = patient();
    let [reader, writer] = [&[][..], &["write_access"]].map(|scope| site.sim.issue_token("amal", scope));
    let mut missing = Vec::new();
    for operation in description.operations().into_iter().filter(|operation| !operation.contains("/teams/")) {
        let (method, template) = operation.split_once(' ').unwrap();
        let unknown = call(&site, "", &format!("{method} {}", fill_with(template, "1")), "").await.status.as_u16();
        if matches!(unknown, 404 | 405) || operation == SHADOWED {
            missing.push(operation);
            continue;
        }
        let in_team = format!("{method} /teams/payments-private{}", fill_with(template, "1"));
        let for_teams = description.operations().contains(&format!("{method} /teams/{{team}}{template}"));
        assert_eq!(call(&site, "", &in_team, "").await.status != 404, for_teams, "{in_team}");
        if operation == "GET /stacky" {
            continue;
        }
        let body = if description.takes_body(&operation) { "{}" } else { "" };
        let has_id = template.contains("Id}") && !template.contains("{imageId}");
        for (credential, value, status, applies) in [
            ("", "1", 401, true),
            (&*reader, "1", 403, method != "GET"),
            (&writer, "abc", 400, has_id),
            (&writer, "0", 400, has_id),
            (&writer, "2000000000", 404, has_id && body.is_empty()),
        ] {
            if applies {
                let line = format!("{method} {}", fill_with(template, value));
                let answer = call(&site, credential, &line, body).await;
                assert_eq!(answer.status, status, "{line}: {}", answer.text());
                let complaints = description.complaints(&operation, &answer);
                assert!(complaints.is_empty(), "{line}: {complaints:#?}");
            }
        }
        let has_good_call = GOOD.iter().any(|(good, ..)| *good == operation) || ELSEWHERE.contains(&&*operation);
        assert!(has_good_call, "{operation} has no good call");
    }
    assert_eq!(missing, MISSING);
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

/// What is uploaded, as what, and the answer; a picture is what begins like one, whatever it is called.
#[tokio::test]
async fn pictures_are_kept_and_served() {
    let site = Site::demo();
    let token = site.sim.issue_token("amal", &["write_access"]);
    let form = |name: &str, picture: &[u8]| {
        let head = format!("--xyz\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a.txt\"\r\n\r\n");
        [head.as_bytes(), picture, b"\r\n--xyz--\r\n"].concat()
    };
    let large = |size: usize| [PNG, &vec![0; size - PNG.len()]].concat();
    let multipart = "multipart/form-data; boundary=xyz";
    let description = Description::open();
    for (kind, body, status, extension) in [
        (multipart, form("file", PNG), 200, ".png"),
        (multipart, form("file", b"GIF89a"), 200, ".gif"),
        (multipart, form("file", b"\xff\xd8\xff\xe0"), 200, ".jpg"),
        (multipart, form("file", b"RIFF\x10\0\0\0WEBPVP8 "), 200, ".webp"),
        (multipart, form("file", b"BM\x10"), 200, ".bmp"),
        (multipart, form("file", &large(2 << 20)), 200, ".png"),
        ("image/png", PNG.to_vec(), 200, ".png"),
        (multipart, form("file", &large((2 << 20) + 1)), 400, ""),
        (multipart, form("picture", PNG), 400, ""),
        (multipart, form("file", b""), 400, ""),
        (multipart, b"no form".to_vec(), 400, ""),
        (multipart, form("file", b"<svg/>"), 415, ""),
        ("image/png", b"<svg/>".to_vec(), 415, ""),
        ("application/json", b"{}".to_vec(), 415, ""),
        (multipart, form("file", &large(3 << 20)), 413, ""),
    ] {
        let request = Request::post("/api/v3/images/upload").header("Authorization", format!("Bearer {token}"));
        let answer = site.send(request.header("Content-Type", kind).body(Body::from(body.clone())).unwrap()).await;
        assert_eq!(answer.status, status, "{kind}: {}", answer.text());
        if let Some(description) = description.as_ref().filter(|_| status != 413) {
            assert_eq!(description.complaints("POST /images/upload", &answer), [""; 0]);
        }
        let Some(url) = answer.json()["url"].as_str().map(str::to_owned) else { continue };
        assert!(url.ends_with(extension), "{url}");
        let served = site.page(url.strip_prefix("https://stack.fernwick.test").unwrap()).await;
        assert!(served.status == 200 && served.header("x-content-type-options") == Some("nosniff"));
        assert!(body.windows(served.body.len()).any(|part| part == served.body), "{url}");
        let line = format!("GET /images/{}", answer.json()["id"].as_str().unwrap());
        let by_id = call(&site, &token, &line, "").await;
        assert_eq!((by_id.body == served.body, by_id.status.as_u16()), (true, 200));
        if let Some(description) = description.as_ref().filter(|_| extension == ".png") {
            assert_eq!(description.complaints("GET /images/{imageId}", &by_id), [""; 0]);
        }
    }
    assert_eq!(call(&site, &token, "GET /images/none", "").await.status, 404);
    assert_eq!(site.page("/images/a/none.png").await.status, 404);
}
