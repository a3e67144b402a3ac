/// The names of the two fields that make an article.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields<'f> {
    pub id: &'f str,
    pub text: &'f str,
}
