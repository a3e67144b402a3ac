//! A tokenizer for French: elided words (`l’`, `qu’`, `jusqu’`) are words of
//! their own, and the plural of a noun is the word itself.
//!
//! `cargo run --example tokenizer`
//!
//! The default tokenizer takes `l’eau` for one word, so that `l’eau` and
//! `de l’eau` share it, but `l’eau` and `une eau` share nothing. Here they do.

use nearcopy::text::{Tokenizer, Tokens, UnicodeTokenizer, fold};
use nearcopy::{Article, Detector, Span};

/// What is elided before a vowel, folded.
const ELIDED: [&str; 14] =
    ["c", "d", "j", "jusqu", "l", "lorsqu", "m", "n", "puisqu", "qu", "quoiqu", "s", "t", "quelqu"];

#[derive(Debug)]
struct French;

impl Tokenizer for French {
    fn words(&self, text: &str, tokens: &mut Tokens) {
        let mut whole = Tokens::default();
        UnicodeTokenizer.words(text, &mut whole);
        for &span in whole.spans() {
            let rest = match elision(span.of(text)) {
                Some((elided, rest)) => {
                    tokens.push(Span::new(span.start, span.start + elided as u32));
                    Span::new(span.start + rest as u32, span.end)
                }
                None => span,
            };
            tokens.push_with_key(rest, singular(&fold(rest.of(text))));
        }
    }
}

/// Where the elided word ends and where the one after it begins, in bytes.
fn elision(word: &str) -> Option<(usize, usize)> {
    let (at, apostrophe) = word.char_indices().find(|(_, char)| matches!(char, '\'' | '’'))?;
    let rest = at + apostrophe.len_utf8();
    let is_elided = ELIDED.contains(&&*fold(&word[..at])) && rest < word.len();
    is_elided.then_some((at, rest))
}

/// The word without the `s` or `x` of a plural. Short words end in theirs.
fn singular(folded: &str) -> &str {
    match folded.strip_suffix(['s', 'x']) {
        Some(stem) if stem.len() > 3 => stem,
        _ => folded,
    }
}

fn main() -> Result<(), nearcopy::Error> {
    let first = "L’eau de la rivière est montée de deux mètres dans la nuit et le vieux pont a \
        dû être fermé, a annoncé le maire lorsqu’il est arrivé sur place lundi matin.";
    let second = "Les eaux des rivières sont montées de deux mètres dans la nuit, et les vieux \
        ponts ont dû être fermés, a annoncé la maire lorsqu’elle est arrivée sur place lundi.";
    let mut tokens = Tokens::default();
    French.tokenize(first, &mut tokens);
    let keys: Vec<_> = (0..6).map(|at| tokens.key(first, at).into_owned()).collect();
    assert_eq!(keys, ["l", "eau", "de", "la", "riviere", "est"]);
    println!("{} …", keys.join(" | "));

    let articles = [Article::new("matin", first), Article::new("soir", second)];
    let by_default = Detector::builder().threshold(0.0).build()?;
    let in_french = Detector::builder().threshold(0.0).tokenizer(French).build()?;
    for (name, detector) in [("by default", by_default), ("in French", in_french)] {
        let findings = detector.compare_with(&articles, &[(0, 1)], &())?;
        for found in &findings.matches {
            println!("{name}: {} copy, score {:.2}", found.relation, found.score);
        }
    }
    Ok(())
}
