//! What the three readers of a page's tokens have in common.

/// In an `Emitter`: nothing is done with comments, the document type and errors of markup.
macro_rules! ignores_comments_and_doctype {
    () => {
        fn set_last_start_tag(&mut self, _: Option<&[u8]>) {}
        fn emit_error(&mut self, _: html5gum::Error) {}
        fn init_comment(&mut self) {}
        fn push_comment(&mut self, _: &[u8]) {}
        fn emit_current_comment(&mut self) {}
        fn init_doctype(&mut self) {}
        fn push_doctype_name(&mut self, _: &[u8]) {}
        fn set_doctype_public_identifier(&mut self, _: &[u8]) {}
        fn push_doctype_public_identifier(&mut self, _: &[u8]) {}
        fn set_doctype_system_identifier(&mut self, _: &[u8]) {}
        fn push_doctype_system_identifier(&mut self, _: &[u8]) {}
        fn set_force_quirks(&mut self) {}
        fn emit_current_doctype(&mut self) {}
    };
}

pub(in crate::read) use ignores_comments_and_doctype;
