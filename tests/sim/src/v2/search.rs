//! The methods that search: `/search/advanced`, `/search/excerpts` and `/similar`.

use serde_json::Value;

use super::questions::{BY_TIME, list, selection};
use super::{ApiError, Call, List, View};
use crate::markdown;
use crate::search::{Condition, Measure, Query, Searcher, State};
use crate::store::words::{self, Text};
use crate::store::{Excerpt, Hit, Id, Kind, Match, Question, Range, Search, Selection, Sort};

const SORTS: &[(&str, Sort)] = &[BY_TIME[0], BY_TIME[1], BY_TIME[2], ("relevance", Sort::Relevance)];

/// The parameters of which one is needed.
const CRITERIA: &[&str] = &[
    "q", "accepted", "answers", "body", "closed", "migrated", "notice", "tagged", "title", "user", "url", "views",
    "wiki",
];

/// `/search`: `tagged` wants one of its tags, and `nottagged` counts only beside it.
pub(super) fn simple(call: &Call<'_>) -> Result<List, ApiError> {
    let params = call.params;
    let (any_tag, title) = (params.tags("tagged"), params.get("intitle"));
    if any_tag.is_empty() && title.is_none() {
        return Err(ApiError::BadParameter("one of tagged, intitle must be set".into()));
    }
    let no_tag = if any_tag.is_empty() { Vec::new() } else { params.tags("nottagged") };
    let title = title.map(Text::of).unwrap_or_default();
    let matching = Text::matching(&Text::default(), &title, &Text::default());
    list(call, &Selection { any_tag, no_tag, matching, ..selection(call, SORTS)? })
}

/// `/search/advanced`
pub(super) fn advanced(call: &Call<'_>) -> Result<List, ApiError> {
    let wanted = searched(call, vec![Kind::Question])?;
    let store = call.sim.store();
    let hits = store.hits(&wanted)?;
    let total = call.total(|| store.count_hits(&wanted))?;
    let questions: Vec<Question> = hits.into_iter().filter_map(Hit::question).collect();
    let paging = call.params.paging()?;
    Ok(call.posts(&store).page("question", paging, &questions, |posts, question| posts.question(question))?.of(total))
}

/// `/search/excerpts`: answers too, each with the part that was found.
pub(super) fn excerpts(call: &Call<'_>) -> Result<List, ApiError> {
    let wanted = searched(call, vec![Kind::Question, Kind::Answer])?;
    let store = call.sim.store();
    let hits = store.hits(&wanted)?;
    let total = call.total(|| store.count_hits(&wanted))?;
    let bodies: Vec<String> = hits.iter().map(|hit| markdown::plain(hit.body()).trim().to_owned()).collect();
    let excerpts = store.excerpts(&bodies, wanted.query.highlights().as_deref())?;
    let mut rows = Vec::new();
    for ((hit, body), excerpt) in hits.into_iter().zip(bodies).zip(excerpts) {
        let question = match &hit {
            Hit::Answer(answer) => store.question(answer.question)?,
            Hit::Question(_) | Hit::Article(_) => None,
        };
        rows.push(Found { hit, question, body, excerpt });
    }
    Ok(List::page("search_excerpt", call.params.paging()?, &rows, |found| found.show(call.view())).of(total))
}

/// One row of `/search/excerpts`.
struct Found {
    hit: Hit,
    /// What an answer belongs to.
    question: Option<Question>,
    /// Without markup.
    body: String,
    excerpt: Excerpt,
}

