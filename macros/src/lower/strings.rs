//! What stands in a string literal: `{t}`, `{account.id}`, `{artifacts.key}`, `${AWS::Region}`; every other
//! brace means itself.

use passrole_model::pipeline::Str;
use passrole_model::text::{Field, Part, Pseudo};

use super::scope::Scope;

/// What was reported already: it is not known, and never will be.
pub const UNKNOWN: Part = Part::Expression(usize::MAX);

/// The parts of a string. `in_hand`: it stands in a role or project, so `{account}` means something.
pub fn parts(text: &str, scope: &Scope<'_>, in_hand: bool) -> Vec<Part> {
    read(text, scope, in_hand, false)
}

/// The parts of a key of the author's. A key is a key: what CloudFormation alone knows cannot be one, and means itself.
pub fn key_parts(text: &str, scope: &Scope<'_>, in_hand: bool) -> Vec<Part> {
    read(text, scope, in_hand, true)
}

fn read(text: &str, scope: &Scope<'_>, in_hand: bool, is_key: bool) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut rest = text;
    while let Some((before, inner)) = rest.split_once('{') {
        // Nothing is named by an empty word, as where no brace closes.
        let (word, after) = inner.split_once('}').unwrap_or(("", ""));
        let part = match before.as_bytes().last() {
            // `#{namespace.variable}` is CodePipeline's own.
            Some(b'#') => None,
            Some(b'$') if is_key => None,
            Some(b'$') => pseudo(word),
            _ => part(word, scope, in_hand, is_key),
        };
        literal.push_str(before);
        let Some(part) = part else {
            literal.push('{');
            rest = inner;
            continue;
        };
        rest = after;
        match &part {
            Part::Literal(word) => {
                literal.push_str(word);
                continue;
            }
            Part::Pseudo(_) => {
                literal.pop();
            }
            _ => {}
        }
        flush(&mut literal, &mut parts);
        parts.push(part);
    }
    literal.push_str(rest);
    flush(&mut literal, &mut parts);
    parts
}

fn flush(literal: &mut String, parts: &mut Vec<Part>) {
    if !literal.is_empty() {
        parts.push(Part::Literal(Str::Owned(std::mem::take(literal))));
    }
}

fn pseudo(word: &str) -> Option<Part> {
    for pseudo in &Pseudo::ALL {
        if pseudo.as_str() == word {
            return Some(Part::Pseudo(*pseudo));
        }
    }
    None
}

/// What a word in braces stands for, if it does.
fn part(word: &str, scope: &Scope<'_>, in_hand: bool, is_key: bool) -> Option<Part> {
    let (name, field) = match word.split_once('.') {
        Some((name, "id")) => (name, Field::Id),
        Some((name, "region")) => (name, Field::Region),
        Some(("artifacts", "bucket")) if !is_key => return Some(Part::ArtifactBucket),
        Some(("artifacts", "key")) if !is_key => return Some(Part::ArtifactKey),
        Some(_) => return None,
        None => (word, Field::Name),
    };
    if let Some(account) = scope.variable(name) {
        return Some(match field {
            // What is wrong with the loop was said there.
            Field::Name if !scope.is_account(account) => {
                Part::Literal(Str::Owned(account.to_owned()))
            }
            _ if !scope.is_account(account) => UNKNOWN,
            _ => Part::Account(Str::Owned(account.to_owned()), field),
        });
    }
    if in_hand && name == "account" {
        return Some(Part::Here(field));
    }
    // A declared account's own name needs no braces, so `{prod}` alone means itself.
    if matches!(field, Field::Name) || !scope.is_account(name) {
        return None;
    }
    Some(Part::Account(Str::Owned(name.to_owned()), field))
}

#[cfg(test)]
mod tests {
    use super::*;
    use passrole_model::index::Index;

    use crate::syntax::{Account, Ident, Item, Site, Value};

    fn word(text: &str) -> Ident {
        Ident {
            name: Str::Owned(text.to_owned()),
            at: Site(0),
        }
    }

    fn shown(text: &str) -> String {
        shown_by(parts, text)
    }

    fn shown_key(text: &str) -> String {
        shown_by(key_parts, text)
    }

    fn shown_by(parts: fn(&str, &Scope<'_>, bool) -> Vec<Part>, text: &str) -> String {
        let items = vec![Item::Account(Account {
            doc: String::new(),
            name: word("prod"),
            id: Value::Quoted(Ident {
                name: Str::Borrowed("033333333333"),
                at: Site(0),
            }),
            regions: Vec::new(),
        })];
        let variable = word("t");
        let mut scope = Scope::new(&items);
        scope.enter(&variable, Index::default());
        scope.begin("prod");
        format!("{:?}", parts(text, &scope, true))
    }

    #[test]
    fn a_brace_that_names_nothing_means_itself() {
        for text in [
            "{",
            "}",
            "{}",
            "{x}",
            "{prod}",
            "{prod.arn}",
            "#{prod.id}",
            "${t}",
            "${prod.id}",
            "{t",
            "a{{b}}",
            "${AWS::StackName}",
        ] {
            assert_eq!(shown(text), format!("[Literal({text:?})]"), "{text}");
        }
    }

    #[test]
    fn words_in_braces_stand_for_what_they_name() {
        assert_eq!(
            shown("Deploy-{t}"),
            r#"[Literal("Deploy-"), Account("prod", Name)]"#
        );
        assert_eq!(shown("{t.id}"), r#"[Account("prod", Id)]"#);
        assert_eq!(
            shown("a{prod.region}b"),
            r#"[Literal("a"), Account("prod", Region), Literal("b")]"#
        );
        assert_eq!(
            shown("{account}/{account.id}"),
            r#"[Here(Name), Literal("/"), Here(Id)]"#
        );
        assert_eq!(
            shown("x${AWS::AccountId}y"),
            r#"[Literal("x"), Pseudo(AccountId), Literal("y")]"#
        );
        assert_eq!(shown("{artifacts.key}"), "[ArtifactKey]");
        assert_eq!(
            shown("{{t}}"),
            r#"[Literal("{"), Account("prod", Name), Literal("}")]"#
        );
    }

    #[test]
    fn a_key_names_accounts_and_nothing_else() {
        assert_eq!(
            shown_key("{t}-{x}"),
            r#"[Account("prod", Name), Literal("-{x}")]"#
        );
        assert_eq!(shown_key("{t.id}"), r#"[Account("prod", Id)]"#);
        assert_eq!(
            shown_key("a/{account}/{artifacts.key}${AWS::Region}"),
            r#"[Literal("a/"), Here(Name), Literal("/{artifacts.key}${AWS::Region}")]"#
        );
    }
}
