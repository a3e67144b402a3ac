//! A match as bytes, for as long as the process lives: no saved form.
//!
//! ```text
//! a, b: variable | view, relation, decision: 1 byte each | score: 4 bytes
//! | which figures are not 0: 4 bytes | these: 4 bytes each
//! | bytes of the alignment, plus 1, or 0 without one: 4 bytes | alignment
//! ```
//!
//! A variable number takes a byte for every seven bits. Most spans begin where the last one
//! ended and are short, so that a region takes some six bytes instead of twenty.

use super::Match;
use crate::align::{Alignment, Change, Passage, PassageKind, Region, Substance};
use crate::article::Span;
use crate::candidate::View;
use crate::decisions::Decision;
use crate::verify::{Evidence, Relation};

const CHANGES: [Change; 6] = [
    Change::Kept,
    Change::Moved,
    Change::Respelled,
    Change::Replaced,
    Change::Inserted,
    Change::Deleted,
];

const KINDS: [PassageKind; 3] =
    [PassageKind::Identical, PassageKind::Edited, PassageKind::Reworded];

/// How many figures evidence has, and the bit that says that only sequences were compared.
const FIGURES: usize = 20;
const SEQUENCES_ALONE: u32 = 1 << FIGURES;

/// Appends the match.
pub(super) fn encode(found: &Match, out: &mut Vec<u8>) {
    let Match { a, b, view, relation, score, ref evidence, ref alignment, decision } = *found;
    put(out, a as u64);
    put(out, b as u64);
    let decision = decision.map_or(0, |decision| code(&Decision::ALL, decision) + 1);
    out.extend([code(&View::ALL, view), code(&Relation::ALL, relation), decision]);
    out.extend(score.to_bits().to_le_bytes());
    encode_evidence(evidence, out);
    let at = out.len();
    out.extend([0; 4]);
    if let Some(alignment) = alignment {
        encode_alignment(alignment, out);
        let length = (out.len() - at - 3) as u32;
        out[at..at + 4].copy_from_slice(&length.to_le_bytes());
    }
}

/// The match that the bytes begin with, taken off them; its alignment is left out unless it
/// is wanted. `None` for bytes that [`encode`] did not make.
pub(super) fn decode(bytes: &mut &[u8], is_aligned: bool) -> Option<Match> {
    let (a, b) = (take(bytes)? as usize, take(bytes)? as usize);
    let [view, relation, decision] = array(bytes)?;
    let score = f32::from_bits(number(bytes)?);
    let evidence = decode_evidence(bytes)?;
    let length = number(bytes)? as usize;
    let (mut alignment, rest) = bytes.split_at_checked(length.saturating_sub(1))?;
    *bytes = rest;
    Some(Match {
        a,
        b,
        view: *View::ALL.get(usize::from(view))?,
        relation: *Relation::ALL.get(usize::from(relation))?,
        score,
        evidence,
        alignment: match length > 0 && is_aligned {
            true => Some(decode_alignment(&mut alignment)?),
            false => None,
        },
        decision: match decision {
            0 => None,
            code => Some(*Decision::ALL.get(usize::from(code) - 1)?),
        },
    })
}

fn encode_evidence(evidence: &Evidence, out: &mut Vec<u8>) {
    let Evidence { slots, slot_figures, figures_agree, figures_conflict, .. } = *evidence;
    let Evidence { prose_a, prose_b, words, exclusive, resemblance, near, .. } = *evidence;
    let Evidence { containment, quotations, commonness, own_words, spread, .. } = *evidence;
    let Evidence { spread_long, words_shared, figures_differ, function_words, .. } = *evidence;
    let numbers: [u32; FIGURES] = [
        prose_a.to_bits(),
        prose_b.to_bits(),
        words.to_bits(),
        exclusive.to_bits(),
        resemblance.to_bits(),
        near.to_bits(),
        containment.to_bits(),
        quotations.to_bits(),
        commonness.to_bits(),
        own_words.to_bits(),
        spread.to_bits(),
        spread_long.to_bits(),
        words_shared.to_bits(),
        slots,
        slot_figures,
        figures_agree,
        figures_conflict,
        figures_differ.to_bits(),
        function_words.to_bits(),
        evidence.trust.to_bits(),
    ];
    let bit = |at: usize| u32::from(numbers[at] != 0) << at;
    let mut mask: u32 = (0..FIGURES).map(bit).sum();
    if evidence.sequences_alone {
        mask |= SEQUENCES_ALONE;
    }
    out.extend(mask.to_le_bytes());
    let there = numbers.into_iter().filter(|&number| number != 0);
    there.for_each(|number| out.extend(number.to_le_bytes()));
}

