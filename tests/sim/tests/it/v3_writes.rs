//! Writing through API v3: what the site refuses and how v3 says so, and that v2.3 sees what was done.

use axum::body::Body;
use axum::http::Request;
use serde_json::json;

use crate::support::{Site, items as v2_items};
use crate::v3::{call, get};

const BODY: &str = "It is long enough to be a question, and says nothing.";

/// What is sent, the status, and a part of the answer; in order.
#[tokio::test]
async fn writes_are_refused_in_the_words_of_the_site() {
    let site = Site::demo();
    let token = site.sim.issue_token("amal", &["write_access"]);
    let question = |title: &str, body: &str, tags: &[&str]| json!({"title": title, "body": body, "tags": tags});
    let title = "Why does the millrace turn backwards on Sundays?";
    let refused = |detail: &str| {
        json!({"type": "/v3/errors/questions/ValidationErrors",
        "title": "Question not created", "status": 400, "detail": detail})
    };
    let required = |name: &str| {
        json!({"errors": {name: [format!("The {name} field is required.")]}, "status": 400,
        "title": "One or more validation errors occurred.", "type": "https://tools.ietf.org/html/rfc7231#section-6.5.1"})
    };
    for (body, status, expected) in [
        (question(&"x".repeat(151), BODY, &["rust"]), 400, refused("Title cannot be longer than 150 characters.")),
        (question(title, BODY, &[]), 400, refused("Please enter at least one tag.")),
        (json!({"body": BODY, "tags": ["rust"]}), 400, required("Title")),
        (question(" ", BODY, &["rust"]), 400, required("Title")),
        (json!({"title": null, "body": BODY, "tags": ["rust"]}), 400, required("Title")),
        (json!({"title": title, "body": BODY}), 400, required("Tags")),
        (
            json!({"title": title, "tags": ["rust"], "body": BODY, "wiki": true}),
            400,
            json!({"errors": {"wiki": ["Could not find member 'wiki' on object of type 'QuestionRequestModel'."]}}),
        ),
        (
            json!({"title": 7, "body": BODY, "tags": "rust"}),
            400,
            json!({"errors": {
            "title": ["The JSON value could not be converted. Path: $.title."],
            "tags": ["The JSON value could not be converted. Path: $.tags."]}}),
        ),
        (json!([]), 400, json!({"errors": {"": ["The JSON value could not be converted to QuestionRequestModel."]}})),
        (json!({"Title": title, "BODY": BODY, "tags": ["Rust", "new-tag"]}), 201, json!({"title": title})),
        (
            question(&title.to_uppercase(), &format!("{BODY} Nothing."), &["rust"]),
            400,
            refused("A question with that title already exists; please be more specific."),
        ),
        (
            question(&format!("{title} Still"), BODY, &["rust"]),
            400,
            refused("This post appears to be a duplicate of another post."),
        ),
    ] {
        let answer = call(&site, &token, "POST /questions", &body.to_string()).await;
        assert_eq!(answer.status, status, "{body}: {}", answer.text());
        let json = answer.json();
        for (name, value) in expected.as_object().unwrap() {
            assert_eq!(json[name], *value, "{body}: {json}");
        }
        let names: Vec<&str> =
            expected["detail"].as_str().iter().flat_map(|_| ["detail", "status", "title", "type"]).collect();
        assert!(names.is_empty() || json.as_object().unwrap().keys().eq(names), "{json}");
    }
    for (kind, body, status) in [("text/plain", "{}", 415), ("text/json", "{}", 400), ("application/json", "{", 400)] {
        let request = Request::post("/api/v3/questions").header("Authorization", format!("Bearer {token}"));
        let answer = site.send(request.header("Content-Type", kind).body(Body::from(body)).unwrap()).await;
        assert_eq!(answer.status, status, "{kind} {body}");
    }
}

