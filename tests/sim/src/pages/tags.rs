//! `/tags`: what questions are about.

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;

use super::{Page, count, page_of, paging, path, query, respond};
use crate::html::escape;
use crate::store::{StoreError, Tags};
use crate::{Sim, links};

/// How many tags a page lists.
const PER_PAGE: u32 = 60;

/// The tags by how often they are used; those with `inname` in their name if the address has that.
pub(super) async fn all(State(sim): State<Sim>, uri: Uri, headers: HeaderMap) -> Response {
    let params = query(&uri);
    respond(&sim, &headers, list(&sim, page_of(&params), params.get("inname")).map(Some))
}

fn list(sim: &Sim, page: u32, part: Option<&str>) -> Result<Page, StoreError> {
    let rows = sim.store().tags(&Tags {
        containing: part.map(str::to_owned),
        limit: PER_PAGE + 1,
        offset: (page - 1) * PER_PAGE,
        ..Tags::default()
    })?;
    let shown = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    let address = format!("{}/tags", sim.base());
    let mut main = format!(
        "<h1>Tags</h1>\n<form class=\"narrow\" action=\"{address}\"><label for=\"inname\">Part of the name</label>\n\
         <input id=\"inname\" name=\"inname\" value=\"{}\"> <button>Filter</button></form>\n<ul class=\"taglist\">\n",
        escape(part.unwrap_or_default())
    );
    for tag in rows.iter().take(shown) {
        main.push_str(&format!(
            "<li><span class=\"tags\"><a href=\"{}\">{}</a></span> <span class=\"by\">{}</span>\n<p>{}</p></li>\n",
            escape(path(&links::tag(sim.config(), &tag.name))),
            escape(&tag.name),
            count(tag.count.into(), "question", "questions"),
            escape(&tag.excerpt),
        ));
    }
    main.push_str("</ul>\n");
    if rows.is_empty() {
        main.push_str("<p>No tags with that name.</p>\n");
    }
    let kept: Vec<(&str, &str)> = part.map(|part| ("inname", part)).into_iter().collect();
    main.push_str(&paging(&address, &kept, page, rows.len() > shown));
    Ok(Page::new("Tags", main))
}
