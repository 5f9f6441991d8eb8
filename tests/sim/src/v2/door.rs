//! Which content a call is about, and whether its caller may go in.

use super::{ApiError, Caller, Params, Route};
use crate::config::Config;
use crate::{Kind, Sim};

/// The team that a call names, where there are teams; that it names a site, where there are sites.
pub(super) fn wanted(
    config: &Config,
    route: &Route,
    in_path: Option<&str>,
    params: &Params,
) -> Result<Option<String>, ApiError> {
    // Old clients send an address, which ends in the name.
    let named = in_path.or(params.get("team")).and_then(|team| team.rsplit('/').next()).map(str::to_owned);
    match config.kind {
        Kind::Enterprise => Ok(named),
        Kind::Business | Kind::Basic if named.is_none() && !route.is_of_the_network() => {
            Err(ApiError::parameter("team"))
        }
        Kind::Business | Kind::Basic => Ok(named),
        Kind::Network => match params.get("site") {
            None if route.is_of_the_network() => Ok(None),
            // Sites go by their short name or their host.
            Some(site) if site.split('.').next() == Some(config.slug.as_str()) => Ok(None),
            _ => Err(ApiError::parameter("site")),
        },
    }
}

/// The content itself. A team that is not there looks like one that is closed.
pub(super) fn enter(sim: &Sim, team: Option<&str>, caller: &Caller) -> Result<Sim, ApiError> {
    let Some(team) = team else { return Ok(sim.clone()) };
    let grant = caller.grant.as_ref().ok_or(ApiError::PrivateSite)?;
    sim.team(team).filter(|team| team.admits(grant)).ok_or(ApiError::NoMember)
}