/// One thing after the other, by Amal unless it says otherwise: the call, the status, and `type` or a field's value.
#[tokio::test]
async fn what_may_be_done_to_posts() {
    let site = Site::demo();
    let amal = site.sim.issue_token("amal", &["write_access"]);
    let mira = site.sim.issue_token("mira", &["write_access"]);
    let body =
        json!({"title": "Why does the millrace turn backwards?", "body": BODY, "tags": ["millrace"]}).to_string();
    let id = call(&site, &amal, "POST /questions", &body).await.json()["id"].to_string();
    let reply = json!({"body": "It does not: you are looking at it from behind."}).to_string();
    let answers = format!("POST /questions/{id}/answers");
    let answer = call(&site, &mira, &answers, &reply).await.json()["id"].to_string();
    for (who, line, body, status, field, value) in [
        (&mira, "POST /questions/{id}/upvote", "", 200, "score", json!(1)),
        (&mira, "POST /questions/{id}/upvote", "", 400, "type", json!("/v3/errors/vote/ValidationErrors")),
        (&mira, "POST /questions/{id}/downvote", "", 200, "score", json!(-1)),
        (&mira, "GET /questions/{id}", "", 200, "userHasDownvoted", json!(true)),
        (&amal, "GET /questions/{id}", "", 200, "userHasDownvoted", json!(false)),
        (&mira, "DELETE /questions/{id}/downvote", "", 200, "score", json!(0)),
        (&mira, "DELETE /questions/{id}/downvote", "", 400, "title", json!("Vote not cast")),
        (&amal, "POST /questions/{id}/upvote", "", 400, "type", json!("/v3/errors/vote/ValidationErrors")),
        (&amal, "POST /questions/1999999/upvote", "", 404, "type", json!("/v3/errors/vote/QuestionNotFound")),
        (&amal, "POST /questions/1999999/upvote", "", 404, "title", json!("Question not found.")),
        (&amal, "POST /questions/1999999/upvote", "", 404, "detail", json!("Question with id 1999999 not found")),
        (&mira, "POST /questions/{id}/bookmark", "", 201, "userHasBookmarked", json!(true)),
        (&mira, "DELETE /questions/{id}/bookmark", "", 200, "userHasBookmarked", json!(false)),
        (&mira, "POST /questions/{id}/answers/{answer}/accept", "", 403, "type", json!("/v3/errors/forbidden")),
        (&amal, "POST /questions/{id}/answers/{answer}/accept", "", 200, "isAccepted", json!(true)),
        (&amal, "GET /questions/{id}", "", 200, "isAnswered", json!(true)),
        (&amal, "POST /questions/1/answers/{answer}/accept", "", 404, "type", json!("/v3/errors/answer/not-found")),
        (&amal, "PUT /questions/{id}/answers/{answer}", &*reply, 403, "title", json!("Forbidden Action")),
        (&amal, "DELETE /questions/{id}/answers/{answer}", "", 403, "status", json!(403)),
        (&mira, "DELETE /questions/{id}/answers/{answer}", "", 204, "", json!(null)),
        (
            &mira,
            "DELETE /questions/{id}/answers/{answer}",
            "",
            400,
            "type",
            json!("/v3/errors/delete/AnswerAlreadyDeleted"),
        ),
        (&amal, "DELETE /questions/{id}", "", 204, "", json!(null)),
        (&amal, "DELETE /questions/{id}", "", 400, "detail", json!("This post is already deleted")),
        (&amal, "DELETE /questions/{id}", "", 400, "title", json!("Question already deleted.")),
        (&amal, "GET /questions/{id}", "", 404, "type", json!("/v3/errors/question/not-found")),
        (&amal, "GET /users/40000", "", 404, "detail", json!("User ID 40000 not found")),
        (&amal, "GET /users/40000", "", 404, "type", json!("/v3/errors/user/not-found")),
    ] {
        let line = line.replace("{id}", &id).replace("{answer}", &answer);
        let got = call(&site, who, &line, body).await;
        assert_eq!((got.status.as_u16(), &got.json()[field]), (status, &value), "{line}: {}", got.text());
    }
}

/// What is done through one version is seen through the other.
#[tokio::test]
async fn votes_and_bookmarks_are_the_same_in_both() {
    let site = Site::demo();
    let token = site.sim.issue_token("amal", &["write_access", "private_info"]);
    let filter = "/filters/create?include=question.upvoted;question.downvoted;question.favorited";
    let filter = v2_items(&site.get(filter).await)[0]["filter"].as_str().unwrap().to_owned();
    let id = get(&site, "/questions?sort=score").await["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|item| item["owner"]["id"] != 13)
        .unwrap()["id"]
        .clone();
    for (version, line, expected) in [
        (3, "POST /questions/{id}/upvote", [true, false, false]),
        (3, "POST /questions/{id}/bookmark", [true, false, true]),
        (2, "/questions/{id}/upvote/undo", [false, false, true]),
        (2, "/questions/{id}/downvote", [false, true, true]),
        (3, "DELETE /questions/{id}/downvote", [false, false, true]),
        (2, "/questions/{id}/favorite/undo", [false, false, false]),
        (2, "/questions/{id}/upvote", [true, false, false]),
    ] {
        let line = line.replace("{id}", &id.to_string());
        let done =
            if version == 3 { call(&site, &token, &line, "").await } else { site.post(&token, &line, &[]).await };
        assert!(done.status.is_success(), "{line}: {}", done.text());
        let old = v2_items(&site.get_as(&token, &format!("/questions/{id}?filter={filter}")).await).remove(0);
        let new = call(&site, &token, &format!("GET /questions/{id}"), "").await.json();
        assert_eq!(old["score"], new["score"], "{line}");
        let seen = ["userHasUpvoted", "userHasDownvoted", "userHasBookmarked"].map(|name| new[name] == true);
        assert_eq!(seen, expected, "{line}");
        assert_eq!(["upvoted", "downvoted", "favorited"].map(|name| old[name] == true), expected, "{line}");
    }
}
