//! Every example, deployed to emulated accounts.

use passrole_tests::emulator::Emulator;
use passrole_tests::folder::Folder;
use passrole_tests::tools::{output, printed};
use passrole_tests::{examples, stacks};

#[test]
fn the_aws_command_line_deploys_an_example() {
    let folder = Folder::new("emulated-aws");
    let emulator = Emulator::start();
    examples::named("storefront").synth(folder.path(), &[]);
    for stack in stacks::read(folder.path()) {
        let mut command = emulator.aws(&stack.account);
        command
            .args(["cloudformation", "deploy", "--region", &stack.region])
            .args(["--stack-name", &stack.name, "--template-file"])
            .arg(&stack.template)
            .args(["--capabilities", "CAPABILITY_NAMED_IAM"]);
        let output = output(&mut command);
        assert!(output.status.success(), "{}", printed(&output));
    }
    let pipeline = emulator.json(
        "111111111111",
        &["codepipeline", "get-pipeline", "--name", "storefront"],
    );
    assert_eq!(
        pipeline["pipeline"]["executionMode"], "QUEUED",
        "{pipeline}"
    );
}
