//! Where an insertion or deletion begins, if the words allow several places.
//!
//! “the old \[town and the old\] bridge” might as well be “\[the old town and\]
//! the old bridge”. Readers see a change best where it fills a whole sentence,
//! clause or phrase.

use super::pair::{MatchedRun, NumberedText, TextPair};

/// How far a change is slid at most, in words: longer repetitions are rare, and
/// the cost is bounded.
const FARTHEST: usize = 64;

/// Slides each insertion and deletion between two runs to where it reads best.
/// `runs` are those of one passage, in order.
pub(super) fn slide(pair: &TextPair<'_>, runs: &mut [MatchedRun]) {
    for at in 1..runs.len() {
        let (left, right) = (runs[at - 1], runs[at]);
        let only_in_b = left.in_a().end == right.a;
        if !only_in_b && left.in_b().end != right.b {
            continue;
        }
        let by = if only_in_b {
            best(&pair.b, left.in_b().end, right.b, (left.len, right.len))
        } else {
            best(&pair.a, left.in_a().end, right.a, (left.len, right.len))
        };
        runs[at - 1].len = left.len.wrapping_add_signed(by);
        runs[at].a = right.a.wrapping_add_signed(by);
        runs[at].b = right.b.wrapping_add_signed(by);
        runs[at].len = right.len.wrapping_add_signed(-by);
    }
}

/// How many words to slide the change from word `start` up to `end` of the
/// text, between runs of so many words, each of which keeps one.
fn best(text: &NumberedText<'_>, start: usize, end: usize, runs: (usize, usize)) -> isize {
    let words = text.side.words;
    let back = (1..runs.0.min(FARTHEST)).take_while(|by| words[start - by] == words[end - by]);
    let on = (0..(runs.1 - 1).min(FARTHEST)).take_while(|by| words[start + by] == words[end + by]);
    let (back, on) = (back.count() as isize, on.count() as isize);
    let mut best = (0_isize, 0);
    if back + on == 0 {
        return 0;
    }
    for by in -back..=on {
        let start = start.wrapping_add_signed(by);
        let ends = [start, end.wrapping_add_signed(by)];
        let score: usize = ends.iter().map(|&at| text.pause_before(at) as usize * 2).sum();
        // Grammar's short words begin a phrase rather than end it.
        let is_phrase = text.word(start).len() < text.word(start - 1).len();
        let score = score + usize::from(is_phrase);
        if score > best.1 || (score == best.1 && by.abs() < best.0.abs()) {
            best = (by, score);
        }
    }
    best.0
}
