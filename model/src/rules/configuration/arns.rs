//! C04 for ARNs: they are of the service that the key asks for, one of KMS is a key's, and one of Step Functions a state
//! machine's.

use super::value::Check;
use crate::arn::Arn;
use crate::pipeline::Value;
use crate::rules::{Of, listed};

/// How the resource of a state machine begins, and that of a version or alias of one.
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html>
const STATE_MACHINE: &str = "stateMachine:";

impl<'p> Check<'_, '_, '_, 'p> {
    /// An ARN of one of these services.
    pub(super) fn arn(&mut self, value: &'p Value, services: &[&'static str]) {
        let Some(text) = self.scalar(value) else {
            return;
        };
        if let Some(arn) = Arn::parse(&text)
            && services.contains(&arn.service)
        {
            if arn.service == "kms" && !arn.is_key() {
                self.no_key(value, &arn);
            }
            if arn.service == "states" && !arn.resource.starts_with(STATE_MACHINE) {
                self.no_state_machine(value, &arn);
            }
            return;
        }
        let message = format_args!(
            "`{}` is an ARN of {}, and `{text}` is none",
            self.key.name,
            listed(services, "or")
        );
        let [.., service] = services else { return };
        let form = self.form(service, &text);
        self.wrong(value, message)
            .help(format_args!("write it as `\"{form}\"`"));
    }

    /// An ARN of that service; the whole of it where a name is written for it.
    fn form(&self, service: &str, name: &str) -> String {
        let resolved = self.broken.resolved;
        let partition = resolved.partition_name();
        let kind = match service {
            "sns" => "",
            "states" => STATE_MACHINE,
            _ => return format!("arn:{partition}:{service}:…"),
        };
        let (mut region, mut id) = (None, None);
        if let Of::Action(step) = self.block.of
            && let Some(account) = step.account
        {
            region = resolved.region_of(step);
            id = resolved.id(account);
        }
        match (region, id) {
            (Some(region), Some(id)) if !name.contains([':', '/', ' ']) => {
                format!("arn:{partition}:{service}:{region}:{id}:{kind}{name}")
            }
            _ => format!("arn:{partition}:{service}:…"),
        }
    }

    /// The ARN is one of Step Functions, and not of a state machine: of an execution of one, say.
    fn no_state_machine(&mut self, value: &Value, arn: &Arn<'_>) {
        let (key, resource) = (self.key.name, arn.resource);
        let (partition, region, account) = (arn.partition, arn.region, arn.account);
        let (_, name) = resource.split_once(':').unwrap_or(("", resource));
        let (name, _) = name.split_once(':').unwrap_or((name, ""));
        let message =
            format_args!("`{key}` is the ARN of a state machine, and `{resource}` is none");
        self.wrong(value, message).help(format_args!(
            "write `\"arn:{partition}:states:{region}:{account}:{STATE_MACHINE}{name}\"`"
        ));
    }

    /// The ARN is one of KMS, and not of a key.
    fn no_key(&mut self, value: &Value, arn: &Arn<'_>) {
        let (key, resource) = (self.key.name, arn.resource);
        let (partition, region, account) = (arn.partition, arn.region, arn.account);
        let message = format_args!("`{key}` is the ARN of a key, and `{resource}` is none");
        let mut wrong = self.wrong(value, message);
        if arn.is_alias() {
            wrong = wrong.note("in a policy the ARN of an alias says nothing of the key behind it");
        }
        wrong.help(format_args!(
            "write the key's own: `\"arn:{partition}:kms:{region}:{account}:key/…\"`"
        ));
    }
}
