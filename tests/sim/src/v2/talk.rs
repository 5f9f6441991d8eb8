//! The methods that list comments, articles, and posts of any kind.

use super::{ApiError, Call, List, Listing};
use crate::search::{Condition, Query};
use crate::store::{Articles, CommentSort, Comments, Id, Kind, PostSort, Search};

use super::questions::BY_TIME;

/// `/comments`, `/comments/{ids}`, `/posts/{ids}/comments`, `/users/{ids}/comments`…
pub(super) fn comments(call: &Call<'_>, wanted: Comments) -> Result<List, ApiError> {
    let sorts = [("creation", CommentSort::Creation), ("votes", CommentSort::Votes)];
    let Listing { sort, order, bounds, dates: made, paging } = call.params.listing(&sorts)?;
    let (limit, offset) = (paging.limit(), paging.offset());
    let wanted = Comments { made, sort, order, bounds, limit, offset, ..wanted };
    let store = call.sim.store();
    let rows = store.comments(&wanted)?;
    let total = call.total(|| store.count_comments(&wanted))?;
    Ok(call.posts(&store).page("comment", paging, &rows, |posts, comment| posts.comment(comment))?.of(total))
}

/// `/articles`, `/articles/{ids}`
pub(super) fn articles(call: &Call<'_>, ids: Option<Vec<Id>>) -> Result<List, ApiError> {
    let sorts = [("activity", PostSort::Activity), ("creation", PostSort::Creation), ("votes", PostSort::Votes)];
    let Listing { sort, order, bounds, dates: published, paging } = call.params.listing(&sorts)?;
    let (limit, offset) = (paging.limit(), paging.offset());
    let any_tag = call.params.tags("tagged");
    let wanted = Articles { ids, any_tag, published, sort, order, bounds, limit, offset, ..Articles::default() };
    let store = call.sim.store();
    let rows = store.articles(&wanted)?;
    let total = call.total(|| store.count_articles(&wanted))?;
    Ok(call.posts(&store).page("article", paging, &rows, |posts, article| posts.article(article))?.of(total))
}

/// `/posts`, `/posts/{ids}`, `/users/{ids}/posts`: what questions, answers and articles have in common.
pub(super) fn posts(call: &Call<'_>, only: Option<Condition>) -> Result<List, ApiError> {
    let Listing { sort, order, bounds, dates: written, paging } = call.params.listing(BY_TIME)?;
    let (limit, offset) = (paging.limit(), paging.offset());
    let query = Query { only: only.into_iter().collect(), ..Query::default() };
    let kinds = vec![Kind::Question, Kind::Answer, Kind::Article];
    let wanted = Search { query, kinds, written, sort, order, bounds, limit, offset };
    let store = call.sim.store();
    let rows = store.hits(&wanted)?;
    let total = call.total(|| store.count_hits(&wanted))?;
    Ok(call.posts(&store).page("post", paging, &rows, |posts, hit| posts.post(hit))?.of(total))
}
