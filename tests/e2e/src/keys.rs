//! Keys by the names people use, as the events Chromium expects.

use serde_json::{Value, json};

use crate::BrowserError;

/// Name, `code`, Windows virtual key code, and the text the key types.
const NAMED: &[(&str, &str, u32, &str)] = &[
    ("Backspace", "Backspace", 8, ""),
    ("Tab", "Tab", 9, ""),
    ("Enter", "Enter", 13, "\r"),
    ("Escape", "Escape", 27, ""),
    (" ", "Space", 32, " "),
    ("PageUp", "PageUp", 33, ""),
    ("PageDown", "PageDown", 34, ""),
    ("End", "End", 35, ""),
    ("Home", "Home", 36, ""),
    ("ArrowLeft", "ArrowLeft", 37, ""),
    ("ArrowUp", "ArrowUp", 38, ""),
    ("ArrowRight", "ArrowRight", 39, ""),
    ("ArrowDown", "ArrowDown", 40, ""),
    ("Delete", "Delete", 46, ""),
    ("/", "Slash", 191, "/"),
    ("?", "Slash", 191, "?"),
];

/// Each modifier with its bit in the protocol.
const MODIFIERS: &[(&str, u32)] = &[("Alt", 1), ("Ctrl", 2), ("Meta", 4), ("Shift", 8)];
const SHIFT: u32 = 8;

/// The two events of one stroke, down and up, of a key like `Enter`, `a` or `Alt+Shift+Q`.
pub(crate) fn stroke(keys: &str) -> Result<[Value; 2], BrowserError> {
    let unknown = || BrowserError::Key(keys.to_owned());
    let mut parts: Vec<&str> = keys.split('+').collect();
    let name = parts.pop().ok_or_else(unknown)?;
    let mut modifiers = 0;
    for part in parts {
        modifiers |= MODIFIERS.iter().find(|(known, _)| *known == part).ok_or_else(unknown)?.1;
    }
    let name = if name == "Space" { " " } else { name };
    let named = NAMED.iter().find(|(known, ..)| *known == name);
    let (code, virtual_key, types) = match (named, name.as_bytes()) {
        (Some((_, code, key, types)), _) => ((*code).to_owned(), *key, *types),
        (None, [byte]) if byte.is_ascii_alphanumeric() => {
            let upper = char::from(byte.to_ascii_uppercase());
            let prefix = if byte.is_ascii_digit() { "Digit" } else { "Key" };
            (format!("{prefix}{upper}"), u32::from(upper), name)
        }
        _ => return Err(unknown()),
    };
    let mut down = json!({
        "type": "rawKeyDown",
        "modifiers": modifiers,
        "key": if types == "\r" { "Enter" } else { name },
        "code": code,
        "windowsVirtualKeyCode": virtual_key,
        "nativeVirtualKeyCode": virtual_key,
    });
    let mut up = down.clone();
    up["type"] = "keyUp".into();
    if !types.is_empty() && modifiers & !SHIFT == 0 {
        down["type"] = "keyDown".into();
        down["text"] = types.into();
    }
    Ok([down, up])
}

#[cfg(test)]
mod tests {
    use super::stroke;

    #[test]
    fn strokes() {
        for (keys, kind, code, virtual_key, modifiers) in [
            ("Enter", "keyDown", "Enter", 13, 0),
            ("a", "keyDown", "KeyA", 65, 0),
            ("7", "keyDown", "Digit7", 55, 0),
            ("Shift+Tab", "rawKeyDown", "Tab", 9, 8),
            ("Alt+Shift+Q", "rawKeyDown", "KeyQ", 81, 9),
        ] {
            let [down, up] = stroke(keys).unwrap();
            assert_eq!(down["type"], kind, "{keys}");
            assert_eq!(down["code"], code, "{keys}");
            assert_eq!(down["windowsVirtualKeyCode"], virtual_key, "{keys}");
            assert_eq!(up["modifiers"], modifiers, "{keys}");
        }
        for keys in ["", "Hyper+a", "Entre", "ä"] {
            stroke(keys).unwrap_err();
        }
    }
}
