//! What `selection.js` collected of a selection, node by node. Bounds how deep it is; what becomes of it is decided
//! where it is quoted ([`crate::draft`]).

use crate::{
    json::{Json, Misfit, Take},
    model::SelectedNode,
};
use std::borrow::Cow;

/// Levels kept: what is deeper belongs to the last of them. Whoever walks the nodes may do so by recursion.
const MAX_DEPTH: usize = 40;

/// What is selected, as it is collected.
#[derive(Debug, Default)]
pub struct Selected {
    nodes: Vec<SelectedNode>,
    depths: Vec<usize>,
}

impl Selected {
    /// Adds a node, within the one that it names, if that was added before and can be around anything. Its place.
    pub fn push(&mut self, node: SelectedNode) -> u32 {
        // A text is around nothing.
        let around = |at: &u32| self.nodes.get(*at as usize).is_some_and(|outer| !outer.tag.is_empty());
        let mut within = node.within.filter(around);
        let depth = |at: u32| self.depths[at as usize];
        if let Some(deep) = within.filter(|at| depth(*at) >= MAX_DEPTH) {
            within = self.nodes[deep as usize].within;
        }
        self.depths.push(within.map_or(0, |at| depth(at) + 1));
        self.nodes.push(SelectedNode { within, ..node });
        u32::try_from(self.nodes.len() - 1).unwrap_or_default()
    }

    /// All of it.
    #[must_use]
    pub fn nodes(self) -> Vec<SelectedNode> {
        self.nodes
    }
}

/// Reads the nodes; each is within one before it, or within none.
pub(super) fn read(list: Vec<Json<'_>>) -> Result<Vec<SelectedNode>, Misfit> {
    let mut selected = Selected::default();
    for json in list {
        let mut parts = Vec::take(json)?.into_iter();
        let mut next = || parts.next().unwrap_or_default();
        let within = u32::try_from(i64::take(next())?).ok();
        let mut text = || Cow::<str>::take(next()).map(Cow::into_owned);
        let (tag, names, target, text) = (text()?, text()?, text()?, text()?);
        selected.push(SelectedNode { within, tag, names, target, text });
    }
    Ok(selected.nodes())
}

#[cfg(test)]
mod tests {
    use crate::{model::SelectedNode, page};
    use serde_json::{Value, json};

    fn read(nodes: &Value) -> Vec<SelectedNode> {
        page::read(&json!({ "selected": nodes }).to_string()).unwrap().selected
    }

    #[test]
    fn a_node_is_within_an_element_before_it() {
        let nodes = json!([
            [-1, "p", "lead", "", ""],
            [0, "", "", "", "a text"],
            [1, "", "", "", "within a text"],
            [4, "p", "", "", ""],
            [4, "a", "", "https://d.test/", ""],
            [99, "", "", "", ""],
        ]);
        let within: Vec<_> = read(&nodes).into_iter().map(|node| node.within).collect();
        assert_eq!(within, [None, Some(0), None, None, None, None]);
        assert_eq!(read(&nodes)[4].target, "https://d.test/");
        for broken in [json!([["p"]]), json!([[0, 1]]), json!([{}]), json!(1)] {
            assert!(page::read(&json!({ "selected": broken }).to_string()).is_err(), "{broken}");
        }
    }

    #[test]
    fn what_is_too_deep_is_flat() {
        let nodes: Vec<Value> = (-1..5_000).map(|up| json!([up, "b", "", "", ""])).collect();
        let nodes = read(&json!(nodes));
        let depth = |at: u32| std::iter::successors(Some(at), |at| nodes[*at as usize].within).count();
        assert_eq!((nodes.len(), (0..5_000).map(depth).max()), (5_000, Some(super::MAX_DEPTH + 1)));
    }
}
