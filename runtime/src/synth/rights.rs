//! What may be done with an artifact store, and what each use of one takes.

use passrole_model::pipeline::{Role, RoleKind};

/// Something that may be done with the artifact store.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Right {
    /// The id of statements that allow it.
    pub(super) sid: &'static str,
    /// IAM actions.
    pub(super) actions: &'static [&'static str],
    /// On what.
    pub(super) scope: Scope,
}

/// What of the artifact store a right concerns.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Scope {
    Bucket,
    Objects,
    Key,
}

impl Right {
    /// CodePipeline asks whether the bucket keeps versions.
    /// <https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html>
    pub(super) const LOOK: Right = Right {
        sid: "CheckArtifactBucket",
        actions: &["s3:GetBucketVersioning"],
        scope: Scope::Bucket,
    };
    /// CodeBuild asks whose the bucket is and where, and so does CodePipeline with its own role.
    /// <https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html>
    pub(super) const LOCATE: Right = Right {
        sid: "LocateArtifactBucket",
        actions: &["s3:GetBucketAcl", "s3:GetBucketLocation"],
        scope: Scope::Bucket,
    };
    pub(super) const READ: Right = Right {
        sid: "ReadArtifacts",
        actions: &["s3:GetObject", "s3:GetObjectVersion"],
        scope: Scope::Objects,
    };
    pub(super) const WRITE: Right = Right {
        sid: "WriteArtifacts",
        actions: &["s3:PutObject"],
        scope: Scope::Objects,
    };
    pub(super) const DECRYPT: Right = Right {
        sid: "DecryptArtifacts",
        actions: &["kms:Decrypt"],
        scope: Scope::Key,
    };
    pub(super) const ENCRYPT: Right = Right {
        sid: "EncryptArtifacts",
        actions: &["kms:GenerateDataKey"],
        scope: Scope::Key,
    };

    /// What copying takes besides, where the object has tags.
    /// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html>
    pub(super) const READ_TAGS: Right = Right {
        sid: "ReadTags",
        actions: &["s3:GetObjectTagging", "s3:GetObjectVersionTagging"],
        scope: Scope::Objects,
    };
    pub(super) const WRITE_TAGS: Right = Right {
        sid: "TagArtifacts",
        actions: &["s3:PutObjectTagging"],
        scope: Scope::Objects,
    };

    /// What reading takes.
    pub(super) const READING: &[Right] = &[Right::READ, Right::DECRYPT];
    /// What writing takes; S3 decrypts to put the parts of a large object together.
    pub(super) const WRITING: &[Right] = &[Right::WRITE, Right::DECRYPT, Right::ENCRYPT];
    /// What both take of a role with which CodePipeline acts.
    pub(super) const LOOKING_AND_READING: &[Right] = &[Right::LOOK, Right::READ, Right::DECRYPT];
    pub(super) const LOOKING_AND_WRITING: &[Right] =
        &[Right::LOOK, Right::WRITE, Right::DECRYPT, Right::ENCRYPT];
    /// What reading takes of a build role.
    pub(super) const LOCATING_AND_READING: &[Right] = &[Right::LOCATE, Right::READ, Right::DECRYPT];

    /// What keeping a cache in S3 takes of a build role: CodeBuild encrypts it with the project's key.
    /// <https://docs.aws.amazon.com/codebuild/latest/userguide/security-encryption.html>
    pub(super) const CACHING: &[Right] = &[Right::DECRYPT, Right::ENCRYPT];

    /// What reading by itself takes of a role: for a build role CodeBuild reads, as it does for a declared project's.
    pub(super) fn of_reader(role: &Role) -> &'static [Right] {
        match role.kind {
            RoleKind::CodeBuild => Right::LOCATING_AND_READING,
            _ => Right::READING,
        }
    }
}
