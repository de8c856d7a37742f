use passrole::cross_account_pipeline;

fn main() {
    let _ = cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in "eu-west-1";
        role stack: CloudFormation in ci;
        project unit in ci;
        stage Source { checkout: Source::S3 -> source { S3Bucket: "acme-source", S3ObjectKey: "source.zip" }; }
        stage Build {
            build: CodeBuild(source) -> packaged { ProjectName: unit };
            release: CloudFormation(packaged) {
                ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: source / "t.yml",
            };
        }
    };
}
