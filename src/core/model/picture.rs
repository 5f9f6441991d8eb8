//! A picture that a person wants to show in a post: what a site takes as one, checked before anybody is asked for it.
//!
//! Of the file nothing but the picture itself goes on: not its name, and not what the computer calls it.

use base64ct::{Base64, Encoding};
use std::fmt;

/// What pictures a site takes (contract §4.4): the name of the format, and how its files begin.
const FORMATS: [(&str, &[u8], usize, &[u8]); 6] = [
    ("png", b"\x89PNG\r\n\x1a\n", 0, b""),
    ("jpeg", b"\xff\xd8\xff", 0, b""),
    ("gif", b"GIF87a", 0, b""),
    ("gif", b"GIF89a", 0, b""),
    ("bmp", b"BM", 0, b""),
    ("webp", b"RIFF", 8, b"WEBP"),
];

/// A picture that a site takes.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    format: &'static str,
    bytes: Vec<u8>,
}

/// Why a file is no picture that a site takes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoPicture {
    /// Something else, whatever it is called.
    #[error("that is no picture that sites take: they take PNG, JPEG, GIF, BMP and WebP")]
    Format,
    /// Too many bytes; how many.
    #[error("that picture has {} KB; sites take {} KB", .0 / 1024, Picture::MOST / 1024)]
    TooLarge(usize),
}

impl Picture {
    /// Most bytes that a site takes (contract §4.4).
    pub const MOST: usize = 2 << 20;

    /// The picture in a file.
    ///
    /// # Errors
    /// [`NoPicture`] if no site would take it.
    pub fn new(bytes: Vec<u8>) -> Result<Self, NoPicture> {
        if bytes.len() > Self::MOST {
            return Err(NoPicture::TooLarge(bytes.len()));
        }
        let begins = |(_, start, at, then): &&(&str, &[u8], usize, &[u8])| {
            bytes.starts_with(start) && bytes.get(*at..).is_some_and(|rest| rest.starts_with(then))
        };
        let format = FORMATS.iter().find(begins).map(|(format, ..)| *format).ok_or(NoPicture::Format)?;
        Ok(Self { format, bytes })
    }

    /// As it travels in a message: Base64.
    #[must_use]
    pub fn encoded(&self) -> String {
        Base64::encode_string(&self.bytes)
    }

    /// The picture of a message.
    ///
    /// # Errors
    /// [`NoPicture`] if there is none in it.
    pub fn decoded(text: &str) -> Result<Self, NoPicture> {
        Self::new(Base64::decode_vec(text).map_err(|_| NoPicture::Format)?)
    }

    /// Its format: the end of a file's name, and of a media type.
    #[must_use]
    pub fn format(&self) -> &'static str {
        self.format
    }

    /// The file.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// What it shows is nobody's business.
impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} bytes", self.format, self.bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_file_is_what_it_begins_with() {
        for (bytes, expect) in [
            (&b"\x89PNG\r\n\x1a\n..."[..], Ok("png")),
            (b"\xff\xd8\xff\xe0", Ok("jpeg")),
            (b"GIF89a...", Ok("gif")),
            (b"BM......", Ok("bmp")),
            (b"RIFF....WEBPVP8", Ok("webp")),
            (b"RIFF....WAVE", Err(NoPicture::Format)),
            (b"RIFF", Err(NoPicture::Format)),
            (b"<svg onload=alert(1)>", Err(NoPicture::Format)),
            (b"", Err(NoPicture::Format)),
        ] {
            assert_eq!(Picture::new(bytes.to_vec()).map(|picture| picture.format()), expect, "{bytes:?}");
        }
        let mut large = b"GIF89a".to_vec();
        large.resize(Picture::MOST, 0);
        assert!(Picture::new(large.clone()).is_ok());
        large.push(0);
        let told = Picture::new(large).unwrap_err();
        assert_eq!(told, NoPicture::TooLarge(Picture::MOST + 1));
        assert_eq!(told.to_string(), "that picture has 2048 KB; sites take 2048 KB");
    }

    proptest! {
        #[test]
        fn it_survives_the_way(rest in prop::collection::vec(any::<u8>(), 0..200), text in ".{0,40}") {
            let picture = Picture::new([b"GIF87a".to_vec(), rest].concat()).unwrap();
            prop_assert_eq!(Picture::decoded(&picture.encoded()), Ok(picture));
            prop_assert!(Picture::decoded(&text).is_err());
        }
    }
}
