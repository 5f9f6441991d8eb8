//! Every type of the API with its fields: which the default filter has, and which have to be asked for.
//!
//! The tables are complete although this site never fills some of the fields, so that a filter made for the real API
//! can be made and described here.

/// One type. The wrapper around every answer is the type without a name.
#[derive(Debug)]
pub(super) struct Type {
    pub(super) name: &'static str,
    /// Fields of the default filter.
    default: &'static str,
    /// Fields that only a filter of one's own has, except for `body`, which `withbody` has too.
    more: &'static str,
}

impl Type {
    /// The fields of the default filter.
    pub(super) fn default(&self) -> impl Iterator<Item = &'static str> {
        self.default.split_ascii_whitespace()
    }

    /// All fields.
    pub(super) fn all(&self) -> impl Iterator<Item = &'static str> {
        self.default().chain(self.more.split_ascii_whitespace())
    }
}

const fn of(name: &'static str, default: &'static str, more: &'static str) -> Type {
    Type { name, default, more }
}

/// By name.
#[rustfmt::skip] // a row is a type
pub(super) const TYPES: &[Type] = &[
    of("", "backoff error_id error_message error_name has_more items quota_max quota_remaining", "page page_size total type"),
    of("access_token", "access_token account_id exchange_type expires_on_date original_access_token scope", ""),
    of("answer",
       "answer_id collectives community_owned_date content_license creation_date is_accepted last_activity_date \
        last_edit_date locked_date owner posted_by_collectives question_id recommendations score",
       "accepted awarded_bounty_amount awarded_bounty_users body body_markdown can_comment can_edit can_flag \
        can_suggest_edit comment_count comments down_vote_count downvoted last_editor link share_link tags title \
        up_vote_count upvoted"),
    of("article",
       "article_id article_type creation_date last_activity_date last_edit_date link owner score tags title view_count",
       "body body_markdown comment_count comments last_editor"),
    of("badge_count", "bronze gold silver", ""),
    of("closed_details", "by_users description on_hold original_questions reason", ""),
    of("collective", "description external_links link name slug tags", ""),
    of("collective_external_link", "link type", ""),
    of("collective_membership", "collective role", ""),
    of("collective_recommendation", "collective creation_date", ""),
    of("comment",
       "comment_id content_license creation_date edited owner post_id reply_to_user score",
       "body body_markdown can_flag link post_type upvoted"),
    of("error", "description error_id error_name", ""),
    of("event", "creation_date event_id event_type", "excerpt link"),
    of("filter", "filter filter_type included_fields", ""),
    of("flag_option",
       "description dialog_title has_flagged option_id requires_comment requires_question_id requires_site \
        sub_options title",
       "count is_retraction question"),
    of("inbox_item", "answer_id comment_id creation_date is_unread item_type link question_id site title", "body"),
    of("info",
       "answers_per_minute api_revision badges_per_minute new_active_users questions_per_minute total_accepted \
        total_answers total_badges total_comments total_questions total_unanswered total_users total_votes",
       "site"),
    of("migration_info", "on_date other_site question_id", ""),
    of("network_post", "post_id post_type score title", ""),
    of("network_user",
       "account_id answer_count badge_counts creation_date last_access_date question_count reputation site_name \
        site_url user_id",
       "top_answers top_questions user_type"),
    of("notice", "body creation_date owner_user_id", ""),
    of("notification", "body creation_date is_unread notification_type post_id site", ""),
    of("original_question", "accepted_answer_id answer_count question_id title", ""),
    of("post",
       "content_license creation_date last_activity_date last_edit_date link owner post_id post_type score",
       "body body_markdown collectives comment_count comments down_vote_count downvoted last_editor \
        posted_by_collectives share_link title up_vote_count upvoted"),
    of("privilege", "description reputation short_description", ""),
    of("question",
       "accepted_answer_id answer_count bounty_amount bounty_closes_date closed_date closed_reason collectives \
        community_owned_date content_license creation_date is_answered last_activity_date last_edit_date link \
        locked_date migrated_from migrated_to owner posted_by_collectives protected_date question_id score tags title \
        view_count",
       "answers body body_markdown bounty_user can_answer can_close can_comment can_edit can_flag can_suggest_edit \
        close_vote_count closed_details comment_count comments delete_vote_count down_vote_count downvoted \
        favorite_count favorited last_editor notice reopen_vote_count share_link up_vote_count upvoted"),
    of("question_timeline",
       "comment_id content_license creation_date down_vote_count owner post_id question_id revision_guid \
        timeline_type up_vote_count user",
       ""),
    of("related_site", "api_site_parameter name relation site_url", ""),
    of("reputation", "on_date post_id post_type reputation_change user_id vote_type", "link title"),
    of("reputation_history", "creation_date post_id reputation_change reputation_history_type user_id", ""),
    of("revision",
       "comment content_license creation_date is_rollback last_tags last_title post_id post_type revision_guid \
        revision_number revision_type set_community_wiki tags title user",
       "body last_body"),
    of("search_excerpt",
       "answer_count answer_id body closed_date community_owned_date creation_date equivalent_tag_search excerpt \
        has_accepted_answer is_accepted is_answered item_type last_activity_date locked_date question_id \
        question_score score tags title",
       "last_activity_user owner"),
    of("shallow_user",
       "accept_rate account_id display_name link profile_image reputation user_id user_type",
       "badge_counts"),
    of("site",
       "aliases api_site_parameter audience closed_beta_date favicon_url high_resolution_icon_url icon_url \
        launch_date logo_url markdown_extensions name open_beta_date related_sites site_state site_type site_url \
        styling twitter_account",
       ""),
    of("styling", "link_color tag_background_color tag_foreground_color", ""),
    of("suggested_edit",
       "approval_date comment creation_date post_id post_type proposing_user rejection_date suggested_edit_id tags \
        title",
       "body"),
    of("tag",
       "collectives count has_synonyms is_moderator_only is_required name user_id",
       "last_activity_date synonyms"),
    of("tag_preference", "tag_name tag_preference_type user_id", ""),
    of("tag_score", "post_count score user", ""),
    of("tag_synonym", "applied_count creation_date from_tag last_applied_date to_tag", ""),
    of("tag_wiki",
       "body_last_edit_date excerpt excerpt_last_edit_date tag_name",
       "body last_body_editor last_excerpt_editor"),
    of("top_tag", "answer_count answer_score question_count question_score tag_name user_id", ""),
    of("user",
       "accept_rate account_id age badge_counts collectives creation_date display_name is_employee last_access_date \
        last_modified_date link location profile_image reputation reputation_change_day reputation_change_month \
        reputation_change_quarter reputation_change_week reputation_change_year timed_penalty_date user_id user_type \
        website_url",
       "about_me answer_count down_vote_count question_count up_vote_count view_count"),
    of("user_timeline",
       "badge_id comment_id creation_date detail post_id post_type suggested_edit_id timeline_type title user_id",
       "link"),
    of("write_permission",
       "can_add can_delete can_edit max_daily_actions min_seconds_between_actions object_type user_id",
       ""),
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn types_are_in_order_and_no_field_is_named_twice() {
        assert!(TYPES.is_sorted_by_key(|known| known.name));
        for known in TYPES {
            let mut seen = HashSet::new();
            assert!(known.default().next().is_some() && known.all().all(|field| seen.insert(field)), "{}", known.name);
        }
    }
}
