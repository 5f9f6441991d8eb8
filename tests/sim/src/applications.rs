//! The applications of a site: those of its settings, and those that its people registered since.

use crate::Sim;
use crate::config::Application;
use crate::secret;
use crate::store::Id;

/// The first number of those that people register, beyond any that settings give out.
const FIRST: u32 = 1000;

/// Applications that people registered, each with its owner.
#[derive(Debug, Default)]
pub(crate) struct Registered(Vec<(Id, Application)>);

impl Sim {
    /// Registers an application for somebody, as its settings page does: any host under `domain` may be redirected to.
    pub fn register(&self, user: &str, name: &str, domain: &str) -> Application {
        let owner = self.store().person_called(user, self.now()).unwrap_or_default();
        self.registered().add(owner, name, domain)
    }

    /// The application with a key.
    pub(crate) fn app_by_key(&self, key: &str) -> Option<Application> {
        let configured = self.config().app_by_key(key).cloned();
        configured.or_else(|| self.registered().find(|app| app.key == key))
    }

    /// The application with a number.
    pub(crate) fn app_by_id(&self, client_id: u32) -> Option<Application> {
        let configured = self.config().app_by_id(client_id).cloned();
        configured.or_else(|| self.registered().find(|app| app.client_id == client_id))
    }
}

impl Registered {
    /// Registers one. The domain is a host; an address is cut down to it.
    pub(crate) fn add(&mut self, owner: Id, name: &str, domain: &str) -> Application {
        let app = Application {
            client_id: FIRST + u32::try_from(self.0.len()).unwrap_or_default(),
            key: secret::fresh(),
            client_secret: secret::fresh(),
            name: name.to_owned(),
            domain: Some(crate::host_of(domain))
                .filter(|host| !host.is_empty())
                .map(str::to_owned)
                .into_iter()
                .collect(),
            write_enabled: true,
        };
        self.0.push((owner, app.clone()));
        app
    }

    /// Those of one owner.
    pub(crate) fn of(&self, owner: Id) -> impl Iterator<Item = &Application> {
        self.0.iter().filter(move |(by, _)| *by == owner).map(|(_, app)| app)
    }

    fn find(&self, is_it: impl Fn(&Application) -> bool) -> Option<Application> {
        self.0.iter().map(|(_, app)| app).find(|app| is_it(app)).cloned()
    }
}
