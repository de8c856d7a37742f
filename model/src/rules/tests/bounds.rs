//! N05.

use super::draft::{breaks, keeps};
use super::with;

#[test]
fn n05_names_keep_patterns_and_lengths() {
    breaks(
        &with("\"storefront\" in", "\"store front\" in"),
        &[("N05", "store front")],
    );
    breaks(
        &with("\"storefront\" in", "\"1storefront\" in"),
        &[("N05", "1storefront")],
    );
    breaks(
        &with("stage Prod", "stage \"To prod\""),
        &[("N05", "To prod")],
    );
    breaks(&with("approve:", "\"a/b\":"), &[("N05", "a/b")]);
    breaks(
        &with("Namespace: \"commit\"", "Namespace: \"com.mit\""),
        &[("N05", "com.mit")],
    );
    breaks(
        &with(
            "StackName: \"storefront\",\n        TemplatePath",
            "StackName: \"my_stack\",\n        TemplatePath",
        ),
        &[("N05", "my_stack")],
    );
    let long = "x".repeat(101);
    breaks(
        &with("stage Prod", &format!("stage {long}")),
        &[("N05", &long)],
    );
    keeps(&with("stage Prod", &format!("stage {}", &long[..100])));
}

#[test]
fn n05_names_that_are_made_are_within_the_bounds() {
    let role = "d".repeat(54);
    let other = |name: &str| {
        with(
            "role stack",
            &format!("role {name}: Service in ci;\nrole stack"),
        )
    };
    breaks(&other(&role), &[("N05", &role)]);
    keeps(&other(&role[..53]));
    let by_hand = format!("role {role}: Service in ci {{ name \"short\"; }}\nrole stack");
    keeps(&with("role stack", &by_hand));
    breaks(
        &with(
            "QUEUED,",
            &format!("QUEUED, RolePrefix: \"{}\",", "p".repeat(50)),
        ),
        &[
            ("N05", "storefront"),
            ("N05", "deployer"),
            ("N05", "stack"),
            ("N05", "package"),
        ],
    );
    breaks(
        &with("QUEUED,", "QUEUED, ArtifactBucket: \"Shop\","),
        &[("N05", "Shop")],
    );
    keeps(&with(
        "QUEUED,",
        "QUEUED, ArtifactBucket: \"shop-artifacts\",",
    ));
    breaks(
        &with("QUEUED,", "QUEUED, RolePath: \"shop/\","),
        &[("N05", "shop/")],
    );
    // "Paths beginning with '/aws-service-role' are reserved for AWS Service Linked Roles"
    let linked = "/aws-service-role/codepipeline.amazonaws.com/";
    breaks(
        &with("QUEUED,", &format!("QUEUED, RolePath: \"{linked}\",")),
        &[("N05", linked)],
    );
    keeps(&with("QUEUED,", "QUEUED, RolePath: \"/service-role/\","));
    breaks(
        &with(
            "CloudFormation in [dev, prod];",
            "CloudFormation in [dev, prod] { path \"/a b/\"; }",
        ),
        &[("N05", "/a b/")],
    );
    keeps(&with(
        "CloudFormation in [dev, prod];",
        "CloudFormation in [dev, prod] { path \"/shop/\"; }",
    ));
    let pipeline = "p".repeat(64);
    breaks(
        &with("\"storefront\" in", &format!("\"{pipeline}\" in")),
        &[
            ("N05", pipeline.as_str()),
            ("N05", pipeline.as_str()),
            ("N05", "deployer"),
            ("N05", "stack"),
            ("N05", "package"),
        ],
    );
}
