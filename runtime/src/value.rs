//! The value of a Rust expression in a declaration.

use std::borrow::Cow;
use std::fmt::Display;
use std::num::TryFromIntError;

use passrole_model::text::Scalar;

/// The value of a Rust expression in a declaration: a string, a whole number or a truth value.
///
/// Wherever the language takes a value, a Rust expression may stand whose type converts into this one.
///
/// ```
/// use passrole::Value;
///
/// let _: [Value; 3] = ["eu-west-1".into(), 30.into(), true.into()];
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value(pub(crate) Scalar);

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value(Scalar::Text(text.to_owned()))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value(Scalar::Text(text))
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Value {
        Value(Scalar::Text(text.clone()))
    }
}

impl From<Cow<'_, str>> for Value {
    fn from(text: Cow<'_, str>) -> Value {
        Value(Scalar::Text(text.into_owned()))
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Value {
        Value(Scalar::Boolean(value))
    }
}

macro_rules! from_integers {
    ($($integer:ty)*) => {
        $(
            impl From<$integer> for Value {
                fn from(value: $integer) -> Value {
                    Value(Scalar::Integer(value.into()))
                }
            }
        )*
    };
}

macro_rules! from_larger_integers {
    ($($integer:ty)*) => {
        $(
            impl From<$integer> for Value {
                /// A number that `i64` does not hold becomes its digits.
                fn from(value: $integer) -> Value {
                    larger(i64::try_from(value), &value)
                }
            }
        )*
    };
}

fn larger(whole: Result<i64, TryFromIntError>, value: &dyn Display) -> Value {
    Value(match whole {
        Ok(whole) => Scalar::Integer(whole),
        Err(_) => Scalar::Text(format!("{value}")),
    })
}

from_integers!(i8 i16 i32 i64 u8 u16 u32);
from_larger_integers!(i128 isize u64 u128 usize);
