//! What a post has to be like, said once for every way to write one.
//!
//! A broken rule is a value. Its text is what a person reads; how an answer carries it is up to each API.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use super::{Draft, Refusal, Writer};
use crate::store::{Id, Kind};

/// The characters that no tag may have, besides spaces.
const FORBIDDEN_IN_TAGS: &str = "<>&\"'`()[]{}\\/_=~|^@$%*?!,;:";

/// Why something cannot be written, as the site says it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum RuleBroken {
    #[error("Title must be at least {0} characters.")]
    TitleTooShort(usize),
    #[error("Title cannot be longer than {0} characters.")]
    TitleTooLong(usize),
    #[error("Body must be at least {least} characters; you entered {was}.")]
    BodyTooShort { least: usize, was: usize },
    #[error("Body is limited to {most} characters; you entered {was}.")]
    BodyTooLong { most: usize, was: usize },
    #[error("Please enter at least {}.", tags(*.0))]
    TooFewTags(usize),
    #[error("Please enter no more than {} tags.", .0)]
    TooManyTags(usize),
    #[error("The tag '{tag}' is too long; the maximum length is {most} characters.")]
    TagTooLong { tag: String, most: usize },
    #[error("The tag '{0}' contains characters that are not allowed.")]
    TagCharacters(String),
    #[error("The tag '{0}' may only be used by moderators.")]
    TagForModerators(String),
    #[error("Please use at least one of the required tags: {}.", .0.join(", "))]
    TagRequired(Vec<String>),
    #[error("Creating the new tag '{tag}' requires at least {reputation} reputation.")]
    TagUnknown { tag: String, reputation: i64 },
    #[error("A question with that title already exists; please be more specific.")]
    TitleTaken,
    #[error("This post appears to be a duplicate of another post.")]
    Duplicate,
    #[error("Comments must be at least {least} characters; you entered {was}.")]
    CommentTooShort { least: usize, was: usize },
    #[error("Comments are limited to {most} characters; you entered {was}.")]
    CommentTooLong { most: usize, was: usize },
    #[error("This question is closed; it takes no more answers.")]
    Closed,
    #[error("You cannot edit or delete what somebody else wrote.")]
    NotYours,
    #[error("Only the person who asked the question can accept an answer.")]
    NotAsker,
    #[error("You cannot vote for your own post.")]
    OwnPost,
    #[error("You have already voted on this post.")]
    VotedBefore,
    #[error("You have not voted on this post.")]
    NoVote,
    #[error("This answer is already accepted.")]
    AcceptedBefore,
    #[error("This answer is not accepted.")]
    NotAccepted,
    #[error("This question is already one of your favorites.")]
    FavoriteBefore,
    #[error("This question is not one of your favorites.")]
    NoFavorite,
}

impl RuleBroken {
    /// Whether somebody else could have done the same.
    pub(crate) fn is_about_rights(&self) -> bool {
        matches!(self, Self::NotYours | Self::NotAsker)
    }
}

