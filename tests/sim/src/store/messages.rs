//! What people are told: their inbox and their notifications.

use rusqlite::params;

use super::{Id, Result, Sql, Store};
use crate::markdown;

/// Where a message appears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mailbox {
    /// New answers and comments.
    Inbox,
    /// Everything else, such as an edit by somebody.
    Notifications,
}

impl Mailbox {
    fn name(self) -> &'static str {
        match self {
            Self::Inbox => "inbox",
            Self::Notifications => "notification",
        }
    }
}

/// One thing that somebody was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    /// `item_type` or `notification_type` of the API.
    pub(crate) kind: String,
    pub(crate) post: Option<Id>,
    pub(crate) comment: Option<Id>,
    pub(crate) body: String,
    pub(crate) at: i64,
    pub(crate) is_unread: bool,
}

/// Which messages; always the newest first.
#[derive(Debug)]
pub(crate) struct Messages {
    pub(crate) mailbox: Mailbox,
    pub(crate) person: Id,
    pub(crate) only_unread: bool,
    /// Not older than this.
    pub(crate) since: Option<i64>,
    pub(crate) limit: u32,
    pub(crate) offset: u32,
}

impl Store {
    /// The messages of a selection.
    pub(crate) fn messages(&self, wanted: &Messages) -> Result<Vec<Message>> {
        let mut sql = Sql::new("SELECT kind, post, comment, body, at, unread");
        wanted.from(&mut sql);
        sql.push(" ORDER BY at DESC, id DESC").page(wanted.limit, wanted.offset);
        sql.rows(&self.db, |row| {
            Ok(Message {
                kind: row.get(0)?,
                post: row.get(1)?,
                comment: row.get(2)?,
                body: row.get(3)?,
                at: row.get(4)?,
                is_unread: row.get(5)?,
            })
        })
    }

    /// How many there are, on all pages.
    pub(crate) fn count_messages(&self, wanted: &Messages) -> Result<u32> {
        let mut sql = Sql::new("SELECT count(*)");
        wanted.from(&mut sql);
        sql.number(&self.db)
    }

    /// Tells everybody what a new site's answers, comments and acceptances would have told them. What came in the last
    /// `unread` seconds is left unread.
    pub(crate) fn fill_mailboxes(&self, unread: i64) -> Result<()> {
        let mut rows = self.db.prepare(
            "SELECT 'inbox', 'new_answer', q.owner, a.id, NULL, a.body, a.answered
             FROM answer a JOIN question q ON q.id = a.question WHERE q.owner <> a.owner
             UNION ALL SELECT 'inbox', 'comment', coalesce(c.reply_to, q.owner, a.owner, r.owner), c.post, c.id, c.body,
                c.made
             FROM comment c LEFT JOIN question q ON q.id = c.post LEFT JOIN answer a ON a.id = c.post
             LEFT JOIN article r ON r.id = c.post WHERE coalesce(c.reply_to, q.owner, a.owner, r.owner) <> c.owner
             UNION ALL SELECT 'notification', 'generic', a.owner, a.id, NULL,
                'Your answer to “' || q.title || '” was accepted.', a.answered
             FROM answer a JOIN question q ON q.accepted = a.id WHERE q.owner <> a.owner
             ORDER BY 7",
        )?;
        let rows = rows.query_map([], |row| {
            let mailbox: String = row.get(0)?;
            let mailbox = if mailbox == "inbox" { Mailbox::Inbox } else { Mailbox::Notifications };
            let body: String = row.get(5)?;
            let message = Message {
                kind: row.get(1)?,
                post: row.get(3)?,
                comment: row.get(4)?,
                body: markdown::quote(&body),
                at: row.get(6)?,
                is_unread: true,
            };
            Ok((mailbox, row.get(2)?, message))
        })?;
        let all = rows.collect::<rusqlite::Result<Vec<(Mailbox, Id, Message)>>>()?;
        let read_to = all.last().map_or(0, |(_, _, latest)| latest.at - unread);
        all.into_iter().try_for_each(|(mailbox, person, message)| {
            self.tell(person, mailbox, &Message { is_unread: message.at > read_to, ..message })
        })
    }

    /// Tells somebody something.
    pub(crate) fn tell(&self, person: Id, mailbox: Mailbox, message: &Message) -> Result<()> {
        self.db
            .prepare_cached(
                "INSERT INTO message (box, person, kind, post, comment, body, at, unread)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            )?
            .execute(params![
                mailbox.name(),
                person,
                message.kind,
                message.post,
                message.comment,
                message.body,
                message.at,
                message.is_unread,
            ])?;
        Ok(())
    }
}

impl Messages {
    fn from(&self, sql: &mut Sql) {
        sql.push(" FROM message WHERE person = ").bind(self.person).push(" AND box = ");
        sql.bind(self.mailbox.name().to_owned());
        if self.only_unread {
            sql.push(" AND unread");
        }
        sql.between("at", self.since, None::<i64>);
    }
}
