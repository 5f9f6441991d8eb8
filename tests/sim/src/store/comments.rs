//! Comments on posts.

use rusqlite::{Row, params};

use super::people::{self, Person};
use super::{Id, Kind, Order, Range, Result, Sql, Store};

/// One comment, with what is needed to show it alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Comment {
    pub(crate) id: Id,
    pub(crate) post: Id,
    pub(crate) kind: Kind,
    /// Markdown, of which comments know only the inline part.
    pub(crate) body: String,
    pub(crate) made: i64,
    pub(crate) edited: Option<i64>,
    pub(crate) score: i64,
    pub(crate) owner: Option<Person>,
    pub(crate) reply_to: Option<Person>,
    /// The question that it is about, directly or by an answer.
    pub(crate) question: Option<Id>,
    /// The title of that question, or of the article.
    pub(crate) title: String,
}

/// What a list of comments is sorted by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum CommentSort {
    #[default]
    Creation,
    Votes,
}

/// Which comments, in which order. `None` sets no condition.
#[derive(Debug, Default)]
pub(crate) struct Comments {
    pub(crate) ids: Option<Vec<Id>>,
    pub(crate) posts: Option<Vec<Id>>,
    pub(crate) owners: Option<Vec<Id>>,
    /// In reply to this person.
    pub(crate) to: Option<Id>,
    pub(crate) made: Range<i64>,
    pub(crate) sort: CommentSort,
    pub(crate) order: Order,
    pub(crate) bounds: Range<i64>,
    pub(crate) limit: u32,
    pub(crate) offset: u32,
}

impl Store {
    /// The comments of a selection.
    pub(crate) fn comments(&self, wanted: &Comments) -> Result<Vec<Comment>> {
        let mut sql = Sql::new(
            "SELECT c.id, c.post, post.kind, c.body, c.made, c.edited, c.score, \
             coalesce(q.id, a.question), coalesce(q.title, r.title), \
             p.id, p.name, p.trade, p.joined, p.gone, p.reputation, p.moderator, \
             t.id, t.name, t.trade, t.joined, t.gone, t.reputation, t.moderator",
        );
        wanted.from(&mut sql);
        sql.push(" ORDER BY ").push(wanted.column()).push(wanted.order.sql()).push(", c.id").push(wanted.order.sql());
        sql.page(wanted.limit, wanted.offset);
        sql.rows(&self.db, read)
    }

    /// How many there are, on all pages.
    pub(crate) fn count_comments(&self, wanted: &Comments) -> Result<u32> {
        let mut sql = Sql::new("SELECT count(*)");
        wanted.from(&mut sql);
        sql.number(&self.db)
    }

    /// One comment.
    pub(crate) fn comment(&self, id: Id) -> Result<Option<Comment>> {
        Ok(self.comments(&Comments { ids: Some(vec![id]), limit: 1, ..Comments::default() })?.pop())
    }

    /// When the last comment on a post was made.
    pub(crate) fn latest_comment(&self, post: Id) -> Result<Option<i64>> {
        let mut row = self.db.prepare_cached("SELECT max(made) FROM comment WHERE post = ?")?;
        Ok(row.query_row([post], |row| row.get(0))?)
    }

    /// Whom a comment addresses by `@name`: the post's owner, or somebody who commented before.
    pub(crate) fn addressed(&self, post: Id, by: Id, body: &str) -> Result<Option<Id>> {
        let Some((_, rest)) = body.split_once('@') else { return Ok(None) };
        let name: String = rest.chars().take_while(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        if name.chars().count() < 3 {
            return Ok(None);
        }
        let before = Comments { posts: Some(vec![post]), limit: 1000, ..Comments::default() };
        let mut people: Vec<Person> = self.comments(&before)?.into_iter().filter_map(|comment| comment.owner).collect();
        if let Some(owner) = self.post(post)?.and_then(|post| post.owner) {
            people.extend(self.person(owner)?);
        }
        let answers_to = |full: &str| full.to_lowercase().replace(' ', "").starts_with(&name);
        let found = people.into_iter().find(|person| person.id != by && answers_to(&person.name));
        Ok(found.map(|person| person.id))
    }

    /// Gives a comment other words.
    pub(crate) fn edit_comment(&self, id: Id, body: &str, reply_to: Option<Id>, now: i64) -> Result<()> {
        self.db
            .prepare_cached("UPDATE comment SET body = ?, reply_to = ?, edited = ? WHERE id = ?")?
            .execute(params![body, reply_to, now, id])?;
        Ok(())
    }

    /// Takes a comment out of every list.
    pub(crate) fn delete_comment(&self, id: Id) -> Result<()> {
        self.db.prepare_cached("DELETE FROM comment WHERE id = ?")?.execute([id])?;
        Ok(())
    }
}

impl Comments {
    fn from(&self, sql: &mut Sql) {
        sql.push(
            " FROM comment c JOIN post ON post.id = c.post LEFT JOIN answer a ON a.id = c.post \
             LEFT JOIN question q ON q.id = coalesce(a.question, c.post) LEFT JOIN article r ON r.id = c.post \
             LEFT JOIN person p ON p.id = c.owner LEFT JOIN person t ON t.id = c.reply_to WHERE true",
        );
        for (column, ids) in
            [(" AND c.id IN (", &self.ids), (" AND c.post IN (", &self.posts), (" AND c.owner IN (", &self.owners)]
        {
            if let Some(ids) = ids {
                sql.push(column).bind_all(ids.iter().copied()).push(")");
            }
        }
        if let Some(to) = self.to {
            sql.push(" AND c.reply_to = ").bind(to);
        }
        sql.between("c.made", self.made.from, self.made.to);
        sql.between(self.column(), self.bounds.from, self.bounds.to);
    }

    fn column(&self) -> &'static str {
        match self.sort {
            CommentSort::Creation => "c.made",
            CommentSort::Votes => "c.score",
        }
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Comment> {
    let kind: String = row.get(2)?;
    Ok(Comment {
        id: row.get(0)?,
        post: row.get(1)?,
        kind: Kind::named(&kind),
        body: row.get(3)?,
        made: row.get(4)?,
        edited: row.get(5)?,
        score: row.get(6)?,
        question: row.get(7)?,
        title: row.get(8)?,
        owner: people::read(row, 9)?,
        reply_to: people::read(row, 16)?,
    })
}
