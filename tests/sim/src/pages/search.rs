//! `/search`: the box of every page, with the language that the API has for `q`.

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;

use super::{PER_PAGE, Page, page_of, paging, path, query, respond, session_user};
use crate::html::escape;
use crate::search::{Query, Searcher};
use crate::store::{Excerpt, Hit, Id, Kind, Search, Sort, StoreError};
use crate::{Sim, links, markdown};

/// Questions, answers and articles, the best first.
pub(super) async fn results(State(sim): State<Sim>, uri: Uri, headers: HeaderMap) -> Response {
    let params = query(&uri);
    let user = session_user(&sim, &headers);
    let found = list(&sim, params.get("q").unwrap_or_default(), user, page_of(&params));
    respond(&sim, &headers, found.map(Some))
}

fn list(sim: &Sim, typed: &str, user: Option<Id>, page: u32) -> Result<Page, StoreError> {
    let wanted = Search {
        query: Query::parse(typed, Searcher { user, now: sim.now() }),
        kinds: vec![Kind::Question, Kind::Answer, Kind::Article],
        sort: Sort::Relevance,
        limit: PER_PAGE + 1,
        offset: (page - 1) * PER_PAGE,
        ..Search::default()
    };
    let store = sim.store();
    let hits = if typed.trim().is_empty() { Vec::new() } else { store.hits(&wanted)? };
    let shown = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    let bodies: Vec<String> =
        hits.iter().take(shown).map(|hit| markdown::plain(hit.body()).trim().to_owned()).collect();
    let excerpts = store.excerpts(&bodies, wanted.query.highlights().as_deref())?;
    let address = format!("{}/search", sim.base());
    let mut main = format!(
        "<h1>Search</h1>\n<form class=\"narrow\" action=\"{address}\"><label for=\"q\">Words, \"phrases\", [tags]</label>\n\
         <input id=\"q\" name=\"q\" value=\"{}\"> <button class=\"primary\">Search</button></form>\n<ol class=\"hits\">\n",
        escape(typed)
    );
    for (hit, excerpt) in hits.iter().zip(&excerpts) {
        main.push_str(&row(sim, hit, excerpt));
    }
    main.push_str("</ol>\n");
    if hits.is_empty() && !typed.trim().is_empty() {
        main.push_str("<p role=\"status\">Nothing was found.</p>\n");
    }
    main.push_str(&paging(&address, &[("q", typed)], page, hits.len() > shown));
    Ok(Page::new("Search", main))
}

fn row(sim: &Sim, hit: &Hit, excerpt: &Excerpt) -> String {
    let config = sim.config();
    let (link, kind, title) = match hit {
        Hit::Question(question) => {
            (links::question(config, question.id, &question.title), "Question", question.title.as_str())
        }
        Hit::Answer(answer) => (links::answer(config, answer), "Answer to", answer.title.as_str()),
        Hit::Article(article) => {
            (links::article(config, article.id, &article.title), "Article", article.title.as_str())
        }
    };
    let text: String = excerpt
        .parts
        .iter()
        .map(|(part, found)| if *found { format!("<mark>{}</mark>", escape(part)) } else { escape(part) })
        .collect();
    let dots = |cut: bool| if cut { "…" } else { "" };
    format!(
        "<li><p class=\"by\">{kind}</p>\n<h2><a href=\"{}\">{}</a></h2>\n<p>{}{text}{}</p></li>\n",
        path(&link),
        escape(title),
        dots(excerpt.starts_late),
        dots(excerpt.ends_early),
    )
}
