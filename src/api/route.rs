//! Every path of the API that Askside calls, once. No other file may hold one.

/// A method of API v2.3 (contract §2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// `GET /questions`
    Questions,
    /// `GET /similar`
    Similar,
    /// `GET /search/advanced`
    SearchAdvanced,
    /// `GET /tags`
    Tags,
    /// `GET /info`
    Info,
    /// `GET /me`
    Me,
    /// `POST /questions/add`
    AddQuestion,
}

impl Route {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Questions, Self::Similar, Self::SearchAdvanced, Self::Tags, Self::Info, Self::Me, Self::AddQuestion];

    /// The path below the API's base.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::Questions => "/questions",
            Self::Similar => "/similar",
            Self::SearchAdvanced => "/search/advanced",
            Self::Tags => "/tags",
            Self::Info => "/info",
            Self::Me => "/me",
            Self::AddQuestion => "/questions/add",
        }
    }
}
