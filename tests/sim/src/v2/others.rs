//! The methods about what a caller may do: tokens, filters, permissions to write.

use super::{ApiError, Call, List};
use crate::accounts::{Grant, Scope};
use crate::limits::WriteKind;
use crate::store::Id;

/// `/me/write-permissions` with the token that asks, which nobody sees of anybody else. Every write is a call, and a day has so many of them.
pub(super) fn write_permissions(call: &Call<'_>, of: &[Id]) -> Result<List, ApiError> {
    let (grant, config) = (call.caller.signed_in()?, call.sim.config());
    let user = grant.user;
    if of != [user] {
        return Err(ApiError::Forbidden("write permissions are shown to nobody else".into()));
    }
    let may = call.caller.app.write_enabled && grant.scope.contains(&Scope::WriteAccess);
    let rows = WriteKind::ALL.map(|kind| call.view().write_permission(user, kind, may, config));
    Ok(List::whole("write_permission", rows.to_vec()))
}

/// `/access-tokens/{tokens}`: those that are alive.
pub(super) fn tokens(call: &Call<'_>, tokens: &[String]) -> List {
    let accounts = call.sim.accounts();
    let alive = tokens.iter().filter_map(|token| accounts.grant_of(token, call.now));
    List::whole("access_token", alive.map(|grant| call.view().token(grant)).collect())
}

/// `/access-tokens/{tokens}/invalidate`: those that were alive.
pub(super) fn invalidate(call: &Call<'_>, tokens: &[String]) -> List {
    let mut accounts = call.sim.accounts();
    let killed = tokens.iter().filter_map(|token| accounts.revoke(token, call.now));
    List::whole("access_token", killed.map(|grant| call.view().token(&grant)).collect())
}

/// `/apps/{tokens}/de-authenticate`: all tokens that the same people gave the same applications.
pub(super) fn de_authenticate(call: &Call<'_>, tokens: &[String]) -> List {
    let mut accounts = call.sim.accounts();
    let mut ended = Vec::new();
    for token in tokens {
        if let Some(Grant { user, client_id, .. }) = accounts.grant_of(token, call.now).cloned() {
            ended.extend(accounts.disconnect(user, client_id, call.now));
        }
    }
    List::whole("access_token", ended.iter().map(|grant| call.view().token(grant)).collect())
}

/// `/filters/create`
pub(super) fn create_filter(call: &Call<'_>) -> Result<List, ApiError> {
    let (name, filter) = call.sim.filters().make(call.params)?;
    Ok(List::whole("filter", vec![call.view().filter(&name, Some(&filter))]))
}

/// `/filters/{filters}`
pub(super) fn filters(call: &Call<'_>, names: &[String]) -> List {
    let filters = call.sim.filters();
    let described = names.iter().map(|name| call.view().filter(name, filters.named(name).as_deref()));
    List::whole("filter", described.collect())
}
