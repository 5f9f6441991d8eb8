//! Every path of the API that Askside can call, in both versions, once. No other file may hold one.
//!
//! ROUTES.md beside this file shows the same table to people; a test keeps the two equal.
#![doc = include_str!("ROUTES.md")]

use crate::{
    model::{Kind, Site},
    ports::Method,
};

/// A version of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// v2.3: forms and queries, seconds, names of tags, `items`.
    V2,
    /// v3: JSON, ISO 8601, pages of fixed sizes.
    V3,
}

/// What a call needs besides the site's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Nothing.
    Key,
    /// Somebody's token.
    Token,
    /// A token with `read_inbox`.
    Inbox,
    /// A token with `write_access`.
    Write,
}

/// Where a route is in one version of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Endpoint {
    /// The method it is called with.
    pub method: Method,
    /// The path below the version's base. Each `{}` stands for an id or a name, or several in v2.3.
    pub path: &'static str,
}

impl Endpoint {
    /// The path that pauses are asked for: what is mine counts as what is somebody's (contract §1.8).
    #[must_use]
    pub fn counts_as(self) -> String {
        self.path.strip_prefix("/me").map_or_else(|| self.path.to_owned(), |rest| format!("/users/{{}}{rest}"))
    }
}

macro_rules! routes {
    (@ ()) => { None };
    (@ ($method:ident $path:literal)) => { Some(Endpoint { method: Method::$method, path: $path }) };
    (@ ($method:ident $path:literal $private:ident)) => { routes!(@ ($method $path)).map(|endpoint| (endpoint, $private)) };
    ($($name:ident $access:ident $first:ident $v2:tt $v3:tt;)+) => {
        /// A call of the API, whichever version answers it.
        #[expect(missing_docs, reason = "each is documented by its paths, in the table above")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Route { $($name,)+ }

        impl Route {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// What it needs.
            #[must_use]
            pub fn access(self) -> Access {
                match self { $(Self::$name => Access::$access,)+ }
            }

            /// The version to prefer where a site answers both.
            fn preferred(self) -> Version {
                match self { $(Self::$name => Version::$first,)+ }
            }

            fn v2(self) -> Option<(Endpoint, bool)> {
                match self { $(Self::$name => routes!(@ $v2),)+ }
            }

            fn v3(self) -> Option<Endpoint> {
                match self { $(Self::$name => routes!(@ $v3),)+ }
            }
        }
    };
}

/// v2.3 has it on every kind of site.
const ANY: bool = false;
/// v2.3 has it on private sites only.
const OWN: bool = true;

