//! The methods that list people and what they did.

use serde_json::Value;

use super::{ApiError, Call, List, View};
use crate::links;
use crate::store::{Deed, Id, Kind, PersonSort, Roster, Score, Window};

const MONTH: i64 = 30 * 86_400;

/// `/users`, `/users/{ids}`, `/users/moderators`
pub(super) fn list(call: &Call<'_>, ids: Option<Vec<Id>>, only_moderators: bool) -> Result<List, ApiError> {
    let params = call.params;
    let sorts = [("reputation", "reputation"), ("creation", "creation"), ("name", "name"), ("modified", "creation")];
    // The bounds are numbers or names, as the sort has it.
    let sort = match params.choice("sort", &sorts)? {
        "name" => PersonSort::Name(params.names("min", "max")),
        "creation" => PersonSort::Creation(params.range("min", "max")?),
        _ => PersonSort::Reputation(params.range("min", "max")?),
    };
    let paging = params.paging()?;
    let wanted = Roster {
        ids,
        containing: params.get("inname").map(str::to_owned),
        only_moderators,
        joined: params.range("fromdate", "todate")?,
        sort,
        order: params.order()?,
        limit: paging.limit(),
        offset: paging.offset(),
    };
    let store = call.sim.store();
    let rows = store.roster(&wanted)?;
    let total = call.total(|| store.count_roster(&wanted))?;
    let posts = call.posts(&store);
    Ok(posts.page("user", paging, &rows, |posts, person| posts.user(person, call.now))?.of(total))
}

/// `/users/{ids}/timeline`
pub(super) fn timeline(call: &Call<'_>, people: &[Id]) -> Result<List, ApiError> {
    let paging = call.params.paging()?;
    let range = call.params.range("fromdate", "todate")?;
    let window = Window { range, limit: paging.limit(), offset: paging.offset() };
    let store = call.sim.store();
    let rows = store.deeds(people, &window)?;
    let total = call.total(|| store.count_deeds(people, &window))?;
    Ok(List::page("user_timeline", paging, &rows, |deed| call.view().deed(deed)).of(total))
}

/// `/tags/{tag}/top-answerers/{period}` and `/top-askers/{period}`: the thirty best of all time or of a month.
pub(super) fn best(call: &Call<'_>, tag: &str, posts: Kind, period: &str) -> Result<List, ApiError> {
    let since = match period {
        "all_time" => None,
        "month" => Some(call.now - MONTH),
        _ => return Err(ApiError::parameter("period")),
    };
    let paging = call.params.paging()?;
    let all = call.sim.store().best_in(&tag.to_lowercase(), posts, since)?;
    Ok(List::part("tag_score", paging, &all, |score| call.view().score(score)))
}

impl View<'_> {
    fn deed(self, deed: &Deed) -> Value {
        self.object("user_timeline")
            .put("creation_date", deed.at)
            .put("post_type", deed.post_kind.name())
            .put("timeline_type", deed.kind.name())
            .put("user_id", deed.person)
            .put("post_id", deed.post)
            .maybe("comment_id", deed.comment)
            .put_with("link", || match deed.post_kind {
                Kind::Question => links::share_question(self.config, deed.post),
                Kind::Answer => links::share_answer(self.config, deed.post),
                Kind::Article => links::share_article(self.config, deed.post),
            })
            .text("title", &deed.title)
            .done()
    }

    fn score(self, score: &Score) -> Value {
        self.object("tag_score")
            .put_with("user", || self.shallow_user(&score.person))
            .put("score", score.score)
            .put("post_count", score.posts)
            .done()
    }
}
