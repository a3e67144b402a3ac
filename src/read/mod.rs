//! Folders and files to articles.
