//! The methods about the site itself: its numbers, its privileges, and what can go wrong with it.

use serde_json::{Value, json};

use super::error::KNOWN;
use super::{ApiError, Call, List, View};
use crate::Kind;

/// What reputation allows, as a site with the usual settings has it.
const PRIVILEGES: &[(u32, &str, &str)] = &[
    (1, "create posts", "Ask a question or contribute an answer"),
    (15, "vote up", "Indicate when questions and answers are useful"),
    (50, "comment everywhere", "Leave comments on other people's posts"),
    (125, "vote down", "Indicate when questions and answers are not useful"),
    (1500, "create tags", "Add new tags to the site"),
    (2000, "edit questions and answers", "Edits to any question or answer are applied immediately"),
    (3000, "cast close and reopen votes", "Help decide whether posts are off-topic or duplicates"),
    (10000, "access to moderator tools", "Access reports, delete questions, review reviews"),
];

/// `/info`
pub(super) fn info(call: &Call<'_>) -> Result<List, ApiError> {
    let totals = call.sim.store().totals()?;
    Ok(List::whole("info", vec![call.view().info(totals, call.now)]))
}

/// `/sites`: this one, of a network that has no other. A company's site is of no network.
pub(super) fn sites(call: &Call<'_>) -> Result<List, ApiError> {
    match call.sim.config().kind {
        Kind::Network => Ok(List::whole("site", vec![call.view().site()])),
        Kind::Enterprise | Kind::Business | Kind::Basic => Err(ApiError::NoMethod),
    }
}

/// `/privileges`
pub(super) fn privileges(call: &Call<'_>) -> Result<List, ApiError> {
    Ok(List::part("privilege", call.params.paging()?, PRIVILEGES, |(reputation, short, long)| {
        let object = call.view().object("privilege").put("reputation", *reputation);
        object.put("short_description", *short).text("description", long).done()
    }))
}

/// `/errors`
pub(super) fn errors(call: &Call<'_>) -> Result<List, ApiError> {
    Ok(List::part("error", call.params.paging()?, KNOWN, |(id, name, description)| {
        let object = call.view().object("error").put("error_id", *id).put("error_name", *name);
        object.text("description", description).done()
    }))
}

/// `/errors/{id}`: the error itself.
pub(super) fn simulate(id: u32) -> Result<List, ApiError> {
    let known = KNOWN.iter().find(|(known, _, _)| u32::from(*known) == id);
    Err(known.map_or(ApiError::parameter("id"), |(id, _, _)| ApiError::Simulated(*id)))
}

impl View<'_> {
    pub(super) fn site(self) -> Value {
        let config = self.config;
        let picture = |name: &str| format!("{}/{name}", config.site_url);
        self.object("site")
            .put("site_type", "main_site")
            .text("name", &capitalized(&config.slug))
            .put("logo_url", picture("logo.svg"))
            .put("api_site_parameter", config.slug.as_str())
            .put("site_url", config.site_url.as_str())
            .text("audience", "everybody who works here")
            .put("icon_url", picture("icon.svg"))
            .put("high_resolution_icon_url", picture("icon.svg"))
            .put("favicon_url", picture("favicon.ico"))
            .put("site_state", "normal")
            .put("launch_date", LAUNCHED)
            .put("markdown_extensions", json!(["Prettify"]))
            .put("related_sites", json!([]))
            .put_with("styling", || {
                self.object("styling")
                    .put("link_color", "#0077CC")
                    .put("tag_foreground_color", "#3E6D8E")
                    .put("tag_background_color", "#E0EAF1")
                    .done()
            })
            .done()
    }
}

/// The day that the first colleagues joined, 9 January 2023.
const LAUNCHED: i64 = 1_673_222_400;

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