// v3 is preferred, with five exceptions. Comments: v3 has no way to write them. Tags: only v2.3 says which are required
// or reserved. `Me`: only v2.3 proves that token and key belong together. `AddQuestion`: only v2.3 refuses to do one
// request twice. Writes of answers and articles follow their questions to v3.
#[rustfmt::skip]
routes! {
    // route             needs  first  v2.3                                          v3
    Questions            Key    V3     (Get "/questions" ANY)                        (Get "/questions");
    Question             Key    V3     (Get "/questions/{}" ANY)                     (Get "/questions/{}");
    AnswersOf            Key    V3     (Get "/questions/{}/answers" ANY)             (Get "/questions/{}/answers");
    Linked               Key    V3     (Get "/questions/{}/linked" ANY)              (Get "/questions/{}/linked");
    RelatedTo            Key    V3     (Get "/questions/{}/related" ANY)             (Get "/questions/{}/related");
    QuestionComments     Key    V2     (Get "/questions/{}/comments" ANY)            (Get "/questions/{}/comments");
    Unanswered           Key    V2     (Get "/questions/unanswered" ANY)             ();
    NoAnswers            Key    V2     (Get "/questions/no-answers" ANY)             ();
    Featured             Key    V2     (Get "/questions/featured" ANY)               ();
    Search               Key    V2     (Get "/search" ANY)                           ();
    SearchAdvanced       Key    V2     (Get "/search/advanced" ANY)                  ();
    SearchAll            Key    V3     (Get "/search/excerpts" ANY)                  (Get "/search");
    Similar              Key    V2     (Get "/similar" ANY)                          ();
    Answer               Key    V3     (Get "/answers/{}" ANY)                       (Get "/questions/{}/answers/{}");
    AnswerComments       Key    V2     (Get "/answers/{}/comments" ANY)              (Get "/questions/{}/answers/{}/comments");
    PostComments         Key    V2     (Get "/posts/{}/comments" ANY)                ();
    Comments             Key    V2     (Get "/comments/{}" ANY)                      ();
    Tags                 Key    V2     (Get "/tags" ANY)                             (Get "/tags");
    TagsNamed            Key    V2     (Get "/tags/{}/info" ANY)                     ();
    SynonymsOf           Key    V2     (Get "/tags/{}/synonyms" ANY)                 ();
    Synonyms             Key    V2     (Get "/tags/synonyms" ANY)                    ();
    TagFaq               Key    V2     (Get "/tags/{}/faq" ANY)                      ();
    TagWikis             Key    V2     (Get "/tags/{}/wikis" ANY)                    ();
    RequiredTags         Key    V2     (Get "/tags/required" ANY)                    ();
    ReservedTags         Key    V2     (Get "/tags/moderator-only" ANY)              ();
    TopAnswerers         Key    V2     (Get "/tags/{}/top-answerers/{}" ANY)         ();
    Users                Key    V3     (Get "/users" ANY)                            (Get "/users");
    User                 Key    V3     (Get "/users/{}" ANY)                         (Get "/users/{}");
    Me                   Token  V2     (Get "/me" ANY)                               (Get "/users/me");
    MyQuestions          Token  V2     (Get "/me/questions" ANY)                     ();
    MyAnswers            Token  V2     (Get "/me/answers" ANY)                       ();
    MyFavorites          Token  V2     (Get "/me/favorites" ANY)                     ();
    MyTags               Token  V2     (Get "/me/tags" ANY)                          ();
    MyTimeline           Token  V2     (Get "/me/timeline" ANY)                      ();
    Inbox                Inbox  V2     (Get "/me/inbox" ANY)                         ();
    UnreadInbox          Inbox  V2     (Get "/me/inbox/unread" ANY)                  ();
    Notifications        Inbox  V2     (Get "/me/notifications" ANY)                 ();
    UnreadNotifications  Inbox  V2     (Get "/me/notifications/unread" ANY)          ();
    WritePermissions     Token  V2     (Get "/me/write-permissions" ANY)             ();
    Articles             Key    V3     (Get "/articles" OWN)                         (Get "/articles");
    Article              Key    V3     (Get "/articles/{}" OWN)                      (Get "/articles/{}");
    ArticleComments      Key    V2     (Get "/articles/{}/comments" OWN)             (Get "/articles/{}/comments");
    Info                 Key    V2     (Get "/info" ANY)                             ();
    CreateFilter         Key    V2     (Get "/filters/create" ANY)                   ();
    Filters              Key    V2     (Get "/filters/{}" ANY)                       ();
    Errors               Key    V2     (Get "/errors" ANY)                           ();
    SimulateError        Key    V2     (Get "/errors/{}" ANY)                        ();
    InvalidateTokens     Token  V2     (Get "/access-tokens/{}/invalidate" ANY)      ();
    Deauthenticate       Token  V2     (Get "/apps/{}/de-authenticate" ANY)          ();
    AddQuestion          Write  V2     (Post "/questions/add" ANY)                   (Post "/questions");
    EditQuestion         Write  V3     (Post "/questions/{}/edit" ANY)               (Put "/questions/{}");
    DeleteQuestion       Write  V3     (Post "/questions/{}/delete" ANY)             (Delete "/questions/{}");
    UpvoteQuestion       Write  V3     (Post "/questions/{}/upvote" ANY)             (Post "/questions/{}/upvote");
    UndoUpvoteQuestion   Write  V3     (Post "/questions/{}/upvote/undo" ANY)        (Delete "/questions/{}/upvote");
    DownvoteQuestion     Write  V3     (Post "/questions/{}/downvote" ANY)           (Post "/questions/{}/downvote");
    UndoDownvoteQuestion Write  V3     (Post "/questions/{}/downvote/undo" ANY)      (Delete "/questions/{}/downvote");
    Favorite             Write  V3     (Post "/questions/{}/favorite" ANY)           (Post "/questions/{}/bookmark");
    UndoFavorite         Write  V3     (Post "/questions/{}/favorite/undo" ANY)      (Delete "/questions/{}/bookmark");
    AddAnswer            Write  V2     (Post "/questions/{}/answers/add" ANY)        (Post "/questions/{}/answers");
    EditAnswer           Write  V3     (Post "/answers/{}/edit" ANY)                 (Put "/questions/{}/answers/{}");
    DeleteAnswer         Write  V3     (Post "/answers/{}/delete" ANY)               (Delete "/questions/{}/answers/{}");
    AcceptAnswer         Write  V3     (Post "/answers/{}/accept" ANY)               (Post "/questions/{}/answers/{}/accept");
    UndoAcceptAnswer     Write  V3     (Post "/answers/{}/accept/undo" ANY)          (Delete "/questions/{}/answers/{}/accept");
    UpvoteAnswer         Write  V3     (Post "/answers/{}/upvote" ANY)               (Post "/questions/{}/answers/{}/upvote");
    UndoUpvoteAnswer     Write  V3     (Post "/answers/{}/upvote/undo" ANY)          (Delete "/questions/{}/answers/{}/upvote");
    DownvoteAnswer       Write  V3     (Post "/answers/{}/downvote" ANY)             (Post "/questions/{}/answers/{}/downvote");
    UndoDownvoteAnswer   Write  V3     (Post "/answers/{}/downvote/undo" ANY)        (Delete "/questions/{}/answers/{}/downvote");
    AddComment           Write  V2     (Post "/posts/{}/comments/add" ANY)           ();
    EditComment          Write  V2     (Post "/comments/{}/edit" ANY)                ();
    DeleteComment        Write  V2     (Post "/comments/{}/delete" ANY)              ();
    UpvoteComment        Write  V2     (Post "/comments/{}/upvote" ANY)              ();
    UndoUpvoteComment    Write  V2     (Post "/comments/{}/upvote/undo" ANY)         ();
    AddArticle           Write  V3     (Post "/articles/add" OWN)                    (Post "/articles");
    EditArticle          Write  V3     ()                                            (Put "/articles/{}");
    DeleteArticle        Write  V3     ()                                            (Delete "/articles/{}");
    UpvoteArticle        Write  V3     ()                                            (Post "/articles/{}/upvote");
    UndoUpvoteArticle    Write  V3     ()                                            (Delete "/articles/{}/upvote");
    UploadImage          Write  V3     ()                                            (Post "/images/upload");
}

