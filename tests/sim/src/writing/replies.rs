//! Who hears of what is written.

use super::{Result, Writer};
use crate::markdown;
use crate::store::{Comments, Id, Kind, Mailbox, Message, Post};

/// As much of a text as a message quotes.
const QUOTED: usize = 160;

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
        let body = excerpt(text);
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

    /// Whom a comment addresses by `@name`: the post's owner or somebody who commented before.
    pub(super) fn addressed(&self, post: Id, owner: Option<Id>, body: &str) -> Result<Option<Id>> {
        let Some((_, rest)) = body.split_once('@') else { return Ok(None) };
        let name: String = rest.chars().take_while(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        if name.chars().count() < 3 {
            return Ok(None);
        }
        let before = Comments { posts: Some(vec![post]), limit: 1000, ..Comments::default() };
        let mut people: Vec<_> =
            self.store.comments(&before)?.into_iter().filter_map(|comment| comment.owner).collect();
        if let Some(owner) = owner {
            people.extend(self.store.person(owner)?);
        }
        let answers_to = |full: &str| full.to_lowercase().replace(' ', "").starts_with(&name);
        let found = people.into_iter().find(|person| person.id != self.user.id && answers_to(&person.name));
        Ok(found.map(|person| person.id))
    }
}

/// The first words of a text.
fn excerpt(text: &str) -> String {
    let words = markdown::plain(text).split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", words[..end].trim_end()),
        None => words,
    }
}
