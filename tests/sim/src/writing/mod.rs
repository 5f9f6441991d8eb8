//! Everything that people do to the site: what is allowed, what it changes, and who is told.
//!
//! Both APIs and the site's own forms write through a [`Writer`]; none of them knows a rule. A [`Writer`] checks first
//! and changes then, but a refusal may come late: call it inside [`Store::batch`], which undoes what was begun.

mod replies;
mod rules;

pub(crate) use rules::RuleBroken;

use crate::corpus::{Essay, Remark, Reply, Submission};
use crate::limits::Limits;
use crate::store::{ArticleKind, EditableBy, Id, Kind, Mailbox, Person, Post, Revision, Store, StoreError, Vote};

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// What should be changed is not there, or no longer.
    #[error("there is no such post")]
    Missing,
    #[error(transparent)]
    Rule(#[from] RuleBroken),
    #[error(transparent)]
    Store(#[from] StoreError),
}

type Result<T> = std::result::Result<T, Refusal>;

/// The text of a question or an article, as somebody sent it in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Draft {
    pub(crate) title: String,
    /// Markdown.
    pub(crate) body: String,
    pub(crate) tags: Vec<String>,
}

/// Somebody who writes.
#[derive(Debug)]
pub(crate) struct Writer<'a> {
    store: &'a Store,
    limits: &'a Limits,
    user: Person,
    now: i64,
}

impl<'a> Writer<'a> {
    /// `None` for somebody without an account.
    pub(crate) fn new(store: &'a Store, limits: &'a Limits, user: Id, now: i64) -> Result<Option<Self>> {
        let user = store.person(user)?.filter(|person| !person.gone);
        Ok(user.map(|user| Self { store, limits, user, now }))
    }

    /// Posts a question.
    pub(crate) fn ask(&self, mut draft: Draft) -> Result<Id> {
        self.check_question(&mut draft, None)?;
        Ok(self.store.add_question(&Submission {
            title: draft.title,
            body: draft.body,
            tags: draft.tags,
            owner: Some(self.user.id),
            asked: self.now,
            ..Submission::default()
        })?)
    }

    /// Posts an answer.
    pub(crate) fn answer(&self, question: Id, body: &str) -> Result<Id> {
        let post = self.find(Kind::Question, question)?;
        if self.store.question(question)?.is_some_and(|question| question.closed.is_some()) {
            return Err(RuleBroken::Closed.into());
        }
        self.check_answer(body, question, None)?;
        let reply = Reply { owner: Some(self.user.id), answered: self.now, body: body.to_owned(), ..Reply::default() };
        let id = self.store.add_answer(question, &reply)?;
        self.tell(post.owner, Mailbox::Inbox, "new_answer", Some(id), None, body)?;
        Ok(id)
    }

    /// Publishes an article.
    pub(crate) fn publish(&self, mut draft: Draft, kind: ArticleKind, editable_by: EditableBy) -> Result<Id> {
        self.check_article(&mut draft, None)?;
        Ok(self.store.add_article(&Essay {
            kind,
            title: draft.title,
            body: draft.body,
            tags: draft.tags,
            owner: Some(self.user.id),
            published: self.now,
            editable_by,
            ..Essay::default()
        })?)
    }

    /// Comments on any post. The owner of the post hears of it, and whoever is addressed with `@name`.
    pub(crate) fn comment(&self, post: Id, body: &str) -> Result<Id> {
        let post = self.store.post(post)?.ok_or(Refusal::Missing)?;
        self.check_comment(body)?;
        let reply_to = self.store.addressed(post.id, self.user.id, body)?;
        let id = self.store.add_comment(
            post.id,
            &Remark { owner: Some(self.user.id), reply_to, made: self.now, score: 0, body: body.trim().to_owned() },
        )?;
        let others = [post.owner, reply_to.filter(|person| post.owner != Some(*person))];
        for person in others {
            self.tell(person, Mailbox::Inbox, "comment", Some(post.id), Some(id), body)?;
        }
        Ok(id)
    }

    /// Gives a question other words.
    pub(crate) fn edit_question(&self, id: Id, mut draft: Draft) -> Result<()> {
        let post = self.find(Kind::Question, id)?;
        self.owns(post.owner)?;
        self.check_question(&mut draft, Some(id))?;
        self.store.edit_question(id, &self.revision(draft))?;
        self.tell_of_edit(&post)
    }

    /// Gives an answer other words.
    pub(crate) fn edit_answer(&self, id: Id, body: &str) -> Result<()> {
        let post = self.find(Kind::Answer, id)?;
        let question = post.question.ok_or(Refusal::Missing)?;
        self.owns(post.owner)?;
        self.check_answer(body, question, Some(id))?;
        self.store.edit_answer(id, question, &self.revision(Draft { body: body.to_owned(), ..Draft::default() }))?;
        self.tell_of_edit(&post)
    }

    /// Gives an article other words; those it is open to may do so too.
    pub(crate) fn edit_article(&self, id: Id, mut draft: Draft) -> Result<()> {
        let post = self.find(Kind::Article, id)?;
        if !self.store.is_open_to(id, self.user.id)? {
            self.owns(post.owner)?;
        }
        self.check_article(&mut draft, Some(id))?;
        self.store.edit_article(id, &self.revision(draft))?;
        self.tell_of_edit(&post)
    }

