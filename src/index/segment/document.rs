//! A document as bytes: numbers of seven bits a byte, the low ones first.
//!
//! ```text
//! number of words, of sentences, of quotations
//! the words
//! for each sentence: how far its first word is from that of the one before
//! for each quotation: how far it begins from the end of the one before, and its length
//! ```

use crate::corpus::Document;
use crate::text::Outline;

/// Appends the words and the outline of a document.
pub(super) fn write(document: &Document, out: &mut Vec<u8>) {
    let Outline { sentences, quoted } = &document.outline;
    for count in [document.words.len(), sentences.len(), quoted.len()] {
        write_number(count as u32, out);
    }
    document.words.iter().for_each(|&word| write_number(word, out));
    let mut before = 0;
    for &start in sentences {
        write_number(start - before, out);
        before = start;
    }
    before = 0;
    for &(start, end) in quoted {
        write_number(start - before, out);
        write_number(end - start, out);
        before = end;
    }
}

fn write_number(mut number: u32, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// The document of these bytes, in place of what `document` holds, if they are one
/// whose words are below `vocabulary`.
pub(super) fn read(bytes: &[u8], vocabulary: u32, document: &mut Document) -> Option<()> {
    let mut rest = bytes;
    let mut count = || read_number(&mut rest).map(|count| count as usize);
    let (words, sentences, quoted) = (count()?, count()?, count()?);
    // Each takes a byte at least.
    if words + sentences + quoted > rest.len() {
        return None;
    }
    document.words.clear();
    document.words.reserve(words);
    for _ in 0..words {
        document.words.push(read_number(&mut rest).filter(|&word| word < vocabulary)?);
    }
    let Outline { sentences: starts, quoted: quotations } = &mut document.outline;
    starts.clear();
    quotations.clear();
    let mut before = 0u32;
    for _ in 0..sentences {
        before = before.checked_add(read_number(&mut rest)?)?;
        starts.push(before);
    }
    before = 0;
    for _ in 0..quoted {
        let start = before.checked_add(read_number(&mut rest)?)?;
        before = start.checked_add(read_number(&mut rest)?)?;
        quotations.push((start, before));
    }
    (rest.is_empty() && document.outline.fits(words)).then_some(())
}

fn read_number(rest: &mut &[u8]) -> Option<u32> {
    let mut number = 0u64;
    for at in 0..5 {
        let (&byte, others) = rest.split_first()?;
        *rest = others;
        number |= u64::from(byte & 0x7F) << (7 * at);
        if byte < 0x80 {
            return u32::try_from(number).ok();
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::corpus::Corpus;

    proptest! {
        /// Bytes that are no document are refused; those that are, are saved likewise.
        #[test]
        fn any_bytes_are_a_document_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let mut document = Document::default();
            if read(&bytes, 1 << 20, &mut document).is_some() {
                let mut again = Vec::new();
                write(&document, &mut again);
                let mut twice = Document::default();
                prop_assert!(read(&again, 1 << 20, &mut twice).is_some());
                prop_assert_eq!(twice, document);
            }
        }
    }

    #[test]
    fn a_document_comes_back() {
        let text = "It rained. “We are wet,” they said, “to the bone.” It rained on. 3 days.";
        let corpus = Corpus::new(&[text, "It rained"], &()).unwrap();
        for at in 0..2 {
            let document = corpus.document(at);
            let mut bytes = Vec::new();
            write(&document, &mut bytes);
            let mut read_again = Document::default();
            read(&bytes, corpus.vocabulary.len() as u32, &mut read_again).unwrap();
            assert_eq!(read_again.words, document.words);
            assert_eq!(read_again.outline, document.outline);
            assert!(read(&bytes, 1, &mut read_again).is_none());
            assert!(read(&bytes[..bytes.len() - 1], 1 << 20, &mut read_again).is_none());
        }
    }
}
