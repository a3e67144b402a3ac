//! Articles of made-up words, many with passages of others.

use nearcopy::Article;

/// A stream of numbers that look random, the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x1405_7B7E_F767_814F);
        ((self.0 >> 33) as usize) % limit
    }
}

/// A word of letters alone for each number.
fn word(mut number: usize) -> String {
    const SYLLABLES: [&str; 16] = [
        "ba", "ko", "ri", "te", "mu", "sa", "lo", "ne", "di", "fu", "ga", "ve", "wi", "zo", "pe",
        "hy",
    ];
    let mut word = String::new();
    while number > 0 || word.len() < 4 {
        word += SYLLABLES[number % 16];
        number /= 16;
    }
    word
}

/// So many articles with ids in an order that is not theirs. Of ten, three are edited copies,
/// one has the same words as an earlier one, one a part of it, one is very short.
pub fn articles(count: usize, seed: u64) -> Vec<Article<'static>> {
    let mut numbers = Numbers(seed);
    let mut texts: Vec<String> = Vec::new();
    for n in 0..count {
        let mut sentences: Vec<String> = (0..3 + numbers.below(9))
            .map(|_| {
                let words: Vec<String> = (0..6 + numbers.below(12))
                    .map(|_| match numbers.below(3) {
                        0 => word(numbers.below(30)),
                        1 => word(100 + numbers.below(600)),
                        _ => word(2000 + numbers.below(9000)),
                    })
                    .collect();
                format!("{}. ", words.join(" "))
            })
            .collect();
        if n > 10 {
            let other = &texts[numbers.below(n)];
            let earlier: Vec<&str> = other.split_inclusive(". ").collect();
            match n % 10 {
                2..=4 => {
                    sentences = earlier.iter().map(|&sentence| sentence.to_owned()).collect();
                    for _ in 0..1 + sentences.len() / 4 {
                        let changed = numbers.below(sentences.len());
                        let new = word(2000 + numbers.below(9000));
                        let mut words: Vec<&str> = sentences[changed].split(' ').collect();
                        words[0] = &new;
                        sentences[changed] = words.join(" ");
                    }
                }
                6 => sentences = vec![other.replace(". ", "! ")],
                7 => sentences.extend(earlier.iter().take(6).map(|&one| one.to_owned())),
                9 => sentences = vec!["Too short.".into()],
                _ => {}
            }
        }
        texts.push(sentences.concat());
    }
    let id = |n: usize| format!("article/{:04}", n * 7919 % 10_000);
    texts.into_iter().enumerate().map(|(n, text)| Article::new(id(n), text)).collect()
}

/// All of them but one.
pub fn without(articles: &[Article<'static>], left_out: usize) -> Vec<Article<'static>> {
    let mut rest = articles.to_vec();
    rest.remove(left_out);
    rest
}
