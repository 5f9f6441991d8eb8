//! The site's things as the API shows them.

use serde_json::Value;

use super::{Filter, Object};
use crate::accounts::{Grant, Scope};
use crate::config::Config;
use crate::limits::WriteKind;
use crate::store::{Answer, Article, Comment, Id, Person, Question, Tag, Totals};
use crate::{html, links, markdown};

/// Shows things under a filter, with the addresses of a site.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) filter: &'a Filter,
    pub(crate) config: &'a Config,
}

impl<'a> View<'a> {
    pub(crate) fn object(self, kind: &'static str) -> Object<'a> {
        Object::new(self.filter, kind)
    }

    /// Text that people wrote: encoded under safe filters.
    pub(crate) fn text(self, text: &str) -> String {
        if self.filter.is_safe() { html::encode(text) } else { text.to_owned() }
    }

    pub(crate) fn question(self, question: &Question) -> Value {
        self.object("question")
            .put("tags", question.tags.clone())
            .put_with("owner", || self.owner(question.owner.as_ref(), question.id))
            .put("is_answered", question.is_answered)
            .put("view_count", question.views)
            .put("answer_count", question.answers)
            .maybe("accepted_answer_id", question.accepted)
            .put("score", question.score)
            .put("last_activity_date", question.active)
            .put("creation_date", question.asked)
            .maybe("last_edit_date", question.edited)
            .maybe("closed_date", question.closed)
            .maybe("closed_reason", question.closed_reason.as_deref())
            .put("question_id", question.id)
            .put_with("link", || links::question(self.config, question.id, &question.title))
            .put_with("share_link", || links::share_question(self.config, question.id))
            .text("title", &question.title)
            .markdown(&question.body)
            .put_with("body", || question.html())
            .done()
    }

    pub(crate) fn answer(self, answer: &Answer) -> Value {
        self.object("answer")
            .put_with("owner", || self.owner(answer.owner.as_ref(), answer.id))
            .put("is_accepted", answer.accepted)
            .put("score", answer.score)
            .put("last_activity_date", answer.active)
            .maybe("last_edit_date", answer.edited)
            .put("creation_date", answer.answered)
            .put("answer_id", answer.id)
            .put("question_id", answer.question)
            .put("tags", answer.tags.clone())
            .put_with("link", || links::answer(self.config, answer))
            .put_with("share_link", || links::share_answer(self.config, answer.id))
            .text("title", &answer.title)
            .markdown(&answer.body)
            .put_with("body", || answer.html())
            .done()
    }

    pub(crate) fn article(self, article: &Article) -> Value {
        self.object("article")
            .put("tags", article.tags.clone())
            .put_with("owner", || self.owner(article.owner.as_ref(), article.id))
            .put("view_count", article.views)
            .put("comment_count", article.comments)
            .put("score", article.score)
            .put("last_activity_date", article.active)
            .put("creation_date", article.published)
            .maybe("last_edit_date", article.edited)
            .put("article_type", article.kind.name())
            .put("article_id", article.id)
            .put_with("link", || links::article(self.config, article.id, &article.title))
            .text("title", &article.title)
            .markdown(&article.body)
            .put_with("body", || markdown::post(&article.body))
            .done()
    }

    pub(crate) fn comment(self, comment: &Comment) -> Value {
        self.object("comment")
            .put_with("owner", || self.owner(comment.owner.as_ref(), comment.post))
            .maybe("reply_to_user", comment.reply_to.as_ref().map(|person| self.shallow_user(person)))
            .put("edited", comment.edited.is_some())
            .put("score", comment.score)
            .put("creation_date", comment.made)
            .put("post_type", comment.kind.name())
            .put("post_id", comment.post)
            .put("comment_id", comment.id)
            .put_with("link", || links::comment(self.config, comment))
            .markdown(&comment.body)
            .put_with("body", || markdown::inline(&comment.body))
            .done()
    }

    pub(crate) fn write_permission(self, user: Id, kind: WriteKind, may: bool, config: &Config) -> Value {
        self.object("write_permission")
            .put("user_id", user)
            .put("object_type", kind.name())
            .put("can_add", may)
            .put("can_edit", may && kind != WriteKind::Vote)
            .put("can_delete", may)
            .put("max_daily_actions", config.quota)
            .put("min_seconds_between_actions", config.write_interval.of(kind))
            .done()
    }

    /// The owner of a post, who may be gone.
    pub(crate) fn owner(self, owner: Option<&Person>, post: Id) -> Value {
        match owner {
            Some(person) => self.shallow_user(person),
            None => self.nobody(&format!("user{post}")),
        }
    }

    pub(crate) fn shallow_user(self, person: &Person) -> Value {
        if person.gone {
            return self.nobody(&person.name);
        }
        self.object("shallow_user")
            .put("account_id", person.id)
            .put("reputation", person.reputation)
            .put("user_id", person.id)
            .put("user_type", user_type(person))
            .put_with("profile_image", || links::picture(self.config, person))
            .text("display_name", &person.name)
            .put_with("link", || links::person(self.config, person))
            .done()
    }

    fn nobody(self, name: &str) -> Value {
        self.object("shallow_user").put("user_type", "does_not_exist").text("display_name", name).done()
    }

    pub(crate) fn user(self, person: &Person, now: i64) -> Value {
        self.object("user")
            .put_with("badge_counts", || {
                self.object("badge_count").put("bronze", 0).put("silver", 0).put("gold", 0).done()
            })
            .put("account_id", person.id)
            .put("is_employee", false)
            .put("last_modified_date", person.joined)
            .put("last_access_date", now)
            .put("reputation_change_year", 0)
            .put("reputation_change_quarter", 0)
            .put("reputation_change_month", 0)
            .put("reputation_change_week", 0)
            .put("reputation_change_day", 0)
            .put("reputation", person.reputation)
            .put("creation_date", person.joined)
            .put("user_type", user_type(person))
            .put("user_id", person.id)
            .text("about_me", &person.trade)
            .put_with("link", || links::person(self.config, person))
            .put_with("profile_image", || links::picture(self.config, person))
            .text("display_name", &person.name)
            .done()
    }

    pub(crate) fn tag(self, tag: &Tag) -> Value {
        self.object("tag")
            .put("has_synonyms", tag.has_synonyms)
            .put("is_moderator_only", tag.is_moderator_only)
            .put("is_required", tag.is_required)
            .put("count", tag.count)
            .maybe("last_activity_date", (tag.count > 0).then_some(tag.active))
            .put("name", tag.name.as_str())
            .done()
    }

    pub(crate) fn info(self, totals: Totals, now: i64) -> Value {
        let minutes = f64::from(u32::try_from((now - totals.since) / 60).unwrap_or(u32::MAX)).max(1.0);
        let per_minute = |count: u32| (f64::from(count) / minutes * 1e4).round() / 1e4;
        self.object("info")
            .put("new_active_users", 0)
            .put("total_users", totals.users)
            .put("badges_per_minute", 0)
            .put("total_badges", 0)
            .put("total_votes", totals.votes)
            .put("total_comments", totals.comments)
            .put("answers_per_minute", per_minute(totals.answers))
            .put("questions_per_minute", per_minute(totals.questions))
            .put("total_answers", totals.answers)
            .put("total_accepted", totals.accepted)
            .put("total_unanswered", totals.unanswered)
            .put("total_questions", totals.questions)
            .put("api_revision", concat!("askside-sim ", env!("CARGO_PKG_VERSION")))
            .done()
    }

    pub(crate) fn token(self, grant: &Grant) -> Value {
        let scope: Vec<&str> = grant.scope.iter().map(|scope| Scope::name(*scope)).collect();
        self.object("access_token")
            .maybe("scope", (!scope.is_empty()).then_some(scope))
            .put("account_id", grant.user)
            .maybe("expires_on_date", grant.expires)
            .put("access_token", grant.token.as_str())
            .done()
    }

    /// How a filter describes itself; `None` for a name that nothing was made under.
    pub(crate) fn filter(self, name: &str, filter: Option<&Filter>) -> Value {
        let kind = match filter {
            Some(filter) if filter.is_safe() => "safe",
            Some(_) => "unsafe",
            None => "invalid",
        };
        let fields = filter.map(Filter::fields).unwrap_or_default();
        self.object("filter").put("filter", name).put("filter_type", kind).put("included_fields", fields).done()
    }
}

fn user_type(person: &Person) -> &'static str {
    if person.moderator { "moderator" } else { "registered" }
}
