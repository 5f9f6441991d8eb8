//! JSON as a tree that borrows from its text.
//!
//! Why not `serde_json::Value`: it copies every key and sorts them. Here keys and strings without escapes stay in
//! the text, a string with escapes is unescaped once, and [`Object::get`] moves it out: a body exists once.

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::{borrow::Cow, fmt};

/// A JSON value.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Json<'a> {
    /// `null`, and what is not there.
    #[default]
    Null,
    /// `true` or `false`.
    Flag(bool),
    /// A number without a fraction.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A string.
    Text(Cow<'a, str>),
    /// An array.
    List(Vec<Json<'a>>),
    /// An object.
    Object(Object<'a>),
}

/// An object's fields, in the order of the text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Object<'a>(pub Vec<(Cow<'a, str>, Json<'a>)>);

/// A value is not of the type that the contract says; holds the path from where it was asked for.
#[derive(Debug, PartialEq, Eq)]
pub struct Misfit(pub(crate) String);

impl Misfit {
    /// The same seen from one level up.
    pub(crate) fn within(self, step: &str) -> Self {
        let dot = if self.0.is_empty() || self.0.starts_with('[') { "" } else { "." };
        Self(format!("{step}{dot}{}", self.0))
    }

    /// The same seen from the list that the value is an item of.
    pub(super) fn within_item(self, at: usize) -> Self {
        self.within(&format!("[{at}]"))
    }

    pub(super) fn here() -> Self {
        Self(String::new())
    }
}

/// A type that a JSON value can be read as.
pub(crate) trait Take<'a>: Sized {
    fn take(json: Json<'a>) -> Result<Self, Misfit>;
}

impl<'a> Object<'a> {
    /// Moves a field out; none where it is missing or null.
    pub(crate) fn get<T: Take<'a>>(&mut self, name: &str) -> Result<Option<T>, Misfit> {
        match self.field(name) {
            Json::Null => Ok(None),
            json => T::take(json).map(Some).map_err(|misfit| misfit.within(name)),
        }
    }

    /// The same for a field that has a natural nothing: 0, no, an empty text or list.
    pub(crate) fn or_default<T: Take<'a> + Default>(&mut self, name: &str) -> Result<T, Misfit> {
        self.get(name).map(Option::unwrap_or_default)
    }

    /// The same for a field without which the rest means nothing.
    pub(crate) fn need<T: Take<'a>>(&mut self, name: &str) -> Result<T, Misfit> {
        self.get(name)?.ok_or_else(|| Misfit(name.to_owned()))
    }

    /// Moves a list out as it is; an absent one is empty.
    pub(crate) fn list(&mut self, name: &str) -> Result<Vec<Json<'a>>, Misfit> {
        match self.field(name) {
            Json::Null => Ok(Vec::new()),
            Json::List(list) => Ok(list),
            _ => Err(Misfit(name.to_owned())),
        }
    }

    /// Reads each object of a list; an absent list is empty.
    pub(crate) fn each(
        &mut self,
        name: &str,
        read: &mut dyn FnMut(Object<'a>) -> Result<(), Misfit>,
    ) -> Result<(), Misfit> {
        each(self.or_default(name)?, read).map_err(|misfit| misfit.within(name))
    }

    /// Whether there is such a field, of whatever value.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    pub(super) fn field(&mut self, name: &str) -> Json<'a> {
        let found = self.0.iter_mut().find(|(key, _)| key == name);
        found.map(|(_, value)| std::mem::take(value)).unwrap_or_default()
    }
}

/// Reads each object of a list, and names the one that does not fit.
pub(crate) fn each<'a>(
    list: Vec<Json<'a>>,
    read: &mut dyn FnMut(Object<'a>) -> Result<(), Misfit>,
) -> Result<(), Misfit> {
    let mut all = list.into_iter().enumerate();
    all.try_for_each(|(at, json)| Object::take(json).and_then(&mut *read).map_err(|misfit| misfit.within_item(at)))
}

impl<'a> Take<'a> for Object<'a> {
    fn take(json: Json<'a>) -> Result<Self, Misfit> {
        if let Json::Object(object) = json { Ok(object) } else { Err(Misfit::here()) }
    }
}

impl<'a> Take<'a> for Cow<'a, str> {
    fn take(json: Json<'a>) -> Result<Self, Misfit> {
        if let Json::Text(text) = json { Ok(text) } else { Err(Misfit::here()) }
    }
}

