//! Search, in the language of the site's search box, over questions, answers and articles at once.

use axum::response::Response;
use serde_json::{Value, json};

use super::wire::{View, article_kind};
use super::{Call, Problem, page};
use crate::date::iso;
use crate::search::{Query, Searcher};
use crate::store::{Hit, Kind, Search, Sort, StoreError};
use crate::{links, markdown};

/// How many words are read in a minute.
const READING_SPEED: usize = 200;

/// `GET /search`
pub(super) fn search(call: &Call<'_>) -> Result<Response, Problem> {
    let params = &call.params;
    let paging = params.paging()?;
    let (name, sort) = params.choice(
        "sort",
        &[
            ("relevance", Sort::Relevance),
            ("newest", Sort::Creation),
            ("active", Sort::Activity),
            ("score", Sort::Votes),
        ],
    )?;
    let by = Searcher { user: call.caller.user(), now: call.now };
    let typed = params.get("query");
    let wanted = Search {
        query: Query::parse(typed.unwrap_or_default(), by),
        kinds: vec![Kind::Question, Kind::Answer, Kind::Article],
        // Nothing is more relevant than the rest to somebody who does not say what they search for.
        sort: if sort == Sort::Relevance && typed.is_none() { Sort::Activity } else { sort },
        limit: paging.size,
        offset: paging.offset(),
        ..Search::default()
    };
    let store = call.sim.store();
    let hits = store.hits(&wanted)?;
    let texts: Vec<String> = hits.iter().map(|hit| markdown::plain(hit.body())).collect();
    let excerpts = store.excerpts(&texts, wanted.query.highlights().as_deref())?;
    let view = call.view(&store);
    let snippets = excerpts.iter().map(|excerpt| excerpt.parts.iter().map(|(text, _)| text.as_str()).collect());
    let items = hits.iter().zip(snippets).map(|(hit, snippet)| show(&view, hit, snippet)).collect::<Result<_, _>>()?;
    Ok(page(paging, name, None, store.count_hits(&wanted)?, items))
}

/// What a post of any kind shows, and what is its kind's own.
fn show(view: &View<'_>, hit: &Hit, snippet: String) -> Result<Value, StoreError> {
    let config = view.config;
    let (title, tags, owner, link, mut item) = match hit {
        Hit::Question(question) => {
            let own = json!({
                "type": "question",
                "questionId": question.id,
                "answerCount": question.answers,
                "hasAcceptedAnswer": question.accepted.is_some(),
                "viewCount": question.views,
            });
            let link = links::question(config, question.id, &question.title);
            (&question.title, &question.tags, &question.owner, link, own)
        }
        Hit::Answer(answer) => {
            let own = json!({
                "type": "answer",
                "answerId": answer.id,
                "parentQuestionId": answer.question,
                "isAccepted": answer.accepted,
            });
            (&answer.title, &answer.tags, &answer.owner, links::answer(config, answer), own)
        }
        Hit::Article(article) => {
            let own = json!({
                "type": "article",
                "articleId": article.id,
                "viewCount": article.views,
                "articleType": article_kind(article.kind),
                "readTimeInMinutes": article.body.split_whitespace().count().div_ceil(READING_SPEED),
            });
            let link = links::article(config, article.id, &article.title);
            (&article.title, &article.tags, &article.owner, link, own)
        }
    };
    item["title"] = title.as_str().into();
    item["snippet"] = snippet.into();
    item["tags"] = view.tags(tags)?.into();
    item["owner"] = view.owner(owner.as_ref());
    item["creationDate"] = iso(hit.written()).into();
    item["score"] = hit.score().into();
    item["webUrl"] = link.into();
    Ok(item)
}
