//! The methods that list tags and what is said about them.

use serde_json::Value;

use super::{ApiError, Call, List, View};
use crate::markdown;
use crate::store::{Among, Id, Order, Range, Synonym, Tag, TagSort, Tags};

/// `/tags` and everything else that lists tags by popularity, activity or name.
pub(super) fn list(call: &Call<'_>, wanted: Tags) -> Result<List, ApiError> {
    let params = call.params;
    let paging = params.paging()?;
    // The bounds are numbers or names, as the sort has it.
    let sort = match params.choice("sort", &[("popular", 0), ("activity", 1), ("name", 2)])? {
        0 => TagSort::Popular(params.range("min", "max")?),
        1 => TagSort::Activity(params.range("min", "max")?),
        _ => TagSort::Name(params.names("min", "max")),
    };
    let wanted = Tags {
        containing: params.get("inname").map(str::to_owned),
        sort,
        order: params.order()?,
        limit: paging.limit(),
        offset: paging.offset(),
        ..wanted
    };
    let store = call.sim.store();
    let rows = store.tags(&wanted)?;
    let total = call.total(|| store.count_tags(&wanted))?;
    let posts = call.posts(&store);
    Ok(posts.page("tag", paging, &rows, |posts, tag| posts.tag(tag))?.of(total))
}

/// `/users/{ids}/tags`: those of the questions that somebody asked or answered.
pub(super) fn of_people(call: &Call<'_>, people: Vec<Id>) -> Result<List, ApiError> {
    list(call, Tags { among: Some(Among::By(people)), ..Tags::default() })
}

/// `/tags/{tags}/related`: what else is on questions with all of these.
pub(super) fn related(call: &Call<'_>, tags: Vec<String>) -> Result<List, ApiError> {
    list(call, Tags { among: Some(Among::Tagged(tags)), ..Tags::default() })
}

/// `/tags/synonyms`, `/tags/{tags}/synonyms`
pub(super) fn synonyms(call: &Call<'_>, of: Option<&[String]>) -> Result<List, ApiError> {
    type Sorted = fn(&Synonym) -> Option<i64>;
    let sorts: [(&str, Sorted); 3] = [
        ("creation", |synonym| Some(synonym.created)),
        ("applied", |synonym| Some(synonym.applied.into())),
        ("activity", |synonym| synonym.last),
    ];
    let listing = call.params.listing(&sorts)?;
    let within = |range: &Range<i64>, value: Option<i64>| {
        range.from.is_none_or(|from| value >= Some(from)) && range.to.is_none_or(|to| value <= Some(to))
    };
    let mut rows = call.sim.store().synonyms(of)?;
    rows.retain(|synonym| {
        within(&listing.bounds, (listing.sort)(synonym)) && within(&listing.dates, Some(synonym.created))
    });
    rows.sort_by_key(|synonym| (listing.sort)(synonym));
    if listing.order == Order::Descending {
        rows.reverse();
    }
    Ok(List::part("tag_synonym", listing.paging, &rows, |synonym| call.view().synonym(synonym)))
}

/// `/tags/{tags}/wikis`: of those that have one.
pub(super) fn wikis(call: &Call<'_>, names: &[String]) -> Result<List, ApiError> {
    let paging = call.params.paging()?;
    let store = call.sim.store();
    let tags = names.iter().filter_map(|name| store.tag(name).transpose()).collect::<Result<Vec<_>, _>>()?;
    let described: Vec<Tag> = tags.into_iter().filter(|tag| tag.described.is_some()).collect();
    Ok(List::part("tag_wiki", paging, &described, |tag| call.view().wiki(tag)))
}

impl View<'_> {
    fn synonym(self, synonym: &Synonym) -> Value {
        self.object("tag_synonym")
            .put("creation_date", synonym.created)
            .maybe("last_applied_date", synonym.last)
            .put("applied_count", synonym.applied)
            .put("to_tag", synonym.to.as_str())
            .put("from_tag", synonym.from.as_str())
            .done()
    }

    fn wiki(self, tag: &Tag) -> Value {
        let has = |text: &str| !text.is_empty();
        self.object("tag_wiki")
            .maybe("excerpt_last_edit_date", tag.described.filter(|_| has(&tag.excerpt)))
            .maybe("body_last_edit_date", tag.described.filter(|_| has(&tag.wiki)))
            .maybe("excerpt", has(&tag.excerpt).then(|| self.text(&tag.excerpt)))
            .maybe("body", has(&tag.wiki).then(|| markdown::post(&tag.wiki)))
            .put("tag_name", tag.name.as_str())
            .done()
    }
}