impl<'a> Take<'a> for String {
    fn take(json: Json<'a>) -> Result<Self, Misfit> {
        Cow::take(json).map(Cow::into_owned)
    }
}

impl<'a> Take<'a> for bool {
    fn take(json: Json<'a>) -> Result<Self, Misfit> {
        if let Json::Flag(flag) = json { Ok(flag) } else { Err(Misfit::here()) }
    }
}

/// Fractions are rounded up: the only ones seen are waits.
impl<'a> Take<'a> for i64 {
    fn take(json: Json<'a>) -> Result<Self, Misfit> {
        match json {
            Json::Int(number) => Ok(number),
            Json::Float(number) => Ok(number.ceil() as i64),
            _ => Err(Misfit::here()),
        }
    }
}

impl<'a> Take<'a> for u64 {
    fn take(json: Json<'a>) -> Result<Self, Misfit> {
        u64::try_from(i64::take(json)?).map_err(|_| Misfit::here())
    }
}

impl<'a> Take<'a> for u32 {
    fn take(json: Json<'a>) -> Result<Self, Misfit> {
        u32::try_from(i64::take(json)?).map_err(|_| Misfit::here())
    }
}

impl<'a, T: Take<'a>> Take<'a> for Vec<T> {
    fn take(json: Json<'a>) -> Result<Self, Misfit> {
        let Json::List(list) = json else { return Err(Misfit::here()) };
        let item = |(at, json)| T::take(json).map_err(|misfit| misfit.within_item(at));
        list.into_iter().enumerate().map(item).collect()
    }
}

impl<'a> Take<'a> for Json<'a> {
    fn take(json: Json<'a>) -> Result<Self, Misfit> {
        Ok(json)
    }
}

impl<'de> Deserialize<'de> for Json<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Builder)
    }
}

struct Builder;

impl<'de> Visitor<'de> for Builder {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Self::Value, E> {
        Ok(Json::Flag(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Json::Int(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(i64::try_from(number).map_or(Json::Float(number as f64), Json::Int))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Json::Float(number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Json::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Json::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = access.next_element()? {
            list.push(item);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::new();
        while let Some((key, value)) = access.next_entry::<Json<'de>, Json<'de>>()? {
            if let Json::Text(key) = key {
                fields.push((key, value));
            }
        }
        Ok(Json::Object(Object(fields)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse;

    #[test]
    fn borrows_what_has_no_escapes() {
        let text = r#"{"plain":"as it is","escaped":"a\nb","n":[1,-2,0.5,18446744073709551615,true,null]}"#;
        let mut object = Object::take(parse(text).unwrap()).unwrap();
        assert!(matches!(object.get::<Cow<'_, str>>("plain"), Ok(Some(Cow::Borrowed("as it is")))));
        assert_eq!(object.get::<String>("escaped"), Ok(Some("a\nb".to_owned())));
        assert_eq!(object.get::<String>("escaped"), Ok(None), "moved out");
        let numbers = [Json::Int(1), Json::Int(-2), Json::Float(0.5), Json::Float(u64::MAX as f64)];
        let rest = [Json::Flag(true), Json::Null];
        assert_eq!(object.get("n"), Ok(Some(numbers.into_iter().chain(rest).collect::<Vec<Json<'_>>>())));
    }

    #[test]
    fn a_misfit_names_its_place() {
        let read = |text: &'static str| {
            let mut outer = Object::take(parse(text).unwrap())?;
            let mut ids = Vec::new();
            outer.each("items", &mut |mut item| {
                let mut owner: Object<'_> = item.need("owner")?;
                ids.push(owner.need::<u64>("id").map_err(|misfit| misfit.within("owner"))?);
                Ok(())
            })?;
            Ok(ids)
        };
        for (text, expect) in [
            (r#"{"items":[{"owner":{"id":7}}]}"#, Ok(vec![7])),
            (r#"{"items":null}"#, Ok(vec![])),
            (r#"{"items":{}}"#, Err("items")),
            (r#"{"items":[1]}"#, Err("items[0]")),
            (r#"{"items":[{"owner":{"id":1}},{"owner":{"id":"1"}}]}"#, Err("items[1].owner.id")),
            (r#"{"items":[{"owner":{"id":-1}}]}"#, Err("items[0].owner.id")),
            (r#"{"items":[{"owner":[]}]}"#, Err("items[0].owner")),
        ] {
            assert_eq!(read(text), expect.map_err(|path| Misfit(path.to_owned())), "{text}");
        }
    }
}
