//! An answer that somebody takes along: as Markdown, and whose it is.

use super::{blocks::blocks, inline, markdown::join};
use crate::{
    model::{Answer, Author, SelectedNode, visible},
    words,
};

/// What `nodes` say, an answer's body, and below it who wrote that, where, when, and under which licence.
#[must_use]
pub fn cite(nodes: &[SelectedNode], answer: &Answer) -> String {
    let named =
        answer.owner.as_ref().map_or_else(words::answer_by_unknown, |Author(name, _)| words::head_answer_by(name));
    let named = words::plain(&named);
    let named = if answer.link.is_empty() { inline::plain(&named) } else { inline::link(&named, &answer.link) };
    let iso = answer.created.to_iso();
    let licence = answer.details.licence.as_ref().map_or_else(String::new, |licence| format!(", {licence}"));
    let text = visible(join(&blocks(nodes)).join("\n"));
    format!("{}\n\n— {named}, {}{licence}\n", text.trim_end(), iso.split('T').next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        draft::blocks::tests::nodes,
        model::{AnswerId, Details, QuestionId, Timestamp},
    };

    #[test]
    fn an_answer_goes_with_its_author() {
        let answer = Answer {
            id: AnswerId(8),
            question: QuestionId(7),
            body: String::new(),
            score: 1,
            accepted: true,
            created: Timestamp(1_709_209_801),
            owner: Some(Author("M*ra*".to_owned(), None)),
            link: "https://a.test/a/8".to_owned(),
            details: Details { licence: Some("CC BY-SA 4.0".to_owned()), ..Details::default() },
        };
        let body = nodes("<p>Run <b>this</b>:</p><pre>ls\n-l</pre>");
        assert_eq!(
            cite(&body, &answer),
            "Run **this**:\n\n```\nls\n-l\n```\n\n— [Answer by M\\*ra\\*](https://a.test/a/8), 2024-02-29, CC BY-SA 4.0\n"
        );
        let bare = Answer { owner: None, link: String::new(), details: Details::default(), ..answer };
        assert_eq!(cite(&nodes("<p>a</p>"), &bare), "a\n\n— Answer by unknown author, 2024-02-29\n");
    }
}
