//! Pages of the rules of permissions, which are checked on the finished templates.

use super::Page;

pub(super) const I01: Page = Page {
    code: "I01",
    title: "the pipeline role cannot assume the action role",
    rule: "The pipeline role may assume every action role, by its own policy and by that role's \
           trust policy.",
    why: "Assuming a role of another account takes two permissions: the pipeline role's policy \
          allows sts:AssumeRole on the action role, and the action role's trust policy admits the \
          pipeline role. What is declared gets both. This rule is broken by a `deny`, a boundary \
          or a change in `edit`; `access` shows the chain, statement by statement.",
    aws: Some(
        "User: arn:aws:sts::111111111111:assumed-role/shop-pipeline/1 is not authorized to \
         perform: sts:AssumeRole on resource: arn:aws:iam::333333333333:role/shop-deployer",
    ),
    before: r#"role runner: Pipeline in ci {
    deny ["sts:AssumeRole"] on ["*"];
}"#,
    after: r#"role runner: Pipeline in ci;"#,
};

pub(super) const I02: Page = Page {
    code: "I02",
    title: "the role that acts may not do what the action needs",
    rule: "The role that acts may do what the provider needs on the things that the action names.",
    why: "What an action needs follows from its provider and its settings, and is written into the \
          role's policy. A `deny` in the role's body, a boundary or a change in `edit` takes it \
          away again: a denial wins over every permission. `access` shows what the action needs \
          and which statement grants it.",
    aws: Some(
        "is not authorized to perform: cloudformation:DescribeStacks on resource: \
         arn:aws:cloudformation:eu-west-1:333333333333:stack/shop/*",
    ),
    before: r#"role deployer: Action in prod {
    deny ["cloudformation:DeleteStack"] on ["*"];
}
stage Prod in prod {
    remove: CloudFormation as deployer passing stack { ActionMode: DELETE_ONLY, StackName: "shop" };
}"#,
    after: r#"role deployer: Action in prod;

stage Prod in prod {
    remove: CloudFormation as deployer passing stack { ActionMode: DELETE_ONLY, StackName: "shop" };
}"#,
};

pub(super) const I03: Page = Page {
    code: "I03",
    title: "the role cannot be passed on",
    rule: "The role that acts may pass the passed role, and the passed role trusts the service \
           that it is passed to.",
    why: "Handing a role to CloudFormation takes iam:PassRole on exactly that role for the role \
          that acts, and a trust policy that names cloudformation.amazonaws.com on the role that \
          is passed. What is declared gets both; a `deny`, a boundary or a change in `edit` takes \
          them away.",
    aws: Some(
        "is not authorized to perform: iam:PassRole on resource: \
         arn:aws:iam::333333333333:role/shop-stack",
    ),
    before: r#"role deployer: Action in prod {
    deny ["iam:PassRole"] on ["*"];
}
role stack: CloudFormation in prod;"#,
    after: r#"role deployer: Action in prod;
role stack: CloudFormation in prod;"#,
};

pub(super) const I04: Page = Page {
    code: "I04",
    title: "a role cannot use its artifacts",
    rule: "Every role that reads or writes an artifact may do so by its own policy, by the bucket \
           policy and by the key policy.",
    why: "An artifact is an encrypted object in a bucket of the pipeline's account. A role of \
          another account needs four permissions: its own policy and the bucket policy for the \
          object, its own policy and the key policy for the key. If one is missing, the error \
          speaks of the bucket even where the key is meant. A role outside the pipeline that reads \
          an artifact itself is declared with `reads`.",
    aws: Some(
        "CodePipeline service role \"arn:aws:iam::111111111111:role/shop-pipeline\" is getting S3 \
         access denied for the S3 bucket \"shop-111111111111-eu-west-1\"",
    ),
    before: r#"role instances: Service("ec2.amazonaws.com") in prod {
    reads [app];
    deny ["kms:Decrypt"] on ["*"];
}"#,
    after: r#"role instances: Service("ec2.amazonaws.com") in prod {
    reads [app];
}"#,
};

pub(super) const I05: Page = Page {
    code: "I05",
    title: "a statement allows more than is needed",
    rule: "No statement that the library writes allows all actions, or all resources where the \
           resource is known.",
    why: "This rule watches the library, not you: what you write after `allow` is yours. If it is \
          broken in a template that `edit` has changed, narrow what was added there. If nothing \
          was edited, the library is at fault. The lines below are allowed both; the second ones \
          show how the same permission is written narrowly.",
    aws: None,
    before: r#"role stack: CloudFormation in prod {
    allow ["dynamodb:*"] on ["*"];
}"#,
    after: r#"role stack: CloudFormation in prod {
    allow ["dynamodb:CreateTable", "dynamodb:DescribeTable", "dynamodb:DeleteTable"]
        on ["arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/shop-*"];
}"#,
};

pub(super) const I06: Page = Page {
    code: "I06",
    title: "a policy is too large",
    rule: "Every policy is within the limits of IAM, S3 and KMS.",
    why: "All inline policies of a role have 10,240 characters together, a trust policy 2,048, a \
          bucket policy 20,480 bytes and a key policy 32,768; IAM does not count white space. The \
          library's own statements grow by an account id per account, so the room is mostly taken \
          by `allow` with long lists. Use a managed policy, or distribute the work over several \
          roles.",
    aws: Some("Maximum policy size of 10240 bytes exceeded for role shop-stack"),
    before: r#"role stack: CloudFormation in prod {
    allow ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
        on ["arn:aws:s3:::shop-1/*", "arn:aws:s3:::shop-2/*", "arn:aws:s3:::shop-3/*"];
}"#,
    after: r#"role stack: CloudFormation in prod {
    managed ["arn:aws:iam::{account.id}:policy/shop-buckets"];
}"#,
};
