//! Words are special only where their next token makes them so; Rust expressions, loops and names of every form.
#![deny(warnings)]
use passrole::{Pipeline, cross_account_pipeline};

mod elsewhere {
    pub use passrole::*;
}

const REGION: &str = "eu-west-1";

struct Config {
    name: String,
    retries: u32,
}

fn pipeline(config: &Config, action: &str) -> Pipeline {
    let packaged = "a variable of the author's keeps its meaning".to_owned();
    cross_account_pipeline! {
        crate = elsewhere;
        pipeline (config.name.as_str()) in ci { tags: { note: packaged.as_str(), retries: config.retries } }
        account ci = "111111111111" in REGION;
        account prod = concat!("0333", "33333333") in (REGION);
        account _spare = "555555555555" in [REGION, "eu-west-2"];
        group everywhere = [ci, prod];
        role acting: Action in [prod];
        role agents: Service("ec2.amazonaws.com") in everywhere { reads [source]; path "/agents/"; }
        project unit in everywhere { Image: if config.retries > 1 { "a:1" } else { "b:2" }, }
        stage "Source" {
            checkout: Source::S3 -> source {
                S3Bucket: format!("{}-source", config.name), S3ObjectKey: "source.zip",
                PollForSourceChanges: true,
            };
        }
        for t in everywhere {
            stage "Build-{t}" in t {
                parallel {
                    parallel: CodeBuild(source) -> packaged { ProjectName: unit }
                    r#match: Test::CodeBuild(source) { ProjectName: unit, };
                }
                for u in [ci] {
                    "ask-{u}": Manual;
                }
                OnFailure: Manual;
                move: Test::CodeBuild(packaged) { ProjectName: unit };
                enum: Test::CodeBuild(packaged, source) { ProjectName: unit, PrimarySource: packaged };
                (action): Manual in ci { CustomData: "{t} {t.id} {t.region} {prod.id} {x} {}" };
            }
        }
    }
}

fn main() {
    let config = Config { name: "shop".to_owned(), retries: 2 };
    let broken = pipeline(&config, "ask again").synth();
    assert!(broken.is_err(), "an action has no space in its name");
}
