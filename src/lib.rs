//! Finds near-duplicate articles and shows exactly what was changed.

pub mod align;
pub mod article;
pub mod candidate;
pub mod cluster;
pub mod corpus;
pub mod detect;
pub mod error;
pub mod findings;
pub mod minhash;
pub mod progress;
#[cfg(feature = "read")]
pub mod read;
#[cfg(feature = "report")]
pub mod report;
pub mod shingle;
pub mod text;
pub mod verify;

pub use article::{Article, Span};
pub use detect::Detector;
pub use error::Error;
pub use findings::{Findings, Match};
