//! Votes and bookmarks, and the reputation that comes of votes.

use rusqlite::{OptionalExtension as _, params};

use super::{Id, Kind, Result, Store};

/// Which way somebody voted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Vote {
    Up,
    Down,
}

impl Vote {
    fn column(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
        }
    }
}

/// What a person's reputation is made of.
const REPUTATION: &str = "max(1, 1
    + 10 * coalesce((SELECT sum(score) FROM question WHERE owner = person.id), 0)
    + 10 * coalesce((SELECT sum(score) FROM answer WHERE owner = person.id), 0)
    + 15 * (SELECT count(*) FROM answer WHERE owner = person.id AND accepted))";

impl Store {
    /// How somebody voted on a post.
    pub(crate) fn vote_of(&self, person: Id, post: Id) -> Result<Option<Vote>> {
        let up = self
            .db
            .prepare_cached("SELECT up FROM vote WHERE post = ? AND person = ?")?
            .query_row([post, person], |row| row.get(0))
            .optional()?;
        Ok(up.map(|up| if up { Vote::Up } else { Vote::Down }))
    }

    /// Counts somebody's vote, and no longer the one they gave before.
    pub(crate) fn vote(&self, person: Id, kind: Kind, post: Id, vote: Vote, now: i64) -> Result<()> {
        self.unvote(person, kind, post)?;
        self.db.prepare_cached("INSERT INTO vote VALUES (?, ?, ?, ?)")?.execute(params![
            post,
            person,
            vote == Vote::Up,
            now
        ])?;
        self.tally(kind, post, vote, 1)
    }

    /// Takes somebody's vote back, if there is one.
    pub(crate) fn unvote(&self, person: Id, kind: Kind, post: Id) -> Result<()> {
        let Some(vote) = self.vote_of(person, post)? else { return Ok(()) };
        self.db.prepare_cached("DELETE FROM vote WHERE post = ? AND person = ?")?.execute([post, person])?;
        self.tally(kind, post, vote, -1)
    }

    /// Whether somebody voted for a comment.
    pub(crate) fn has_upvoted_comment(&self, person: Id, comment: Id) -> Result<bool> {
        let mut row = self.db.prepare_cached("SELECT 1 FROM comment_vote WHERE comment = ? AND person = ?")?;
        Ok(row.exists([comment, person])?)
    }

    /// Counts somebody's vote for a comment, or takes it back.
    pub(crate) fn upvote_comment(&self, person: Id, comment: Id, voted: bool) -> Result<()> {
        let (row, score) = if voted {
            ("INSERT OR IGNORE INTO comment_vote VALUES (?, ?)", "UPDATE comment SET score = score + ? WHERE id = ?")
        } else {
            (
                "DELETE FROM comment_vote WHERE comment = ? AND person = ?",
                "UPDATE comment SET score = score - ? WHERE id = ?",
            )
        };
        let changed = self.db.prepare_cached(row)?.execute([comment, person])?;
        self.db.prepare_cached(score)?.execute(params![u32::try_from(changed).unwrap_or(0), comment])?;
        Ok(())
    }

    /// Whether somebody bookmarked a post.
    pub(crate) fn has_bookmarked(&self, person: Id, post: Id) -> Result<bool> {
        let mut row = self.db.prepare_cached("SELECT 1 FROM bookmark WHERE post = ? AND person = ?")?;
        Ok(row.exists([post, person])?)
    }

    /// Sets a bookmark.
    pub(crate) fn bookmark(&self, person: Id, post: Id, now: i64) -> Result<()> {
        self.db
            .prepare_cached("INSERT OR IGNORE INTO bookmark VALUES (?, ?, ?)")?
            .execute(params![post, person, now])?;
        Ok(())
    }

    /// Removes a bookmark.
    pub(crate) fn unbookmark(&self, person: Id, post: Id) -> Result<()> {
        self.db.prepare_cached("DELETE FROM bookmark WHERE post = ? AND person = ?")?.execute([post, person])?;
        Ok(())
    }

    /// Counts everybody's reputation anew, from the votes their posts got.
    pub(crate) fn count_reputation(&self) -> Result<()> {
        self.db.execute(&format!("UPDATE person SET reputation = {REPUTATION}"), [])?;
        Ok(())
    }

    /// The same for one person.
    pub(super) fn recount_reputation(&self, person: Id) -> Result<()> {
        self.db
            .prepare_cached(&format!("UPDATE person SET reputation = {REPUTATION} WHERE id = ?"))?
            .execute([person])?;
        Ok(())
    }

    /// The same for the owner of a post.
    pub(super) fn recount_owner(&self, kind: Kind, post: Id) -> Result<()> {
        let owner: Option<Id> = self
            .db
            .prepare_cached(&format!("SELECT owner FROM {} WHERE id = ?", kind.name()))?
            .query_row([post], |row| row.get(0))?;
        owner.map_or(Ok(()), |owner| self.recount_reputation(owner))
    }

    fn tally(&self, kind: Kind, post: Id, vote: Vote, by: i64) -> Result<()> {
        let (table, column) = (kind.name(), vote.column());
        self.db
            .prepare_cached(&format!("UPDATE {table} SET {column} = {column} + ? WHERE id = ?"))?
            .execute(params![by, post])?;
        if kind == Kind::Answer
            && let Some(question) = self.question_of(post)?
        {
            self.settle(question)?;
        }
        self.recount_owner(kind, post)
    }
}
