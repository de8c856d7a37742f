//! Pipelines that are hard to draw: many accounts, several regions, names as long as they may be.

use passrole::{Pipeline, cross_account_pipeline};

/// Twenty accounts one after the other.
pub fn stairs() -> Pipeline {
    cross_account_pipeline! {
        pipeline "stairs" in ci;
        account ci = "111111111111" in "eu-west-1";
        account a01 = "200000000001";
        account a02 = "200000000002";
        account a03 = "200000000003";
        account a04 = "200000000004";
        account a05 = "200000000005";
        account a06 = "200000000006";
        account a07 = "200000000007";
        account a08 = "200000000008";
        account a09 = "200000000009";
        account a10 = "200000000010";
        account a11 = "200000000011";
        account a12 = "200000000012";
        account a13 = "200000000013";
        account a14 = "200000000014";
        account a15 = "200000000015";
        account a16 = "200000000016";
        account a17 = "200000000017";
        account a18 = "200000000018";
        account a19 = "200000000019";
        account a20 = "200000000020";
        group targets = [
            a01, a02, a03, a04, a05, a06, a07, a08, a09, a10,
            a11, a12, a13, a14, a15, a16, a17, a18, a19, a20
        ];
        role deployer: Action in targets;
        role stack: CloudFormation in targets;
        project package in ci;
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "fleet", BranchName: "main" };
        }
        stage Build {
            build: CodeBuild(source) -> packaged { ProjectName: package };
        }
        for t in targets {
            stage "Deploy-{t}" in t {
                prepare: CloudFormation(packaged) {
                    ActionMode: CHANGE_SET_REPLACE,
                    StackName: "fleet",
                    ChangeSetName: "changes",
                    TemplatePath: packaged / "template.yml",
                };
                execute: CloudFormation {
                    ActionMode: CHANGE_SET_EXECUTE,
                    StackName: "fleet",
                    ChangeSetName: "changes",
                };
            }
        }
    }
}

/// Twenty accounts at the same time.
pub fn wave() -> Pipeline {
    cross_account_pipeline! {
        pipeline "wave" in ci;
        account ci = "111111111111" in "eu-west-1";
        account a01 = "200000000001";
        account a02 = "200000000002";
        account a03 = "200000000003";
        account a04 = "200000000004";
        account a05 = "200000000005";
        account a06 = "200000000006";
        account a07 = "200000000007";
        account a08 = "200000000008";
        account a09 = "200000000009";
        account a10 = "200000000010";
        account a11 = "200000000011";
        account a12 = "200000000012";
        account a13 = "200000000013";
        account a14 = "200000000014";
        account a15 = "200000000015";
        account a16 = "200000000016";
        account a17 = "200000000017";
        account a18 = "200000000018";
        account a19 = "200000000019";
        account a20 = "200000000020";
        group targets = [
            a01, a02, a03, a04, a05, a06, a07, a08, a09, a10,
            a11, a12, a13, a14, a15, a16, a17, a18, a19, a20
        ];
        role deployer: Action in targets;
        role stack: CloudFormation in targets;
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "fleet", BranchName: "main" };
        }
        stage Deploy {
            parallel {
                for t in targets {
                    "release-{t}": CloudFormation(source) in t {
                        ActionMode: CREATE_UPDATE,
                        StackName: "fleet",
                        TemplatePath: source / "template.yml",
                    };
                }
            }
        }
    }
}

