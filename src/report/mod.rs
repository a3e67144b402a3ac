//! Findings to terminal text and JSON Lines.
