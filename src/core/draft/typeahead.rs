//! Asking a site while a person types: one thing at a time, always the newest, and nothing twice.
//!
//! Decides and remembers; whoever waits, asks and shows is `ui`'s.

/// What was asked while one editor is open, and what was answered.
#[derive(Debug)]
pub struct Typeahead<A> {
    /// None while it is under way, or if it failed.
    answers: Vec<(String, Option<A>)>,
    is_waiting: bool,
    /// Counts what was typed, as far as who asks waits for a pause.
    typed: u32,
    /// The count at the last pause.
    rested: u32,
}

impl<A> Default for Typeahead<A> {
    fn default() -> Self {
        Self { answers: Vec::new(), is_waiting: false, typed: 0, rested: 0 }
    }
}

impl<A> Typeahead<A> {
    /// Something was typed: nothing is asked until [`Self::rests`] is told of a pause after it.
    pub fn types(&mut self) -> u32 {
        self.typed += 1;
        self.typed
    }

    /// A pause is over that began with this. Whether nothing was typed since.
    pub fn rests(&mut self, typed: u32) -> bool {
        self.rested = self.rested.max(typed);
        self.rested == self.typed
    }

    /// Whether to ask for `wanted` now. If so, [`Self::answered`] has to follow; what is wanted by then is asked for
    /// next.
    #[must_use]
    pub fn asks(&mut self, wanted: &str) -> bool {
        let is_known = self.answers.iter().any(|(asked, _)| asked == wanted);
        if wanted.is_empty() || is_known || self.is_waiting || self.rested < self.typed {
            return false;
        }
        self.answers.push((wanted.to_owned(), None));
        self.is_waiting = true;
        true
    }

    /// Takes the answer to what was asked last; none if it failed.
    pub fn answered(&mut self, answer: Option<A>) {
        self.is_waiting = false;
        if let Some((_, kept)) = self.answers.last_mut() {
            *kept = answer;
        }
    }

    /// The answer to just this.
    #[must_use]
    pub fn answer(&self, wanted: &str) -> Option<&A> {
        self.answers.iter().find(|(asked, _)| asked == wanted)?.1.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What happens while somebody types.
    #[derive(Debug, Clone)]
    enum Step {
        Typed(String),
        /// The pause after one of the words that were typed is over.
        Rested(usize),
        /// The answer came, or failed.
        Answered(bool),
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            "[abc]{0,1}".prop_map(Step::Typed),
            (0usize..9).prop_map(Step::Rested),
            prop::bool::ANY.prop_map(Step::Answered),
        ]
    }

    proptest! {
        #[test]
        fn one_at_a_time_the_newest_and_nothing_twice(steps in prop::collection::vec(step(), 0..60)) {
            let mut typeahead = Typeahead::default();
            let (mut typed, mut asked, mut under_way, mut turns) = (String::new(), Vec::new(), None, Vec::new());
            let mut is_at_rest = true;
            for step in steps {
                match step {
                    Step::Typed(word) => {
                        typed = word;
                        turns.push(typeahead.types());
                        is_at_rest = false;
                    }
                    Step::Rested(back) => {
                        if let Some(turn) = turns.iter().rev().nth(back) {
                            is_at_rest |= back == 0;
                            prop_assert_eq!(typeahead.rests(*turn), is_at_rest);
                        }
                    }
                    Step::Answered(works) => {
                        if let Some(word) = under_way.take() {
                            typeahead.answered(works.then_some(word));
                        }
                    }
                }
                let asks = typeahead.asks(&typed);
                let may = is_at_rest && under_way.is_none() && !typed.is_empty();
                prop_assert_eq!(asks, may && !asked.contains(&typed));
                if asks {
                    asked.push(typed.clone());
                    under_way = Some(typed.clone());
                }
                // What is shown is the answer to what is typed, and to nothing before it.
                prop_assert!(typeahead.answer(&typed).is_none_or(|answer| *answer == typed));
            }
        }
    }
}
