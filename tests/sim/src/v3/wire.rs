//! The site's things as v3 shows them: camel case, ISO dates, raw strings, every field there is, null where it says
//! nothing.

use std::cell::RefCell;
use std::collections::HashMap;

use serde_json::{Value, json};

use super::mentions;
use crate::config::Config;
use crate::date::iso;
use crate::store::{Answer, Article, ArticleKind, Comment, Id, Person, Question, Store, StoreError, Tag, Tags, Vote};
use crate::{links, markdown};

type Result<T> = std::result::Result<T, StoreError>;

/// Shows things to somebody, or to nobody in particular.
#[derive(Debug)]
pub(super) struct View<'a> {
    pub(super) config: &'a Config,
    pub(super) store: &'a Store,
    pub(super) viewer: Option<Id>,
    /// Tags by name, as they were shown before.
    tags: RefCell<HashMap<String, Value>>,
}

/// The names that v3 has for what articles are for.
pub(super) const ARTICLE_KINDS: &[(&str, ArticleKind)] = &[
    ("knowledgeArticle", ArticleKind::Knowledge),
    ("announcement", ArticleKind::Announcement),
    ("policy", ArticleKind::Policy),
    ("howToGuide", ArticleKind::HowTo),
];

impl<'a> View<'a> {
    pub(super) fn new(config: &'a Config, store: &'a Store, viewer: Option<Id>) -> Self {
        Self { config, store, viewer, tags: RefCell::default() }
    }

    /// A question in a list.
    pub(super) fn question(&self, question: &Question) -> Result<Value> {
        Ok(json!({
            "id": question.id,
            "title": question.title,
            "body": question.html(),
            "tags": self.tags(&question.tags)?,
            "owner": self.owner(question.owner.as_ref()),
            "lastEditor": self.editor(question.editor)?,
            "creationDate": iso(question.asked),
            "lastActivityDate": iso(question.active),
            "score": question.score,
            "isAnswered": question.is_answered,
            "answerCount": question.answers,
            "viewCount": question.views,
            "webUrl": links::question(self.config, question.id, &question.title),
            "shareUrl": links::share_question(self.config, question.id),
            "isDeleted": false,
            "isObsolete": false,
            "isClosed": question.closed.is_some(),
            "bounty": null,
        }))
    }

    /// A question by itself.
    pub(super) fn question_in_full(&self, question: &Question) -> Result<Value> {
        let mut full = self.question(question)?;
        full["bodyMarkdown"] = markdown::with_crlf(&question.body).into();
        // A large site has more people than one wants to read for nothing.
        let people = if question.body.contains('@') { self.store.people(u32::MAX)? } else { Vec::new() };
        full["mentionedUsers"] = mentions::of(&question.body, &people)
            .into_iter()
            .map(|person| json!({"id": person.id, "name": person.name}))
            .collect();
        full["mentionedUserGroups"] = json!([]);
        full["communities"] = json!([]);
        full["userIsFollowing"] = false.into();
        full["userHasUpvoted"] = self.has_voted(question.id, Vote::Up)?.into();
        full["userHasDownvoted"] = self.has_voted(question.id, Vote::Down)?.into();
        full["userHasBookmarked"] = self.has_bookmarked(question.id)?.into();
        Ok(full)
    }

    /// An answer in a list.
    pub(super) fn answer(&self, answer: &Answer) -> Result<Value> {
        let owner = self.owner(answer.owner.as_ref());
        let editor = self.editor(answer.editor)?;
        Ok(json!({
            "id": answer.id,
            "questionId": answer.question,
            "body": answer.html(),
            "score": answer.score,
            "isAccepted": answer.accepted,
            "isDeleted": false,
            "isBookmarked": self.has_bookmarked(answer.id)?,
            "isFollowed": false,
            "creationDate": iso(answer.answered),
            "lockedDate": null,
            "lastEditDate": answer.edited.map(iso),
            "lastActivityDate": iso(answer.active),
            "deletionDate": null,
            "lastActivityUser": if editor.is_null() { &owner } else { &editor },
            "owner": owner,
            "lastEditor": editor,
            "commentCount": answer.comments,
            "webUrl": links::answer(self.config, answer),
            "shareLink": links::share_answer(self.config, answer.id),
            "userCanFollow": self.viewer.is_some(),
            "canBeFollowed": true,
            "isSubjectMatterExpert": false,
        }))
    }

    /// An answer by itself.
    pub(super) fn answer_in_full(&self, answer: &Answer) -> Result<Value> {
        let mut full = self.answer(answer)?;
        full["bodyMarkdown"] = markdown::with_crlf(&answer.body).into();
        Ok(full)
    }

    /// An article in a list.
    pub(super) fn article(&self, article: &Article) -> Result<Value> {
        Ok(json!({
            "id": article.id,
            "type": article_kind(article.kind),
            "title": article.title,
            "body": markdown::post(&article.body),
            "tags": self.tags(&article.tags)?,
            "owner": self.owner(article.owner.as_ref()),
            "lastEditor": self.editor(article.editor)?,
            "creationDate": iso(article.published),
            "lastActivityDate": iso(article.active),
            "score": article.score,
            "viewCount": article.views,
            "webUrl": links::article(self.config, article.id, &article.title),
            "shareUrl": links::share_article(self.config, article.id),
            "isDeleted": false,
            "isObsolete": false,
            "isClosed": false,
        }))
    }

