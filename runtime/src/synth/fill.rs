//! The texts of the catalog, filled in.

use passrole_model::arn::Arn;
use passrole_model::catalog::Kind;
use passrole_model::pipeline::Account;
use passrole_model::resolve::Step;

use super::Synth;
use super::grants::kind;
use super::text::{Holds, Within, Written};
use crate::proof::ANY;

/// What a text of the catalog is filled in for.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum For {
    /// To be read as it is written.
    Text,
    /// A pattern of a policy, which what is filled in must fit whatever it comes to.
    Policy,
    /// A request that AWS makes, in which what was left open is something.
    Request,
}

impl<'p> Synth<'p> {
    /// A text of the catalog with what its words in braces stand for.
    pub(super) fn fill(
        &self,
        pattern: &str,
        step: &Step<'p>,
        account: &'p Account,
        purpose: For,
    ) -> Written {
        let within = self.within_step(step, account);
        let mut filled = Written::plain(String::new());
        if pattern == "*" {
            filled.text.push('*');
            return filled;
        }
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once('{') {
            filled.text.push_str(&purpose.own(before));
            let (word, after) = after.split_once('}').unwrap_or((after, ""));
            rest = after;
            let (key, form) = word.split_at(word.find(['|', '>']).unwrap_or(word.len()));
            let mut value = match key {
                "partition" => Written::plain(self.partition.name.to_owned()),
                "region" => Written::plain(self.region_of(step)),
                "account" => Written::plain(self.id(account).to_owned()),
                "pipeline" => Written::plain(self.name.clone()),
                "artifacts" => Written::plain(self.stores.at(within.store).bucket_arn.clone()),
                key => self.key(key, step, within, purpose),
            };
            if let Some(prefix) = form.strip_prefix('>') {
                value.text = purpose.alone(&value.text, prefix);
            } else if let Some(prefix) = form.strip_prefix('|') {
                // Of all that may be written there, CloudFormation fills in the artifact key's ARN only.
                match value.sub || Arn::parse(&value.text).is_some() {
                    true => filled.text.clear(),
                    false => filled.text.push_str(prefix),
                }
            }
            filled.text.push_str(&value.text);
            filled.sub |= value.sub;
        }
        filled.text.push_str(&purpose.own(rest));
        filled
    }

    /// In a policy of the account that concerns a step.
    pub(super) fn within_step(&self, step: &Step<'p>, account: &'p Account) -> Within<'p> {
        Within {
            store: self.store_of(step),
            quoted: true,
            ..self.within(account)
        }
    }

    /// A configuration key's value.
    fn key(&self, key: &str, step: &Step<'p>, mut within: Within<'p>, purpose: For) -> Written {
        let Some(setting) = step.setting(key) else {
            let default = step.key(key).and_then(|known| known.default);
            return Written::plain(purpose.own(default.unwrap_or("*")));
        };
        let kind = kind(step, key);
        if let (Some(Kind::Project), Some(project)) = (kind, step.project) {
            return Written::plain(self.project_name(project));
        }
        if purpose == For::Request {
            within.holds = Holds::Nothing;
        }
        let mut value = self.configured(&setting.value, kind, within);
        match purpose {
            For::Text => {}
            For::Policy => value.text = pattern(&value.text, value.sub),
            For::Request => {
                // CodePipeline hands on the artifact key's own ARN, which the pipeline's stack knows.
                let store = within.store;
                let text = with_variables(&value.text, ANY);
                let abroad = self.stores.at(store).key_abroad.as_str();
                value.text = text.replace(abroad, &self.keys[store]);
            }
        }
        value
    }
}

impl For {
    /// A text of the catalog itself, in which `*` is a wildcard.
    fn own(self, text: &str) -> String {
        match self {
            For::Request => text.replace('*', ANY),
            _ => text.to_owned(),
        }
    }

    /// A value of the author's, once CloudFormation has filled it in.
    pub(super) fn value(self, text: &str) -> String {
        match self {
            For::Text => text.to_owned(),
            For::Policy => pattern(text, false),
            For::Request => with_variables(text, ANY),
        }
    }

