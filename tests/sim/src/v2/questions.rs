//! The methods that list questions without searching them, and their answers.

use super::{ApiError, Call, List};
use crate::store::{AnswerSort, Answers, Id, Match, Range, Selection, Sort};

pub(super) const BY_TIME: &[(&str, Sort)] =
    &[("activity", Sort::Activity), ("creation", Sort::Creation), ("votes", Sort::Votes)];

const BROWSE: &[(&str, Sort)] = &[
    ("activity", Sort::Activity),
    ("creation", Sort::Creation),
    ("votes", Sort::Votes),
    ("hot", Sort::Hot),
    ("week", Sort::Week),
    ("month", Sort::Month),
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
pub(super) fn selection(call: &Call<'_>, sorts: &[(&str, Sort)]) -> Result<Selection, ApiError> {
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

pub(super) fn list(call: &Call<'_>, wanted: &Selection) -> Result<List, ApiError> {
    let store = call.sim.store();
    let rows = store.questions(wanted)?;
    let total = call.total(|| store.count_questions(wanted))?;
    Ok(List::page("question", call.params.paging()?, &rows, |question| call.view().question(question)).of(total))
}
