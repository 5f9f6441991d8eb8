//! The methods that list questions, and their answers.

use super::{ApiError, Call, List, Params};
use crate::store::{AnswerSort, Answers, Id, Match, Range, Selection, Sort, words};

const BY_TIME: &[(&str, Sort)] = &[("activity", Sort::Activity), ("creation", Sort::Creation), ("votes", Sort::Votes)];

const BROWSE: &[(&str, Sort)] = &[
    ("activity", Sort::Activity),
    ("creation", Sort::Creation),
    ("votes", Sort::Votes),
    ("hot", Sort::Hot),
    ("week", Sort::Week),
    ("month", Sort::Month),
];

const SEARCH: &[(&str, Sort)] = &[
    ("activity", Sort::Activity),
    ("creation", Sort::Creation),
    ("votes", Sort::Votes),
    ("relevance", Sort::Relevance),
];

/// The parameters of which `/search/advanced` needs one.
const CRITERIA: &[&str] = &[
    "q", "accepted", "answers", "body", "closed", "migrated", "notice", "tagged", "title", "user", "url", "views",
    "wiki",
];

/// `/questions`: `tagged` wants all of its tags, and more than five find nothing.
pub(super) fn all(call: &Call<'_>) -> Result<List, ApiError> {
    let every_tag = call.params.tags("tagged");
    let matching = if every_tag.len() > 5 { Match::Nothing } else { Match::Anything };
    list(call, &Selection { every_tag, matching, ..selection(call, BROWSE)? })
}

/// `/questions/{ids}`
pub(super) fn by_id(call: &Call<'_>, ids: &[Id]) -> Result<List, ApiError> {
    list(call, &Selection { ids: Some(ids.to_vec()), ..selection(call, BY_TIME)? })
}

/// `/search/advanced`: every word has to occur, `tagged` wants one of its tags.
pub(super) fn search(call: &Call<'_>) -> Result<List, ApiError> {
    let params = call.params;
    if CRITERIA.iter().all(|name| params.get(name).is_none()) {
        return Err(ApiError::BadParameter(format!("one of {} must be set", CRITERIA.join(", ")).into()));
    }
    let owner = params.number("user")?.map(|id| Id::try_from(id).map_err(|_| ApiError::parameter("user")));
    // Nothing here was ever migrated, given a notice or made a wiki.
    let impossible = ["migrated", "notice", "wiki"];
    let mut matching = matching(params);
    for name in impossible {
        if params.flag(name)? == Some(true) {
            matching = Match::Nothing;
        }
    }
    let wanted = Selection {
        matching,
        any_tag: params.tags("tagged"),
        no_tag: params.tags("nottagged"),
        accepted: params.flag("accepted")?,
        closed: params.flag("closed")?,
        answers: params.number("answers")?,
        views: params.number("views")?,
        owner: owner.transpose()?,
        url: params.get("url").map(str::to_owned),
        ..selection(call, SEARCH)?
    };
    list(call, &wanted)
}

/// `/similar`: a word of the title is enough, `tagged` is a preference.
pub(super) fn similar(call: &Call<'_>) -> Result<List, ApiError> {
    let title = call.params.required("title")?;
    let wanted = Selection {
        matching: words::any_of(title).map_or(Match::Nothing, Match::Headline),
        rather_tag: call.params.tags("tagged"),
        no_tag: call.params.tags("nottagged"),
        ..selection(call, SEARCH)?
    };
    list(call, &wanted)
}

/// `/questions/{ids}/answers`
pub(super) fn answers(call: &Call<'_>, ids: &[Id]) -> Result<List, ApiError> {
    let params = call.params;
    let paging = params.paging()?;
    let wanted = Answers {
        questions: Some(ids.to_vec()),
        answered: params.range("fromdate", "todate")?,
        sort: params.choice(
            "sort",
            &[("activity", AnswerSort::Activity), ("creation", AnswerSort::Creation), ("votes", AnswerSort::Votes)],
        )?,
        order: params.order()?,
        bounds: params.range("min", "max")?,
        limit: paging.limit(),
        offset: paging.offset(),
        ..Answers::default()
    };
    let store = call.sim.store();
    let rows = store.answers(&wanted)?;
    let total = call.total(|| store.count_answers(&wanted))?;
    Ok(List::page("answer", paging, &rows, |answer| call.view().answer(answer)).of(total))
}

/// What every list of questions has in common.
fn selection(call: &Call<'_>, sorts: &[(&str, Sort)]) -> Result<Selection, ApiError> {
    let params = call.params;
    let paging = params.paging()?;
    let sort = params.choice("sort", sorts)?;
    let bounds = params.range("min", "max")?;
    let sort_has_bounds = BY_TIME.iter().any(|(_, bounded)| *bounded == sort);
    if bounds != Range::default() && !sort_has_bounds {
        return Err(ApiError::parameter(if bounds.from.is_some() { "min" } else { "max" }));
    }
    Ok(Selection {
        asked: params.range("fromdate", "todate")?,
        sort,
        order: params.order()?,
        bounds,
        now: call.now,
        limit: paging.limit(),
        offset: paging.offset(),
        ..Selection::default()
    })
}

/// The words of `q`, `title` and `body` together. A parameter without any word finds nothing.
fn matching(params: &Params) -> Match {
    let parts = [
        params.get("q").map(words::all_of),
        params.get("title").map(|text| words::all_of(text).map(|all| words::within(words::Column::Title, &all))),
        params.get("body").map(|text| words::all_of(text).map(|all| words::within(words::Column::Body, &all))),
    ];
    let given: Vec<Option<String>> = parts.into_iter().flatten().collect();
    if given.is_empty() {
        return Match::Anything;
    }
    let conditions: Option<Vec<String>> = given.into_iter().map(|part| part.map(|part| format!("({part})"))).collect();
    conditions.map_or(Match::Nothing, |conditions| Match::Words(conditions.join(" AND ")))
}

fn list(call: &Call<'_>, wanted: &Selection) -> Result<List, ApiError> {
    let store = call.sim.store();
    let rows = store.questions(wanted)?;
    let total = call.total(|| store.count_questions(wanted))?;
    Ok(List::page("question", call.params.paging()?, &rows, |question| call.view().question(question)).of(total))
}
