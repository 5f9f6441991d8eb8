//! Filling the site from a data dump: what a row says goes in as it is, number and all, and sums are settled at the end.
//!
//! Rows come in any order, so an answer may be there before its question. What refers to nothing when all rows have
//! come is left out.

use rusqlite::params;

use super::insert::without_scheme;
use super::{Id, Kind, Result, Store};
use crate::corpus::dump::{Comment, Post, PostIs, User};

/// What a post can say about a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TagPart {
    Excerpt,
    Wiki,
}

/// How one question speaks of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LinkKind {
    Linked,
    Duplicate,
}

/// Later than any question: when a tag was made that none has carried so far.
const NEVER: i64 = i64::MAX;

impl Store {
    /// From here to the end of the [`batch`](Self::batch), what is referred to may come later.
    pub(crate) fn keep_in_any_order(&self) -> Result<()> {
        self.db.pragma_update(None, "defer_foreign_keys", true)?;
        Ok(())
    }

    /// Keeps somebody.
    pub(crate) fn keep_user(&self, user: &User) -> Result<()> {
        self.db
            .prepare_cached(
                "INSERT INTO person (id, handle, name, trade, joined, gone, reputation)
                 VALUES (?1, 'user' || ?1, ?2, '', ?3, 0, ?4)",
            )?
            .execute(params![user.id, user.name, user.joined, user.reputation])?;
        Ok(())
    }

    /// Keeps a tag, whether or not a question carries it.
    pub(crate) fn keep_tag(&self, id: Id, name: &str) -> Result<()> {
        let mut row = self.db.prepare_cached("INSERT INTO tag (id, name, created) VALUES (?, ?, ?)")?;
        row.execute(params![id, name, NEVER])?;
        Ok(())
    }

    /// Says what a kept tag is for.
    pub(crate) fn describe_kept_tag(&self, tag: &str, part: TagPart, text: &str, at: i64) -> Result<()> {
        let statement = match part {
            TagPart::Excerpt => "UPDATE tag SET excerpt = ?, described = max(coalesce(described, 0), ?) WHERE name = ?",
            TagPart::Wiki => "UPDATE tag SET wiki = ?, described = max(coalesce(described, 0), ?) WHERE name = ?",
        };
        self.db.prepare_cached(statement)?.execute(params![text, at, tag])?;
        Ok(())
    }

