//! N04 for ARNs: what is written out lies in the pipeline's partition.

use crate::catalog::Kind;
use crate::catalog::regions::{self, Partition};
use crate::code::Code;
use crate::pipeline::{Clause, Setting, Value, setting};
use crate::resolve::Resolved;
use crate::rules::{Broken, Of};
use crate::text::Text;

impl<'p> Broken<'_, 'p> {
    pub(super) fn arns_stay(&mut self) {
        let resolved = self.resolved;
        let Some(home) = resolved.one_partition() else {
            return;
        };
        for role in resolved.roles {
            // Of a role that exists already, everything here was said.
            if role.existing.is_some() {
                continue;
            }
            for clause in role.clauses.iter() {
                let arns = match clause {
                    Clause::Managed(arns, _)
                    | Clause::Statement {
                        resources: arns, ..
                    } => arns,
                    Clause::Boundary(arn, _) => std::slice::from_ref(arn),
                    Clause::Name(..) | Clause::Path(..) | Clause::Reads(_) => continue,
                };
                for arn in arns.iter() {
                    self.text_stays(arn, home, Of::Role(role));
                }
            }
        }
        let settings = &resolved.pipeline.settings;
        if let Some(boundary) = setting(settings, "PermissionsBoundary") {
            self.setting_stays(boundary, home, Of::Pipeline);
        }
        if let Some(existing) = setting(settings, "ExistingArtifactBucket")
            && let Value::Map(parts, _) = &existing.value
            && let Some(key) = setting(parts, "KeyArn")
        {
            self.setting_stays(key, home, Of::Pipeline);
        }
        for step in &resolved.steps {
            for setting in step.settings {
                if let Some(key) = step.key(&setting.key.name)
                    && let Kind::Arn(..) = &key.kind
                {
                    self.setting_stays(setting, home, Of::Action(step));
                }
            }
        }
    }

    fn setting_stays(&mut self, setting: &'p Setting, home: &Partition, of: Of<'_>) {
        if let Some(text) = self.resolved.text_of(&setting.value) {
            self.text_stays(&text, home, of);
        }
    }

    fn text_stays(&mut self, text: &Text, home: &Partition, of: Of<'_>) {
        let arn = text.written(self.resolved.values);
        let Some((partition, rest)) = partition_of(&arn) else {
            return;
        };
        if partition == home.name {
            return;
        }
        let message = format_args!(
            "`{arn}` is of the partition `{partition}`, but the pipeline is in `{}`",
            home.name
        );
        self.add_once(Code::N04, text.at, of, message)
            .note("nothing of one partition can be named in another")
            .help(format_args!("write it as `\"arn:{}:{rest}\"`", home.name));
    }
}

impl Resolved<'_> {
    /// The partition of the pipeline, where no account says another one.
    fn one_partition(&self) -> Option<&'static Partition> {
        let home = self.partition()?;
        for account in self.accounts {
            if let Some(region) = self.region(account)
                && regions::partition(&region)?.name != home.name
            {
                return None;
            }
        }
        Some(home)
    }
}

/// The partition of an ARN, where it is written out, and what follows it.
fn partition_of(arn: &str) -> Option<(&str, &str)> {
    let (partition, rest) = arn.strip_prefix("arn:")?.split_once(':')?;
    for letter in partition.bytes() {
        if !matches!(letter, b'a'..=b'z' | b'-') {
            return None;
        }
    }
    partition.starts_with("aws").then_some((partition, rest))
}
