//! The simulator from outside: its hosts called without sockets, and once with them.
//! One binary for all of it, because linking is what takes the time.

#[cfg(test)]
mod auth;
#[cfg(test)]
mod codes;
#[cfg(test)]
mod corpus;
#[cfg(test)]
mod data;
#[cfg(test)]
mod dump;
#[cfg(test)]
mod envelope;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod hosts;
#[cfg(test)]
mod kinds;
#[cfg(test)]
mod language;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod oauth;
#[cfg(test)]
mod openapi;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod reads;
#[cfg(test)]
mod rewrites;
#[cfg(test)]
mod search;
#[cfg(test)]
mod served;
#[cfg(test)]
mod shapes;
#[cfg(test)]
mod support;
#[cfg(test)]
mod teams;
#[cfg(test)]
mod v3;
#[cfg(test)]
mod v3_laws;
#[cfg(test)]
mod v3_schema;
#[cfg(test)]
mod v3_writes;
#[cfg(test)]
mod writes;
#[cfg(test)]
mod writing;