fn decode_evidence(bytes: &mut &[u8]) -> Option<Evidence> {
    let mask = number(bytes)?;
    let mut numbers = [0; FIGURES];
    for (at, figure) in numbers.iter_mut().enumerate() {
        if mask & 1 << at != 0 {
            *figure = number(bytes)?;
        }
    }
    let share = |at: usize| f32::from_bits(numbers[at]);
    Some(Evidence {
        prose_a: share(0),
        prose_b: share(1),
        words: share(2),
        exclusive: share(3),
        resemblance: share(4),
        near: share(5),
        containment: share(6),
        quotations: share(7),
        commonness: share(8),
        own_words: share(9),
        spread: share(10),
        spread_long: share(11),
        words_shared: share(12),
        slots: numbers[13],
        slot_figures: numbers[14],
        figures_agree: numbers[15],
        figures_conflict: numbers[16],
        figures_differ: share(17),
        function_words: share(18),
        trust: share(19),
        sequences_alone: mask & SEQUENCES_ALONE != 0,
    })
}

fn encode_alignment(alignment: &Alignment, out: &mut Vec<u8>) {
    put(out, alignment.passages.len() as u64);
    let mut ends = [0, 0];
    for passage in &alignment.passages {
        out.push(code(&KINDS, passage.kind) << 1 | u8::from(passage.moved));
        out.extend(passage.score.to_bits().to_le_bytes());
        encode_spans([passage.a, passage.b], &mut ends, out);
    }
    put(out, alignment.regions.len() as u64);
    let mut ends = [0, 0];
    for region in &alignment.regions {
        out.extend([code(&CHANGES, region.change), region.substance.bits()]);
        encode_spans([region.a, region.b], &mut ends, out);
    }
}

fn decode_alignment(bytes: &mut &[u8]) -> Option<Alignment> {
    let mut alignment = Alignment::default();
    let mut ends = [0, 0];
    for _ in 0..take(bytes)? {
        let [flags] = array(bytes)?;
        let kind = *KINDS.get(usize::from(flags >> 1))?;
        let score = f32::from_bits(number(bytes)?);
        let [a, b] = decode_spans(bytes, &mut ends)?;
        alignment.passages.push(Passage { a, b, kind, moved: flags & 1 != 0, score });
    }
    let mut ends = [0, 0];
    let regions = take(bytes)?;
    // No more than there are bytes for: one takes six at least.
    alignment.regions.reserve_exact((regions as usize).min(bytes.len() / 6));
    for _ in 0..regions {
        let [change, substance] = array(bytes)?;
        let change = *CHANGES.get(usize::from(change))?;
        let [a, b] = decode_spans(bytes, &mut ends)?;
        alignment.regions.push(Region { change, a, b, substance: Substance::from_bits(substance) });
    }
    Some(alignment)
}

/// For each side: how far the span begins from the end of the last one, and how long it is.
fn encode_spans(spans: [Span; 2], ends: &mut [u32; 2], out: &mut Vec<u8>) {
    for (span, end) in spans.into_iter().zip(ends) {
        let distance = i64::from(span.start) - i64::from(*end);
        // Numbers of either sign as numbers without: 0, -1, 1, -2, …
        put(out, (distance << 1 ^ distance >> 63) as u64);
        put(out, u64::from(span.end.wrapping_sub(span.start)));
        *end = span.end;
    }
}

fn decode_spans(bytes: &mut &[u8], ends: &mut [u32; 2]) -> Option<[Span; 2]> {
    let mut spans = [Span::default(); 2];
    for (span, end) in spans.iter_mut().zip(ends) {
        let distance = take(bytes)?;
        let distance = (distance >> 1) as i64 ^ -((distance & 1) as i64);
        let start = u32::try_from(i64::from(*end).checked_add(distance)?).ok()?;
        *end = start.wrapping_add(take(bytes)? as u32);
        *span = Span { start, end: *end };
    }
    Some(spans)
}

/// The place of a value among all of its kind.
fn code<T: PartialEq>(all: &[T], value: T) -> u8 {
    all.iter().position(|one| *one == value).expect("all values are listed") as u8
}

fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 1 << 7 {
        out.push(number as u8 | 1 << 7);
        number >>= 7;
    }
    out.push(number as u8);
}

fn take(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..u64::BITS).step_by(7) {
        let [byte] = array(bytes)?;
        number |= u64::from(byte & !(1 << 7)) << shift;
        if byte < 1 << 7 {
            return Some(number);
        }
    }
    None
}

fn number(bytes: &mut &[u8]) -> Option<u32> {
    array(bytes).map(u32::from_le_bytes)
}

fn array<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*taken)
}