    /// Gives a comment other words.
    pub(crate) fn edit_comment(&self, id: Id, body: &str) -> Result<()> {
        let comment = self.store.comment(id)?.ok_or(Refusal::Missing)?;
        self.owns(comment.owner.map(|person| person.id))?;
        self.check_comment(body)?;
        let reply_to = self.store.addressed(comment.post, self.user.id, body)?;
        Ok(self.store.edit_comment(id, body.trim(), reply_to, self.now)?)
    }

    /// Takes a post away.
    pub(crate) fn delete(&self, kind: Kind, id: Id) -> Result<()> {
        let post = self.find(kind, id)?;
        self.owns(post.owner)?;
        Ok(self.store.delete_post(&post, self.now)?)
    }

    /// Takes a comment away.
    pub(crate) fn delete_comment(&self, id: Id) -> Result<()> {
        let comment = self.store.comment(id)?.ok_or(Refusal::Missing)?;
        self.owns(comment.owner.map(|person| person.id))?;
        Ok(self.store.delete_comment(id)?)
    }

    /// Votes on a post; a vote the other way is taken back by it.
    pub(crate) fn vote(&self, kind: Kind, id: Id, vote: Vote) -> Result<()> {
        let post = self.find(kind, id)?;
        if post.owner == Some(self.user.id) {
            return Err(RuleBroken::OwnPost.into());
        }
        if self.store.vote_of(self.user.id, id)? == Some(vote) {
            return Err(RuleBroken::VotedBefore.into());
        }
        Ok(self.store.vote(self.user.id, kind, id, vote, self.now)?)
    }

    /// Takes this vote back.
    pub(crate) fn unvote(&self, kind: Kind, id: Id, vote: Vote) -> Result<()> {
        self.find(kind, id)?;
        if self.store.vote_of(self.user.id, id)? != Some(vote) {
            return Err(RuleBroken::NoVote.into());
        }
        Ok(self.store.unvote(self.user.id, kind, id)?)
    }

    /// Votes for a comment, or takes that back.
    pub(crate) fn upvote_comment(&self, id: Id, undo: bool) -> Result<()> {
        let comment = self.store.comment(id)?.ok_or(Refusal::Missing)?;
        if comment.owner.is_some_and(|owner| owner.id == self.user.id) {
            return Err(RuleBroken::OwnPost.into());
        }
        match (self.store.has_upvoted_comment(self.user.id, id)?, undo) {
            (true, false) => Err(RuleBroken::VotedBefore.into()),
            (false, true) => Err(RuleBroken::NoVote.into()),
            _ => Ok(self.store.upvote_comment(self.user.id, id, !undo)?),
        }
    }

    /// Makes an answer the accepted one.
    pub(crate) fn accept(&self, answer: Id) -> Result<()> {
        let (post, question) = self.acceptable(answer)?;
        if self.store.answer(answer)?.is_some_and(|answer| answer.accepted) {
            return Err(RuleBroken::AcceptedBefore.into());
        }
        self.store.accept(answer, question, self.now)?;
        let news = format!("Your answer to “{}” was accepted.", post.title);
        self.tell(post.owner, Mailbox::Notifications, "generic", Some(answer), None, &news)
    }

    /// Makes it one of many again.
    pub(crate) fn unaccept(&self, answer: Id) -> Result<()> {
        let (_, question) = self.acceptable(answer)?;
        if self.store.answer(answer)?.is_some_and(|answer| !answer.accepted) {
            return Err(RuleBroken::NotAccepted.into());
        }
        Ok(self.store.unaccept(question)?)
    }

    /// Makes a question one of somebody's favorites, or no longer.
    pub(crate) fn favorite(&self, question: Id, undo: bool) -> Result<()> {
        self.find(Kind::Question, question)?;
        match (self.store.has_bookmarked(self.user.id, question)?, undo) {
            (true, false) => Err(RuleBroken::FavoriteBefore.into()),
            (false, true) => Err(RuleBroken::NoFavorite.into()),
            (_, true) => Ok(self.store.unbookmark(self.user.id, question)?),
            (_, false) => Ok(self.store.bookmark(self.user.id, question, self.now)?),
        }
    }

    /// A post of this kind.
    fn find(&self, kind: Kind, id: Id) -> Result<Post> {
        self.store.post(id)?.filter(|post| post.kind == kind).ok_or(Refusal::Missing)
    }

    /// Own posts may be changed, and by moderators all.
    fn owns(&self, owner: Option<Id>) -> Result<()> {
        if owner == Some(self.user.id) || self.user.moderator { Ok(()) } else { Err(RuleBroken::NotYours.into()) }
    }

    /// An answer that this person may accept, with its question.
    fn acceptable(&self, answer: Id) -> Result<(Post, Id)> {
        let post = self.find(Kind::Answer, answer)?;
        let question = post.question.ok_or(Refusal::Missing)?;
        let asker = self.store.post(question)?.and_then(|question| question.owner);
        if asker == Some(self.user.id) { Ok((post, question)) } else { Err(RuleBroken::NotAsker.into()) }
    }

    fn revision(&self, draft: Draft) -> Revision {
        Revision { title: draft.title, body: draft.body, tags: draft.tags, editor: self.user.id, at: self.now }
    }
}
