//! `/questions/ask`: a question without the API. The address may fill the form in beforehand.

use std::ops::RangeInclusive;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse as _, Redirect, Response};

use super::{Page, foreign, path, query, sent_by, session, show};
use crate::accounts::Session;
use crate::html::{escape, hidden};
use crate::oauth::sign_in_first;
use crate::store::StoreError;
use crate::v2::Params;
use crate::writing::{Draft, Refusal, Writer};
use crate::{Sim, links};

/// The form, with what `title`, `body` and `tags` of the address say.
pub(super) async fn form(State(sim): State<Sim>, uri: Uri, headers: HeaderMap) -> Response {
    match session(&sim, &headers) {
        Some(session) => show(&sim, &headers, StatusCode::OK, &page(&sim, &session, &query(&uri), None)),
        None => {
            let here = uri.path_and_query().map_or("/questions/ask", |here| here.as_str());
            sign_in_first(&format!("{}{here}", sim.base()))
        }
    }
}

/// Posts the question, or says in the form why not.
pub(super) async fn submit(State(sim): State<Sim>, headers: HeaderMap, body: Bytes) -> Response {
    let fields = Params::read(None, &headers, &body);
    let Some(session) = sent_by(&sim, &headers, &fields) else { return foreign(&sim, &headers) };
    match post(&sim, &session, &fields) {
        Ok(link) => Redirect::to(path(&link)).into_response(),
        Err(refusal) => {
            let page = page(&sim, &session, &fields, Some(&refusal));
            show(&sim, &headers, StatusCode::BAD_REQUEST, &page)
        }
    }
}

/// The address of the question that was posted.
fn post(sim: &Sim, session: &Session, fields: &Params) -> Result<String, Refusal> {
    let text = |name| fields.get(name).unwrap_or_default().to_owned();
    let draft = Draft { title: text("title"), body: text("body"), tags: tags(fields) };
    let store = sim.store();
    store.batch(|store| {
        let writer = Writer::new(store, &sim.config().limits, session.user, sim.now())?.ok_or(Refusal::Missing)?;
        let id = writer.ask(draft)?;
        let question = store.question(id)?.ok_or(Refusal::Missing)?;
        Ok(links::question(sim.config(), id, &question.title))
    })
}

/// People write spaces between tags; addresses have them as they come.
fn tags(fields: &Params) -> Vec<String> {
    let typed = fields.get("tags").unwrap_or_default();
    let names = typed.split([' ', ',', ';']).filter(|name| !name.is_empty());
    names.map(str::to_lowercase).collect()
}

fn page(sim: &Sim, session: &Session, fields: &Params, refusal: Option<&Refusal>) -> Page {
    let limits = &sim.config().limits;
    let value = |name: &str| escape(fields.get(name).unwrap_or_default());
    let problem = refusal.map_or_else(String::new, |refusal| {
        let reason = match refusal {
            Refusal::Store(StoreError::Database(_)) => "The question could not be saved.".to_owned(),
            refusal => refusal.to_string(),
        };
        format!("<p id=\"problem\" class=\"problem\" role=\"alert\">{}</p>\n", escape(&reason))
    });
    let described = if refusal.is_some() { " aria-describedby=\"problem\"" } else { "" };
    let main = format!(
        "<h1>Ask a question</h1>\n{problem}<form class=\"fields\" method=\"post\" action=\"{base}/questions/ask\"{described}>\n\
         {fkey}<label for=\"title\">Title</label>\n\
         <input id=\"title\" name=\"title\" required value=\"{title}\" aria-describedby=\"about-title\">\n\
         <p id=\"about-title\" class=\"hint\">The question in one sentence, {title_length} characters.</p>\n\
         <label for=\"body\">Body</label>\n\
         <textarea id=\"body\" name=\"body\" rows=\"14\" required aria-describedby=\"about-body\">\n{body}</textarea>\n\
         <p id=\"about-body\" class=\"hint\">In Markdown, {body_length} characters.</p>\n\
         <label for=\"tags\">Tags</label>\n\
         <input id=\"tags\" name=\"tags\" required value=\"{tags}\" aria-describedby=\"about-tags\">\n\
         <p id=\"about-tags\" class=\"hint\">{tag_count}, with spaces between them.</p>\n\
         <p><button class=\"primary\">Post your question</button></p>\n</form>\n",
        base = sim.base(),
        fkey = hidden("fkey", &session.form_token),
        title = value("title"),
        body = value("body"),
        tags = escape(&self::tags(fields).join(" ")),
        title_length = range(&limits.title),
        body_length = range(&limits.body),
        tag_count = range(&limits.tags),
    );
    Page::new("Ask a question", main)
}

fn range(range: &RangeInclusive<usize>) -> String {
    format!("{} to {}", range.start(), range.end())
}
