//! LZF decompression as a stream.
