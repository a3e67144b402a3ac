//! Which fields of a record make an article.
//!
//! A field is called by its name, or by the names that lead to it with dots between
//! them: `doc.body` is the field `body` of the object in the field `doc`, `a.0.c` the
//! field `c` of the first element of the list in `a`. A field whose own name has a dot is
//! meant, too.

use crate::about::AboutField;

/// The names of the fields that make an article.
#[derive(Clone, Debug)]
pub(super) struct Fields {
    id: String,
    texts: Vec<String>,
    /// For each of [`AboutField::ALL`]: the fields that may hold it, the likeliest first.
    about: [Vec<String>; 6],
    /// All of these, by what they are for: the numbers of [`Role`].
    names: Vec<String>,
    /// The lengths of all names below 64, a bit for each; longer ones have bit 63.
    lengths: u64,
    /// No name leads into an object.
    is_flat: bool,
}

/// The fields that hold what an article is made of, one bit for each: a field may be for
/// several things, as a URL that is the id and the link.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Roles(u64);

/// What a field is for, by its place in a list of all: the id, the texts, and the
/// fields of [`About`](crate::About).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Role(u32);

/// The fields that are looked at for something of [`About`](crate::About) unless the
/// caller names one, in the order of [`AboutField::ALL`].
const USUAL: [&[&str]; 6] = [
    &["title", "headline"],
    &[
        "date",
        "published",
        "published_at",
        "publishedAt",
        "date_published",
        "datePublished",
        "publish_date",
        "publication_date",
        "pub_date",
        "pubDate",
        "published_time",
    ],
    &["source", "outlet", "publisher", "publication", "site_name", "domain"],
    &["url", "link", "canonical_url"],
    &["author", "byline", "authors", "creator"],
    &["language", "lang"],
];

/// Most texts that can be joined. With them there are as many roles as bits.
pub(super) const MOST_TEXTS: usize = 16;

impl Default for Fields {
    fn default() -> Self {
        let about = USUAL.map(|names| names.iter().map(|&name| name.to_owned()).collect());
        Self::new("id".to_owned(), vec!["text".to_owned()], about)
    }
}

impl Fields {
    fn new(id: String, texts: Vec<String>, about: [Vec<String>; 6]) -> Self {
        let mut names = vec![id.clone()];
        names.extend(texts.iter().chain(about.iter().flatten()).cloned());
        let lengths = names.iter().fold(0, |bits, name| bits | length_bit(name));
        let is_flat = !names.iter().any(|name| name.contains('.'));
        Self { id, texts, about, names, lengths, is_flat }
    }

    pub fn with_id(self, id: String) -> Self {
        Self::new(id, self.texts, self.about)
    }

    pub fn with_texts(self, texts: Vec<String>) -> Self {
        Self::new(self.id, texts, self.about)
    }

    pub fn with_about(mut self, field: AboutField, name: String) -> Self {
        self.about[field as usize] = vec![name];
        Self::new(self.id, self.texts, self.about)
    }

    pub fn id(&self) -> &str {
        &self.id
    }

    pub fn texts(&self) -> &[String] {
        &self.texts
    }

    /// What the text is called in a message.
    pub fn text_name(&self) -> String {
        self.texts.join(",")
    }

    /// The names of the fields that may hold this, the likeliest first.
    pub fn about(&self, field: AboutField) -> &[String] {
        &self.about[field as usize]
    }

    /// Whether every field stands in the record itself, and one has the text.
    pub fn is_simple(&self) -> bool {
        self.is_flat && self.texts.len() == 1
    }

    /// What a field of this name is for.
    pub fn roles(&self, name: &str) -> Roles {
        if self.lengths & length_bit(name) == 0 {
            return Roles::default();
        }
        let named = self.names.iter().enumerate().filter(|(_, other)| *other == name);
        named.fold(Roles::default(), |roles, (at, _)| roles.with(Role(at as u32)))
    }

    /// All roles, each with the name or path of its field.
    pub fn paths(&self) -> impl Iterator<Item = (Role, &str)> {
        self.names.iter().enumerate().map(|(at, name)| (Role(at as u32), &**name))
    }

    /// How many roles there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// The part of [`About`](crate::About) that a role is for, and how many others come
    /// before it for the same.
    pub fn about_of(&self, role: Role) -> Option<(AboutField, usize)> {
        let mut place = role.index().checked_sub(1 + self.texts.len())?;
        for field in AboutField::ALL {
            match place.checked_sub(self.about[field as usize].len()) {
                Some(rest) => place = rest,
                None => return Some((field, place)),
            }
        }
        None
    }
}

impl Role {
    pub const ID: Self = Self(0);
    /// That of the first text, which the others follow.
    pub const TEXT: Self = Self(1);

    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl Roles {
    pub fn with(self, role: Role) -> Self {
        Self(self.0 | 1 << role.0)
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn has(self, role: Role) -> bool {
        self.0 >> role.0 & 1 == 1
    }

    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub fn overlaps(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub fn iter(self) -> impl Iterator<Item = Role> {
        (0..64).filter(move |at| self.0 >> at & 1 == 1).map(Role)
    }
}

fn length_bit(name: &str) -> u64 {
    1 << name.len().min(63)
}

/// The id, the texts and what may be known of an article, each with a bit of its own.
const _: () = {
    let (mut most, mut at) = (1 + MOST_TEXTS, 0);
    while at < USUAL.len() {
        most += USUAL[at].len();
        at += 1;
    }
    assert!(most <= 64);
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_may_be_for_several_things() {
        let fields = Fields::default().with_id("url".to_owned());
        let roles: Vec<_> = fields.roles("url").iter().collect();
        assert_eq!(roles[0], Role::ID);
        assert_eq!(fields.about_of(roles[1]), Some((AboutField::Link, 0)));
        assert_eq!(fields.roles("text").iter().collect::<Vec<_>>(), [Role::TEXT]);
        assert!(fields.roles("nothing").is_empty() && fields.roles("test").is_empty());
        let headline = fields.roles("headline").iter().next().unwrap();
        assert_eq!(fields.about_of(headline), Some((AboutField::Title, 1)));
        let last = fields.roles("lang").iter().next().unwrap();
        assert_eq!(fields.about_of(last), Some((AboutField::Language, 1)));
        assert_eq!(fields.about_of(Role::TEXT), None);
    }

    #[test]
    fn a_name_given_is_the_only_one() {
        let fields = Fields::default().with_about(AboutField::Title, "kicker".to_owned());
        assert!(fields.roles("title").is_empty() && !fields.roles("kicker").is_empty());
        assert!(fields.is_simple());
        assert!(!fields.clone().with_id("meta.id".to_owned()).is_simple());
        let two = vec!["title".to_owned(), "body".to_owned()];
        assert!(!fields.with_texts(two).is_simple());
    }
}
