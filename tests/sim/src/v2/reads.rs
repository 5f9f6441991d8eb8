//! The methods that read: each with its path and the few lines that say what it lists.

use super::params::ids;
use super::{ApiError, Call, Guard, List, others, questions, search};
use crate::store::Id;

/// One method.
#[derive(Debug)]
pub(crate) struct Read {
    /// As the documentation has it. Paths below `users/{ids}` are there below `me` too, for whoever is signed in.
    pub(crate) path: &'static str,
    list: fn(&Call<'_>, &Args) -> Result<List, ApiError>,
}

/// What a path says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Args {
    /// Of `{ids}`, up to a hundred.
    ids: Vec<Id>,
    /// Of `{tags}` and everything else.
    names: Vec<String>,
    /// The path begins with `me`.
    me: bool,
}

/// All of them. Where a word could be taken for an id or a name, the word comes first.
const METHODS: &[Read] = &[
    of("info", |call, _| others::info(call)),
    of("questions", |call, _| questions::all(call)),
    of("questions/{ids}", |call, args| questions::by_id(call, &args.ids)),
    of("questions/{ids}/answers", |call, args| questions::answers(call, &args.ids)),
    of("search/advanced", |call, _| search::advanced(call)),
    of("search/excerpts", |call, _| search::excerpts(call)),
    of("similar", |call, _| search::similar(call)),
    of("tags", |call, _| others::tags(call)),
    of("users/{ids}", |call, args| others::me(call, &args.people(call)?)),
    of("users/{ids}/write-permissions", |call, args| others::write_permissions(call, &args.people(call)?)),
];

const fn of(path: &'static str, list: fn(&Call<'_>, &Args) -> Result<List, ApiError>) -> Read {
    Read { path, list }
}

impl Read {
    /// The method behind the parts of a path.
    pub(super) fn find(parts: &[&str]) -> Result<(&'static Self, Args), ApiError> {
        let (me, parts) = match parts {
            ["me", rest @ ..] => (true, [&["users", "0"], rest].concat()),
            parts => (false, parts.to_vec()),
        };
        for method in METHODS {
            if let Some(args) = method.fits(&parts)? {
                return Ok((method, Args { me, ..args }));
            }
        }
        Err(ApiError::NoMethod)
    }

    fn fits(&self, parts: &[&str]) -> Result<Option<Args>, ApiError> {
        let mut args = Args::default();
        let mut pattern = self.path.split('/');
        for part in parts {
            match pattern.next() {
                Some("{ids}") => match ids(part) {
                    Err(ApiError::NoMethod) => return Ok(None),
                    found => args.ids = found?,
                },
                Some(name) if name.starts_with('{') => args.names.extend(part.split(';').map(str::to_owned)),
                Some(word) if word == *part => {}
                _ => return Ok(None),
            }
        }
        Ok(pattern.next().is_none().then_some(args))
    }

    pub(super) fn list(&self, call: &Call<'_>, args: &Args) -> Result<List, ApiError> {
        (self.list)(call, args)
    }
}

impl Args {
    pub(super) fn guard(&self) -> Guard {
        if self.me { Guard::Token } else { Guard::Key }
    }

    /// The people of `users/{ids}`, or who is signed in.
    fn people(&self, call: &Call<'_>) -> Result<Vec<Id>, ApiError> {
        if self.me { Ok(vec![call.caller.signed_in()?.user]) } else { Ok(self.ids.clone()) }
    }
}
