//! Files and folders that are left out, by patterns of their names.

use crate::error::Error;

/// Patterns of names below a folder. One without a slash is compared with the name of each
/// file and folder, at any depth; one with a slash with the whole path below the folder. A `?`
/// is one byte of UTF-8.
#[derive(Clone, Debug, Default)]
pub(super) struct Exclude {
    patterns: Vec<String>,
}

impl Exclude {
    pub fn add(&mut self, pattern: String) {
        self.patterns.push(pattern);
    }

    /// Refuses a pattern that could match nothing, or would match all but something.
    pub fn check(&self) -> Result<(), Error> {
        let is_bad = |pattern: &&String| {
            pattern.is_empty() || pattern.starts_with('!') || fast_glob::validate(pattern).is_err()
        };
        match self.patterns.iter().find(is_bad) {
            None => Ok(()),
            Some(pattern) => Err(Error::Setting {
                name: "exclude",
                value: format!("{pattern:?}"),
                allowed: "a pattern as *.md, drafts or 2021/**, without ! before it",
            }),
        }
    }

    /// Whether a file or folder with this path below the given folder, with `/` between the
    /// names, is left out; of a folder, all that is in it.
    pub fn matches(&self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        self.patterns.iter().any(|pattern| {
            let pattern = pattern.trim_end_matches('/');
            match pattern.strip_prefix('/') {
                Some(pattern) => fast_glob::glob_match(pattern, path),
                None if pattern.contains('/') => fast_glob::glob_match(pattern, path),
                None => fast_glob::glob_match(pattern, name),
            }
        })
    }

    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exclude(pattern: &str) -> Exclude {
        Exclude { patterns: vec![pattern.to_owned()] }
    }

    #[test]
    fn a_name_at_any_depth_and_a_path_from_the_folder() {
        for (pattern, path, is_left_out) in [
            ("*.md", "a.md", true),
            ("*.md", "x/y/a.md", true),
            ("*.md", "a.mdx", false),
            ("drafts", "x/drafts", true),
            ("drafts/", "x/drafts", true),
            ("/drafts", "x/drafts", false),
            ("/drafts", "drafts", true),
            ("x/*.txt", "x/a.txt", true),
            ("x/*.txt", "x/y/a.txt", false),
            ("x/**", "x/y/a.txt", true),
            ("**/y/*.txt", "x/y/a.txt", true),
            ("[ab].{txt,md}", "x/b.md", true),
            ("é*.txt", "éß.txt", true),
        ] {
            assert_eq!(exclude(pattern).matches(path), is_left_out, "{pattern} {path}");
        }
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for pattern in ["", "!a", "[a", "{a"] {
            assert!(exclude(pattern).check().unwrap_err().to_string().contains("as *.md"));
        }
        assert!(exclude("{a,b}/**").check().is_ok());
    }
}