impl Route {
    /// Whether the braces of its path are for the caller's own token, which has no other place there.
    #[must_use]
    pub fn names_own_token(self) -> bool {
        matches!(self, Self::InvalidateTokens | Self::Deauthenticate)
    }

    /// Where it is in `version` on a site of this kind; none if it is not there.
    #[must_use]
    pub fn endpoint(self, version: Version, kind: Kind) -> Option<Endpoint> {
        let is_public = kind == Kind::Network;
        match version {
            Version::V2 => self.v2().filter(|(_, private)| !(is_public && *private)).map(|(endpoint, _)| endpoint),
            Version::V3 => self.v3().filter(|_| !is_public),
        }
    }

    /// The versions that a site of this kind may have it in, the preferred one first.
    pub fn versions(self, kind: Kind) -> impl Iterator<Item = Version> {
        let first = self.preferred();
        let second = if first == Version::V2 { Version::V3 } else { Version::V2 };
        [first, second].into_iter().filter(move |version| self.endpoint(*version, kind).is_some())
    }
}

/// Where the site's own pages and endpoints of OAuth are, on the origin of its pages (contract §3).
pub mod oauth {
    /// The sign-in page that answers with a token.
    pub const DIALOG: &str = "/oauth/dialog";
    /// The one that answers with a code.
    pub const CODE: &str = "/oauth";
    /// Where a code is traded for its token.
    pub const TOKEN: &str = "/oauth/access_token/json";
    /// The page of the site's own domain that a sign-in may end at.
    pub const LANDING: &str = "/oauth/login_success";
}

