//! Which operations there are: one row each, in the words of the official description.

use axum::response::Response;
use percent_encoding::percent_decode_str;

use super::{Access, Call, Problem, answers, articles, comments, images, nothing, questions, search, tags, users};

/// What answers a call.
type Handler = fn(&Call<'_>) -> Result<Response, Problem>;

/// A method and a path, who may call it, and what answers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Operation {
    method: &'static str,
    path: &'static str,
    pub(super) access: Access,
    pub(super) answer: Handler,
}

impl Operation {
    /// Whether teams do not have it.
    pub(super) fn only_of_sites(&self) -> bool {
        self.path.starts_with("/communities") || self.path == "/stacky"
    }
}

const fn get(path: &'static str, answer: Handler) -> Operation {
    Operation { method: "GET", path, access: Access::Read, answer }
}

const fn write(method: &'static str, path: &'static str, answer: Handler) -> Operation {
    Operation { method, path, access: Access::Write, answer }
}

/// Literal paths stand before those with a place for something.
const OPERATIONS: &[Operation] = &[
    get("/questions", questions::list),
    get("/questions/{questionId}", questions::one),
    get("/questions/{questionId}/linked", questions::linked),
    get("/questions/{questionId}/related", questions::related),
    get("/questions/{questionId}/comments", comments::of_question),
    get("/questions/{questionId}/answers", answers::list),
    get("/questions/{questionId}/answers/{answerId}", answers::one),
    get("/questions/{questionId}/answers/{answerId}/comments", comments::of_answer),
    get("/search", search::search),
    get("/articles", articles::list),
    get("/articles/{articleId}", articles::one),
    get("/articles/{articleId}/linked-questions", articles::linked_questions),
    get("/articles/{articleId}/comments", comments::of_article),
    get("/tags", tags::list),
    get("/tags/{tagId}", tags::one),
    get("/tags/{tagId}/subject-matter-experts", tags::subject_matter_experts),
    get("/users", users::list),
    Operation { access: Access::Token, ..get("/users/me", users::me) },
    get("/users/{userId}", users::one),
    get("/collections", nothing::collections),
    get("/collections/{collectionId}", nothing::collection),
    get("/communities", nothing::communities),
    get("/communities/{communityId}", nothing::community),
    write("POST", "/images/upload", images::upload),
    Operation { access: Access::Token, ..get("/images/{imageId}", images::one) },
    Operation { access: Access::Open, ..get("/stacky", super::stacky) },
];

/// What stands in the places of a path, by name.
pub(super) type Places = Vec<(&'static str, String)>;

/// The operation behind a method and a path.
pub(super) fn find(method: &str, path: &str) -> Result<(Operation, Places), Problem> {
    let path = percent_decode_str(path).decode_utf8().map_err(|_| Problem::NoOperation)?;
    let mut fitting =
        OPERATIONS.iter().filter_map(|operation| Some((operation, fit(operation.path, &path)?))).peekable();
    let Some((first, _)) = fitting.peek() else { return Err(Problem::NoOperation) };
    let template = first.path;
    let same: Vec<_> = fitting.filter(|(operation, _)| operation.path == template).collect();
    let allowed: Vec<&str> = same.iter().map(|(operation, _)| operation.method).collect();
    let allowed = allowed.join(", ");
    let chosen = same.into_iter().find(|(operation, _)| operation.method == method);
    chosen.map(|(operation, places)| (*operation, places)).ok_or(Problem::WrongMethod(allowed))
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
