//! Lists of questions, and a question with its answers.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse as _, Redirect, Response};

use super::{PER_PAGE, Page, by, count, page_of, paging, path, query, respond};
use crate::html::escape;
use crate::store::{Answer, Answers, Comment, Comments, Id, Order, PostSort, Question, Selection, Sort, StoreError};
use crate::{Sim, links, markdown};

/// The newest questions, of one tag if the address says so.
pub(super) async fn home(State(sim): State<Sim>, uri: Uri, headers: HeaderMap) -> Response {
    let params = query(&uri);
    let tag = params.get("tag").map(str::to_owned);
    respond(&sim, &headers, newest(&sim, page_of(&params), tag.as_deref()).map(Some))
}

/// `/questions/tagged/{tag}`
pub(super) async fn tagged(State(sim): State<Sim>, Path(tag): Path<String>, uri: Uri, headers: HeaderMap) -> Response {
    respond(&sim, &headers, newest(&sim, page_of(&query(&uri)), Some(&tag)).map(Some))
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
        Ok(Some(question)) => Redirect::to(&format!("{}/questions/{question}#{id}", sim.base())).into_response(),
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
        tags(sim, &question.tags),
        by(sim, "asked", question.asked, question.owner.as_ref()),
    )
}

fn newest(sim: &Sim, page: u32, tag: Option<&str>) -> Result<Page, StoreError> {
    let store = sim.store();
    let rows = store.questions(&Selection {
        every_tag: tag.map(str::to_lowercase).into_iter().collect(),
        sort: Sort::Creation,
        limit: PER_PAGE + 1,
        offset: (page - 1) * PER_PAGE,
        ..Selection::default()
    })?;
    let shown = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    let heading = match tag {
        Some(tag) => format!("Newest questions tagged {tag}"),
        None => "Newest questions".to_owned(),
    };
    let mut main = format!("<h1>{}</h1>\n", escape(&heading));
    if let Some(tag) = tag.map_or(Ok(None), |tag| store.tag(tag))?.filter(|tag| !tag.excerpt.is_empty()) {
        main.push_str(&format!("<p>{}</p>\n", escape(&tag.excerpt)));
    }
    main.push_str("<ol class=\"questions\">\n");
    for question in rows.iter().take(shown) {
        main.push_str(&row(sim, question));
    }
    main.push_str("</ol>\n");
    if rows.is_empty() {
        main.push_str("<p>No questions here yet.</p>\n");
    }
    let path =
        tag.map_or_else(|| format!("{}/questions", sim.base()), |tag| path(&links::tag(sim.config(), tag)).to_owned());
    main.push_str(&paging(&path, &[], page, rows.len() > shown));
    Ok(Page::new(&heading, main))
}

fn find(sim: &Sim, id: &str) -> Result<Option<Page>, StoreError> {
    let Ok(id) = id.parse() else { return Ok(None) };
    let store = sim.store();
    let Some(question) = store.question(id)? else { return Ok(None) };
    let mut answers = store.answers(&Answers {
        questions: Some(vec![id]),
        sort: PostSort::Votes,
        limit: 1000,
        ..Answers::default()
    })?;
    answers.sort_by_key(|answer| !answer.accepted);
    let posts = answers.iter().map(|answer| answer.id).chain([id]).collect();
    let comments = store.comments(&Comments {
        posts: Some(posts),
        order: Order::Ascending,
        limit: 1000,
        ..Comments::default()
    })?;
    Ok(Some(show(sim, &question, &answers, &comments)))
}

fn show(sim: &Sim, question: &Question, answers: &[Answer], comments: &[Comment]) -> Page {
    let mut main = format!("<article>\n<h1>{}</h1>\n", escape(&question.title));
    if let Some(reason) = &question.closed_reason {
        main.push_str(&format!("<p class=\"closed\">Closed: {}</p>\n", escape(reason)));
    }
    main.push_str(&format!(
        "<p class=\"counts\">{} · {}</p>\n<div class=\"post\">{}</div>\n{}<p class=\"by\">{}</p>\n{}</article>\n",
        count(question.score, "vote", "votes"),
        count(question.views.into(), "view", "views"),
        markdown::post(&question.body),
        tags(sim, &question.tags),
        by(sim, "asked", question.asked, question.owner.as_ref()),
        comments_on(sim, question.id, comments),
    ));
    main.push_str(&format!("<h2>{}</h2>\n", count(question.answers.into(), "answer", "answers")));
    for answer in answers {
        let accepted = if answer.accepted { " · <strong class=\"accepted\">Accepted</strong>" } else { "" };
        main.push_str(&format!(
            "<article id=\"{}\" class=\"answer\">\n<p class=\"counts\">{}{accepted}</p>\n\
             <div class=\"post\">{}</div>\n<p class=\"by\">{}</p>\n{}</article>\n",
            answer.id,
            count(answer.score, "vote", "votes"),
            markdown::post(&answer.body),
            by(sim, "answered", answer.answered, answer.owner.as_ref()),
            comments_on(sim, answer.id, comments),
        ));
    }
    Page::new(&question.title, main)
}

/// What was said about one post.
pub(super) fn comments_on(sim: &Sim, post: Id, comments: &[Comment]) -> String {
    let own: String = comments
        .iter()
        .filter(|comment| comment.post == post)
        .map(|comment| {
            format!(
                "<li id=\"comment{}_{post}\">{} <span class=\"by\">{}</span></li>\n",
                comment.id,
                markdown::inline(&comment.body),
                by(sim, "said", comment.made, comment.owner.as_ref()),
            )
        })
        .collect();
    if own.is_empty() { own } else { format!("<ul class=\"comments\" aria-label=\"Comments\">\n{own}</ul>\n") }
}

pub(super) fn tags(sim: &Sim, tags: &[String]) -> String {
    let mut list = String::from("<ul class=\"tags\">");
    for tag in tags {
        let link = links::tag(sim.config(), tag);
        list.push_str(&format!("<li><a href=\"{}\">{}</a></li>", escape(path(&link)), escape(tag)));
    }
    list + "</ul>\n"
}
