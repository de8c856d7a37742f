//! How far a Rust expression reaches. What it means is the compiler's business.

use proc_macro2::{Delimiter, TokenTree};

use super::tokens::Tokens;

/// The words that begin what holds a condition or the like before its braces.
const BRANCHES: &[&str] = &["if", "match", "while", "for"];
/// The words before the braces of a block; in a type `const` is none of them.
const BLOCKS: &[&str] = &["unsafe", "loop", "async", "const"];
/// The words after which an operand may follow.
const JUMPS: &[&str] = &["return", "break", "continue"];
/// The words after which an operand must follow.
const PREFIXES: &[&str] = &["mut", "ref", "dyn", "impl", "move", "const", "in"];

/// What ends a value beside a `,`, a `;` and the end of its group.
#[derive(Clone, Copy)]
pub enum Ends {
    /// Nothing.
    Comma,
    /// The word `in`.
    In,
    /// The braces of a role's body.
    Body,
}

/// How far an expression reaches.
pub struct Extent {
    /// The number of its tokens.
    pub length: usize,
    /// More must follow: it ends in an operator, say.
    pub incomplete: bool,
}

/// What was read last.
#[derive(Clone, Copy)]
enum Last {
    /// Something after which an operator must follow, or nothing.
    Operand,
    /// A literal: an operand that is neither called nor followed by braces.
    Literal,
    /// Something after which an operand must follow.
    Operator,
    /// Something after which either or nothing may follow, as `..`.
    Either,
    /// The `!` of a macro's name.
    Macro,
}

struct Scan<'t> {
    tokens: &'t Tokens,
    ends: Ends,
    length: usize,
    last: Last,
    /// Angle brackets that are open.
    angles: usize,
    /// A type is being read, after `as`: a `<` there opens angle brackets.
    cast: bool,
    /// Braces that must follow, after `if` and its like.
    owed: usize,
    /// `=` signs that must follow, after `let`.
    lets: usize,
}

/// How far the expression reaches that begins with the next token.
pub fn extent(tokens: &Tokens, ends: Ends) -> Extent {
    let mut scan = Scan {
        tokens,
        ends,
        length: 0,
        last: Last::Operator,
        angles: 0,
        cast: false,
        owed: 0,
        lets: 0,
    };
    while let Some(step) = scan.step() {
        scan.length += step;
    }
    let incomplete =
        matches!(scan.last, Last::Operator | Last::Macro) || scan.angles > 0 || scan.owed > 0;
    Extent {
        length: scan.length,
        incomplete,
    }
}

impl Scan<'_> {
    /// The number of tokens with which the expression goes on; none where it ends.
    fn step(&mut self) -> Option<usize> {
        let token = self.tokens.rest().get(self.length)?;
        let length = self.tokens.fragment(self.length).unwrap_or(1);
        let goes_on = match &token.tree {
            _ if length > 1 => self.operand(Last::Operand),
            TokenTree::Punct(_) => {
                let operator = self.tokens.operator(self.length)?;
                return if self.angles > 0 {
                    self.angle(operator)
                } else {
                    self.operator(operator)
                };
            }
            _ if self.angles > 0 => true,
            TokenTree::Ident(_) => self.word(self.tokens.word(self.length)?),
            TokenTree::Literal(_) => self.operand(Last::Literal),
            TokenTree::Group(group) => self.group(group.delimiter()),
        };
        if goes_on { Some(length) } else { None }
    }

    /// Notes an operand, if one may stand here: two cannot follow each other.
    fn operand(&mut self, operand: Last) -> bool {
        let may = matches!(self.last, Last::Operator | Last::Either);
        if may {
            self.last = operand;
        }
        may
    }

    fn word(&mut self, word: &str) -> bool {
        let expects = matches!(self.last, Last::Operator | Last::Either);
        let after_else = self.length > 0 && self.tokens.is(self.length - 1, "else");
        match word {
            "in" if matches!(self.ends, Ends::In) => return false,
            "as" if !expects => self.cast = true,
            "else" if !expects => self.owed += 1,
            _ if !expects => return false,
            _ if BRANCHES.contains(&word) => self.owed += usize::from(!after_else),
            _ if BLOCKS.contains(&word) && !self.cast => self.owed += 1,
            "let" => {
                self.lets += 1;
                return true;
            }
            _ if JUMPS.contains(&word) => {
                self.last = Last::Either;
                return true;
            }
            _ if PREFIXES.contains(&word) => {}
            _ => return self.operand(Last::Operand),
        }
        self.last = Last::Operator;
        true
    }

    fn group(&mut self, delimiter: Delimiter) -> bool {
        let operand = matches!(self.last, Last::Operand);
        let may = match (delimiter, self.last) {
            (_, Last::Operator | Last::Either | Last::Macro) => true,
            (Delimiter::Brace, _) if self.owed > 0 => true,
            (Delimiter::Brace, _) => {
                operand && !matches!(self.ends, Ends::Body) && self.after_path()
            }
            (Delimiter::Bracket, _) => operand || matches!(self.ends, Ends::Comma),
            _ => operand,
        };
        if may {
            if delimiter == Delimiter::Brace && !matches!(self.last, Last::Macro) {
                self.owed = self.owed.saturating_sub(1);
            }
            self.last = Last::Operand;
        }
        may
    }

    /// Whether a path was read last: braces after it make it a struct.
    fn after_path(&self) -> bool {
        let last = self.length.saturating_sub(1);
        self.tokens.word(last).is_some() || self.tokens.is(last, ">")
    }

    /// An operator within angle brackets: commas, `=` and `:` belong to the types there.
    fn angle(&mut self, operator: &'static str) -> Option<usize> {
        match operator {
            ";" | "=>" => return None,
            "->" => return Some(2),
            _ if operator.starts_with('<') => self.angles += 1,
            _ if operator.starts_with('>') => self.angles -= 1,
            _ => {}
        }
        if self.angles == 0 {
            self.last = Last::Operand;
        }
        Some(1)
    }

    fn operator(&mut self, operator: &'static str) -> Option<usize> {
        let expects = matches!(self.last, Last::Operator | Last::Either);
        match operator {
            "," | ";" | ":" | "=>" | "#" | "@" | "$" | "~" => return None,
            "=" if self.lets == 0 => return None,
            "=" => self.lets -= 1,
            "'" => {
                return Some(if self.tokens.is(self.length + 2, ":") {
                    3
                } else {
                    2
                });
            }
            "?" if expects => return None,
            "?" => return Some(1),
            "!" if !expects => {
                self.last = Last::Macro;
                return Some(1);
            }
            "::" if self.tokens.is(self.length + 2, "<")
                || self.tokens.is(self.length + 2, "<<") =>
            {
                self.angles = 1;
                return Some(3);
            }
            _ if operator.starts_with('<') && (expects || self.cast) => {
                self.angles = 1;
                return Some(1);
            }
            ".." => {
                self.cast = false;
                self.last = Last::Either;
                return Some(2);
            }
            _ => self.cast &= matches!(operator, "::" | "&" | "*" | "+"),
        }
        self.last = Last::Operator;
        Some(operator.len())
    }
}