/// Two accounts, three regions, and artifacts that pass by many actions.
pub fn worldwide() -> Pipeline {
    cross_account_pipeline! {
        /// Ships <b>the shop</b> & "more" to the world ]]> first to one region, then to the others.
        pipeline "worldwide" in ci as runner;
        account ci = "111111111111" in "eu-west-1";
        account staging = "222222222222" in ["eu-west-1", "us-east-1"];
        account prod = "333333333333" in ["eu-west-1", "us-east-1", "ap-southeast-2"];
        role runner: Pipeline in ci;
        role deployer: Action in [staging, prod];
        role stack: CloudFormation in [staging, prod];
        role builder: CodeBuild in ci;
        project package in ci as builder;
        project smoke in staging;
        stage Source {
            parallel {
                checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
                config: Source::S3 -> config { S3Bucket: "shop-config", S3ObjectKey: "config.zip" };
            }
        }
        stage Build {
            build: CodeBuild(source, config) -> (packaged, report) { ProjectName: package, PrimarySource: source };
            verify: Manual;
        }
        stage Staging in staging {
            release: CloudFormation(packaged) {
                ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: packaged / "template.yml",
            };
            "release-us": CloudFormation(packaged) in staging / "us-east-1" {
                ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: packaged / "template.yml",
            };
            smoke: Test::CodeBuild(source, report) { ProjectName: smoke, PrimarySource: source };
        }
        stage Prod in prod {
            parallel {
                "release-eu": CloudFormation(packaged, config) {
                    ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: packaged / "template.yml",
                    TemplateConfiguration: config / "eu.json",
                };
                "release-us": CloudFormation(packaged, config) in prod / "us-east-1" {
                    ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: packaged / "template.yml",
                    TemplateConfiguration: config / "us.json",
                };
                "release-ap": CloudFormation(packaged, config) in prod / "ap-southeast-2" {
                    ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: packaged / "template.yml",
                    TemplateConfiguration: config / "ap.json",
                };
            }
        }
    }
}

/// Artifacts that cross over, and names of foreign letters and of a hundred.
pub fn crossing() -> Pipeline {
    let long = "Long-".repeat(20);
    cross_account_pipeline! {
        pipeline "crossing" in büro;
        account büro = "111111111111" in "eu-west-1";
        account 東京 = "222222222222" in "ap-northeast-1";
        role übernimmt: Action in 東京;
        role stack: CloudFormation in 東京;
        project p in büro;
        stage (long.clone()) {
            parallel {
                a: CodeCommit -> foersta { RepositoryName: "a", BranchName: "main" };
                b: CodeCommit -> zweite { RepositoryName: "b", BranchName: "main" };
                c: CodeCommit -> _unused { RepositoryName: "c", BranchName: "main" };
            }
        }
        stage Build {
            parallel {
                // Each takes what the one above or below it has made: the lines must cross.
                a: CodeBuild(zweite) -> out_a { ProjectName: p };
                b: CodeBuild(foersta) -> out_b { ProjectName: p };
            }
            (long.clone()): CodeBuild(out_a, out_b, foersta) { ProjectName: p, PrimarySource: out_a };
        }
        stage Deploy in 東京 {
            parallel {
                a: CloudFormation(out_b, foersta) {
                    ActionMode: CREATE_UPDATE, StackName: "a", TemplatePath: out_b / "t.yml",
                    TemplateConfiguration: foersta / "t.json",
                };
                b: CloudFormation(out_a, out_b) {
                    ActionMode: CREATE_UPDATE, StackName: "b", TemplatePath: out_a / "t.yml",
                    TemplateConfiguration: out_b / "t.json",
                };
            }
            c: CloudFormation(out_a) {
                ActionMode: CREATE_UPDATE, StackName: "c", TemplatePath: out_a / "t.yml",
            };
        }
    }
}

/// A wide picture, in whose last column one card stands in an account with a name much wider than the card.
pub fn named_at_length() -> Pipeline {
    cross_account_pipeline! {
        pipeline "long" in ci;
        account ci = "111111111111" in "eu-west-1";
        account an_account_whose_name_is_wider_than_all_of_its_cards = "222222222222";
        role deployer: Action in an_account_whose_name_is_wider_than_all_of_its_cards;
        role stack: CloudFormation in an_account_whose_name_is_wider_than_all_of_its_cards;
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "long", BranchName: "main" };
        }
        stage Wait {
            wait_for_an_approval_1: Manual;
            wait_for_an_approval_2: Manual;
            wait_for_an_approval_3: Manual;
            wait_for_an_approval_4: Manual;
            wait_for_an_approval_5: Manual;
            wait_for_an_approval_6: Manual;
            wait_for_an_approval_7: Manual;
            wait_for_an_approval_8: Manual;
            wait_for_an_approval_9: Manual;
        }
        stage Last in an_account_whose_name_is_wider_than_all_of_its_cards {
            release: CloudFormation(source) {
                ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: source / "template.yml",
            };
        }
    }
}
