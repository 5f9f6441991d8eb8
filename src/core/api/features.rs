//! What a site turned out to have: v3 or not, which methods of v2.3, and our filter.
//!
//! Remembered for each site, and found out again after a day: sites are upgraded.

use super::{
    ApiError, Why,
    route::{Route, Version},
    wire::Encoding,
};
use crate::model::Timestamp;
use serde::{Deserialize, Serialize};

/// How long it is believed, in seconds.
const MAX_AGE: i64 = 86_400;

/// The built-in filter that serves where none can be made: default fields and bodies, with entities.
pub(super) const WITH_BODY: &str = "withbody";

/// The fields of our filter: what [`super::wire`] reads, and nothing else.
pub(super) const FIELDS: &str = ".backoff;.error_id;.error_message;.error_name;.has_more;.items;.quota_remaining;\
answer.answer_id;answer.body;answer.comment_count;answer.content_license;answer.creation_date;answer.is_accepted;answer.link;\
answer.owner;answer.question_id;answer.score;answer.upvoted;\
article.article_id;article.article_type;article.body;article.creation_date;article.link;article.owner;article.score;\
article.tags;article.title;\
comment.body;comment.comment_id;comment.creation_date;comment.owner;comment.score;\
inbox_item.body;inbox_item.creation_date;inbox_item.is_unread;inbox_item.item_type;inbox_item.link;inbox_item.question_id;inbox_item.title;\
notification.body;notification.creation_date;notification.is_unread;notification.notification_type;\
question.accepted_answer_id;question.answer_count;question.body;question.closed_date;question.comment_count;\
question.content_license;question.creation_date;question.favorited;question.link;question.owner;question.question_id;\
question.score;question.tags;question.title;question.upvoted;\
search_excerpt.answer_count;search_excerpt.answer_id;search_excerpt.article_id;search_excerpt.creation_date;\
search_excerpt.excerpt;search_excerpt.has_accepted_answer;search_excerpt.is_accepted;search_excerpt.is_answered;\
search_excerpt.item_type;\
search_excerpt.owner;search_excerpt.question_id;search_excerpt.score;search_excerpt.tags;search_excerpt.title;\
shallow_user.display_name;shallow_user.user_id;\
tag.count;tag.is_moderator_only;tag.is_required;tag.name;\
tag_score.post_count;tag_score.score;tag_score.user;tag_synonym.from_tag;tag_synonym.to_tag;\
tag_wiki.excerpt;tag_wiki.tag_name;\
user.account_id;user.display_name;user.user_id;user_timeline.creation_date;user_timeline.timeline_type;user_timeline.title;\
write_permission.can_add;write_permission.can_delete;write_permission.can_edit;write_permission.max_daily_actions;\
write_permission.min_seconds_between_actions;write_permission.object_type";

/// The same in a number (FNV-1a).
const SUM: u32 = {
    let (mut sum, mut at) = (0x811c_9dc5_u32, 0);
    while at < FIELDS.len() {
        sum = (sum ^ FIELDS.as_bytes()[at] as u32).wrapping_mul(0x0100_0193);
        at += 1;
    }
    sum
};

/// What is known of a site.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Features {
    since: Timestamp,
    /// Whether v3 answers; none until it was tried.
    v3: Option<bool>,
    /// Methods of v2.3 that it does not have.
    missing: Vec<String>,
    /// The name of the filter to use; none until one was asked for.
    pub(super) filter: Option<String>,
    /// What that filter's fields add up to: a version that reads others makes another.
    fields: Option<u32>,
}

impl Features {
    /// What is still to be believed at `now`: all of it for a day, and then our filter, which sites keep for ever.
    pub(super) fn at(self, now: Timestamp) -> Self {
        let Self { since, fields, .. } = self;
        let filter = self.filter.filter(|name| name == WITH_BODY || fields == Some(SUM));
        if (since..since.plus(MAX_AGE)).contains(&now) {
            return Self { filter, ..self };
        }
        Self { since: now, filter: filter.filter(|name| name != WITH_BODY), fields, ..Self::default() }
    }

    /// Remembers the filter to use. Whether that is news.
    pub(super) fn use_filter(&mut self, name: &str) -> bool {
        self.fields = Some(SUM);
        self.filter.replace(name.to_owned()).as_deref() != Some(name)
    }

    /// Whether to ask `version` for `route`. A write is not a way to find out.
    pub(super) fn may_ask(&self, route: Route, version: Version, is_write: bool) -> bool {
        match version {
            Version::V2 => !self.missing.contains(&format!("{route:?}")),
            Version::V3 => self.v3.unwrap_or(!is_write),
        }
    }

    /// Remembers what came of a call: an answer, or an error that says the site has no such thing, or another. Whether
    /// that is news.
    pub(super) fn learn(&mut self, route: Route, version: Version, outcome: Result<(), bool>) -> bool {
        let before = self.clone();
        match (version, outcome) {
            (Version::V3, Ok(())) => self.v3 = Some(true),
            (Version::V3, Err(true)) if self.v3.is_none() => self.v3 = Some(false),
            (Version::V2, Err(true)) => self.missing.push(format!("{route:?}")),
            _ => {}
        }
        *self != before
    }
}

/// Whether `error` means that the site has no such version or method, so that the other version may be asked.
/// `names_post` says that the call was about something that may be what is not there.
pub(super) fn says_absent(error: &ApiError, version: Version, has_token: bool, names_post: bool) -> bool {
    match error {
        ApiError::Refused(refusal) if version == Version::V3 => match refusal.why {
            Why::NoMethod => true,
            Why::NotFound => !names_post,
            Why::SignIn => !has_token, // some sites let a key alone read v2.3 but not v3
            _ => false,
        },
        ApiError::Refused(refusal) => refusal.why == Why::NoMethod,
        ApiError::NotApi(status) => version == Version::V3 && !matches!(status, 429 | 500..=599),
        _ => false,
    }
}

/// The filter of a call of v2.3, and how its text is written.
pub(super) fn filter_of(route: Route, known: Option<&str>) -> (Option<String>, Encoding) {
    match route {
        // Methods of no site in particular have no use for the filter of one; and who connects, by the first two, has
        // to wait for one call and not for two.
        Route::Info
        | Route::Me
        | Route::CreateFilter
        | Route::Filters
        | Route::Errors
        | Route::SimulateError
        | Route::InvalidateTokens
        | Route::Deauthenticate => (None, Encoding::Entities),
        _ => {
            let name = known.unwrap_or(WITH_BODY);
            (Some(name.to_owned()), if name == WITH_BODY { Encoding::Entities } else { Encoding::Raw })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_of_other_fields_is_made_anew() {
        let mut features = Features::default();
        assert!(features.use_filter("ours") && !features.use_filter("ours"));
        let day = Timestamp(MAX_AGE);
        assert_eq!(features.clone().at(Timestamp(1)).filter.as_deref(), Some("ours"));
        assert_eq!(features.clone().at(day).filter.as_deref(), Some("ours"), "sites keep it");
        let older = Features { fields: None, ..features.clone() };
        assert_eq!(older.at(Timestamp(1)).filter, None);
        features.use_filter(WITH_BODY);
        assert_eq!(features.clone().at(Timestamp(1)).filter.as_deref(), Some(WITH_BODY));
        assert_eq!(features.at(day).filter, None, "asked for again");
    }
}
