//! Askside.
