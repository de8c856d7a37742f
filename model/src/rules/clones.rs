//! A05 for an artifact that is only a reference to a repository, which a build follows.

use super::{Broken, Of};
use crate::catalog::Artifacts;
use crate::code::Code;
use crate::pipeline::{Ident, Owner};
use crate::resolve::Step;

impl Broken<'_, '_> {
    /// A reference is followed by builds only, and by those only that reach the repository with their own role: one of
    /// CodeCommit has no policy that would let another account in.
    /// <https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeCommit.html>,
    /// <https://docs.aws.amazon.com/codecommit/latest/userguide/security-iam.html#security_iam_service-with-iam-resource-based-policies>
    pub(super) fn cloned(&mut self, step: &Step<'_>, input: &Ident, maker: &Step<'_>) {
        let (Some(kind), Some(source)) = (step.kind, maker.kind) else {
            return;
        };
        let mut is_reference = false;
        let mut lies_there = false;
        for grant in source.readers {
            if self.resolved.holds(&grant.when, maker) == Some(true) {
                is_reference = true;
                for resource in grant.resources {
                    // A repository of CodeCommit lies in the maker's account; the ARN of a connection is the author's.
                    lies_there |= resource.starts_with("arn:");
                }
            }
        }
        if !is_reference {
            return;
        }
        let (input, at) = (&input.name, input.at);
        let action = self.show(&step.action.name);
        let help = format!(
            "leave out `OutputArtifactFormat` of action `{}`",
            self.show(&maker.action.name)
        );
        if kind.artifacts != Artifacts::Project {
            // What CodePipeline runs itself is newer than what AWS says of the others.
            if kind.owner == Owner::Aws && !kind.v2_only {
                let message = format_args!(
                    "`{input}` is a reference to a repository, and action `{action}` is no build that could clone it"
                );
                self.add(Code::A05, at, Of::Action(step), message)
                    .note("AWS lets only CodeBuild follow `CODEBUILD_CLONE_REF`")
                    .help(help);
            }
            return;
        }
        let (Some(here), Some(there)) = (step.account, maker.account) else {
            return;
        };
        let (here, there) = (&here.name.name, &there.name.name);
        if lies_there && here != there {
            let message = format_args!(
                "`{input}` is a reference to a repository in `{there}`, and action `{action}` builds in `{here}`"
            );
            self.add(Code::A05, at, Of::Action(step), message)
                .note("the build clones it with its own role, and CodeCommit lets no role of another account in")
                .help(help);
        }
    }
}
