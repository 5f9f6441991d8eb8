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

#[cfg(test)]
mod tests {
    use crate::limits::Limits;
    use crate::store::{Id, Kind, Mailbox, Messages, Store, Vote};
    use crate::writing::{Draft, Writer};

    const BODY: &str = "Long enough a text to be a question or an answer.";

    #[test]
    fn everybody_hears_what_concerns_them_and_nobody_of_themselves() {
        let (store, limits) = (Store::new().unwrap(), Limits::default());
        let people = ["Mira Okafor", "Luca Moretti", "Ruth Weiss"];
        let [mira, luca, ruth] = people.map(|name| store.person_called(name, 0).unwrap());
        store.appoint(ruth).unwrap();
        let now = |at: i64, who: Id| Writer::new(&store, &limits, who, at).unwrap().unwrap();
        let draft = |title: &str| Draft { title: title.into(), body: BODY.into(), tags: vec!["go".into()] };

        let question = now(1, mira).ask(draft("A question about everything")).unwrap();
        let answer = now(2, luca).answer(question, BODY).unwrap();
        let first = now(3, mira).comment(answer, "Which everything, *exactly*?").unwrap();
        let second = now(4, luca).comment(answer, "@mira that of the title").unwrap();
        now(5, luca).comment(question, "Never mind, I found it myself.").unwrap();
        now(6, mira).vote(Kind::Answer, answer, Vote::Up).unwrap();
        now(7, mira).accept(answer).unwrap();
        now(8, ruth).edit_question(question, draft("A question about something")).unwrap();
        now(9, mira).edit_question(question, draft("A question about anything")).unwrap();

        for (who, mailbox, expected) in [
            (mira, Mailbox::Inbox, vec!["comment 5", "comment 4", "new_answer 2"]),
            (luca, Mailbox::Inbox, vec!["comment 3"]),
            (mira, Mailbox::Notifications, vec!["substantive_edit 8"]),
            (luca, Mailbox::Notifications, vec!["generic 7"]),
            (ruth, Mailbox::Inbox, vec![]),
        ] {
            let wanted = Messages { mailbox, person: who, only_unread: true, since: None, limit: 9, offset: 0 };
            let told = store.messages(&wanted).unwrap();
            let told: Vec<String> = told.iter().map(|message| format!("{} {}", message.kind, message.at)).collect();
            assert_eq!(told, expected, "{who} {mailbox:?}");
        }
        let reply = store.comment(second).unwrap().unwrap();
        assert_eq!(reply.reply_to.map(|person| person.id), Some(mira));
        now(10, mira).delete_comment(first).unwrap();
        let wanted =
            Messages { mailbox: Mailbox::Inbox, person: luca, only_unread: false, since: None, limit: 9, offset: 0 };
        assert_eq!(store.count_messages(&wanted).unwrap(), 0, "what is gone is not announced");
    }
}
