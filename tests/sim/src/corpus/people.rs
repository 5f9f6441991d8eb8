//! Who works at Fernwick.

use crate::store::Id;

/// One colleague, as the list below has them.
#[derive(Debug)]
pub(crate) struct Colleague {
    pub(crate) handle: &'static str,
    pub(crate) name: &'static str,
    pub(crate) trade: &'static str,
    /// The day they joined the site.
    pub(crate) joined: &'static str,
    /// Whether their account was deleted when they left.
    pub(crate) left: bool,
    pub(crate) moderator: bool,
}

/// Everybody, in the order of their user ids, from 1.
pub(crate) const PEOPLE: &[Colleague] = &[
    here("mira", "Mira Okafor", "Platform, Trellis", "2023-01-09"),
    here("tomasz", "Tomasz Wilk", "Site reliability, on-call lead", "2023-01-09"),
    here("ines", "Inês Carvalho", "Databases", "2023-01-09"),
    here("dev", "Dev Raman", "Streaming, Millrace", "2023-01-10"),
    here("sunniva", "Sunniva Aas", "Security, Latchkey", "2023-01-10"),
    here("joel", "Joel Ferreira", "Gateway", "2023-01-11"),
    here("hana", "Hana Kobayashi", "Front end, Orchard", "2023-01-12"),
    here("luca", "Luca Moretti", "Basket, Go", "2023-01-12"),
    here("priya", "Priya Nair", "Data engineering", "2023-01-16"),
    here("oskar", "Oskar Lind", "Pantry, Rust", "2023-01-17"),
    here("grace", "Grace Adeyemi", "Mobile, Android", "2023-01-23"),
    here("wen", "Wen Zhao", "Mobile, iOS", "2023-01-24"),
    here("amal", "Amal Haddad", "Back end", "2023-02-06"),
    here("beth", "Beth Sørensen", "Quality assurance", "2023-02-06"),
    here("callum", "Callum Reid", "CI and build", "2023-02-07"),
    here("noor", "Noor Siddiqui", "Data analyst", "2023-02-13"),
    Colleague { moderator: true, ..here("ruth", "Ruth Weiss", "Engineering manager", "2023-02-20") },
    Colleague { left: true, ..here("pavel", "Pavel Dvořák", "Left the company", "2023-01-09") },
];

const fn here(handle: &'static str, name: &'static str, trade: &'static str, joined: &'static str) -> Colleague {
    Colleague { handle, name, trade, joined, left: false, moderator: false }
}

/// The user id behind a user name.
pub(crate) fn id_of(handle: &str) -> Option<Id> {
    (1..).zip(PEOPLE).find(|(_, person)| person.handle == handle).map(|(id, _)| id)
}
