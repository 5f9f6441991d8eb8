//! Tags, which exist as long as a question carries them.

use super::{Order, Range, Result, Sql, Store};

/// A tag and how many questions carry it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TagCount {
    pub(crate) name: String,
    pub(crate) count: u32,
    pub(crate) active: i64,
}

/// What a list of tags is sorted by; the bounds are of the same kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TagSort {
    Popular(Range<i64>),
    Activity(Range<i64>),
    Name(Range<String>),
}

/// Which tags, in which order.
#[derive(Debug)]
pub(crate) struct Tags {
    /// Part of the name.
    pub(crate) containing: Option<String>,
    pub(crate) sort: TagSort,
    pub(crate) order: Order,
    pub(crate) limit: u32,
    pub(crate) offset: u32,
}

impl Store {
    /// The tags of a selection.
    pub(crate) fn tags(&self, wanted: &Tags) -> Result<Vec<TagCount>> {
        let mut sql = Sql::new("SELECT name, count, active");
        wanted.from(&mut sql);
        sql.push(" ORDER BY ").push(wanted.column()).push(wanted.order.sql()).push(", name");
        sql.page(wanted.limit, wanted.offset);
        sql.rows(&self.db, |row| Ok(TagCount { name: row.get(0)?, count: row.get(1)?, active: row.get(2)? }))
    }

    /// How many there are, on all pages.
    pub(crate) fn count_tags(&self, wanted: &Tags) -> Result<u32> {
        let mut sql = Sql::new("SELECT count(*)");
        wanted.from(&mut sql);
        sql.number(&self.db)
    }
}

impl Tags {
    fn from(&self, sql: &mut Sql) {
        sql.push(
            " FROM (SELECT t.tag AS name, count(*) AS count, max(q.active) AS active \
             FROM question_tag t JOIN question q ON q.id = t.question GROUP BY t.tag) WHERE true",
        );
        if let Some(part) = &self.containing {
            sql.push(" AND instr(name, ").bind(part.to_lowercase()).push(") > 0");
        }
        match &self.sort {
            TagSort::Popular(range) | TagSort::Activity(range) => sql.between(self.column(), range.from, range.to),
            TagSort::Name(range) => sql.between("name", range.from.clone(), range.to.clone()),
        }
    }

    fn column(&self) -> &'static str {
        match self.sort {
            TagSort::Popular(_) => "count",
            TagSort::Activity(_) => "active",
            TagSort::Name(_) => "name",
        }
    }
}
