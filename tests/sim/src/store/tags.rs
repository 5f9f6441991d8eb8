//! Tags: how many posts carry them, what they are for, and the names that turn into others.

use rusqlite::{OptionalExtension as _, Row, params};

use super::{Id, Kind, Order, Range, Result, Sql, Store};

/// A tag and how many questions carry it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tag {
    pub(crate) id: Id,
    pub(crate) name: String,
    pub(crate) count: u32,
    /// When the latest of its questions was, 0 without any.
    pub(crate) active: i64,
    pub(crate) created: i64,
    /// What it is for, in a sentence.
    pub(crate) excerpt: String,
    /// The same at length, in Markdown.
    pub(crate) wiki: String,
    /// When that was last edited.
    pub(crate) described: Option<i64>,
    pub(crate) is_required: bool,
    pub(crate) is_moderator_only: bool,
    pub(crate) has_synonyms: bool,
}

/// What a list of tags is sorted by; the bounds are of the same kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TagSort {
    Popular(Range<i64>),
    Activity(Range<i64>),
    Name(Range<String>),
    Creation(Range<i64>),
}

/// Which tags, in which order. The default is all of them.
#[derive(Debug, Default)]
pub(crate) struct Tags {
    pub(crate) ids: Option<Vec<Id>>,
    pub(crate) names: Option<Vec<String>>,
    /// Part of the name.
    pub(crate) containing: Option<String>,
    pub(crate) required: Option<bool>,
    pub(crate) moderator_only: Option<bool>,
    pub(crate) has_synonyms: Option<bool>,
    /// Counting only these questions, and without the tags that then count nothing.
    pub(crate) among: Option<Among>,
    pub(crate) sort: TagSort,
    pub(crate) order: Order,
    pub(crate) limit: u32,
    pub(crate) offset: u32,
}

/// Some of the questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Among {
    /// Those that one of these people asked or answered.
    By(Vec<Id>),
    /// Those that carry all of these tags; the tags themselves are not listed.
    Tagged(Vec<String>),
}

impl Default for TagSort {
    fn default() -> Self {
        Self::Popular(Range::default())
    }
}

/// A name that turns into another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Synonym {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) created: i64,
    /// How often somebody used it.
    pub(crate) applied: u32,
    pub(crate) last: Option<i64>,
}

/// What is said about a tag, whether or not anything carries it yet.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct TagWiki {
    pub(crate) name: String,
    pub(crate) excerpt: String,
    /// Markdown.
    pub(crate) body: String,
    pub(crate) is_moderator_only: bool,
    pub(crate) described: i64,
}

impl Store {
    /// The tags of a selection.
    pub(crate) fn tags(&self, wanted: &Tags) -> Result<Vec<Tag>> {
        let mut sql = Sql::new("SELECT *");
        wanted.from(&mut sql);
        sql.push(" ORDER BY ").push(wanted.column()).push(wanted.order.sql()).push(", name");
        sql.page(wanted.limit, wanted.offset);
        sql.rows(&self.db, read)
    }

    /// How many there are, on all pages.
    pub(crate) fn count_tags(&self, wanted: &Tags) -> Result<u32> {
        let mut sql = Sql::new("SELECT count(*)");
        wanted.from(&mut sql);
        sql.number(&self.db)
    }

    /// One tag by its name.
    pub(crate) fn tag(&self, name: &str) -> Result<Option<Tag>> {
        Ok(self.tags(&Tags { names: Some(vec![name.to_owned()]), limit: 1, ..Tags::default() })?.pop())
    }

    /// The synonyms that turn into one of these tags, or with `None` all there are; the newest first.
    pub(crate) fn synonyms(&self, of: Option<&[String]>) -> Result<Vec<Synonym>> {
        let mut sql = Sql::new("SELECT from_tag, to_tag, created, applied, last FROM synonym WHERE true");
        if let Some(names) = of {
            sql.push(" AND to_tag IN (").bind_all(names.iter().cloned()).push(")");
        }
        sql.push(" ORDER BY created DESC, from_tag");
        sql.rows(&self.db, |row| {
            Ok(Synonym {
                from: row.get(0)?,
                to: row.get(1)?,
                created: row.get(2)?,
                applied: row.get(3)?,
                last: row.get(4)?,
            })
        })
    }

    /// What a name turns into.
    pub(crate) fn synonym_target(&self, name: &str) -> Result<Option<String>> {
        let mut row = self.db.prepare_cached("SELECT to_tag FROM synonym WHERE from_tag = ?")?;
        Ok(row.query_row([name], |row| row.get(0)).optional()?)
    }

    /// Whether a tag is for moderators only; `None` for one that nobody has used.
    pub(crate) fn tag_guard(&self, name: &str) -> Result<Option<bool>> {
        let mut row = self.db.prepare_cached("SELECT is_moderator FROM tag WHERE name = ?")?;
        Ok(row.query_row([name], |row| row.get(0)).optional()?)
    }

    /// Counts one use of a synonym.
    pub(crate) fn apply_synonym(&self, from: &str, now: i64) -> Result<()> {
        self.db
            .prepare_cached("UPDATE synonym SET applied = applied + 1, last = ? WHERE from_tag = ?")?
            .execute(params![now, from])?;
        Ok(())
    }

    /// Lets one name turn into another.
    pub(crate) fn add_synonym(&self, synonym: &Synonym) -> Result<()> {
        self.db.prepare_cached("INSERT OR REPLACE INTO synonym VALUES (?, ?, ?, ?, ?)")?.execute(params![
            synonym.from,
            synonym.to,
            synonym.created,
            synonym.applied,
            synonym.last,
        ])?;
        Ok(())
    }

