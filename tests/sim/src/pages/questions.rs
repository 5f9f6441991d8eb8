//! Lists of questions, and a question with its answers.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse as _, Redirect, Response};
use url::form_urlencoded;

use super::{PER_PAGE, Page, by, count, path, respond};
use crate::html::escape;
use crate::store::{Answer, AnswerSort, Answers, Id, Question, Selection, Sort, StoreError};
use crate::{Sim, links, markdown};

/// The newest questions, of one tag if the address says so.
pub(super) async fn home(State(sim): State<Sim>, uri: Uri, headers: HeaderMap) -> Response {
    let mut page = 1;
    let mut tag = None;
    for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        match &*name {
            "page" => page = value.parse().unwrap_or(1).clamp(1, 100_000),
            "tag" => tag = Some(value.into_owned()),
            _ => {}
        }
    }
    let rows = sim.store().questions(&Selection {
        every_tag: tag.iter().cloned().collect(),
        sort: Sort::Creation,
        limit: PER_PAGE + 1,
        offset: (page - 1) * PER_PAGE,
        ..Selection::default()
    });
    respond(&sim, &headers, rows.map(|rows| Some(newest(&sim, &rows, page, tag.as_deref()))))
}

/// The address that a tag has on the real site.
pub(super) async fn tagged(State(sim): State<Sim>, Path(tag): Path<String>) -> Response {
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("tag", &tag).finish();
    Redirect::to(path(&format!("{}/questions?{query}", sim.config().site_url))).into_response()
}

/// `/questions/{id}`
pub(super) async fn one(State(sim): State<Sim>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    respond(&sim, &headers, find(&sim, &id))
}

/// `/questions/{id}/{slug}`, and an answer's link below it.
pub(super) async fn one_with_slug(
    State(sim): State<Sim>,
    Path((id, _)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    respond(&sim, &headers, find(&sim, &id))
}

/// The short address of a question.
pub(super) async fn share(State(sim): State<Sim>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let found = id.parse().map_or(Ok(None), |id: Id| sim.store().question(id));
    match found {
        Ok(Some(found)) => {
            let link = links::question(sim.config(), found.id, &found.title);
            Redirect::to(path(&link)).into_response()
        }
        other => respond(&sim, &headers, other.map(|_| None)),
    }
}

/// The short address of an answer.
pub(super) async fn share_answer(State(sim): State<Sim>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let found = id.parse().map_or(Ok(None), |id: Id| sim.store().question_of(id));
    match found {
        Ok(Some(question)) => Redirect::to(&format!("/questions/{question}#{id}")).into_response(),
        other => respond(&sim, &headers, other.map(|_| None)),
    }
}

/// A question in a list.
pub(super) fn row(sim: &Sim, question: &Question) -> String {
    let answered = if question.is_answered { " class=\"answered\"" } else { "" };
    format!(
        "<li><p class=\"counts\"><span>{}</span> <span{answered}>{}</span> <span>{}</span></p>\n\
         <div><h2><a href=\"{}\">{}</a></h2>\n{}<p class=\"by\">{}</p></div></li>\n",
        count(question.score, "vote", "votes"),
        count(question.answers.into(), "answer", "answers"),
        count(question.views.into(), "view", "views"),
        path(&links::question(sim.config(), question.id, &question.title)),
        escape(&question.title),
        tags(&question.tags),
        by(sim, "asked", question.asked, question.owner.as_ref()),
    )
}

fn newest(sim: &Sim, rows: &[Question], page: u32, tag: Option<&str>) -> Page {
    let shown = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    let heading = match tag {
        Some(tag) => format!("Newest questions tagged {tag}"),
        None => "Newest questions".to_owned(),
    };
    let mut main = format!("<h1>{}</h1>\n<ol class=\"questions\">\n", escape(&heading));
    for question in rows.iter().take(shown) {
        main.push_str(&row(sim, question));
    }
    main.push_str("</ol>\n");
    if rows.is_empty() {
        main.push_str("<p>No questions here yet.</p>\n");
    }
    let address = |page: u32| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(tag.map(|tag| ("tag", tag))).append_pair("page", &page.to_string());
        escape(&format!("/questions?{}", query.finish()))
    };
    main.push_str("<nav class=\"paging\" aria-label=\"Pages\">");
    if page > 1 {
        main.push_str(&format!("<a rel=\"prev\" href=\"{}\">Newer</a> ", address(page - 1)));
    }
    if rows.len() > shown {
        main.push_str(&format!("<a rel=\"next\" href=\"{}\">Older</a>", address(page + 1)));
    }
    main.push_str("</nav>\n");
    Page::new(&heading, main)
}

fn find(sim: &Sim, id: &str) -> Result<Option<Page>, StoreError> {
    let Ok(id) = id.parse() else { return Ok(None) };
    let store = sim.store();
    let Some(question) = store.question(id)? else { return Ok(None) };
    let mut answers = store.answers(&Answers {
        questions: Some(vec![id]),
        sort: AnswerSort::Votes,
        limit: 1000,
        ..Answers::default()
    })?;
    answers.sort_by_key(|answer| !answer.accepted);
    Ok(Some(show(sim, &question, &answers)))
}

fn show(sim: &Sim, question: &Question, answers: &[Answer]) -> Page {
    let mut main = format!("<article>\n<h1>{}</h1>\n", escape(&question.title));
    if let Some(reason) = &question.closed_reason {
        main.push_str(&format!("<p class=\"closed\">Closed: {}</p>\n", escape(reason)));
    }
    main.push_str(&format!(
        "<p class=\"counts\">{} · {}</p>\n<div class=\"post\">{}</div>\n{}<p class=\"by\">{}</p>\n</article>\n",
        count(question.score, "vote", "votes"),
        count(question.views.into(), "view", "views"),
        markdown::post(&question.body),
        tags(&question.tags),
        by(sim, "asked", question.asked, question.owner.as_ref()),
    ));
    main.push_str(&format!("<h2>{}</h2>\n", count(question.answers.into(), "answer", "answers")));
    for answer in answers {
        let accepted = if answer.accepted { " · <strong class=\"accepted\">Accepted</strong>" } else { "" };
        main.push_str(&format!(
            "<article id=\"{}\" class=\"answer\">\n<p class=\"counts\">{}{accepted}</p>\n\
             <div class=\"post\">{}</div>\n<p class=\"by\">{}</p>\n</article>\n",
            answer.id,
            count(answer.score, "vote", "votes"),
            markdown::post(&answer.body),
            by(sim, "answered", answer.answered, answer.owner.as_ref()),
        ));
    }
    Page::new(&question.title, main)
}

/// The tags of a post, each a link to its questions.
pub(super) fn tags(tags: &[String]) -> String {
    let mut list = String::from("<ul class=\"tags\">");
    for tag in tags {
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("tag", tag).finish();
        list.push_str(&format!("<li><a href=\"/questions?{}\">{}</a></li>", escape(&query), escape(tag)));
    }
    list + "</ul>\n"
}
