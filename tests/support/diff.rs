//! Where two texts differ, as a person wants to see it.

use std::fmt::Write;

const CONTEXT: usize = 3;
const SHOWN: usize = 20;

/// The lines between the first and the last difference, with some lines before them; `-` is the old text,
/// `+` the new one.
pub fn difference(old: &str, new: &str) -> String {
    let old: Vec<&str> = old.split('\n').collect();
    let new: Vec<&str> = new.split('\n').collect();
    let shorter = old.len().min(new.len());
    let same =
        |pairs: &mut dyn Iterator<Item = (&&str, &&str)>| pairs.take_while(|(a, b)| a == b).count();
    let start = same(&mut old.iter().zip(&new));
    let end = same(&mut old.iter().rev().zip(new.iter().rev())).min(shorter - start);
    let from = start.saturating_sub(CONTEXT);

    let mut text = format!("@@ line {} @@\n", start + 1);
    for line in &old[from..start] {
        let _ = writeln!(text, "  {line}");
    }
    for (sign, lines) in [
        ('-', &old[start..old.len() - end]),
        ('+', &new[start..new.len() - end]),
    ] {
        for line in lines.iter().take(SHOWN) {
            let _ = writeln!(text, "{sign} {line}");
        }
        if lines.len() > SHOWN {
            let _ = writeln!(text, "{sign} … {} more lines", lines.len() - SHOWN);
        }
    }
    text
}
