//! The model as Rust's own literals, all of it constant: rustc writes it into the program as it stands.

use std::fmt::Display;

use passrole_model::pipeline::{
    Account, Action, Category, Clause, Group, Ident, List, Owner, Pipeline, Place, Project,
    Provider, Role, RoleKind, Setting, Site, Stage, Str, Value,
};
use passrole_model::text::{Field, Part, Pseudo, Text};
use proc_macro2::TokenStream;

/// What a block holds whose value is a whole pipeline. The names in its literal are imported each by itself: where the
/// path is wrong, rustc says nothing of a name that was imported so. The static is a reference: of a pipeline itself
/// rustc would compile the drop, too, in every user's crate.
pub fn pipeline(pipeline: &Pipeline) -> TokenStream {
    let mut source = format!(
        "#[allow(unused_imports)] use __passrole::model::{{{NAMES}}};
        static PIPELINE: &Pipeline = &"
    );
    pipeline.write(&mut source);
    source.push_str("; PIPELINE");
    source.parse().unwrap_or_default()
}

/// What is written as a literal.
trait Literal {
    /// Appends the literal.
    fn write(&self, source: &mut String);
}

/// Appends a part of a literal with its comma; in a tuple it has no name.
fn add(source: &mut String, name: &str, part: &dyn Literal) {
    source.push_str(name);
    part.write(source);
    source.push(',');
}

macro_rules! literals {
    (
        $(struct $name:ident { $($field:ident),* $(,)? $($rest:literal)? })*
        $(enum $kind:ident { $($variant:ident $(($($part:ident),*))? $({ $($named:ident),* })?,)* })*
    ) => {
        /// What the literals are made of, each with a comma.
        const NAMES: &str = concat!(
            $(stringify!($name), ",",)*
            $(stringify!($kind), ",",)*
            "B, Lost, None, Site, Some",
        );

        $(impl Literal for $name {
            fn write(&self, source: &mut String) {
                source.push_str(concat!(stringify!($name), " {"));
                $(add(source, concat!(stringify!($field), ": "), &self.$field);)*
                $(source.push_str($rest);)?
                source.push('}');
            }
        })*
        $(impl Literal for $kind {
            fn write(&self, source: &mut String) {
                match self {
                    $($kind::$variant $(($($part),*))? $({ $($named),* })? => {
                        source.push_str(concat!(stringify!($kind), "::", stringify!($variant)));
                        $(
                            source.push('(');
                            $(add(source, "", $part);)*
                            source.push(')');
                        )?
                        $(
                            source.push('{');
                            $(add(source, concat!(stringify!($named), ": "), $named);)*
                            source.push('}');
                        )?
                    })*
                }
            }
        })*
    };
}

literals! {
    struct Pipeline {
        doc, name, account, role, settings, accounts, groups, roles, projects, stages,
        // Without errors nothing is lost, and over what a loop runs is known from its rounds.
        "loops: B(&[]), lost: Lost { items: false, names: B(&[]) }"
    }
    struct Ident { name, at }
    struct Account { doc, name, id, regions }
    struct Group { name, accounts }
    struct Role { doc, name, kind, accounts, existing, clauses, round }
    struct Project { doc, name, accounts, role, settings, round }
    struct Stage { doc, name, place, actions, conditions, round, lost }
    struct Place { account, region }
    struct Action {
        doc, name, provider, inputs, outputs, place, role, passing, settings, run_order, round, lost
    }
    struct Provider { category, owner, name, version }
    struct Setting { key, parts, value }
    struct Text { parts, at }

    enum RoleKind {
        Pipeline, Action, CloudFormation, CodeBuild, Events, Service(service), Unknown,
    }
    enum Clause {
        Managed(arns, at),
        Statement { deny, actions, resources, condition, at },
        Boundary(arn, at),
        Name(name, at),
        Path(path, at),
        Reads(artifacts),
    }
    enum Category { Source, Build, Test, Deploy, Approval, Invoke, Compute, Rule, }
    enum Owner { Aws, ThirdParty, Custom, }
    enum Value {
        Text(text),
        Integer(number, at),
        Boolean(truth, at),
        Word(word),
        Expression(number, at),
        List(values, at),
        Map(settings, at),
        File(artifact, path),
        Lost(at),
    }
    enum Part {
        Literal(text),
        Expression(number),
        Account(name, field),
        Here(field),
        ArtifactBucket,
        ArtifactKey,
        Pseudo(pseudo),
    }
    enum Field { Name, Id, Region, }
    enum Pseudo { AccountId, Region, Partition, }
}

impl<T: Literal + Clone> Literal for List<T> {
    fn write(&self, source: &mut String) {
        source.push_str("B(&[");
        for item in self.iter() {
            add(source, "", item);
        }
        source.push_str("])");
    }
}

impl<T: Literal> Literal for Option<T> {
    fn write(&self, source: &mut String) {
        match self {
            Some(item) => {
                source.push_str("Some(");
                item.write(source);
                source.push(')');
            }
            None => source.push_str("None"),
        }
    }
}

impl Literal for Str {
    fn write(&self, source: &mut String) {
        source.push_str(&format!("B({self:?})"));
    }
}

/// At run time nothing is known of tokens.
impl Literal for Site {
    fn write(&self, source: &mut String) {
        source.push_str("Site(0)");
    }
}

fn add_shown(source: &mut String, scalar: &dyn Display) {
    source.push_str(&format!("{scalar}"));
}

macro_rules! scalars {
    ($($scalar:ident),*) => {
        $(impl Literal for $scalar {
            fn write(&self, source: &mut String) {
                add_shown(source, self);
            }
        })*
    };
}

scalars!(bool, i64, u32, usize);
