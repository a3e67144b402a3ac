//! Data structures and access to the machine that no stage owns.
//!
//! | module | gives |
//! |---|---|
//! | [`hash`] | every hash function of the crate, and which of them may be saved |
//! | [`numbered`] | a vector that many threads append to |
//! | [`pool`] | workspaces that threads take in turns |
//! | [`shuffle`] | an external sort of records into buckets |
//! | [`spill`] | memory up to a limit, and a temporary file beyond it |
//! | [`saved`] | the frame of every saved form: magic, version, checksum |
//! | [`dispatch`] | loops compiled for the processor at hand |

pub(crate) mod dispatch;
pub(crate) mod hash;
pub(crate) mod numbered;
pub(crate) mod pool;
pub(crate) mod saved;
pub(crate) mod shuffle;
pub(crate) mod spill;