    /// Says what a tag is for.
    pub(crate) fn describe_tag(&self, wiki: &TagWiki) -> Result<()> {
        self.db
            .prepare_cached(
                "INSERT INTO tag (name, created, excerpt, wiki, described, is_moderator) VALUES (?1, ?5, ?2, ?3, ?5, ?4)
                 ON CONFLICT (name) DO UPDATE SET excerpt = ?2, wiki = ?3, is_moderator = ?4, described = ?5",
            )?
            .execute(params![wiki.name, wiki.excerpt, wiki.body, wiki.is_moderator_only, wiki.described])?;
        Ok(())
    }

    /// Makes these the tags of which every question needs one.
    pub(crate) fn require_tags(&self, names: &[String]) -> Result<()> {
        self.db.execute("UPDATE tag SET is_required = 0 WHERE is_required", [])?;
        let mut row = self.db.prepare_cached(
            "INSERT INTO tag (name, created, is_required) VALUES (?, 0, 1)
             ON CONFLICT (name) DO UPDATE SET is_required = 1",
        )?;
        for name in names {
            row.execute([name])?;
        }
        Ok(())
    }

    /// Gives a question or an article these tags and no others.
    pub(super) fn set_tags(&self, kind: Kind, post: Id, tags: &[String], now: i64) -> Result<()> {
        let table = kind.name();
        self.db
            .prepare_cached(&format!("UPDATE {table} SET tags = ? WHERE id = ?"))?
            .execute(params![tags.join(" "), post])?;
        self.db.prepare_cached(&format!("DELETE FROM {table}_tag WHERE {table} = ?"))?.execute([post])?;
        self.carry(kind, post, tags, now)
    }

    /// Counts a post among those of its tags.
    pub(super) fn carry(&self, kind: Kind, post: Id, tags: &[String], now: i64) -> Result<()> {
        let table = kind.name();
        let mut carried = self.db.prepare_cached(&format!("INSERT OR IGNORE INTO {table}_tag VALUES (?, ?)"))?;
        let mut known = self.db.prepare_cached(
            "INSERT INTO tag (name, created) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET created = ?2 WHERE created > ?2",
        )?;
        for tag in tags {
            carried.execute(params![tag, post])?;
            known.execute(params![tag, now])?;
        }
        Ok(())
    }
}

impl Among {
    /// The plus keeps the database from looking up every one of these questions under every tag.
    fn narrow(&self, sql: &mut Sql) {
        match self {
            Self::By(people) => {
                sql.push(" AND +c.question IN (SELECT id FROM question WHERE owner IN (");
                sql.bind_all(people.iter().copied()).push(") UNION SELECT question FROM answer WHERE owner IN (");
                sql.bind_all(people.iter().copied()).push("))");
            }
            Self::Tagged(tags) => {
                for tag in tags {
                    sql.push(" AND +c.question IN (SELECT question FROM question_tag WHERE tag = ");
                    sql.bind(tag.clone()).push(")");
                }
            }
        }
    }
}

impl Tags {
    /// The columns of [`read`]; tags that nothing carries are listed only if something is said about them.
    fn from(&self, sql: &mut Sql) {
        sql.push(
            " FROM (SELECT t.id, t.name, count(q.id) AS count, coalesce(max(q.active), 0) AS active, t.created, \
             t.excerpt, t.wiki, t.described, t.is_required, t.is_moderator, \
             EXISTS (SELECT 1 FROM synonym WHERE to_tag = t.name) AS has_synonyms \
             FROM tag t LEFT JOIN question_tag c ON c.tag = t.name",
        );
        if let Some(among) = &self.among {
            among.narrow(sql);
        }
        sql.push(" LEFT JOIN question q ON q.id = c.question GROUP BY t.id) AS tag WHERE ");
        sql.push(match self.among {
            Some(_) => "count > 0",
            None => {
                "(count > 0 OR described IS NOT NULL OR is_required \
                 OR EXISTS (SELECT 1 FROM article_tag WHERE article_tag.tag = name))"
            }
        });
        if let Some(Among::Tagged(tags)) = &self.among {
            sql.push(" AND name NOT IN (").bind_all(tags.iter().cloned()).push(")");
        }
        if let Some(ids) = &self.ids {
            sql.push(" AND id IN (").bind_all(ids.iter().copied()).push(")");
        }
        if let Some(names) = &self.names {
            sql.push(" AND name IN (").bind_all(names.iter().cloned()).push(")");
        }
        if let Some(part) = &self.containing {
            sql.push(" AND instr(name, ").bind(part.to_lowercase()).push(") > 0");
        }
        for (column, wanted) in [
            (" AND is_required = ", self.required),
            (" AND is_moderator = ", self.moderator_only),
            (" AND has_synonyms = ", self.has_synonyms),
        ] {
            if let Some(wanted) = wanted {
                sql.push(column).bind(wanted);
            }
        }
        match &self.sort {
            TagSort::Popular(range) | TagSort::Activity(range) | TagSort::Creation(range) => {
                sql.between(self.column(), range.from, range.to);
            }
            TagSort::Name(range) => sql.between("name", range.from.clone(), range.to.clone()),
        }
    }

    fn column(&self) -> &'static str {
        match self.sort {
            TagSort::Popular(_) => "count",
            TagSort::Activity(_) => "active",
            TagSort::Name(_) => "name",
            TagSort::Creation(_) => "created",
        }
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Tag> {
    Ok(Tag {
        id: row.get(0)?,
        name: row.get(1)?,
        count: row.get(2)?,
        active: row.get(3)?,
        created: row.get(4)?,
        excerpt: row.get(5)?,
        wiki: row.get(6)?,
        described: row.get(7)?,
        is_required: row.get(8)?,
        is_moderator_only: row.get(9)?,
        has_synonyms: row.get(10)?,
    })
}