impl Writer<'_> {
    /// Checks a question, and puts its tags in their final form. `editing` is the question that is there already.
    pub(super) fn check_question(&self, draft: &mut Draft, editing: Option<Id>) -> Result<(), Refusal> {
        let limits = self.limits;
        draft.title = draft.title.trim().to_owned();
        self.check_title(&draft.title)?;
        check_body(&draft.body, &limits.body)?;
        let before = match editing {
            Some(id) => self.store.question(id)?.ok_or(Refusal::Missing)?.tags,
            None => Vec::new(),
        };
        self.check_tags(&mut draft.tags, &before, &limits.tags)?;
        let required = &limits.required_tags;
        if !required.is_empty() && !draft.tags.iter().any(|tag| required.contains(tag)) {
            return Err(RuleBroken::TagRequired(required.clone()).into());
        }
        if limits.refuse_duplicates && self.store.title_taken(Kind::Question, &draft.title, editing)? {
            return Err(RuleBroken::TitleTaken.into());
        }
        self.check_duplicate(Kind::Question, &draft.body, None, editing)
    }

    /// The same for an article, which keeps other measures.
    pub(super) fn check_article(&self, draft: &mut Draft, editing: Option<Id>) -> Result<(), Refusal> {
        draft.title = draft.title.trim().to_owned();
        self.check_title(&draft.title)?;
        check_body(&draft.body, &self.limits.article_body)?;
        let before = match editing {
            Some(id) => self.store.article(id)?.ok_or(Refusal::Missing)?.tags,
            None => Vec::new(),
        };
        self.check_tags(&mut draft.tags, &before, &self.limits.article_tags)?;
        if self.limits.refuse_duplicates && self.store.title_taken(Kind::Article, &draft.title, editing)? {
            return Err(RuleBroken::Duplicate.into());
        }
        self.check_duplicate(Kind::Article, &draft.body, None, editing)
    }

    /// The same for an answer to `question`.
    pub(super) fn check_answer(&self, body: &str, question: Id, editing: Option<Id>) -> Result<(), Refusal> {
        check_body(body, &self.limits.body)?;
        self.check_duplicate(Kind::Answer, body, Some(question), editing)
    }

    /// The same for a comment.
    pub(super) fn check_comment(&self, body: &str) -> Result<(), Refusal> {
        let limit = &self.limits.comment;
        let was = body.trim().chars().count();
        if was < *limit.start() {
            return Err(RuleBroken::CommentTooShort { least: *limit.start(), was }.into());
        }
        if was > *limit.end() {
            return Err(RuleBroken::CommentTooLong { most: *limit.end(), was }.into());
        }
        Ok(())
    }

    fn check_title(&self, title: &str) -> Result<(), RuleBroken> {
        let length = title.chars().count();
        let limit = &self.limits.title;
        if length < *limit.start() {
            return Err(RuleBroken::TitleTooShort(*limit.start()));
        }
        if length > *limit.end() {
            return Err(RuleBroken::TitleTooLong(*limit.end()));
        }
        Ok(())
    }

    fn check_duplicate(&self, kind: Kind, body: &str, thread: Option<Id>, but: Option<Id>) -> Result<(), Refusal> {
        if self.limits.refuse_duplicates && self.store.body_taken(kind, body, thread, but)? {
            return Err(RuleBroken::Duplicate.into());
        }
        Ok(())
    }

    /// Tags are in lower case, each once, and none is a synonym. What a post had before may stay.
    fn check_tags(
        &self,
        tags: &mut Vec<String>,
        before: &[String],
        limit: &RangeInclusive<usize>,
    ) -> Result<(), Refusal> {
        for tag in tags.iter_mut() {
            *tag = tag.trim().to_lowercase();
            if let Some(target) = self.store.synonym_target(tag)? {
                self.store.apply_synonym(tag, self.now)?;
                *tag = target;
            }
        }
        let mut seen = HashSet::new();
        tags.retain(|tag| !tag.is_empty() && seen.insert(tag.clone()));
        if tags.len() < *limit.start() {
            return Err(RuleBroken::TooFewTags(*limit.start()).into());
        }
        if tags.len() > *limit.end() {
            return Err(RuleBroken::TooManyTags(*limit.end()).into());
        }
        tags.iter().filter(|tag| !before.contains(tag)).try_for_each(|tag| self.check_tag(tag))
    }

    fn check_tag(&self, tag: &str) -> Result<(), Refusal> {
        let limits = self.limits;
        let named = || tag.to_owned();
        if tag.chars().count() > limits.tag_length {
            return Err(RuleBroken::TagTooLong { tag: named(), most: limits.tag_length }.into());
        }
        if tag.chars().any(|c| c.is_whitespace() || c.is_control() || FORBIDDEN_IN_TAGS.contains(c)) {
            return Err(RuleBroken::TagCharacters(named()).into());
        }
        let known = self.store.tag_guard(tag)?;
        if known == Some(true) && !self.user.moderator {
            return Err(RuleBroken::TagForModerators(named()).into());
        }
        let reputation = limits.new_tag_reputation;
        if known.is_none() && self.user.reputation < reputation && !self.user.moderator {
            return Err(RuleBroken::TagUnknown { tag: named(), reputation }.into());
        }
        Ok(())
    }
}

fn check_body(body: &str, limit: &RangeInclusive<usize>) -> Result<(), RuleBroken> {
    let was = body.trim().chars().count();
    if was < *limit.start() {
        return Err(RuleBroken::BodyTooShort { least: *limit.start(), was });
    }
    if was > *limit.end() {
        return Err(RuleBroken::BodyTooLong { most: *limit.end(), was });
    }
    Ok(())
}

fn tags(least: usize) -> String {
    if least == 1 { "one tag".into() } else { format!("{least} tags") }
}
