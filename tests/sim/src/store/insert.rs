//! Filling the site: one prepared statement per table.

use rusqlite::params;

use super::{Id, Kind, Result, Store};
use crate::corpus::{Essay, Remark, Reply, Submission};
use crate::markdown;

impl Store {
    /// Adds a question with its answers and comments, and gives each the next number.
    pub(crate) fn add_question(&self, question: &Submission) -> Result<Id> {
        let id = self.next_post(Kind::Question)?;
        let active =
            question.answers.iter().map(|reply| reply.answered).chain(question.edited).fold(question.asked, i64::max);
        self.db
            .prepare_cached(
                "INSERT INTO question (id, source, title, body, tags, owner, asked, active, edited, editor, revisions,
                    up, down, views, answers, has_accepted, is_answered, closed, closed_reason)
                 VALUES (?, ?, ?, ?, '', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )?
            .execute(params![
                id,
                question.source,
                question.title,
                question.body,
                question.owner,
                question.asked,
                active,
                question.edited,
                question.edited.and(question.owner),
                1 + i64::from(question.edited.is_some()),
                question.score.max(0),
                (-question.score).max(0),
                question.views,
                question.answer_count,
                question.accepted,
                question.accepted || question.answers.iter().any(|reply| reply.score > 0),
                question.closed.as_ref().map(|_| active),
                question.closed,
            ])?;
        self.set_tags(Kind::Question, id, &question.tags, question.asked)?;
        self.index_question(id, &question.title, &question.body, &question.tags)?;
        self.add_links(id, &question.body)?;
        for remark in &question.comments {
            self.add_comment(id, remark)?;
        }
        for reply in &question.answers {
            let answer = self.insert_answer(id, reply)?;
            if reply.accepted {
                self.db
                    .prepare_cached("UPDATE question SET accepted = ? WHERE id = ? AND accepted IS NULL")?
                    .execute([answer, id])?;
            }
        }
        Ok(id)
    }

    /// Adds an answer to a question that is there already.
    pub(crate) fn add_answer(&self, question: Id, reply: &Reply) -> Result<Id> {
        let id = self.insert_answer(question, reply)?;
        self.db
            .prepare_cached("UPDATE question SET answers = answers + 1, active = max(active, ?) WHERE id = ?")?
            .execute(params![reply.answered, question])?;
        Ok(id)
    }

    /// Adds an article with its comments.
    pub(crate) fn add_article(&self, essay: &Essay) -> Result<Id> {
        let id = self.next_post(Kind::Article)?;
        self.db
            .prepare_cached(
                "INSERT INTO article (id, type, title, body, tags, owner, published, active, edited, editor, revisions,
                    up, down, views, editable_by)
                 VALUES (?, ?, ?, ?, '', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )?
            .execute(params![
                id,
                essay.kind.name(),
                essay.title,
                essay.body,
                essay.owner,
                essay.published,
                essay.edited.unwrap_or(essay.published),
                essay.edited,
                essay.edited.and(essay.owner),
                1 + i64::from(essay.edited.is_some()),
                essay.score.max(0),
                (-essay.score).max(0),
                essay.views,
                essay.editable_by.name(),
            ])?;
        self.set_tags(Kind::Article, id, &essay.tags, essay.published)?;
        self.index_prose(id, &essay.title, &essay.body, &essay.tags)?;
        self.add_links(id, &essay.body)?;
        for remark in &essay.comments {
            self.add_comment(id, remark)?;
        }
        Ok(id)
    }

    /// Adds a comment to any post.
    pub(crate) fn add_comment(&self, post: Id, remark: &Remark) -> Result<Id> {
        let mut row = self.db.prepare_cached(
            "INSERT INTO comment (post, body, owner, reply_to, made, score) VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
        )?;
        let values = params![post, remark.body, remark.owner, remark.reply_to, remark.made, remark.score];
        Ok(row.query_row(values, |row| row.get(0))?)
    }

    fn insert_answer(&self, question: Id, reply: &Reply) -> Result<Id> {
        let id = self.next_post(Kind::Answer)?;
        self.db
            .prepare_cached(
                "INSERT INTO answer (id, question, body, owner, answered, active, up, down, accepted)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )?
            .execute(params![
                id,
                question,
                reply.body,
                reply.owner,
                reply.answered,
                reply.answered,
                reply.score.max(0),
                (-reply.score).max(0),
                reply.accepted,
            ])?;
        self.index_prose(id, "", &reply.body, &[])?;
        self.add_links(question, &reply.body)?;
        for remark in &reply.comments {
            self.add_comment(id, remark)?;
        }
        Ok(id)
    }

    /// Makes a question's words findable.
    pub(super) fn index_question(&self, id: Id, title: &str, body: &str, tags: &[String]) -> Result<()> {
        self.index_words(id, title, &markdown::plain(body), tags)
    }

    /// The same for a text without markup.
    pub(super) fn index_words(&self, id: Id, title: &str, text: &str, tags: &[String]) -> Result<()> {
        let tags = tags.join(" ");
        self.db
            .prepare_cached("INSERT INTO words (rowid, title, body, tags) VALUES (?, ?, ?, ?)")?
            .execute(params![id, title, text, tags])?;
        self.db
            .prepare_cached("INSERT INTO headline (rowid, title, tags) VALUES (?, ?, ?)")?
            .execute(params![id, title, tags])?;
        Ok(())
    }

    /// Makes an answer's words findable, which has only a body, or an article's.
    pub(super) fn index_prose(&self, id: Id, title: &str, body: &str, tags: &[String]) -> Result<()> {
        self.index_prose_words(id, title, &markdown::plain(body), tags)
    }

    /// The same for a text without markup.
    pub(super) fn index_prose_words(&self, id: Id, title: &str, text: &str, tags: &[String]) -> Result<()> {
        self.db
            .prepare_cached("INSERT INTO prose (rowid, title, body, tags) VALUES (?, ?, ?, ?)")?
            .execute(params![id, title, text, tags.join(" ")])?;
        Ok(())
    }

    /// Remembers the addresses that a text mentions.
    pub(super) fn add_links(&self, post: Id, body: &str) -> Result<()> {
        let mut row = self.db.prepare_cached("INSERT OR IGNORE INTO link VALUES (?, ?)")?;
        for link in markdown::links(body) {
            row.execute(params![without_scheme(&link), post])?;
        }
        Ok(())
    }
}

/// Addresses are compared in lower case and without `https://`.
pub(super) fn without_scheme(url: &str) -> String {
    let url = url.to_lowercase();
    url.split_once("://").map_or(url.as_str(), |(_, rest)| rest).to_owned()
}
