//! Doc comments are prose for people, and AWS takes a part of it only.

use super::*;

/// A pipeline with a doc comment on whatever takes one.
fn told() -> Pipeline {
    cross_account_pipeline! {
        /// Builds “the shop” — everywhere… and says so at length, since what it does for the people of the shop is
        /// much and they read it here. Builds “the shop” — everywhere… and says so at length, since what it does for
        /// the people of the shop is much and they read it here. Builds “the shop” — everywhere… and says so at
        /// length, since what it does for the people of the shop is much and they read it here. Builds “the shop” —
        /// everywhere… and says so at length, since what it does for the people of the shop is much and they read it
        /// here. Builds “the shop” — everywhere… and says so at length, since what it does for the people of the
        /// shop is much and they read it here. Builds “the shop” — everywhere… and says so at length, since what it
        /// does for the people of the shop is much and they read it here. Builds “the shop” — everywhere… and says
        /// so at length, since what it does for the people of the shop is much and they read it here. Builds “the
        /// shop” — everywhere… and says so at length, since what it does for the people of the shop is much and they
        /// read it here. Builds “the shop” — everywhere… and says so at length, since what it does for the people.
        pipeline "shop" in ci;
        account ci = "111111111111" in "eu-west-1";
        /// Where “it” is sold.
        account prod = "033333333333" in "eu-west-1";
        /// The shop’s builder – 店.
        role builder: CodeBuild in prod;
        role deployer: Action in prod;
        /// Tests “the shop” from end to end, in a browser and without one, with the data of yesterday and with none,
        /// on a large screen and on a small one, as a guest and as somebody who has been here before, quickly and
        /// patiently, and tells the team of the shop what it found.
        project smoke in prod as builder;
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
        }
        stage Prod in prod { test: Test::CodeBuild(source) { ProjectName: smoke }; }
    }
}

#[test]
fn a_doc_comment_becomes_a_description_that_aws_takes() {
    let stacks = told().synth().expect("every rule holds");
    let prod = stacks.get("shop-prod").expect("it is there").template();
    let description = |id: &str| {
        let resource = prod.get(id).expect("it is there");
        let description = resource.properties.get("Description");
        description.and_then(Node::as_str).expect("it has one")
    };
    assert_eq!(description("BuilderRole"), "The shop's builder - ?.");
    let project = description("SmokeProject");
    assert!(
        project.starts_with("Tests “the shop” from end"),
        "{project}"
    );
    assert!(
        project.ends_with("tells the team of the shop..."),
        "{project}"
    );
    assert_eq!(prod.description(), Some("Where “it” is sold."));
    let home = stacks.get("shop-ci").expect("it is there").template();
    let description = home.description().expect("it has one");
    assert!(
        description.starts_with("Builds “the shop” — everywhere… and"),
        "{description}"
    );
    // CloudFormation counts bytes.
    assert!(
        description.ends_with("— everywhere…...") && description.len() <= 1_024,
        "{description}"
    );
}

/// A stack set knows fewer tags than what it makes.
#[test]
fn a_tag_goes_where_it_is_taken() {
    let pipeline = cross_account_pipeline! {
        pipeline "shop" in ci { tags: { team: "shop", "größe": "1", none: "" } }
        account ci = "111111111111" in ["eu-west-1", "us-east-1"];
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
        }
        stage Prod { up: Deploy::S3(source) in ci / "us-east-1" { BucketName: "site", Extract: true }; }
    };
    let stacks = pipeline.synth().expect("every rule holds");
    let home = stacks.get("shop-ci").expect("it is there").template();
    let tags = |id: &str| {
        let resource = home.get(id).expect("it is there");
        resource
            .properties
            .get("Tags")
            .expect("it has some")
            .iter()
            .count()
    };
    assert_eq!(
        (
            tags("Regions"),
            tags("ArtifactBucket"),
            tags("CheckoutRule")
        ),
        (1, 3, 3)
    );
}
