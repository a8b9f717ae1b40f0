//! Patterns for tags: `*` stands for any letters, `?` for one; case does not matter.

/// Whether the whole text fits the pattern. Linear but for the last star, O(pattern x text) at worst.
pub(super) fn fits(pattern: &str, text: &str) -> bool {
    let letters = |s: &str| s.chars().flat_map(char::to_lowercase).collect::<Vec<char>>();
    let (pattern, text) = (letters(pattern), letters(text));
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(&letter) if letter == '?' || letter == text[t] => (p, t) = (p + 1, t + 1),
            _ => match star {
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    (p, t) = (at + 1, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|letter| *letter == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        let check = |pattern: &str, text: &str, expect: bool| assert_eq!(fits(pattern, text), expect, "{pattern} {text}");
        check("ST-*", "ST-005-DN100-CS1", true);
        check("st-*", "ST-005", true);
        check("*-CS1", "ST-005-DN100-CS1", true);
        check("ST-???", "ST-005", true);
        check("ST-???", "ST-05", false);
        check("*DN1?0*", "CW-002-DN100-A1", true);
        check("", "", true);
        check("", "a", false);
        check("*", "", true);
        check("a*b*c", "axxbyyc", true);
        check("a*b*c", "axxbyy", false);
        check("*****************************a", &"b".repeat(200), false);
    }
}