impl Found {
    fn show(&self, view: View<'_>) -> Value {
        let object = view.object("search_excerpt").text("body", &self.body);
        let object = object.put_with("excerpt", || highlight(&self.excerpt, view));
        let object = match (&self.hit, &self.question) {
            (Hit::Question(question), _) | (_, Some(question)) => object
                .put("question_id", question.id)
                .put("is_answered", question.is_answered)
                .put("tags", question.tags.clone())
                .text("title", &question.title),
            _ => object,
        };
        let object = match &self.hit {
            Hit::Question(question) => object
                .put("has_accepted_answer", question.accepted.is_some())
                .put("answer_count", question.answers)
                .maybe("closed_date", question.closed)
                .put("question_score", question.score)
                .put_with("owner", || view.owner(question.owner.as_ref(), question.id)),
            Hit::Answer(answer) => object
                .put("answer_id", answer.id)
                .put("is_accepted", answer.accepted)
                .maybe("question_score", self.question.as_ref().map(|question| question.score))
                .put_with("owner", || view.owner(answer.owner.as_ref(), answer.id)),
            Hit::Article(_) => object,
        };
        object
            .put("item_type", self.hit.kind().name())
            .put("score", self.hit.score())
            .put("last_activity_date", self.hit.active())
            .put("creation_date", self.hit.written())
            .done()
    }
}

/// What was found in spans, and dots where the text goes on.
fn highlight(excerpt: &Excerpt, view: View<'_>) -> String {
    let dots = if view.filter.is_safe() { "&hellip;" } else { "…" };
    let mut shown = String::new();
    if excerpt.starts_late {
        shown.extend([dots, " "]);
    }
    for (part, found) in &excerpt.parts {
        let part = view.text(part);
        if *found {
            shown.extend(["<span class=\"highlight\">", &part, "</span>"]);
        } else {
            shown.push_str(&part);
        }
    }
    if excerpt.ends_early {
        shown.extend([" ", dots]);
    }
    shown
}

/// `/similar`: a word of the title is enough, `tagged` is a preference.
pub(super) fn similar(call: &Call<'_>) -> Result<List, ApiError> {
    let title = call.params.required("title")?;
    let wanted = Selection {
        matching: words::any_of(title).map_or(Match::Nothing, Match::Headline),
        rather_tag: call.params.tags("tagged"),
        no_tag: call.params.tags("nottagged"),
        ..selection(call, SORTS)?
    };
    list(call, &wanted)
}

/// The parameters of a search: those with a name of their own are conditions like those in `q`.
fn searched(call: &Call<'_>, kinds: Vec<Kind>) -> Result<Search, ApiError> {
    let params = call.params;
    if CRITERIA.iter().all(|name| params.get(name).is_none()) {
        return Err(ApiError::BadParameter(format!("one of {} must be set", CRITERIA.join(", ")).into()));
    }
    let mut query = params.get("q").map(|q| Query::parse(q, searcher(call))).unwrap_or_default();
    for (name, text) in [("title", &mut query.title), ("body", &mut query.body)] {
        if let Some(typed) = params.get(name) {
            text.extend(Text::of(typed));
        }
    }
    let (any_tag, no_tag) = (params.tags("tagged"), params.tags("nottagged"));
    let owner = params.number("user")?.map(|id| Id::try_from(id).map_err(|_| ApiError::parameter("user")));
    let at_least = |measure, least: i64| Condition::Number(measure, Range { from: Some(least), to: None });
    let given = [
        (!any_tag.is_empty()).then_some(Condition::Tagged(any_tag)),
        (!no_tag.is_empty()).then_some(Condition::NotTagged(no_tag)),
        params.flag("accepted")?.map(|wanted| Condition::State(State::HasAccepted, wanted)),
        params.flag("closed")?.map(|wanted| Condition::State(State::Closed, wanted)),
        params.number("answers")?.map(|least| at_least(Measure::Answers, least)),
        params.number("views")?.map(|least| at_least(Measure::Views, least)),
        owner.transpose()?.map(|owner| Condition::By(vec![owner])),
        params.get("url").map(|url| Condition::Url(url.to_owned())),
    ];
    query.only.extend(given.into_iter().flatten());
    // Nothing here was ever migrated, given a notice or made a wiki.
    for name in ["migrated", "notice", "wiki"] {
        if params.flag(name)? == Some(true) {
            query.only.push(Condition::Impossible);
        }
    }
    let Selection { asked: written, sort, order, bounds, limit, offset, .. } = selection(call, SORTS)?;
    Ok(Search { query, kinds, written, sort, order, bounds, limit, offset })
}

fn searcher(call: &Call<'_>) -> Searcher {
    Searcher { user: call.caller.grant.as_ref().map(|grant| grant.user), now: call.now }
}
