//! Made-up articles with known copies among them, the same on every machine.
//!
//! What the text has in common with news: word frequencies after Zipf, names
//! and subject words that return within an article, paragraphs, direct
//! quotations between typographic marks. What it does not have: meaning. The
//! figures that come of it say how fast the code is and whether a change broke
//! it, not how well it judges real articles.
//!
//! Reworded copies are made as unlike their originals as the two `seeds/` are:
//! a resemblance of about 0.40 over three-word shingles and 0.72 over words.

use nearcopy::Article;

/// Articles, and which of them were made from which.
pub struct Collection {
    /// The articles, with ids that do not tell who copied whom.
    pub articles: Vec<Article<'static>>,
    /// What was made from what.
    pub known: Vec<Known>,
}

/// An article and the one that was made from it, by their positions.
pub struct Known {
    /// The earlier one.
    pub original: usize,
    /// The one made from it.
    pub copy: usize,
    /// How it was made.
    pub kind: Kind,
}

/// How an article was made from another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One word in fifty changed, a paragraph left out, a sentence added.
    Edited,
    /// About one word in six changed, dropped or added, all over the text.
    Reworded,
    /// Two paragraphs of it stand inside an article of its own.
    Partial,
    /// No copy at all: another report of the same event, with the same names
    /// and one quotation in common.
    Lookalike,
}

/// This many articles. Of each twenty, four were made from others of the
/// twenty, one in each [`Kind`].
pub fn collection(articles: usize, seed: u64) -> Collection {
    let mut random = Random(seed);
    let mut collection = Collection { articles: Vec::new(), known: Vec::new() };
    while collection.articles.len() < articles {
        let first = collection.articles.len();
        let mut stories: Vec<Story> = (0..16).map(|_| Story::new(&mut random)).collect();
        stories.push(stories[0].edited(&mut random));
        stories.push(stories[1].reworded(&mut random));
        stories.push(stories[2].quoted_in_part(&mut random));
        stories.push(stories[3].told_by_another(&mut random));
        for (at, kind) in [Kind::Edited, Kind::Reworded, Kind::Partial, Kind::Lookalike]
            .into_iter()
            .enumerate()
            .take_while(|(at, _)| first + 16 + at < articles)
        {
            collection.known.push(Known { original: first + at, copy: first + 16 + at, kind });
        }
        let room = articles - first;
        collection.articles.extend(stories.iter().take(room).map(|story| {
            let id = format!("{:016x}", random.next());
            Article::new(id, story.text())
        }));
    }
    collection
}

/// An article before it is written out.
#[derive(Clone)]
struct Story {
    subject: Vec<u32>,
    paragraphs: Vec<Vec<Sentence>>,
}

#[derive(Clone)]
struct Sentence {
    /// Each word by its rank, 1 the commonest.
    words: Vec<u32>,
    quoted: bool,
}

impl Story {
    fn new(random: &mut Random) -> Self {
        let subject = (0..60).map(|_| random.rank(9)).collect();
        Self::about(subject, random)
    }

    fn about(subject: Vec<u32>, random: &mut Random) -> Self {
        let mut story = Self { subject, paragraphs: Vec::new() };
        story.paragraphs = (0..8 + random.below(6))
            .map(|_| (0..1 + random.below(3)).map(|_| story.sentence(random)).collect())
            .collect();
        story
    }

    fn sentence(&self, random: &mut Random) -> Sentence {
        let words = (0..8 + random.below(20))
            .map(|_| match random.below(4) {
                0 => self.subject[random.below(self.subject.len())],
                _ => random.rank(0),
            })
            .collect();
        Sentence { words, quoted: random.below(5) == 0 }
    }

    fn edited(&self, random: &mut Random) -> Self {
        let mut copy = self.clone();
        copy.paragraphs.remove(random.below(self.paragraphs.len()));
        copy.paragraphs.push(vec![self.sentence(random)]);
        copy.each_sentence(|sentence| sentence.change(20, random));
        copy
    }

    fn reworded(&self, random: &mut Random) -> Self {
        let mut copy = self.clone();
        copy.each_sentence(|sentence| sentence.change(160, random));
        copy
    }

    fn quoted_in_part(&self, random: &mut Random) -> Self {
        let mut other = Self::new(random);
        let from = random.below(self.paragraphs.len() - 1);
        let at = random.below(other.paragraphs.len());
        other.paragraphs.splice(at..at, self.paragraphs[from..from + 2].iter().cloned());
        other
    }

    fn told_by_another(&self, random: &mut Random) -> Self {
        let mut other = Self::about(self.subject.clone(), random);
        let said = self.paragraphs.iter().flatten().find(|sentence| sentence.quoted);
        other.paragraphs.push(said.cloned().into_iter().collect());
        other
    }

    fn each_sentence(&mut self, change: impl FnMut(&mut Sentence)) {
        self.paragraphs.iter_mut().flatten().for_each(change);
    }

    fn text(&self) -> String {
        let mut text = String::new();
        for paragraph in &self.paragraphs {
            for sentence in paragraph {
                sentence.write(&mut text);
            }
            text.push_str("\n\n");
        }
        text
    }
}

impl Sentence {
    /// Changes this many words in a thousand: most for a synonym, some are
    /// dropped, some get another word before them.
    fn change(&mut self, per_mille: usize, random: &mut Random) {
        let mut changed = Vec::with_capacity(self.words.len() + 2);
        for &word in &self.words {
            if random.below(1000) >= per_mille {
                changed.push(word);
                continue;
            }
            match random.below(6) {
                0 => {}
                1 => changed.extend([random.rank(0), word]),
                _ => changed.push((word ^ 1).max(1)),
            }
        }
        self.words = changed;
    }

    fn write(&self, text: &mut String) {
        if self.quoted {
            text.push('“');
        }
        for (at, &word) in self.words.iter().enumerate() {
            if at > 0 {
                text.push_str(if word % 13 == 1 { ", " } else { " " });
            }
            let start = text.len();
            spell(word, text);
            // Sentences and names begin with a capital.
            if at == 0 || word % 16 == 7 {
                text[start..=start].make_ascii_uppercase();
            }
        }
        text.push_str(if self.quoted { ",” they said. " } else { ". " });
    }
}

/// The word of this rank: syllables, the fewer the commoner it is.
fn spell(mut rank: u32, text: &mut String) {
    const STARTS: [&str; 12] = ["t", "s", "r", "n", "l", "d", "m", "k", "p", "br", "st", "v"];
    const ENDS: [&str; 5] = ["e", "a", "i", "on", "er"];
    while rank > 0 {
        rank -= 1;
        text.push_str(STARTS[rank as usize % 12]);
        text.push_str(ENDS[rank as usize / 12 % 5]);
        rank /= 60;
    }
}

/// A small generator of random numbers (splitmix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        value ^ (value >> 31)
    }

    fn below(&mut self, range: usize) -> usize {
        (self.next() % range as u64) as usize
    }

    /// The rank of a word, after Zipf: each doubling of the rank is as likely
    /// as any other. Words commoner than 2 to the `rarity` are left out.
    fn rank(&mut self, rarity: u32) -> u32 {
        let octave = rarity + self.below(17 - rarity as usize) as u32;
        (1 << octave) + self.below(1 << octave) as u32
    }
}
