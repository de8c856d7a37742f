//! What everything in the model is made of: lists and strings that the macro owns and its expansion borrows, and
//! where they were written.

use std::borrow::Cow;

/// A list that the macro owns and the expansion borrows.
pub type List<T> = Cow<'static, [T]>;
/// A string that the macro owns and the expansion borrows.
pub type Str = Cow<'static, str>;

/// Where a thing was written: a token's number, in the order of the source. At run time every thing is [`Site::NOWHERE`].
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Site(pub u32);

impl Site {
    /// No token.
    pub const NOWHERE: Site = Site(0);
}
