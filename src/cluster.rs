//! Stage 6: matches → clusters, each with a representative.

/// A group of copies, every one of them verified against the representative.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// The article that stands for the group.
    pub representative: usize,
    /// The others, ordered by id, each with its verified score to the
    /// representative.
    pub members: Vec<Member>,
}

/// One member of a [`Cluster`], beside the representative.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Member {
    /// The article.
    pub article: usize,
    /// Its verified score to the representative, 0 to 1; 1 for the same words.
    pub score: f32,
}
