//! The methods that list questions and answers without searching them.

use super::{ApiError, Call, List, Listing};
use crate::search::{Condition, Measure, State};
use crate::store::{Answers, Id, Match, PostSort, Question, Range, Selection, Sort};

pub(super) const BY_TIME: &[(&str, Sort)] =
    &[("activity", Sort::Activity), ("creation", Sort::Creation), ("votes", Sort::Votes)];

const BROWSE: &[(&str, Sort)] =
    &[BY_TIME[0], BY_TIME[1], BY_TIME[2], ("hot", Sort::Hot), ("week", Sort::Week), ("month", Sort::Month)];

/// The rank of related questions is how much they have in common; that of linked ones, what they are worth.
const RELATED: &[(&str, Sort)] = &[BY_TIME[0], BY_TIME[1], BY_TIME[2], ("rank", Sort::Relevance)];

const FAVORITES: &[(&str, Sort)] = &[BY_TIME[0], BY_TIME[1], BY_TIME[2], ("added", Sort::Added)];

/// Some of the questions, by what `/questions/…` and `/users/{ids}/questions/…` call them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    All,
    /// Without an answer that anybody voted for.
    Unanswered,
    NoAnswers,
    /// Answered, but no answer is accepted.
    Unaccepted,
    /// With a bounty, which nobody ever offers here.
    Featured,
}

impl Which {
    fn conditions(self) -> Vec<Condition> {
        let answers = |from, to| Condition::Number(Measure::Answers, Range { from, to });
        match self {
            Self::All => vec![],
            Self::Unanswered => vec![Condition::State(State::Answered, false)],
            Self::NoAnswers => vec![answers(None, Some(0))],
            Self::Unaccepted => vec![answers(Some(1), None), Condition::State(State::HasAccepted, false)],
            Self::Featured => vec![Condition::Impossible],
        }
    }
}

/// `/questions`, `/questions/unanswered`…: `tagged` wants all of its tags, and more than five find nothing.
pub(super) fn all(call: &Call<'_>, which: Which) -> Result<List, ApiError> {
    let sorts = if which == Which::All { BROWSE } else { BY_TIME };
    let every_tag = call.params.tags("tagged");
    let matching = if every_tag.len() > 5 { Match::Nothing } else { Match::Anything };
    list(call, &Selection { every_tag, matching, only: which.conditions(), ..selection(call, sorts)? })
}

/// `/users/{ids}/questions`, `/users/{ids}/questions/unanswered`…
pub(super) fn by(call: &Call<'_>, people: Vec<Id>, which: Which) -> Result<List, ApiError> {
    let mut only = which.conditions();
    only.push(Condition::By(people));
    list(call, &Selection { only, ..selection(call, BY_TIME)? })
}

/// `/questions/{ids}`
pub(super) fn by_id(call: &Call<'_>, ids: &[Id]) -> Result<List, ApiError> {
    list(call, &Selection { ids: Some(ids.to_vec()), ..selection(call, BY_TIME)? })
}

/// `/users/{ids}/favorites`
pub(super) fn favorites(call: &Call<'_>, people: Vec<Id>) -> Result<List, ApiError> {
    list(call, &Selection { bookmarked_by: Some(people), ..selection(call, FAVORITES)? })
}

/// `/questions/{ids}/linked`: those that link to them.
pub(super) fn linked(call: &Call<'_>, ids: &[Id]) -> Result<List, ApiError> {
    let linking = call.sim.store().linking_to(ids, &call.sim.config().site_url)?;
    list(call, &Selection { ids: Some(linking), ..selection(call, RELATED)? })
}

/// `/questions/{ids}/related`: those with most words and tags in common.
pub(super) fn related(call: &Call<'_>, ids: &[Id]) -> Result<List, ApiError> {
    let to: Vec<Question> = {
        let store = call.sim.store();
        ids.iter().filter_map(|id| store.question(*id).transpose()).collect::<Result<_, _>>()?
    };
    let Selection { matching, rather_tag, except, .. } = Selection::related(to);
    list(call, &Selection { matching, rather_tag, except, ..selection(call, RELATED)? })
}

/// `/tags/{tags}/faq`: the answered ones, the most wanted first.
pub(super) fn faq(call: &Call<'_>, tags: Vec<String>) -> Result<List, ApiError> {
    let only = vec![Condition::State(State::Answered, true)];
    list(call, &Selection { every_tag: tags, only, ..selection(call, &[("votes", Sort::Votes)])? })
}

/// `/answers`, `/answers/{ids}`, `/questions/{ids}/answers`, `/users/{ids}/answers`
pub(super) fn answers(call: &Call<'_>, wanted: Answers) -> Result<List, ApiError> {
    let sorts = [("activity", PostSort::Activity), ("creation", PostSort::Creation), ("votes", PostSort::Votes)];
    let Listing { sort, order, bounds, dates: answered, paging } = call.params.listing(&sorts)?;
    let (limit, offset) = (paging.limit(), paging.offset());
    let wanted = Answers { answered, sort, order, bounds, limit, offset, ..wanted };
    let store = call.sim.store();
    let rows = store.answers(&wanted)?;
    let total = call.total(|| store.count_answers(&wanted))?;
    Ok(call.posts(&store).page("answer", paging, &rows, |posts, answer| posts.answer(answer))?.of(total))
}

/// What every list of questions has in common.
pub(super) fn selection(call: &Call<'_>, sorts: &[(&str, Sort)]) -> Result<Selection, ApiError> {
    let Listing { sort, order, bounds, dates: asked, paging } = call.params.listing(sorts)?;
    let sort_has_bounds = BY_TIME.iter().chain(FAVORITES).any(|(_, bounded)| *bounded == sort);
    if bounds != Range::default() && !sort_has_bounds {
        return Err(ApiError::parameter(if bounds.from.is_some() { "min" } else { "max" }));
    }
    let (limit, offset) = (paging.limit(), paging.offset());
    Ok(Selection { asked, sort, order, bounds, now: call.now, limit, offset, ..Selection::default() })
}

pub(super) fn list(call: &Call<'_>, wanted: &Selection) -> Result<List, ApiError> {
    let store = call.sim.store();
    let rows = store.questions(wanted)?;
    let total = call.total(|| store.count_questions(wanted))?;
    let paging = call.params.paging()?;
    Ok(call.posts(&store).page("question", paging, &rows, |posts, question| posts.question(question))?.of(total))
}
