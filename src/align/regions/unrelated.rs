//! Whether what stands in the same place of two texts has anything in common.
//!
//! Two articles that share a half differ in the other half, and nothing in it
//! corresponds: there one text was deleted and another inserted. A reader who is
//! shown a replacement looks for what became of each sentence.

use super::gap::GapPart;
use crate::align::passages::NOT_SHARED;
use crate::align::words::{NumberedText, TextPair};

/// Gaps of at most so many words on either side were replaced, whatever is in them: a
/// sentence or two, reworded, may have no word in common.
const LONGEST_REPLACED: usize = 30;

/// Unrelated are gaps of which less than one in so many meaningful words is in both.
/// Of long stretches of two news stories on one event, those of up to a quarter
/// say different things; back translation leaves a quarter and more.
const ONE_IN: usize = 4;

/// A gap that is so many times as long as the other is not read to its end, if it need
/// not be: that of a book from which an excerpt was taken.
const MUCH_LONGER: usize = 8;

/// Whether both gaps are long and hardly any meaningful word of the one with fewer of
/// them is in the other.
///
/// Cost: a sort of the words of long gaps, or of the shorter one.
pub(super) fn are_unrelated(pair: &TextPair<'_>, a: &GapPart, b: &GapPart) -> bool {
    if a.words.len().min(b.words.len()) <= LONGEST_REPLACED {
        return false;
    }
    if let Some(are_unrelated) = by_places(pair, a, b) {
        return are_unrelated;
    }
    let [ours, theirs] = [(&pair.a, a), (&pair.b, b)].map(|(text, gap)| words(pair, text, gap));
    let (fewer, more) = if ours.len() <= theirs.len() { (ours, theirs) } else { (theirs, ours) };
    let is_common = |word: &&u32| **word != NOT_SHARED && more.binary_search(word).is_ok();
    fewer.iter().filter(is_common).count() * ONE_IN < fewer.len()
}

/// The same without reading the longer gap: the words of the shorter one are looked up
/// among the places of the other text. `None` where that is not worth it, or it is not
/// certain that the longer gap has more meaningful words.
fn by_places(pair: &TextPair<'_>, a: &GapPart, b: &GapPart) -> Option<bool> {
    let a_is_longer = a.words.len() > b.words.len();
    let (short, long) = if a_is_longer { (b, a) } else { (a, b) };
    let (text, long_text) = if a_is_longer { (&pair.b, &pair.a) } else { (&pair.a, &pair.b) };
    if long.words.len() < MUCH_LONGER * short.words.len() {
        return None;
    }
    let words = words(pair, text, short);
    // Words that the short text lacks all count.
    let mut own = long
        .words
        .clone()
        .filter(|&at| long_text.shared[at] == NOT_SHARED && pair.is_meaningful(long_text, at));
    own.nth(words.len())?;
    let mut common = 0;
    for &word in words.iter().filter(|&&word| word != NOT_SHARED) {
        let places = pair.places(a_is_longer, word)?;
        let from = places.partition_point(|&at| (at as usize) < long.words.start);
        let inside = places[from..].iter().map(|&at| at as usize);
        let mut inside = inside.take_while(|&at| at < long.words.end);
        common += usize::from(inside.any(|at| pair.is_meaningful(long_text, at)));
    }
    Some(common * ONE_IN < words.len())
}

/// The numbers of the gap's meaningful words, in order; each once, but for those that
/// only this text has.
fn words(pair: &TextPair<'_>, text: &NumberedText<'_>, gap: &GapPart) -> Vec<u32> {
    let meaningful = gap.words.clone().filter(|&at| pair.is_meaningful(text, at));
    let mut words: Vec<u32> = meaningful.map(|at| text.shared[at]).collect();
    words.sort_unstable();
    words.dedup_by(|word, kept| word == kept && *word != NOT_SHARED);
    words
}

#[cfg(test)]
mod tests {
    use crate::align::tests::shown;

    const SHARED: &str = "The regional hospital in Lindal will close its maternity ward at the end of \
        May because it no longer finds enough midwives, the board said on Wednesday. Expectant \
        mothers will then have to travel to Sandvik, which is fifty kilometres away.";
    const FOOTBALL: &str = "Meanwhile the football club has sold its best striker to a Danish team \
        for a sum that nobody wanted to confirm. Supporters gathered outside the stadium and burned \
        their scarves, while the chairman praised the money that would pay for new seats";
    const HONEY: &str = "In other news, beekeepers along the coast report the poorest harvest since \
        records began. A cold spring kept all insects in their hives, and when lime trees finally \
        blossomed it rained for three weeks without any pause at all";

    /// What differs of two texts that share a half.
    fn differing(a: &str, b: &str) -> String {
        let shown = shown(&format!("{SHARED}\n\n{a}."), &format!("{SHARED}\n\n{b}."));
        let rest = shown.strip_prefix(SHARED).unwrap().trim_start();
        rest.strip_suffix('.').unwrap().to_owned()
    }

    #[test]
    fn unrelated_halves_were_not_replaced_by_each_other() {
        assert_eq!(differing(FOOTBALL, HONEY), format!("[-{FOOTBALL}][+{HONEY}]"));
        let before = |text| format!("{text}. {SHARED}");
        let expected = format!("[-{FOOTBALL}][+{HONEY}]. {SHARED}");
        assert_eq!(shown(&before(FOOTBALL), &before(HONEY)), expected);
    }

    #[test]
    fn a_sentence_was_replaced_whatever_it_says() {
        let (a, b) =
            ("Supporters burned their scarves", "A cold spring kept insects in their hives");
        assert_eq!(differing(a, b), format!("[{a}|{b}]"));
    }

    #[test]
    fn reworded_sentences_were_replaced() {
        let a = "Meanwhile the football club has sold its striker Berg to a Danish team for a sum \
            that nobody wanted to confirm, and supporters burned scarves outside the stadium while \
            the chairman praised what he had done there";
        let b = "Outside the arena fans set fire to scarves on learning that Berg, a striker whom \
            they love, was being sold off by their club; how much was paid for him remains unknown, \
            although a chairman called it a Danish fairy tale";
        let shown = differing(a, b);
        assert!(!shown.contains("[+") && !shown.contains("[-"), "{shown}");
    }
}
