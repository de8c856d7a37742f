//! What goes wrong with the AWS command line, as one clear line.

use std::{fmt, io};

use crate::Error;
use crate::texts::on_one_line;

const NO_PROGRAM: &str =
    "there is no program `aws`: install the AWS command line, https://aws.amazon.com/cli";
const NO_CREDENTIALS: &str =
    "there are no credentials: name a profile (--profile NAME), or set AWS_PROFILE";

/// What it says where it has reached no service.
const UNREACHABLE: &[&str] = &[
    "Could not connect to the endpoint URL",
    "Connect timeout on endpoint URL",
    "Read timeout on endpoint URL",
    "Connection was closed before we received a valid response",
    "Failed to connect to proxy URL",
    "SSL validation failed",
];

/// What services answer that are asked too much, or are not well: the codes after which the AWS command line itself
/// tries again, <https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-retries.html>.
const PASSING: &[&str] = &[
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottled",
    "RequestThrottledException",
    "RequestLimitExceeded",
    "TooManyRequestsException",
    "SlowDown",
    "RequestTimeout",
    "RequestTimeoutException",
    "InternalFailure",
    "InternalError",
    "ServiceUnavailable",
    "500",
    "502",
    "503",
    "504",
];

/// What the AWS command line says went wrong.
pub(super) struct Fault {
    /// The service's code for it, such as `ValidationError`.
    code: String,
    message: String,
}

impl Fault {
    pub(super) fn new(message: String) -> Fault {
        Fault {
            code: String::new(),
            message,
        }
    }

    /// The program could not be run.
    pub(super) fn of_program(error: io::Error) -> Fault {
        Fault::new(match error.kind() {
            io::ErrorKind::NotFound => NO_PROGRAM.to_owned(),
            _ => format!("cannot run `aws`: {error}"),
        })
    }

    /// Reads what stands on standard error.
    pub(super) fn of(text: &str) -> Fault {
        let text = on_one_line(text);
        let text = text.strip_prefix("aws: [ERROR]: ").unwrap_or(&text);
        if let Some((_, rest)) = text.split_once("An error occurred (")
            && let Some((code, rest)) = rest.split_once(')')
            && let Some((_, rest)) = rest.split_once(" operation")
            // It may have tried several times: ` (reached max retries: 2): Rate exceeded`.
            && let Some((_, message)) = rest.split_once(match rest.starts_with(' ') {
                true => "): ",
                false => ": ",
            })
        {
            return Fault {
                code: code.to_owned(),
                message: message.to_owned(),
            };
        }
        let message = match text {
            "" => "`aws` failed without a word",
            _ if text.contains("Unable to locate credentials") => NO_CREDENTIALS,
            _ => text,
        };
        Fault::new(message.to_owned())
    }

    /// Whether the service says that there is no such stack.
    pub(super) fn is_missing_stack(&self) -> bool {
        self.code == "ValidationError" && self.message.contains("does not exist")
    }

    /// Whether the code is one of these.
    pub(super) fn is(&self, codes: &[&str]) -> bool {
        codes.contains(&self.code.as_str())
    }

    /// Whether there are no credentials where they were looked for.
    pub(super) fn is_want_of_credentials(&self) -> bool {
        self.message == NO_CREDENTIALS
    }

    /// Whether it lies in this machine and not in one account.
    pub(super) fn is_everywhere(&self) -> bool {
        self.message == NO_PROGRAM || self.is_want_of_credentials()
    }

    /// Whether no service was reached, which says nothing of the credentials.
    pub(super) fn is_unreachable(&self) -> bool {
        says_one_of(&self.message, UNREACHABLE)
    }

    /// Whether the same question may have an answer in a moment.
    pub(super) fn is_passing(&self) -> bool {
        self.is_unreachable() || self.is(PASSING)
    }

    pub(super) fn is_expired(&self) -> bool {
        self.is(&["ExpiredToken", "ExpiredTokenException", "RequestExpired"])
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code.as_str() {
            "" | "ValidationError" => f.write_str(&self.message),
            code => write!(f, "{} ({code})", self.message.trim_end_matches('.')),
        }
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Error {
        Error::new(fault.to_string())
    }
}

/// Whether a text holds one of these words.
pub(super) fn says_one_of(text: &str, words: &[&str]) -> bool {
    for words in words {
        if text.contains(*words) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_the_services_code_and_message() {
        let told = "\nAn error occurred (AccessDenied) when calling the AssumeRole operation: User: x is\nnot authorized.\n";
        let fault = Fault::of(told);
        assert!(fault.is(&["AccessDenied"]));
        assert_eq!(
            fault.to_string(),
            "User: x is not authorized (AccessDenied)"
        );
        let told = "An error occurred (Throttling) when calling the X operation (reached max retries: 2): Rate exceeded: 5";
        let fault = Fault::of(told);
        assert!(fault.is_passing());
        assert_eq!(fault.to_string(), "Rate exceeded: 5 (Throttling)");
        let told = "aws: [ERROR]: An error occurred (ValidationError) when calling the DescribeStacks operation: Stack with id x does not exist";
        let fault = Fault::of(told);
        assert!(fault.is_missing_stack());
        assert_eq!(fault.to_string(), "Stack with id x does not exist");
    }

    #[test]
    fn what_the_program_says_itself_stays() {
        let fault = Fault::of("\nThe config profile (x) could not be found\n");
        assert_eq!(
            fault.to_string(),
            "The config profile (x) could not be found"
        );
        assert_eq!(Fault::of(" ").to_string(), "`aws` failed without a word");
        let fault = Fault::of("Unable to locate credentials. You can configure credentials by …");
        assert!(fault.to_string().starts_with("there are no credentials"));
    }
}
