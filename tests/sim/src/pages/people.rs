//! A person's page and picture.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use super::questions::row;
use super::{PER_PAGE, Page, respond};
use crate::html::escape;
use crate::store::{Id, Person, Selection, Sort, StoreError};
use crate::{Sim, date};

/// `/users/{id}`
pub(super) async fn one(State(sim): State<Sim>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    respond(&sim, &headers, find(&sim, &id))
}

/// `/users/{id}/{slug}`, or the picture.
pub(super) async fn one_with_slug(
    State(sim): State<Sim>,
    Path((id, slug)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    if slug != "picture.svg" {
        return respond(&sim, &headers, find(&sim, &id));
    }
    let found = id.parse().ok().and_then(|id: Id| sim.store().person(id).ok().flatten());
    match found {
        Some(person) => ([(header::CONTENT_TYPE, "image/svg+xml")], picture(&person)).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn find(sim: &Sim, id: &str) -> Result<Option<Page>, StoreError> {
    let Ok(id) = id.parse() else { return Ok(None) };
    let store = sim.store();
    let Some(person) = store.person(id)?.filter(|person| !person.gone) else { return Ok(None) };
    let asked = store.questions(&Selection {
        owner: Some(id),
        sort: Sort::Creation,
        limit: PER_PAGE,
        ..Selection::default()
    })?;
    let mut main = format!(
        "<h1>{}</h1>\n<p>{} · here since {} · reputation {}</p>\n<h2>Questions</h2>\n<ol class=\"questions\">\n",
        escape(&person.name),
        escape(&person.trade),
        date::in_words(person.joined),
        person.reputation,
    );
    for question in &asked {
        main.push_str(&row(sim, question));
    }
    main.push_str("</ol>\n");
    Ok(Some(Page::new(&person.name, main)))
}

/// Initials on a colour of their own.
fn picture(person: &Person) -> String {
    let initials: String = person.name.split_whitespace().filter_map(|word| word.chars().next()).take(2).collect();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\"><rect width=\"64\" height=\"64\" rx=\"8\" \
         fill=\"hsl({} 45% 38%)\"/><text x=\"32\" y=\"41\" font-family=\"sans-serif\" font-size=\"26\" fill=\"#fff\" \
         text-anchor=\"middle\">{}</text></svg>",
        person.id.wrapping_mul(47) % 360,
        escape(&initials)
    )
}