    /// An article by itself.
    pub(super) fn article_in_full(&self, article: &Article) -> Result<Value> {
        let editors = self.store.editors_of(article.id)?;
        let editors = editors.into_iter().map(|id| self.editor(Some(id))).collect::<Result<Vec<_>>>()?;
        let mut full = self.article(article)?;
        full["communities"] = json!([]);
        full["bodyMarkdown"] = markdown::with_crlf(&article.body).into();
        full["userIsFollowing"] = false.into();
        full["userHasUpvoted"] = self.has_voted(article.id, Vote::Up)?.into();
        full["userHasDownvoted"] = self.has_voted(article.id, Vote::Down)?.into();
        full["userCanEdit"] = self.can_edit(article)?.into();
        full["permissions"] = json!({
            "editableBy": article.editable_by.name(),
            "editorUsers": editors.into_iter().filter(|editor| !editor.is_null()).collect::<Vec<_>>(),
            "editorUserGroups": [],
        });
        Ok(full)
    }

    pub(super) fn comment(&self, comment: &Comment) -> Value {
        let owner = comment.owner.as_ref();
        let known = owner.filter(|person| !person.gone);
        json!({
            "id": comment.id,
            "score": comment.score,
            "body": comment.body,
            "ownerUserId": known.map(|person| person.id),
            "ownerDisplayName": owner.map_or_else(|| format!("user{}", comment.id), |person| person.name.clone()),
            "creationDate": iso(comment.made),
        })
    }

    /// A tag in a list, or on a post.
    pub(super) fn tag(&self, tag: &Tag) -> Value {
        json!({
            "id": tag.id,
            "name": tag.name,
            "description": tag.excerpt,
            "postCount": tag.count,
            "subjectMatterExpertCount": 0,
            "watcherCount": 0,
            "creationDate": iso(tag.created),
            "hasSynonyms": tag.has_synonyms,
            "webUrl": links::tag(self.config, &tag.name),
        })
    }

    /// A post's tags, in its order.
    pub(super) fn tags(&self, names: &[String]) -> Result<Vec<Value>> {
        let mut shown = self.tags.borrow_mut();
        let new: Vec<String> = names.iter().filter(|name| !shown.contains_key(*name)).cloned().collect();
        if !new.is_empty() {
            let limit = u32::try_from(new.len()).unwrap_or(u32::MAX);
            let wanted = Tags { names: Some(new), limit, ..Tags::default() };
            shown.extend(self.store.tags(&wanted)?.into_iter().map(|tag| (tag.name.clone(), self.tag(&tag))));
        }
        Ok(names.iter().filter_map(|name| shown.get(name).cloned()).collect())
    }

    /// A user as the owner of something.
    pub(super) fn user_in_short(&self, person: &Person) -> Value {
        json!({
            "id": person.id,
            "accountId": person.id,
            "name": person.name,
            "avatarUrl": links::picture(self.config, person),
            "webUrl": links::person(self.config, person),
            "reputation": person.reputation,
            "role": if person.moderator { "Moderator" } else { "Registered" },
        })
    }

    /// A user in a list. Only they themselves see their address.
    pub(super) fn user(&self, person: &Person) -> Result<Value> {
        let mut user = self.user_in_short(person);
        let own = self.viewer == Some(person.id);
        user["email"] = if own { self.store.address_of(person.id)?.into() } else { Value::Null };
        user["jobTitle"] = if person.trade.is_empty() { Value::Null } else { person.trade.as_str().into() };
        user["department"] = Value::Null;
        user["externalId"] = Value::Null;
        Ok(user)
    }

    /// A user by themselves.
    pub(super) fn user_in_full(&self, person: &Person) -> Result<Value> {
        let mut user = self.user(person)?;
        user["communities"] = json!([]);
        Ok(user)
    }

    /// Who wrote something; null if they are gone.
    pub(super) fn owner(&self, person: Option<&Person>) -> Value {
        person.filter(|person| !person.gone).map_or(Value::Null, |person| self.user_in_short(person))
    }

    fn editor(&self, person: Option<Id>) -> Result<Value> {
        let Some(id) = person else { return Ok(Value::Null) };
        Ok(self.owner(self.store.person(id)?.as_ref()))
    }

    fn has_voted(&self, post: Id, vote: Vote) -> Result<bool> {
        let Some(viewer) = self.viewer else { return Ok(false) };
        Ok(self.store.vote_of(viewer, post)? == Some(vote))
    }

    fn has_bookmarked(&self, post: Id) -> Result<bool> {
        self.viewer.map_or(Ok(false), |viewer| self.store.has_bookmarked(viewer, post))
    }

    fn can_edit(&self, article: &Article) -> Result<bool> {
        let Some(viewer) = self.viewer else { return Ok(false) };
        let moderator = self.store.person(viewer)?.is_some_and(|person| person.moderator);
        let own = article.owner.as_ref().is_some_and(|owner| owner.id == viewer);
        Ok(moderator || own || self.store.is_open_to(article.id, viewer)?)
    }
}

/// The name that v3 has for what an article is for.
pub(super) fn article_kind(kind: ArticleKind) -> &'static str {
    ARTICLE_KINDS.iter().find(|(_, one)| *one == kind).map_or("knowledgeArticle", |(name, _)| name)
}
