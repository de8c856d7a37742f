//! The tokens of one group, looked at one after another.

use passrole_model::closest;
use proc_macro2::{Delimiter, Group, Literal, Spacing, Span, TokenStream, TokenTree};
use quote::ToTokens;

use crate::source;

/// How deep groups may stand in each other; without a bound the stack of the compiler would be the bound.
pub const DEPTH: usize = 64;

/// Rust's operators, longer ones last.
const OPERATORS: &[&str] = &[
    "=", "<", ">", "!", "~", "+", "-", "*", "/", "%", "^", "&", "|", "@", ".", ",", ";", ":", "#",
    "$", "?", "'", "::", "..", "->", "=>", "==", "!=", "<=", ">=", "&&", "||", "<<", ">>", "+=",
    "-=", "*=", "/=", "%=", "^=", "&=", "|=", "<<=", ">>=", "...", "..=",
];

/// A token.
pub struct Token {
    /// The token itself; never an invisible group, unless those stand too deep in each other.
    pub tree: TokenTree,
    /// An identifier as it is written.
    word: Option<String>,
    /// The outermost invisible group that begins here and the number of tokens in it. A `macro_rules!` fragment
    /// is one; it is seen through, but an expression keeps it, since it holds `$a` together in `$a * 2`.
    pub fragment: Option<(Group, usize)>,
}

/// The tokens of a group and a place among them.
pub struct Tokens {
    list: Vec<Token>,
    at: usize,
    end: Span,
    close: &'static str,
    /// The place of the last error: a second one there would only follow from the first.
    pub fault: Option<usize>,
    /// Where the thing at hand begins, in a group that is read one thing after another.
    pub begun: Option<usize>,
}

impl Tokens {
    /// All the tokens of the macro's input, or of an expression in it. Their end is the last of them.
    pub fn all(stream: TokenStream) -> Self {
        let mut tokens = Tokens::new(stream, Span::call_site(), "the end");
        if let Some(last) = tokens.list.last() {
            tokens.end = match &last.tree {
                TokenTree::Group(group) => group.span_close(),
                tree => tree.span(),
            };
        }
        tokens
    }

    /// The tokens in a group. Their end is its closing delimiter.
    pub fn within(group: &Group) -> Self {
        let (_, close) = delimiters(group.delimiter());
        Tokens::new(group.stream(), group.span_close(), close)
    }

    fn new(stream: TokenStream, end: Span, close: &'static str) -> Self {
        let mut list = Vec::new();
        see_through(stream, &mut list, 0);
        Tokens {
            list,
            at: 0,
            end,
            close,
            fault: None,
            begun: None,
        }
    }

    /// Where the next token stands.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Goes past so many tokens.
    pub fn advance(&mut self, count: usize) {
        self.at = self.list.len().min(self.at.saturating_add(count));
    }

    /// Whether no token is left.
    pub fn is_end(&self) -> bool {
        self.at >= self.list.len()
    }

    /// Whether fewer tokens than that are left.
    pub fn is_end_at(&self, ahead: usize) -> bool {
        self.token(ahead).is_none()
    }

    /// The tokens that are left.
    pub fn rest(&self) -> &[Token] {
        self.list.get(self.at..).unwrap_or_default()
    }

    /// The tokens from one place up to another.
    pub fn between(&self, from: usize, to: usize) -> &[Token] {
        self.list.get(from..to).unwrap_or_default()
    }

    /// The tokens from one place up to another, as a stream.
    pub fn stream(&self, from: usize, to: usize) -> TokenStream {
        let mut stream = TokenStream::new();
        for token in self.between(from, to) {
            token.tree.to_tokens(&mut stream);
        }
        stream
    }

    /// The same, with the invisible groups in which they stood.
    pub fn as_written(&self, from: usize, to: usize) -> TokenStream {
        let mut stream = TokenStream::new();
        let mut tokens = self.between(from, to);
        while let Some(token) = tokens.first() {
            let mut length = 1;
            match &token.fragment {
                Some((group, tokens)) => {
                    group.to_tokens(&mut stream);
                    length = *tokens;
                }
                None => token.tree.to_tokens(&mut stream),
            }
            tokens = tokens.get(length..).unwrap_or_default();
        }
        stream
    }

    fn token(&self, ahead: usize) -> Option<&Token> {
        self.list.get(self.at.saturating_add(ahead))
    }

    fn tree(&self, ahead: usize) -> Option<&TokenTree> {
        Some(&self.token(ahead)?.tree)
    }

    /// The invisible group that begins so many tokens ahead, and the number of tokens in it.
    pub fn fragment(&self, ahead: usize) -> Option<usize> {
        match self.token(ahead) {
            Some(Token {
                fragment: Some((_, length)),
                ..
            }) => Some(*length),
            _ => None,
        }
    }

    /// The identifier so many tokens ahead, as it is written.
    pub fn word(&self, ahead: usize) -> Option<&str> {
        self.token(ahead)?.word.as_deref()
    }

    /// The literal so many tokens ahead.
    pub fn literal(&self, ahead: usize) -> Option<&Literal> {
        match self.tree(ahead) {
            Some(TokenTree::Literal(literal)) => Some(literal),
            _ => None,
        }
    }

    /// The string so many tokens ahead: its value.
    pub fn string(&self, ahead: usize) -> Option<String> {
        source::string(self.literal(ahead)?)
    }

