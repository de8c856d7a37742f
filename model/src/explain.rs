//! A page for each rule: what it says, why it is there, what AWS would answer, and how to mend it.

mod artifacts;
mod configuration;
mod iam;
mod names;
mod placement;
mod structure;

/// The page of a rule.
#[derive(Clone, Copy)]
pub struct Page {
    /// The rule's code, as `P02`.
    pub code: &'static str,
    /// The rule in a few words.
    pub title: &'static str,
    /// What must hold.
    pub rule: &'static str,
    /// Why it must, and how to mend what breaks it.
    pub why: &'static str,
    /// What AWS answers where the rule is broken, in its own words.
    pub aws: Option<&'static str>,
    /// Lines that break the rule.
    pub before: &'static str,
    /// The same lines, mended.
    pub after: &'static str,
}

/// Every page, in the order of the codes' letters in the reference.
pub static PAGES: &[Page] = &[
    placement::P01,
    placement::P02,
    placement::P03,
    placement::P04,
    placement::P05,
    placement::P06,
    placement::P07,
    placement::P08,
    placement::P09,
    placement::P10,
    placement::P11,
    placement::P12,
    placement::P13,
    names::N01,
    names::N02,
    names::N03,
    names::N04,
    names::N05,
    structure::S01,
    structure::S02,
    structure::S03,
    structure::S04,
    structure::S05,
    artifacts::A01,
    artifacts::A02,
    artifacts::A03,
    artifacts::A04,
    artifacts::A05,
    configuration::C01,
    configuration::C02,
    configuration::C03,
    configuration::C04,
    configuration::C05,
    configuration::C06,
    configuration::C07,
    configuration::C08,
    iam::I01,
    iam::I02,
    iam::I03,
    iam::I04,
    iam::I05,
    iam::I06,
];

/// The page of a code, in capitals or not.
///
/// ```
/// use passrole_model::explain::page;
///
/// assert_eq!(page("p02").unwrap().code, "P02");
/// assert!(page("P99").is_none());
/// ```
pub fn page(code: &str) -> Option<&'static Page> {
    let code = code.to_ascii_uppercase();
    PAGES.iter().find(|page| page.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_one_page() {
        let expected = [('P', 13), ('N', 5), ('S', 5), ('A', 5), ('C', 8), ('I', 6)]
            .into_iter()
            .flat_map(|(letter, count)| (1..=count).map(move |n| format!("{letter}{n:02}")));
        assert!(expected.eq(PAGES.iter().map(|page| page.code)));
    }

    #[test]
    fn a_page_is_found_in_capitals_or_not() {
        assert_eq!(page("a05").map(|page| page.code), Some("A05"));
        assert_eq!(page("I06").map(|page| page.code), Some("I06"));
        assert!(
            ["", "P", "P2", "P002", "N06", " P01"]
                .iter()
                .all(|code| page(code).is_none())
        );
    }

    #[test]
    fn a_page_says_all_that_it_should() {
        for page in PAGES {
            let code = page.code;
            assert!(
                !page.title.is_empty() && !page.title.ends_with('.'),
                "{code}"
            );
            assert!(
                page.rule.ends_with('.') && page.why.ends_with('.'),
                "{code}"
            );
            assert_ne!(page.before, page.after, "{code}");
            for lines in [page.before, page.after] {
                assert!((1..=8).contains(&lines.lines().count()), "{code}");
                assert!(!lines.starts_with('\n') && !lines.ends_with('\n'), "{code}");
                let open = lines.matches('{').count();
                assert_eq!(open, lines.matches('}').count(), "{code}: braces");
            }
        }
    }
}
