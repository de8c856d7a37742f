//! Strings as the author wrote them: literal text with `{account.id}`, `{artifacts.key}` or
//! `${AWS::Region}` in it, or a Rust expression; and what they and all else in the model are made of.

use std::borrow::Cow;

/// A list that the macro owns and the expansion borrows.
pub type List<T> = Cow<'static, [T]>;
/// A string that the macro owns and the expansion borrows.
pub type Str = Cow<'static, str>;

/// Where a thing was written: a token's number, in the order of the source. At run time every thing is [`Site::NOWHERE`].
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Site(pub u32);

impl Site {
    /// No token.
    pub const NOWHERE: Site = Site(0);
}

/// The value of a Rust expression in a declaration: what `passrole::Value` is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scalar {
    /// A string.
    Text(String),
    /// An integer.
    Integer(i64),
    /// A truth value.
    Boolean(bool),
}

impl Scalar {
    /// The value as CodePipeline's configuration holds it: a string.
    pub fn to_text(&self) -> Cow<'_, str> {
        match self {
            Scalar::Text(text) => Cow::Borrowed(text),
            Scalar::Integer(value) => Cow::Owned(format!("{value}")),
            Scalar::Boolean(value) => Cow::Owned(format!("{value}")),
        }
    }
}

/// A string and where it was written.
#[derive(Clone, Debug)]
pub struct Text {
    /// What it is made of; no part at all is the empty string.
    pub parts: List<Part>,
    /// Where it was written.
    pub at: Site,
}

/// A piece of a string.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// Characters that mean themselves.
    Literal(Str),
    /// The value of a Rust expression, by its number.
    Expression(usize),
    /// `{prod.id}`: something of a declared account.
    Account(Str, Field),
    /// `{account.id}`: something of the account in hand, in a role or project.
    Here(Field),
    /// `{artifacts.bucket}`: the artifact bucket's name.
    ArtifactBucket,
    /// `{artifacts.key}`: the artifact key's ARN, its alias ARN where that is not known.
    ArtifactKey,
    /// `${AWS::AccountId}`, `${AWS::Region}` or `${AWS::Partition}`: for CloudFormation to fill in.
    Pseudo(Pseudo),
}

/// What a string may name of an account.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Field {
    /// The author's name for it.
    Name,
    /// Its id.
    Id,
    /// Its home region.
    Region,
}

impl Field {
    /// As it is written after the account's name.
    const fn as_str(self) -> &'static str {
        match self {
            Field::Name => "",
            Field::Id => ".id",
            Field::Region => ".region",
        }
    }
}

/// The pseudo parameters that are kept for CloudFormation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pseudo {
    /// `${AWS::AccountId}`
    AccountId,
    /// `${AWS::Region}`
    Region,
    /// `${AWS::Partition}`
    Partition,
}

impl Pseudo {
    /// Every one that is kept.
    pub const ALL: [Pseudo; 3] = [Pseudo::AccountId, Pseudo::Region, Pseudo::Partition];

    /// As it is written, without the braces.
    pub const fn as_str(self) -> &'static str {
        match self {
            Pseudo::AccountId => "AWS::AccountId",
            Pseudo::Region => "AWS::Region",
            Pseudo::Partition => "AWS::Partition",
        }
    }
}

impl Text {
    /// Text that is known as it stands.
    pub fn literal(text: Str, at: Site) -> Self {
        Text::of(Part::Literal(text), at)
    }

    /// Text of one part.
    pub fn of(part: Part, at: Site) -> Self {
        Text {
            parts: Cow::Owned(vec![part]),
            at,
        }
    }

    /// The string as it was written, with `…` for an expression whose value is not known.
    pub fn written(&self, values: &[Scalar]) -> String {
        let mut whole = String::new();
        for part in self.parts.iter() {
            let written = match part {
                Part::Literal(literal) => Cow::Borrowed(literal.as_ref()),
                Part::Expression(index) => match values.get(*index) {
                    Some(value) => value.to_text(),
                    None => Cow::Borrowed("…"),
                },
                Part::Account(name, field) => Cow::Owned(format!("{{{name}{}}}", field.as_str())),
                Part::Here(field) => Cow::Owned(format!("{{account{}}}", field.as_str())),
                Part::ArtifactBucket => Cow::Borrowed("{artifacts.bucket}"),
                Part::ArtifactKey => Cow::Borrowed("{artifacts.key}"),
                Part::Pseudo(pseudo) => Cow::Owned(format!("${{{}}}", pseudo.as_str())),
            };
            whole.push_str(&written);
        }
        whole
    }

    /// Whether something of a declared account stands in it.
    pub fn names_account(&self) -> bool {
        for part in self.parts.iter() {
            if let Part::Account(..) = part {
                return true;
            }
        }
        false
    }

    /// Whether something stands in it that is known only when a stack is deployed.
    pub fn is_open(&self) -> bool {
        for part in self.parts.iter() {
            match part {
                Part::Pseudo(Pseudo::Partition) => {}
                Part::Pseudo(_) | Part::ArtifactBucket | Part::ArtifactKey => return true,
                _ => {}
            }
        }
        false
    }

    /// The whole string where every part of it is literal.
    pub fn as_literal(&self) -> Option<&str> {
        match self.parts.as_ref() {
            [] => Some(""),
            [Part::Literal(text)] => Some(text),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_shown_as_it_was_written() {
        let parts = vec![
            Part::Literal("a:".into()),
            Part::Here(Field::Id),
            Part::Account("prod".into(), Field::Name),
            Part::Account("prod".into(), Field::Region),
            Part::ArtifactBucket,
            Part::ArtifactKey,
            Part::Pseudo(Pseudo::AccountId),
            Part::Expression(0),
        ];
        let text = Text {
            parts: Cow::Owned(parts),
            at: Site::NOWHERE,
        };
        let known =
            "a:{account.id}{prod}{prod.region}{artifacts.bucket}{artifacts.key}${AWS::AccountId}";
        assert_eq!(text.written(&[]), format!("{known}…"));
        assert_eq!(text.written(&[Scalar::Integer(5)]), format!("{known}5"));
    }
}
