//! Who hears of what is written.

use super::{Result, Writer};
use crate::markdown;
use crate::store::{Id, Kind, Mailbox, Message, Post};

impl Writer<'_> {
    /// Tells somebody else; nobody is told what they did themselves.
    pub(super) fn tell(
        &self,
        person: Option<Id>,
        mailbox: Mailbox,
        kind: &str,
        post: Option<Id>,
        comment: Option<Id>,
        text: &str,
    ) -> Result<()> {
        let Some(person) = person.filter(|person| *person != self.user.id) else { return Ok(()) };
        let body = markdown::quote(text);
        let message = Message { kind: kind.to_owned(), post, comment, body, at: self.now, is_unread: true };
        Ok(self.store.tell(person, mailbox, &message)?)
    }

    /// Tells the owner of a post that somebody else edited it.
    pub(super) fn tell_of_edit(&self, post: &Post) -> Result<()> {
        let what = match post.kind {
            Kind::Answer => "answer to",
            Kind::Question | Kind::Article => post.kind.name(),
        };
        let news = format!("{} edited your {what} “{}”.", self.user.name, post.title);
        self.tell(post.owner, Mailbox::Notifications, "substantive_edit", Some(post.id), None, &news)
    }
}
