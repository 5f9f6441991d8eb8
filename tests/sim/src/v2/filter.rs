//! Filters: which fields an answer has, and whether its text is safe to put into HTML.

use std::collections::{BTreeSet, HashMap};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use super::{ApiError, Params};

/// The types this API answers with, and the fields of each that the default filter has. The wrapper's type has no name.
const DEFAULT: &[(&str, &[&str])] = &[
    ("", &["backoff", "error_id", "error_message", "error_name", "has_more", "items", "quota_max", "quota_remaining"]),
    ("access_token", &["access_token", "account_id", "expires_on_date", "scope"]),
    (
        "answer",
        &[
            "answer_id",
            "creation_date",
            "is_accepted",
            "last_activity_date",
            "last_edit_date",
            "owner",
            "question_id",
            "score",
        ],
    ),
    ("badge_count", &["bronze", "gold", "silver"]),
    ("filter", &["filter", "filter_type", "included_fields"]),
    (
        "info",
        &[
            "answers_per_minute",
            "api_revision",
            "badges_per_minute",
            "new_active_users",
            "questions_per_minute",
            "total_accepted",
            "total_answers",
            "total_badges",
            "total_comments",
            "total_questions",
            "total_unanswered",
            "total_users",
            "total_votes",
        ],
    ),
    (
        "question",
        &[
            "accepted_answer_id",
            "answer_count",
            "closed_date",
            "closed_reason",
            "creation_date",
            "is_answered",
            "last_activity_date",
            "last_edit_date",
            "link",
            "owner",
            "question_id",
            "score",
            "tags",
            "title",
            "view_count",
        ],
    ),
    ("shallow_user", &["account_id", "display_name", "link", "profile_image", "reputation", "user_id", "user_type"]),
    ("tag", &["count", "has_synonyms", "is_moderator_only", "is_required", "name"]),
    (
        "user",
        &[
            "account_id",
            "badge_counts",
            "creation_date",
            "display_name",
            "is_employee",
            "last_access_date",
            "last_modified_date",
            "link",
            "profile_image",
            "reputation",
            "reputation_change_day",
            "reputation_change_month",
            "reputation_change_quarter",
            "reputation_change_week",
            "reputation_change_year",
            "user_id",
            "user_type",
        ],
    ),
];

/// Types whose `body` the built-in filter `withbody` adds.
const WITH_BODY: &[&str] = &["answer", "question"];

/// What a filter starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Base {
    Default,
    WithBody,
    None,
    Total,
}

/// A choice of fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Filter {
    base: Base,
    include: BTreeSet<String>,
    exclude: BTreeSet<String>,
    safe: bool,
}

impl Filter {
    fn built_in(name: &str) -> Option<Self> {
        let base = match name {
            "default" => Base::Default,
            "withbody" => Base::WithBody,
            "none" => Base::None,
            "total" => Base::Total,
            _ => return None,
        };
        Some(Self { base, include: BTreeSet::new(), exclude: BTreeSet::new(), safe: true })
    }

    /// Whether answers have this field. The wrapper is the type without a name.
    pub(crate) fn has(&self, kind: &str, field: &str) -> bool {
        let name = format!("{kind}.{field}");
        if self.exclude.contains(&name) {
            return false;
        }
        self.include.contains(&name) || self.base.has(kind, field)
    }

    /// Whether text is encoded, so that it can go into HTML as it is.
    pub(crate) fn is_safe(&self) -> bool {
        self.safe
    }

    /// All fields by name.
    pub(crate) fn fields(&self) -> BTreeSet<String> {
        let known = DEFAULT.iter().flat_map(|(kind, fields)| fields.iter().map(move |field| (*kind, *field)));
        let bodies = WITH_BODY.iter().map(|kind| (*kind, "body"));
        let named = known.chain(bodies).chain([("", "total")]);
        let mut fields: BTreeSet<String> = named
            .filter(|(kind, field)| self.has(kind, field))
            .map(|(kind, field)| format!("{kind}.{field}"))
            .collect();
        fields.extend(self.include.difference(&self.exclude).cloned());
        fields
    }

    /// The name that clients use it by: the same for the same fields, on every run.
    fn name(&self) -> String {
        let mut hash = Sha256::new();
        hash.update([u8::from(self.safe)]);
        for field in self.fields() {
            hash.update(field.as_bytes());
            hash.update(b";");
        }
        format!("!{}", &URL_SAFE_NO_PAD.encode(hash.finalize())[..20])
    }
}

impl Base {
    fn has(self, kind: &str, field: &str) -> bool {
        match self {
            Self::None => false,
            Self::Total => (kind, field) == ("", "total"),
            Self::WithBody if field == "body" => WITH_BODY.contains(&kind),
            Self::Default | Self::WithBody => {
                DEFAULT.iter().any(|(known, fields)| *known == kind && fields.contains(&field))
            }
        }
    }
}

/// The filters that were made on this site.
#[derive(Debug, Default)]
pub(crate) struct Filters {
    made: HashMap<String, Filter>,
}

impl Filters {
    /// The filter of a name, built in or made here.
    pub(crate) fn named(&self, name: &str) -> Option<Filter> {
        Filter::built_in(name).or_else(|| self.made.get(name).cloned())
    }

    /// Makes a filter from `base`, `include`, `exclude` and `unsafe`, and returns its name.
    pub(super) fn make(&mut self, params: &Params) -> Result<(String, Filter), ApiError> {
        let base = params.get("base").unwrap_or("default");
        let mut filter = self.named(base).ok_or(ApiError::parameter("base"))?;
        for field in fields(params, "include")? {
            filter.exclude.remove(&field);
            filter.include.insert(field);
        }
        for field in fields(params, "exclude")? {
            filter.include.remove(&field);
            filter.exclude.insert(field);
        }
        filter.safe &= !params.flag("unsafe")?.unwrap_or(false);
        let name = filter.name();
        self.made.insert(name.clone(), filter.clone());
        Ok((name, filter))
    }
}

/// Field names as `type.field` or, for the wrapper, `.field`. Fields of the real API that this one never fills are
/// accepted like any other.
fn fields(params: &Params, name: &'static str) -> Result<Vec<String>, ApiError> {
    let is_name = |text: &str| text.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    let fields = params.list(name);
    let well_formed = fields.iter().all(|field| {
        field.split_once('.').is_some_and(|(kind, field)| is_name(kind) && is_name(field) && !field.is_empty())
    });
    if well_formed { Ok(fields) } else { Err(ApiError::parameter(name)) }
}
