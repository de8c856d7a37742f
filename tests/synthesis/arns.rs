//! The ARNs that roles are given, where a value decides: partitions and accounts.

use super::*;

/// A pipeline of one region, with what a role of production is given.
fn given(region: &str, managed: &str, boundary: &str, on: &str, of_all: &str) -> Pipeline {
    cross_account_pipeline! {
        pipeline "shop" in ci { PermissionsBoundary: of_all }
        account ci = "111111111111" in region;
        account prod = "033333333333" in region;
        role deployer: Action in prod { boundary "arn:${AWS::Partition}:iam::{account.id}:policy/b"; }
        role stack: CloudFormation in prod {
            managed [managed, "arn:${AWS::Partition}:iam::aws:policy/ReadOnlyAccess"];
            boundary boundary;
            allow ["sqs:SendMessage"] on [on, "arn:*:sqs:*:*:jobs", "arn:${AWS::Partition}:sqs:*:*:jobs", "*"];
        }
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
        }
        stage Prod in prod {
            release: CloudFormation(source) {
                ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: source / "template.yml",
            };
        }
    }
}

#[test]
fn an_arn_of_another_partition_or_account_breaks_its_rule() {
    let managed = "arn:aws-cn:iam::aws:policy/PowerUserAccess";
    let boundary = "arn:aws-cn:iam::033333333333:policy/b";
    // What is allowed may lie in any account.
    let on = "arn:aws-cn:sqs:cn-north-1:111111111111:jobs";
    let of_all = "arn:aws-cn:iam::111111111111:policy/b";
    let china =
        |managed, boundary, on, of_all| broken(&given("cn-north-1", managed, boundary, on, of_all));
    assert_eq!(china(managed, boundary, on, of_all), []);
    let role = "role stack";
    assert_eq!(
        china(
            "arn:aws:iam::aws:policy/PowerUserAccess",
            boundary,
            on,
            of_all
        ),
        one("N04", role)
    );
    assert_eq!(
        china(managed, "arn:aws:iam::033333333333:policy/b", on, of_all),
        one("N04", role)
    );
    assert_eq!(
        china(managed, boundary, "arn:aws:sqs:*:*:jobs", of_all),
        one("N04", role)
    );
    assert_eq!(
        china(
            managed,
            boundary,
            on,
            "arn:aws-us-gov:iam::111111111111:policy/b"
        ),
        one("N04", "pipeline shop")
    );
    assert_eq!(
        china(
            "arn:aws-cn:iam::111111111111:policy/x",
            boundary,
            on,
            of_all
        ),
        one("P09", role)
    );
    assert_eq!(china(managed, of_all, on, of_all), one("P09", role));
    assert_eq!(
        china(managed, boundary, on, boundary),
        one("P09", "pipeline shop")
    );
}
