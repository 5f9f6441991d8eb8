//! Filling the site: one prepared statement per table.

use rusqlite::params;

use super::{Id, Result, Store};
use crate::corpus::{Reply, Submission};
use crate::markdown;

impl Store {
    /// Adds a question with its answers and gives it the next number.
    pub(crate) fn add_question(&self, question: &Submission) -> Result<Id> {
        let id = self.next_id()?;
        let answers_from = id + 1;
        let accepted = (answers_from..).zip(&question.answers).find(|(_, reply)| reply.accepted).map(|(at, _)| at);
        let active =
            question.answers.iter().map(|reply| reply.answered).chain(question.edited).fold(question.asked, i64::max);
        let tags = question.tags.join(" ");
        self.db
            .prepare_cached("INSERT INTO question VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")?
            .execute(params![
                id,
                question.source,
                question.title,
                question.body,
                tags,
                question.owner,
                question.asked,
                active,
                question.edited,
                question.score,
                question.views,
                question.answer_count,
                accepted,
                question.accepted,
                question.accepted || question.answers.iter().any(|reply| reply.score > 0),
                question.closed.as_ref().map(|_| active),
                question.closed,
            ])?;
        let mut tag_row = self.db.prepare_cached("INSERT OR IGNORE INTO question_tag VALUES (?, ?)")?;
        for tag in &question.tags {
            tag_row.execute(params![tag, id])?;
        }
        self.db
            .prepare_cached("INSERT INTO words (rowid, title, body, tags) VALUES (?, ?, ?, ?)")?
            .execute(params![id, question.title, markdown::plain(&question.body), tags])?;
        self.db.prepare_cached("INSERT INTO headline (rowid, title, tags) VALUES (?, ?, ?)")?.execute(params![
            id,
            question.title,
            tags
        ])?;
        self.add_links(id, &question.body)?;
        for (answer, reply) in (answers_from..).zip(&question.answers) {
            self.add_answer(answer, id, reply)?;
        }
        Ok(id)
    }

    /// Counts everybody's reputation anew, from the votes their posts got.
    pub(crate) fn count_reputation(&self) -> Result<()> {
        self.db.execute_batch(
            "UPDATE person SET reputation = max(1, 1
                + 10 * coalesce((SELECT sum(score) FROM question WHERE owner = person.id), 0)
                + 10 * coalesce((SELECT sum(score) FROM answer WHERE owner = person.id), 0)
                + 15 * (SELECT count(*) FROM answer WHERE owner = person.id AND accepted))",
        )?;
        Ok(())
    }

    fn add_answer(&self, id: Id, question: Id, reply: &Reply) -> Result<()> {
        self.db.prepare_cached("INSERT INTO answer VALUES (?, ?, ?, ?, ?, ?, ?)")?.execute(params![
            id,
            question,
            reply.body,
            reply.owner,
            reply.answered,
            reply.score,
            reply.accepted,
        ])?;
        self.add_links(question, &reply.body)
    }

    fn add_links(&self, question: Id, body: &str) -> Result<()> {
        let mut row = self.db.prepare_cached("INSERT OR IGNORE INTO link VALUES (?, ?)")?;
        for link in markdown::links(body) {
            row.execute(params![without_scheme(&link), question])?;
        }
        Ok(())
    }

    fn next_id(&self) -> Result<Id> {
        Ok(self
            .db
            .prepare_cached(
                "SELECT 1 + max(coalesce((SELECT max(id) FROM question), 0), coalesce((SELECT max(id) FROM answer), 0))",
            )?
            .query_row([], |row| row.get(0))?)
    }
}

/// Addresses are compared in lower case and without `https://`.
pub(super) fn without_scheme(url: &str) -> String {
    let url = url.to_lowercase();
    url.split_once("://").map_or(url.as_str(), |(_, rest)| rest).to_owned()
}