    /// The name that follows a prefix in an ARN, up to the next colon.
    fn alone(self, text: &str, prefix: &str) -> String {
        match text.split_once(prefix) {
            Some((_, rest)) => rest.split(':').next().unwrap_or(rest).to_owned(),
            None if self == For::Request => ANY.to_owned(),
            None => "*".to_owned(),
        }
    }
}

/// Whether a text means itself where a policy compares it, character by character.
pub(super) fn means_itself(text: &str) -> bool {
    for character in text.chars() {
        if !is_in_policies(character) {
            return false;
        }
    }
    !text.contains("#{") && !text.contains("${")
}

/// IAM takes no others: `policyDocumentType` of botocore 1.44.5.
fn is_in_policies(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{FF}')
}

/// A pattern of a policy that a text fits: `*` for each `#{namespace.variable}` and for what no policy can hold, `?` for
/// what would be a wildcard or begin a variable of IAM's. `${*}` and `${$}` would say it exactly, and be taken for
/// CloudFormation's own. Where a text is `sub`, what CloudFormation fills in stays.
fn pattern(text: &str, sub: bool) -> String {
    let mut pattern = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = first.len_utf8();
        let (taken, stands) = if let Some(variable) = braced(rest, "#{") {
            (variable.len(), "*")
        } else if let Some(literal) = rest.strip_prefix("${!")
            && sub
        {
            (rest.len() - literal.len(), "?{")
        } else if let Some(filled) = braced(rest, "${")
            && sub
        {
            (filled.len(), filled)
        } else if first == '*' || rest.starts_with("${") {
            (length, "?")
        } else if is_in_policies(first) {
            (length, &rest[..length])
        } else {
            (length, "*")
        };
        if stands != "*" || !pattern.ends_with('*') {
            pattern.push_str(stands);
        }
        rest = &rest[taken..];
    }
    pattern
}

/// What stands in braces at the beginning of a text, with them.
fn braced<'t>(text: &'t str, opening: &str) -> Option<&'t str> {
    let inner = text.strip_prefix(opening)?;
    Some(&text[..opening.len() + inner.find('}')? + 1])
}

/// The text with something in place of each `#{namespace.variable}`.
fn with_variables(text: &str, something: &str) -> String {
    between_variables(text).join(something)
}

/// What stands before, between and after each `#{namespace.variable}`.
pub(super) fn between_variables(text: &str) -> Vec<String> {
    let mut known = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("#{")
        && let Some((_, after)) = after.split_once('}')
    {
        known.push(before.to_owned());
        rest = after;
    }
    known.push(rest.to_owned());
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_may_be_anything() {
        for (text, fits) in [
            ("app-#{build.STAGE}-x", "app-*-x"),
            ("#{a.b}#{c.d}", "*"),
            ("plain #{open", "plain #{open"),
        ] {
            assert_eq!(pattern(text, false), fits);
        }
        assert_eq!(with_variables("a-#{b.c}-#{d.e}", "any"), "a-any-any");
    }

    #[test]
    fn what_means_more_in_a_policy_is_a_wildcard_there() {
        for (text, fits) in [
            ("a*b?c", "a?b?c"),
            ("${aws:username}", "?{aws:username}"),
            ("$5", "$5"),
            ("日本.zip", "*.zip"),
            ("é", "é"),
        ] {
            assert_eq!(pattern(text, false), fits);
        }
        assert_eq!(pattern("${Key.Arn}/${!x}*", true), "${Key.Arn}/?{x}?");
        assert!(means_itself("x*") && !means_itself("${x}") && !means_itself("日"));
    }

    #[test]
    fn the_name_in_an_arn_stands_alone() {
        let machine = "arn:aws:states:eu-west-1:111111111111:stateMachine:m:live";
        assert_eq!(For::Policy.alone(machine, "stateMachine:"), "m");
        assert_eq!(For::Policy.alone("*", "stateMachine:"), "*");
        assert_eq!(For::Request.alone("any", "stateMachine:"), ANY);
    }
}
