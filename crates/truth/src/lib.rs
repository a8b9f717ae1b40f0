//! Yardstick: generated plants, the scans they would give, and scores of a result against the truth.
