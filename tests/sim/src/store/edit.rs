//! Changing what is there: text, tags, and whether a question is open or an answer accepted.

use rusqlite::params;

use super::{Id, Kind, Result, Store};

/// A post's new text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Revision {
    /// Not of answers.
    pub(crate) title: String,
    /// Markdown.
    pub(crate) body: String,
    /// Not of answers.
    pub(crate) tags: Vec<String>,
    pub(crate) editor: Id,
    pub(crate) at: i64,
}

impl Store {
    /// Gives a question other words.
    pub(crate) fn edit_question(&self, id: Id, new: &Revision) -> Result<()> {
        self.db.prepare_cached("UPDATE question SET title = ? WHERE id = ?")?.execute(params![new.title, id])?;
        self.edit_text(Kind::Question, id, new)?;
        self.set_tags(Kind::Question, id, &new.tags, new.at)?;
        for index in ["words", "headline"] {
            self.db.prepare_cached(&format!("DELETE FROM {index} WHERE rowid = ?"))?.execute([id])?;
        }
        self.index_question(id, &new.title, &new.body, &new.tags)?;
        self.relink(id)
    }

    /// Gives an answer other words, which brings its question up again.
    pub(crate) fn edit_answer(&self, id: Id, question: Id, new: &Revision) -> Result<()> {
        self.edit_text(Kind::Answer, id, new)?;
        self.db
            .prepare_cached("UPDATE question SET active = max(active, ?) WHERE id = ?")?
            .execute(params![new.at, question])?;
        self.db.prepare_cached("DELETE FROM prose WHERE rowid = ?")?.execute([id])?;
        self.index_prose(id, "", &new.body, &[])?;
        self.relink(question)
    }

    /// Gives an article other words.
    pub(crate) fn edit_article(&self, id: Id, new: &Revision) -> Result<()> {
        self.db.prepare_cached("UPDATE article SET title = ? WHERE id = ?")?.execute(params![new.title, id])?;
        self.edit_text(Kind::Article, id, new)?;
        self.set_tags(Kind::Article, id, &new.tags, new.at)?;
        self.db.prepare_cached("DELETE FROM prose WHERE rowid = ?")?.execute([id])?;
        self.index_prose(id, &new.title, &new.body, &new.tags)?;
        self.relink(id)
    }

    /// Makes this the one accepted answer of its question.
    pub(crate) fn accept(&self, answer: Id, question: Id, now: i64) -> Result<()> {
        self.unaccept(question)?;
        self.db.prepare_cached("UPDATE answer SET accepted = 1 WHERE id = ?")?.execute([answer])?;
        self.db
            .prepare_cached(
                "UPDATE question SET accepted = ?, has_accepted = 1, is_answered = 1, active = max(active, ?) \
                 WHERE id = ?",
            )?
            .execute(params![answer, now, question])?;
        self.recount_owner(Kind::Answer, answer)
    }

    /// Leaves a question without an accepted answer.
    pub(crate) fn unaccept(&self, question: Id) -> Result<()> {
        let mut former =
            self.db.prepare_cached("UPDATE answer SET accepted = 0 WHERE question = ? AND accepted RETURNING id")?;
        let former = former.query_map([question], |row| row.get(0))?.collect::<rusqlite::Result<Vec<Id>>>()?;
        self.db
            .prepare_cached("UPDATE question SET accepted = NULL, has_accepted = 0 WHERE id = ?")?
            .execute([question])?;
        self.settle(question)?;
        former.into_iter().try_for_each(|answer| self.recount_owner(Kind::Answer, answer))
    }

    /// Closes a question; of a duplicate, `original` is the question that stays open.
    pub(crate) fn close(&self, question: Id, reason: &str, original: Option<Id>, now: i64) -> Result<()> {
        self.db
            .prepare_cached("UPDATE question SET closed = ?, closed_reason = ? WHERE id = ?")?
            .execute(params![now, reason, question])?;
        if let Some(original) = original {
            self.db
                .prepare_cached("INSERT OR IGNORE INTO post_link VALUES (?, ?, 'duplicate', ?)")?
                .execute(params![question, original, now])?;
        }
        Ok(())
    }

    fn edit_text(&self, kind: Kind, id: Id, new: &Revision) -> Result<()> {
        self.db
            .prepare_cached(&format!(
                "UPDATE {} SET body = ?, edited = ?, editor = ?, revisions = revisions + 1, active = max(active, ?)
                 WHERE id = ?",
                kind.name()
            ))?
            .execute(params![new.body, new.at, new.editor, new.at, id])?;
        self.db.prepare_cached("DELETE FROM original WHERE post = ?")?.execute([id])?;
        Ok(())
    }

    /// Reads the addresses in a question and its answers, or in an article, anew.
    pub(super) fn relink(&self, post: Id) -> Result<()> {
        self.db.prepare_cached("DELETE FROM link WHERE post = ?")?.execute([post])?;
        let mut bodies = self.db.prepare_cached(
            "SELECT body FROM question WHERE id = ?1 UNION ALL SELECT body FROM answer WHERE question = ?1
             UNION ALL SELECT body FROM article WHERE id = ?1",
        )?;
        let bodies = bodies.query_map([post], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
        bodies.iter().try_for_each(|body| self.add_links(post, body))
    }
}
