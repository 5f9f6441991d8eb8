//! Which operations there are: one row each, in the words of the official description.

use axum::response::Response;
use percent_encoding::percent_decode_str;

use super::{
    Access, Call, Problem, answers, articles, comments, images, nothing, questions, search, tags, users, votes,
};
use crate::store::{Kind, Vote};

/// What answers a call.
type Handler = fn(&Call<'_>) -> Result<Response, Problem>;

/// A method and a path, who may call it, and what answers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Operation {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) access: Access,
    pub(super) answer: Handler,
}

impl Operation {
    /// Whether teams have it, too.
    pub(super) fn is_for_teams(&self) -> bool {
        !self.path.starts_with("/communities") && self.path != "/stacky"
    }
}

const fn get(path: &'static str, answer: Handler) -> Operation {
    Operation { method: "GET", path, access: Access::Read, answer }
}

const fn write(method: &'static str, path: &'static str, answer: Handler) -> Operation {
    Operation { method, path, access: Access::Write, answer }
}

const UPVOTE_ANSWER: &str = "/questions/{questionId}/answers/{answerId}/upvote";
const DOWNVOTE_ANSWER: &str = "/questions/{questionId}/answers/{answerId}/downvote";

/// Literal paths stand before those with a place for something.
pub(super) const OPERATIONS: &[Operation] = &[
    get("/questions", questions::list),
    write("POST", "/questions", questions::create),
    get("/questions/{questionId}", questions::one),
    write("PUT", "/questions/{questionId}", questions::update),
    write("DELETE", "/questions/{questionId}", questions::delete),
    get("/questions/{questionId}/linked", questions::linked),
    get("/questions/{questionId}/related", questions::related),
    get("/questions/{questionId}/comments", comments::of_question),
    write("POST", "/questions/{questionId}/upvote", |call| votes::cast(call, Kind::Question, Vote::Up)),
    write("DELETE", "/questions/{questionId}/upvote", |call| votes::take_back(call, Kind::Question, Vote::Up)),
    write("POST", "/questions/{questionId}/downvote", |call| votes::cast(call, Kind::Question, Vote::Down)),
    write("DELETE", "/questions/{questionId}/downvote", |call| votes::take_back(call, Kind::Question, Vote::Down)),
    write("POST", "/questions/{questionId}/bookmark", questions::bookmark),
    write("DELETE", "/questions/{questionId}/bookmark", questions::unbookmark),
    get("/questions/{questionId}/answers", answers::list),
    write("POST", "/questions/{questionId}/answers", answers::create),
    get("/questions/{questionId}/answers/{answerId}", answers::one),
    write("PUT", "/questions/{questionId}/answers/{answerId}", answers::update),
    write("DELETE", "/questions/{questionId}/answers/{answerId}", answers::delete),
    get("/questions/{questionId}/answers/{answerId}/comments", comments::of_answer),
    write("POST", UPVOTE_ANSWER, |call| votes::cast(call, Kind::Answer, Vote::Up)),
    write("DELETE", UPVOTE_ANSWER, |call| votes::take_back(call, Kind::Answer, Vote::Up)),
    write("POST", DOWNVOTE_ANSWER, |call| votes::cast(call, Kind::Answer, Vote::Down)),
    write("DELETE", DOWNVOTE_ANSWER, |call| votes::take_back(call, Kind::Answer, Vote::Down)),
    write("POST", "/questions/{questionId}/answers/{answerId}/accept", answers::accept),
    write("DELETE", "/questions/{questionId}/answers/{answerId}/accept", answers::unaccept),
    get("/search", search::search),
    get("/articles", articles::list),
    write("POST", "/articles", articles::create),
    get("/articles/{articleId}", articles::one),
    write("PUT", "/articles/{articleId}", articles::update),
    write("DELETE", "/articles/{articleId}", articles::delete),
    get("/articles/{articleId}/linked-questions", articles::linked_questions),
    get("/articles/{articleId}/comments", comments::of_article),
    write("POST", "/articles/{articleId}/upvote", |call| votes::cast(call, Kind::Article, Vote::Up)),
    write("DELETE", "/articles/{articleId}/upvote", |call| votes::take_back(call, Kind::Article, Vote::Up)),
    get("/tags", tags::list),
    get("/tags/{tagId}", tags::one),
    get("/tags/{tagId}/subject-matter-experts", tags::subject_matter_experts),
    get("/tags/{tagId}/tag-watchers", tags::watchers),
    get("/users", users::list),
    Operation { access: Access::Token, ..get("/users/me", users::me) },
    get("/users/{userId}", users::one),
    get("/collections", nothing::collections),
    get("/collections/{collectionId}", nothing::collection),
    get("/communities", nothing::communities),
    get("/communities/{communityId}", nothing::community),
    get("/user-groups", nothing::user_groups),
    get("/user-groups/{userGroupId}", nothing::user_group),
    write("POST", "/images/upload", images::upload),
    Operation { access: Access::Token, ..get("/images/{imageId}", images::one) },
    Operation { access: Access::Open, ..get("/stacky", super::stacky) },
];

/// What stands in the places of a path, by name.
pub(super) type Places = Vec<(&'static str, String)>;

/// The operation behind a method and a path.
pub(super) fn find(method: &str, path: &str) -> Result<(Operation, Places), Problem> {
    let path = percent_decode_str(path).decode_utf8().map_err(|_| Problem::NoOperation)?;
    let fitting = OPERATIONS.iter().find(|operation| fit(operation.path, &path).is_some());
    let template = fitting.ok_or(Problem::NoOperation)?.path;
    let same = OPERATIONS.iter().filter(|operation| operation.path == template);
    let Some(operation) = same.clone().find(|operation| operation.method == method) else {
        let allowed: Vec<&str> = same.map(|operation| operation.method).collect();
        return Err(Problem::WrongMethod(allowed.join(", ")));
    };
    Ok((*operation, fit(template, &path).unwrap_or_default()))
}

/// What stands in a template's places, if a path fits it.
fn fit(template: &'static str, path: &str) -> Option<Places> {
    let mut places = Places::new();
    let mut parts = path.strip_suffix('/').unwrap_or(path).split('/');
    for wanted in template.split('/') {
        let part = parts.next()?;
        match wanted.strip_prefix('{').and_then(|place| place.strip_suffix('}')) {
            Some(place) => places.push((place, part.to_owned())),
            None if wanted == part => {}
            None => return None,
        }
    }
    parts.next().is_none().then_some(places)
}