/// What every path of a version begins with on a site.
#[must_use]
pub fn base(site: &Site, version: Version) -> String {
    let root = match (site.kind(), version) {
        (Kind::Enterprise, Version::V2) => "/api/2.3",
        (Kind::Enterprise, Version::V3) => "/api/v3",
        (_, Version::V2) => "/2.3",
        (_, Version::V3) => "/v3",
    };
    let team = site.team().filter(|_| version == Version::V3).map(|team| format!("/teams/{team}"));
    format!("{root}{}", team.unwrap_or_default())
}

/// The parameter that tells a v2.3 call which site or team is meant, where the address does not.
#[must_use]
pub fn selector(site: &Site) -> Option<(&'static str, &str)> {
    match site.kind() {
        Kind::Network => Some(("site", site.host())),
        Kind::Enterprise | Kind::Business => site.team().map(|team| ("team", team)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    /// The table for people. To renew ROUTES.md, run this test and copy what it prints.
    fn table() -> String {
        let mut text = "\n| route | needs | v2.3 | v3 | sites |\n|---|---|---|---|---|\n".to_owned();
        for route in Route::ALL {
            let cell = |version: Version| {
                let Some(endpoint) = route.endpoint(version, Kind::Enterprise) else { return "–".to_owned() };
                let mark = if route.versions(Kind::Enterprise).next() == Some(version) { " ←" } else { "" };
                format!("`{} {}`{mark}", endpoint.method.name(), endpoint.path)
            };
            let sites = if route.versions(Kind::Network).next().is_some() { "all" } else { "private" };
            let (v2, v3) = (cell(Version::V2), cell(Version::V3));
            writeln!(text, "| `{route:?}` | {:?} | {v2} | {v3} | {sites} |", route.access()).unwrap();
        }
        text
    }

    #[test]
    fn the_table_for_people_is_the_table() {
        let shown = include_str!("ROUTES.md");
        assert!(shown.ends_with(&table()), "ROUTES.md should end with:\n{}", table());
    }

    #[test]
    fn no_two_routes_are_one() {
        for version in [Version::V2, Version::V3] {
            let all: Vec<Endpoint> =
                Route::ALL.iter().filter_map(|route| route.endpoint(version, Kind::Enterprise)).collect();
            assert!(all.iter().enumerate().all(|(at, one)| !all[..at].contains(one)), "{version:?}");
            assert!(all.iter().all(|endpoint| endpoint.path.starts_with('/')));
        }
    }

    #[test]
    fn bases_of_every_kind() {
        for (site, v2, v3, select) in [
            ("https://a.test", "https://a.test/api/2.3", "https://a.test/api/v3", None),
            (
                "https://a.test:8443/c/t",
                "https://a.test:8443/api/2.3",
                "https://a.test:8443/api/v3/teams/t",
                Some(("team", "t")),
            ),
            (
                "https://stackoverflowteams.com/c/t",
                "https://api.stackoverflowteams.com/2.3",
                "https://api.stackoverflowteams.com/v3/teams/t",
                Some(("team", "t")),
            ),
            (
                "https://superuser.com",
                "https://api.stackexchange.com/2.3",
                "https://api.stackexchange.com/v3",
                Some(("site", "superuser.com")),
            ),
        ] {
            let site: Site = site.parse().unwrap();
            let whole = |version| format!("{}{}", site.api_origin(), base(&site, version));
            assert_eq!((whole(Version::V2), whole(Version::V3)), (v2.to_owned(), v3.to_owned()));
            assert_eq!(selector(&site), select);
        }
    }
}
