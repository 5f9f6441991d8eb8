//! Articles: what is written to be read, rather than to be answered.

use rusqlite::{OptionalExtension as _, Row, params};

use super::people::{self, Person};
use super::{Id, Order, PostSort, Range, Result, Sql, Store};

/// One article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Article {
    pub(crate) id: Id,
    pub(crate) kind: ArticleKind,
    pub(crate) title: String,
    /// Markdown.
    pub(crate) body: String,
    pub(crate) tags: Vec<String>,
    pub(crate) owner: Option<Person>,
    pub(crate) published: i64,
    pub(crate) active: i64,
    pub(crate) edited: Option<i64>,
    pub(crate) editor: Option<Id>,
    pub(crate) up: i64,
    pub(crate) down: i64,
    pub(crate) score: i64,
    pub(crate) views: u32,
    pub(crate) comments: u32,
    pub(crate) editable_by: EditableBy,
}

/// A word of the API and what it stands for.
macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
        pub(crate) enum $name { $($(#[$variant_doc])* $variant,)+ }

        impl $name {
            pub(crate) const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The word that the API has for it.
            pub(crate) fn name(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// What the API's word stands for.
            pub(crate) fn named(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.name() == word)
            }
        }
    };
}

vocabulary! {
    /// What an article is for, by its names in v2.3.
    ArticleKind {
        #[default]
        Knowledge = "knowledge-article",
        Announcement = "announcement",
        HowTo = "how-to-guide",
        Policy = "policy",
    }
}

vocabulary! {
    /// Who may edit an article besides moderators, by its names in v3.
    EditableBy {
        #[default]
        Owner = "ownerOnly",
        Some = "specificEditors",
        Everyone = "everyone",
    }
}

/// Which articles, in which order. The default is all of them.
#[derive(Debug, Default)]
pub(crate) struct Articles {
    pub(crate) ids: Option<Vec<Id>>,
    pub(crate) kind: Option<ArticleKind>,
    pub(crate) owner: Option<Id>,
    /// At least one of these.
    pub(crate) any_tag: Vec<String>,
    pub(crate) published: Range<i64>,
    pub(crate) sort: PostSort,
    pub(crate) order: Order,
    pub(crate) bounds: Range<i64>,
    pub(crate) limit: u32,
    pub(crate) offset: u32,
}

impl Store {
    /// The articles of a selection.
    pub(crate) fn articles(&self, wanted: &Articles) -> Result<Vec<Article>> {
        let mut sql = Sql::new(
            "SELECT a.id, a.type, a.title, a.body, a.tags, a.published, a.active, a.edited, a.editor, a.up, a.down, \
             a.score, a.views, (SELECT count(*) FROM comment WHERE post = a.id), a.editable_by, \
             p.id, p.name, p.trade, p.joined, p.gone, p.reputation, p.moderator",
        );
        wanted.from(&mut sql);
        sql.push(" ORDER BY ").push(wanted.column()).push(wanted.order.sql()).push(", a.id").push(wanted.order.sql());
        sql.page(wanted.limit, wanted.offset);
        sql.rows(&self.db, read)
    }

    /// How many there are, on all pages.
    pub(crate) fn count_articles(&self, wanted: &Articles) -> Result<u32> {
        let mut sql = Sql::new("SELECT count(*)");
        wanted.from(&mut sql);
        sql.number(&self.db)
    }

    /// One article.
    pub(crate) fn article(&self, id: Id) -> Result<Option<Article>> {
        Ok(self.articles(&Articles { ids: Some(vec![id]), limit: 1, ..Articles::default() })?.pop())
    }

    /// Changes what an article is for and who may edit it.
    pub(crate) fn reclassify(&self, id: Id, kind: ArticleKind, by: EditableBy, editors: &[Id]) -> Result<()> {
        self.db.prepare_cached("UPDATE article SET type = ?, editable_by = ? WHERE id = ?")?.execute(params![
            kind.name(),
            by.name(),
            id
        ])?;
        self.db.prepare_cached("DELETE FROM article_editor WHERE article = ?")?.execute([id])?;
        let mut row = self.db.prepare_cached("INSERT OR IGNORE INTO article_editor VALUES (?, ?)")?;
        for editor in editors {
            row.execute([id, *editor])?;
        }
        Ok(())
    }

    /// The people who may edit an article that is open to some.
    pub(crate) fn editors_of(&self, article: Id) -> Result<Vec<Id>> {
        let mut sql = Sql::new("SELECT person FROM article_editor WHERE article = ");
        sql.bind(article).push(" ORDER BY person");
        sql.rows(&self.db, |row| row.get(0))
    }

    /// Whether somebody who does not own an article may edit it all the same.
    pub(crate) fn is_open_to(&self, article: Id, person: Id) -> Result<bool> {
        let by: Option<String> = self
            .db
            .prepare_cached("SELECT editable_by FROM article WHERE id = ?")?
            .query_row([article], |row| row.get(0))
            .optional()?;
        match by.as_deref().and_then(EditableBy::named) {
            Some(EditableBy::Everyone) => Ok(true),
            Some(EditableBy::Some) => Ok(self.editors_of(article)?.contains(&person)),
            Some(EditableBy::Owner) | None => Ok(false),
        }
    }
}

impl Articles {
    fn from(&self, sql: &mut Sql) {
        sql.push(" FROM article a LEFT JOIN person p ON p.id = a.owner WHERE true");
        if let Some(ids) = &self.ids {
            sql.push(" AND a.id IN (").bind_all(ids.iter().copied()).push(")");
        }
        if let Some(kind) = self.kind {
            sql.push(" AND a.type = ").bind(kind.name().to_owned());
        }
        if let Some(owner) = self.owner {
            sql.push(" AND a.owner = ").bind(owner);
        }
        if !self.any_tag.is_empty() {
            sql.push(" AND a.id IN (SELECT article FROM article_tag WHERE tag IN (");
            sql.bind_all(self.any_tag.iter().cloned()).push("))");
        }
        sql.between("a.published", self.published.from, self.published.to);
        sql.between(self.column(), self.bounds.from, self.bounds.to);
    }

    fn column(&self) -> &'static str {
        match self.sort {
            PostSort::Activity => "a.active",
            PostSort::Creation => "a.published",
            PostSort::Votes => "a.score",
        }
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Article> {
    let (kind, tags, editable_by): (String, String, String) = (row.get(1)?, row.get(4)?, row.get(14)?);
    Ok(Article {
        id: row.get(0)?,
        kind: ArticleKind::named(&kind).unwrap_or_default(),
        title: row.get(2)?,
        body: row.get(3)?,
        tags: tags.split_whitespace().map(str::to_owned).collect(),
        published: row.get(5)?,
        active: row.get(6)?,
        edited: row.get(7)?,
        editor: row.get(8)?,
        up: row.get(9)?,
        down: row.get(10)?,
        score: row.get(11)?,
        views: row.get(12)?,
        comments: row.get(13)?,
        editable_by: EditableBy::named(&editable_by).unwrap_or_default(),
        owner: people::read(row, 15)?,
    })
}