    /// Keeps a question or an answer.
    pub(crate) fn keep_post(&self, post: &Post<'_>) -> Result<()> {
        let kind = match post.is {
            PostIs::Question { .. } => Kind::Question,
            PostIs::Answer { .. } => Kind::Answer,
        };
        self.db.prepare_cached("INSERT INTO post (id, kind) VALUES (?, ?)")?.execute(params![post.id, kind.name()])?;
        self.db.prepare_cached("INSERT INTO original VALUES (?, ?)")?.execute(params![post.id, post.html])?;
        let (up, down) = (post.score.max(0), (-post.score).max(0));
        let active = [post.active, post.edited].into_iter().flatten().fold(post.written, i64::max);
        let revisions = 1 + u32::from(post.edited.is_some());
        let thread = match &post.is {
            PostIs::Question { title, tags, views, accepted, closed } => {
                self.db
                    .prepare_cached(
                        "INSERT INTO question (id, title, body, tags, owner, asked, active, edited, editor, revisions,
                            up, down, views, answers, accepted, has_accepted, is_answered, closed)
                         VALUES (?, ?, ?, ?, (SELECT id FROM person WHERE id = ?), ?, ?, ?,
                            (SELECT id FROM person WHERE id = ?), ?, ?, ?, ?, 0, ?, 0, 0, ?)",
                    )?
                    .execute(params![
                        post.id,
                        title,
                        post.prose.markdown,
                        tags.join(" "),
                        post.owner,
                        post.written,
                        active,
                        post.edited,
                        post.editor,
                        revisions,
                        up,
                        down,
                        views,
                        accepted,
                        closed,
                    ])?;
                self.carry(Kind::Question, post.id, tags, post.written)?;
                self.index_words(post.id, title, &post.prose.plain, tags)?;
                post.id
            }
            PostIs::Answer { question } => {
                self.db
                    .prepare_cached(
                        "INSERT INTO answer (id, question, body, owner, answered, active, edited, editor, revisions,
                            up, down, accepted)
                         VALUES (?, ?, ?, (SELECT id FROM person WHERE id = ?), ?, ?, ?,
                            (SELECT id FROM person WHERE id = ?), ?, ?, ?, 0)",
                    )?
                    .execute(params![
                        post.id,
                        question,
                        post.prose.markdown,
                        post.owner,
                        post.written,
                        active,
                        post.edited,
                        post.editor,
                        revisions,
                        up,
                        down,
                    ])?;
                self.index_prose_words(post.id, "", &post.prose.plain, &[])?;
                *question
            }
        };
        let mut link = self.db.prepare_cached("INSERT OR IGNORE INTO link VALUES (?, ?)")?;
        for url in &post.prose.links {
            link.execute(params![without_scheme(url), thread])?;
        }
        Ok(())
    }

    /// Keeps a comment on a post that is there.
    pub(crate) fn keep_comment(&self, comment: &Comment<'_>) -> Result<()> {
        self.db
            .prepare_cached(
                "INSERT INTO comment (id, post, body, owner, made, score)
                 SELECT ?, id, ?, (SELECT id FROM person WHERE id = ?), ?, ? FROM post WHERE id = ?",
            )?
            .execute(params![comment.id, comment.text, comment.owner, comment.made, comment.score, comment.post])?;
        Ok(())
    }

    /// Keeps a link between two questions that are there.
    pub(crate) fn keep_link(&self, from: Id, to: Id, kind: LinkKind, at: i64) -> Result<()> {
        let kind = match kind {
            LinkKind::Linked => "linked",
            LinkKind::Duplicate => "duplicate",
        };
        self.db
            .prepare_cached(
                "INSERT OR IGNORE INTO post_link
                 SELECT f.id, t.id, ?, ? FROM question f JOIN question t ON f.id = ? AND t.id = ?",
            )?
            .execute(params![kind, at, from, to])?;
        Ok(())
    }

    /// Drops answers without a question, and counts what questions say of their answers.
    pub(crate) fn settle_posts(&self) -> Result<()> {
        self.db.execute_batch(&format!(
            "CREATE TEMP TABLE stray AS SELECT id FROM answer WHERE question NOT IN (SELECT id FROM question);
             DELETE FROM prose WHERE rowid IN (SELECT id FROM stray);
             DELETE FROM post WHERE id IN (SELECT id FROM stray);
             DELETE FROM link WHERE post NOT IN (SELECT id FROM post);
             DROP TABLE stray;
             UPDATE question SET accepted = NULL WHERE accepted IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM answer a WHERE a.id = question.accepted AND a.question = question.id);
             UPDATE answer SET accepted = 1 WHERE id IN (SELECT accepted FROM question WHERE accepted IS NOT NULL);
             UPDATE question SET answers = total, has_accepted = accepted IS NOT NULL,
                is_answered = accepted IS NOT NULL OR best > 0, active = max(question.active, latest)
                FROM (SELECT question AS thread, count(*) AS total, max(score) AS best, max(active) AS latest
                      FROM answer GROUP BY question) WHERE id = thread;
             UPDATE tag SET created = 0 WHERE created = {NEVER};"
        ))?;
        Ok(())
    }

    /// A dump does not say why a question was closed, but for duplicates.
    pub(crate) fn settle_closings(&self) -> Result<()> {
        self.db.execute(
            "UPDATE question SET closed_reason = CASE WHEN EXISTS
                (SELECT 1 FROM post_link WHERE from_post = id AND kind = 'duplicate')
                THEN 'Duplicate' ELSE 'Not suitable for this site' END WHERE closed IS NOT NULL",
            [],
        )?;
        Ok(())
    }
}
