//! What `selection.js` collected of a selection, node by node. Bounds how deep it is; what becomes of it is decided
//! where it is quoted ([`crate::draft`]).

use crate::{
    json::{Json, Misfit, Take},
    model::SelectedNode,
};
use std::borrow::Cow;

/// Levels kept: what is deeper belongs to the last of them. Whoever walks the nodes may do so by recursion.
const MAX_DEPTH: usize = 40;

/// Reads the nodes; each is within one before it, or within none.
pub(super) fn read(list: Vec<Json<'_>>) -> Result<Vec<SelectedNode>, Misfit> {
    let mut nodes: Vec<SelectedNode> = Vec::with_capacity(list.len());
    let mut depths: Vec<usize> = Vec::with_capacity(list.len());
    for json in list {
        let mut parts = Vec::take(json)?.into_iter();
        let mut next = || parts.next().unwrap_or_default();
        let within = usize::try_from(i64::take(next())?).ok().filter(|within| *within < nodes.len());
        let mut text = || Cow::<str>::take(next()).map(Cow::into_owned);
        let (tag, names, target, text) = (text()?, text()?, text()?, text()?);
        // A text is around nothing.
        let mut within = within.filter(|at| !nodes[*at].tag.is_empty());
        if let Some(deep) = within.filter(|at| depths[*at] >= MAX_DEPTH) {
            within = nodes[deep].within.map(|at| at as usize);
        }
        depths.push(within.map_or(0, |at| depths[at] + 1));
        nodes.push(SelectedNode { within: within.and_then(|at| u32::try_from(at).ok()), tag, names, target, text });
    }
    Ok(nodes)
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
