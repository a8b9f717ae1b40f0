//! Lines of a text file, one after another, of bounded length.
