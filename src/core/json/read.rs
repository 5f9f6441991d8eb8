//! Any type with a `Deserialize` from a tree.
//!
//! The derived code is compiled for each type and each format. This format is a few lines where a text's is two
//! kilobytes for each type, so all types are read from the tree, and only the tree from the text.
//! `#[serde(default)]` on a field is not known here: say `Option`.

use super::tree::{Json, Misfit, Object};
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};
use std::{borrow::Cow, fmt, vec};

impl Error for Misfit {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::here() // where it is tells more than what a visitor calls it
    }

    fn missing_field(field: &'static str) -> Self {
        Self(field.to_owned())
    }
}

impl std::error::Error for Misfit {}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Methods for what has one form only.
macro_rules! as_asked {
    ($($variant:ident($value:ident) => $visit:ident($visited:expr): $name:ident;)+) => {$(
        fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
            if let Self::$variant($value) = self { visitor.$visit($visited) } else { Err(Misfit::here()) }
        }
    )+};
}

/// Methods that do what another does.
macro_rules! same {
    ($($as:ident: $($name:ident)+;)+) => {$($(
        fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
            self.$as(visitor)
        }
    )+)+};
}

impl<'de> Deserializer<'de> for Json<'de> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self {
            Self::Null => visitor.visit_unit(),
            Self::Flag(flag) => visitor.visit_bool(flag),
            Self::Int(_) | Self::Float(_) => self.deserialize_i64(visitor),
            Self::Text(_) => self.deserialize_str(visitor),
            Self::List(_) => self.deserialize_seq(visitor),
            Self::Object(_) => self.deserialize_map(visitor),
        }
    }

    // Each type asks for what it is, so that no type carries code for what it is not.
    as_asked! {
        Flag(flag) => visit_bool(flag): deserialize_bool;
        List(list) => visit_seq(Items::of(list)): deserialize_seq;
        Object(fields) => visit_map(Fields(fields.0.into_iter(), None)): deserialize_map;
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self {
            Self::Int(number) => visitor.visit_i64(number),
            Self::Float(number) => visitor.visit_f64(number),
            _ => Err(Misfit::here()),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self {
            Self::Text(Cow::Borrowed(text)) => visitor.visit_borrowed_str(text),
            Self::Text(Cow::Owned(text)) => visitor.visit_string(text),
            _ => Err(Misfit::here()),
        }
    }

    same! {
        deserialize_i64: deserialize_i8 deserialize_i16 deserialize_i32 deserialize_u8 deserialize_u16 deserialize_u32
            deserialize_u64 deserialize_f32 deserialize_f64;
        deserialize_str: deserialize_string deserialize_char deserialize_identifier;
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.deserialize_seq(visitor)
    }

    /// In the order of the type's fields, which spares each type from looking up names.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_seq(Items::named(self, fields)?)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_unit()
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        if self == Self::Null { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match self {
            Self::Text(name) => visitor.visit_enum(Variant(name, Json::Null)),
            Self::Object(Object(mut fields)) if fields.len() == 1 => {
                let (name, content) = fields.remove(0);
                visitor.visit_enum(Variant(name, content))
            }
            _ => Err(Misfit::here()),
        }
    }

    serde::forward_to_deserialize_any! {
        i128 u128 bytes byte_buf unit unit_struct
    }
}

/// The items of a list, or the fields of a type in its order: one kind of source, so that what is read from it is
/// compiled once. A field that is missing reads as null: right for an `Option`, and refused by anything else.
struct Items<'de> {
    left: vec::IntoIter<Json<'de>>,
    names: &'static [&'static str],
    at: usize,
}

impl<'de> Items<'de> {
    fn of(list: Vec<Json<'de>>) -> Self {
        Self { left: list.into_iter(), names: &[], at: 0 }
    }

    fn named(json: Json<'de>, names: &'static [&'static str]) -> Result<Self, Misfit> {
        let Json::Object(mut object) = json else { return Err(Misfit::here()) };
        let fields: Vec<_> = names.iter().map(|name| object.field(name)).collect();
        Ok(Self { left: fields.into_iter(), names, at: 0 })
    }

    fn next(&mut self) -> Option<Json<'de>> {
        self.at += 1;
        self.left.next()
    }

    /// Says where a misfit is that the last item has.
    fn place(&self, misfit: Misfit) -> Misfit {
        match self.names.get(self.at - 1) {
            Some(name) => misfit.within(name),
            None => misfit.within_item(self.at - 1),
        }
    }
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Misfit;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Misfit> {
        let Some(item) = self.next() else { return Ok(None) };
        seed.deserialize(item).map(Some).map_err(|misfit| self.place(misfit))
    }
}

struct Fields<'de>(vec::IntoIter<(Cow<'de, str>, Json<'de>)>, Option<(Cow<'de, str>, Json<'de>)>);

impl<'de> MapAccess<'de> for Fields<'de> {
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Misfit> {
        self.1 = self.0.next();
        let Some((key, _)) = &self.1 else { return Ok(None) };
        seed.deserialize(Json::Text(key.clone())).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Misfit> {
        let (key, value) = self.1.take().unwrap_or_default();
        seed.deserialize(value).map_err(|misfit| misfit.within(&key))
    }
}

struct Variant<'de>(Cow<'de, str>, Json<'de>);

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = Misfit;
    type Variant = Json<'de>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Json<'de>), Misfit> {
        Ok((seed.deserialize(self.0.into_deserializer())?, self.1))
    }
}

impl<'de> VariantAccess<'de> for Json<'de> {
    type Error = Misfit;

    fn unit_variant(self) -> Result<(), Misfit> {
        if self == Self::Null { Ok(()) } else { Err(Misfit::here()) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Misfit> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_struct("", fields, visitor)
    }
}

/// Reads a value that may borrow from the tree's text.
pub(super) fn read<'de, T: Deserialize<'de>>(json: Json<'de>) -> Result<T, Misfit> {
    T::deserialize(json)
}
