//! A word of the grammar, a role in the wrong account and a misspelt artifact: three errors in one compilation.
use passrole::cross_account_pipeline;

fn main() {
    let _ = cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in "eu-west-1";
        account prod = "033333333333" in "eu-west-1";
        role deployer: Action in prod;
        role stack: CloudFormation in ci;
        project unit in ci { PrivilegedMode true }
        stage Source {
            checkout: Source::S3 -> source { S3Bucket: "acme-source", S3ObjectKey: "source.zip" };
        }
        stage Test {
            test: Test::CodeBuild(sorce) { ProjectName: unit };
        }
        stage Prod in prod {
            release: CloudFormation(source) passing stack {
                ActionMode: CREATE_UPDATE,
                StackName: "shop",
                TemplatePath: source / "template.yml",
            };
        }
    };
}