    /// Whether a name stands so many tokens ahead: an identifier, a string or parentheses.
    pub fn is_name(&self, ahead: usize) -> bool {
        self.word(ahead).is_some() || self.string(ahead).is_some() || self.is_parenthesis(ahead)
    }

    /// The group so many tokens ahead.
    pub fn any_group(&self, ahead: usize) -> Option<&Group> {
        match self.tree(ahead) {
            Some(TokenTree::Group(group)) => Some(group),
            _ => None,
        }
    }

    /// The group so many tokens ahead, if it has that delimiter.
    pub fn group(&self, ahead: usize, delimiter: Delimiter) -> Option<&Group> {
        match self.any_group(ahead) {
            Some(group) if group.delimiter() == delimiter => Some(group),
            _ => None,
        }
    }

    /// Whether braces stand so many tokens ahead.
    pub fn is_brace(&self, ahead: usize) -> bool {
        self.group(ahead, Delimiter::Brace).is_some()
    }

    /// Whether brackets stand so many tokens ahead.
    pub fn is_bracket(&self, ahead: usize) -> bool {
        self.group(ahead, Delimiter::Bracket).is_some()
    }

    /// Whether parentheses stand so many tokens ahead.
    pub fn is_parenthesis(&self, ahead: usize) -> bool {
        self.group(ahead, Delimiter::Parenthesis).is_some()
    }

    /// The operator so many tokens ahead, the longest that Rust would read there.
    pub fn operator(&self, ahead: usize) -> Option<&'static str> {
        let mut written = String::new();
        while let Some(TokenTree::Punct(punct)) = self.tree(ahead + written.len()) {
            written.push(punct.as_char());
            if punct.spacing() == Spacing::Alone || written.len() == 3 {
                break;
            }
        }
        let mut longest = None;
        for operator in OPERATORS {
            if written.starts_with(operator) {
                longest = Some(*operator);
            }
        }
        longest
    }

    /// Whether that identifier or operator stands so many tokens ahead.
    pub fn is(&self, ahead: usize, text: &str) -> bool {
        match self.tree(ahead) {
            Some(TokenTree::Ident(_)) => self.word(ahead) == Some(text),
            Some(TokenTree::Punct(first)) => {
                text.starts_with(first.as_char()) && self.operator(ahead) == Some(text)
            }
            _ => false,
        }
    }

    /// Whether one of these identifiers stands so many tokens ahead.
    pub fn is_any(&self, ahead: usize, words: &[&str]) -> bool {
        matches!(self.word(ahead), Some(word) if words.contains(&word))
    }

    /// The one of these words that the identifier ahead looks like without being any of them.
    pub fn misspelt<'w>(&self, ahead: usize, words: &[&'w str]) -> Option<&'w str> {
        let word = self.word(ahead)?;
        if words.contains(&word) {
            return None;
        }
        closest(word, words)
    }

    /// Whether an identifier is next, or what may be written for one.
    pub fn begins_word(&self) -> bool {
        self.word(0).is_some() || self.literal(0).is_some()
    }

    /// Whether a region is next.
    pub fn begins_region(&self) -> bool {
        self.begins_word() || self.is_parenthesis(0)
    }

    /// Whether a value is next.
    pub fn begins_value(&self) -> bool {
        self.begins_word() || self.any_group(0).is_some()
    }

    /// Whether a setting is next.
    pub fn begins_setting(&self) -> bool {
        (self.word(0).is_some() || self.string(0).is_some()) && self.is(1, ":")
    }

    /// Where an error about the token so many ahead stands: on its opening delimiter if it is a group.
    pub fn span(&self, ahead: usize) -> Span {
        match self.tree(ahead) {
            Some(TokenTree::Group(group)) => group.span_open(),
            Some(tree) => tree.span(),
            None => self.end,
        }
    }

    /// The token so many ahead, in words.
    pub fn found(&self, ahead: usize) -> String {
        let text = match self.tree(ahead) {
            None => return self.close.to_owned(),
            Some(TokenTree::Group(group)) => return delimiters(group.delimiter()).0.to_owned(),
            Some(_) if self.is(ahead, "#") && self.is_bracket(ahead + 1) => {
                return "a doc comment".to_owned();
            }
            Some(tree) => tree.to_string(),
        };
        let long = text.chars().nth(40).is_some() || text.contains('\n');
        if long && self.literal(ahead).is_some() {
            return "a literal".to_owned();
        }
        format!("`{}`", self.operator(ahead).unwrap_or(&text))
    }
}

/// The help for a misspelt word.
pub fn meant(near: Option<&str>) -> String {
    match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => String::new(),
    }
}

fn delimiters(delimiter: Delimiter) -> (&'static str, &'static str) {
    match delimiter {
        Delimiter::Parenthesis => ("`(`", "`)`"),
        Delimiter::Bracket => ("`[`", "`]`"),
        Delimiter::Brace => ("`{`", "`}`"),
        Delimiter::None => ("a fragment", "the end of the fragment"),
    }
}

fn see_through(stream: TokenStream, list: &mut Vec<Token>, depth: usize) {
    for tree in stream {
        let mut word = None;
        match &tree {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None && depth < DEPTH => {
                let first = list.len();
                see_through(group.stream(), list, depth + 1);
                let length = list.len() - first;
                if let Some(token) = list.get_mut(first) {
                    token.fragment = Some((group.clone(), length));
                }
                continue;
            }
            TokenTree::Ident(ident) => word = Some(ident.to_string()),
            _ => {}
        }
        list.push(Token {
            tree,
            word,
            fragment: None,
        });
    }
}
