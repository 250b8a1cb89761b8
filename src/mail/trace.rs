//! The way that a message has come, by the fields that servers and delivery leave in it (RFC 5321
//! section 4.4). Whoever sends a message can write such fields, but not above those of the servers
//! that it comes through afterwards.

mod bare;

use std::net::IpAddr;

use super::{Field, Header};

pub use bare::{is_date, without_words};

/// By whom a server was given a message, as its `Received` field says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hop {
    /// By somebody who logged in (RFC 3848).
    Login,
    /// By a program on the same host.
    Program,
    /// By a client, with all addresses that are named for it.
    Client(Vec<IpAddr>),
    /// It doesn't say, or says more than one thing.
    Unclear,
}

/// Protocols with a login.
const WITH_LOGIN: [&str; 8] = [
    "ESMTPA",
    "ESMTPSA",
    "UTF8SMTPA",
    "UTF8SMTPSA",
    "LMTPA",
    "LMTPSA",
    "UTF8LMTPA",
    "UTF8LMTPSA",
];

/// Fields that are there when a message was delivered to somebody before, or passed on by them.
const DELIVERED: [&str; 11] = [
    "Return-Path",
    "Delivered-To",
    "X-Original-To",
    "Envelope-To",
    "X-Envelope-To",
    "X-Delivered-To",
    "X-Loop",
    "X-BeenThere",
    "Mailing-List",
    "X-Mailing-List",
    "Errors-To",
];

/// How the names of more such fields begin.
const PASSED_ON: [&str; 6] = [
    "Resent-",
    "X-Resent-",
    "X-Sieve",
    "X-Forwarded-",
    "List-",
    "X-Mailman-",
];

/// What lists write into `Precedence`.
const PRECEDENCE: [&[u8]; 2] = [b"list", b"bulk"];

/// Whether a message was delivered to somebody before, or passed on by them.
pub fn was_delivered(header: &Header) -> bool {
    let begins = |field: &Field, start: &str| {
        let name = field.name();
        name.len() >= start.len() && name[..start.len()].eq_ignore_ascii_case(start.as_bytes())
    };
    header.fields().iter().any(|field| {
        DELIVERED.iter().any(|name| field.is(name))
            || PASSED_ON.iter().any(|start| begins(field, start))
            || field.is("Precedence") && is_of_list(field)
    })
}

fn is_of_list(precedence: &Field) -> bool {
    let value = precedence.value().trim_ascii();
    PRECEDENCE
        .iter()
        .any(|list| value.eq_ignore_ascii_case(list))
}

/// The servers that a message has come through, the last one first.
pub fn hops(header: &Header) -> impl Iterator<Item = Hop> {
    header
        .all("Received")
        .map(|field| hop(&String::from_utf8_lossy(field.value())))
}

/// Clients choose the name that they greet with, and servers write it down: what isn't exactly one
/// clause of each kind is unclear.
fn hop(text: &str) -> Hop {
    let Some(pieces) = taken_apart(text) else {
        return Hop::Unclear;
    };
    let at = |keyword: &str| -> Vec<usize> {
        let is = |piece: &Piece| match piece {
            Piece::Word(word) => word.eq_ignore_ascii_case(keyword),
            Piece::Comment(_) | Piece::Semicolon => false,
        };
        (0..pieces.len()).filter(|at| is(&pieces[*at])).collect()
    };
    let (from, by, with) = (at("from"), at("by"), at("with"));
    let &[by] = by.as_slice() else {
        return Hop::Unclear;
    };
    if from.len() > 1 || with.len() > 1 {
        return Hop::Unclear;
    }
    let protocol = match with.first().and_then(|with| pieces.get(with + 1)) {
        Some(Piece::Word(word)) => word.to_ascii_uppercase(),
        _ => String::new(),
    };
    if WITH_LOGIN.contains(&protocol.as_str()) {
        return Hop::Login;
    }
    if from != [0] {
        let is_program = |piece: &Piece| match piece {
            Piece::Comment(text) => text.contains("from userid ") || text.ends_with("/Submit"),
            Piece::Word(_) | Piece::Semicolon => false,
        };
        return if pieces.iter().any(is_program) {
            Hop::Program
        } else {
            Hop::Unclear
        };
    }
    if protocol == "LOCAL" {
        return Hop::Program;
    }
    let texts = pieces[1..by].iter().filter_map(|piece| match piece {
        Piece::Word(text) | Piece::Comment(text) => Some(text),
        Piece::Semicolon => None,
    });
    let addresses: Vec<IpAddr> = texts
        .flat_map(|text| text.split(|c: char| c.is_whitespace() || "[]()<>,=".contains(c)))
        .filter_map(address)
        .collect();
    if addresses.is_empty() {
        Hop::Unclear
    } else {
        Hop::Client(addresses)
    }
}

fn address(word: &str) -> Option<IpAddr> {
    let word = match word.get(..5) {
        Some(tag) if tag.eq_ignore_ascii_case("IPv6:") => &word[5..],
        _ => word,
    };
    let word = word.split('%').next()?;
    // Some write the client's port behind its address.
    let bare = || word.split_once(':').map_or(word, |(bare, _)| bare);
    word.parse()
        .ok()
        .or_else(|| bare().parse().ok().map(IpAddr::V4))
}

/// What a field consists of.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    /// With the quotes or brackets that it has.
    Word(String),
    /// Without its parentheses.
    Comment(String),
    Semicolon,
}

/// The pieces of a field; `None` where a comment, a quoted string or an address doesn't end.
fn taken_apart(text: &str) -> Option<Vec<Piece>> {
    let (mut pieces, mut piece) = (Vec::new(), String::new());
    let (mut depth, mut quoted, mut angle) = (0_u32, false, false);
    let mut chars = text.chars();
    let word = |pieces: &mut Vec<Piece>, piece: &mut String| {
        if !piece.is_empty() {
            pieces.push(Piece::Word(std::mem::take(piece)));
        }
    };
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                // What is escaped is part of no name that matters.
                chars.next()?;
                continue;
            }
            '(' if depth > 0 => depth += 1,
            ')' if depth > 1 => depth -= 1,
            ')' if depth == 1 => {
                depth = 0;
                pieces.push(Piece::Comment(std::mem::take(&mut piece)));
                continue;
            }
            _ if depth > 0 => {}
            '"' => quoted = !quoted,
            _ if quoted => {}
            '<' if angle => return None,
            '<' | '>' => angle = c == '<',
            _ if angle => {}
            '(' => {
                word(&mut pieces, &mut piece);
                depth = 1;
                continue;
            }
            ')' => return None,
            ';' => {
                word(&mut pieces, &mut piece);
                pieces.push(Piece::Semicolon);
                continue;
            }
            c if c.is_whitespace() => {
                word(&mut pieces, &mut piece);
                continue;
            }
            _ => {}
        }
        piece.push(c);
    }
    word(&mut pieces, &mut piece);
    (depth == 0 && !quoted && !angle).then_some(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(addresses: &[&str]) -> Hop {
        Hop::Client(
            addresses
                .iter()
                .map(|address| address.parse().unwrap())
                .collect(),
        )
    }

    #[test]
    fn each_server_says_in_its_own_words_who_gave_it_a_message() {
        for (text, said) in [
            (
                "from mx.example.com (mx.example.com [198.51.100.7])\r\n\tby mail.example.org \
                 (Postfix) with ESMTPS id 4X\r\n\tfor <a@example.org>; Fri, 20 Nov 2026 10:00:00 \
                 +0000 (UTC)",
                client(&["198.51.100.7"]),
            ),
            (
                "from [192.168.1.5] (unknown [203.0.113.9]) (Authenticated sender: alice) by \
                 mail.example.org (Postfix) with ESMTPSA id 4X",
                Hop::Login,
            ),
            (
                "from pc (pc [IPv6:2001:db8::1]) by mail (Postfix) with ESMTP id 1",
                client(&["2001:db8::1"]),
            ),
            (
                "by mail.example.org (Postfix, from userid 1000) id 1; today",
                Hop::Program,
            ),
            (
                "(from root@localhost) by mail (8.17.1/8.17.1/Submit) id 1; today",
                Hop::Program,
            ),
            (
                "from root by mail with local (Exim 4.96) id 1",
                Hop::Program,
            ),
            (
                "from EX1.example.org (10.1.2.3) by EX1.example.org (10.1.2.3) with Microsoft SMTP \
                 Server (version=TLS1_2) id 15.2",
                client(&["10.1.2.3"]),
            ),
            (
                "from EX1 ([fe80::1%12]) by EX1 ([fe80::1%12]) with mapi id 15",
                client(&["fe80::1"]),
            ),
            (
                "from mail.example.org ([127.0.0.1]) by localhost (mail.example.org [127.0.0.1]) \
                 (amavisd-new, port 10024) with ESMTP id x",
                client(&["127.0.0.1"]),
            ),
            (
                "from pc ([127.0.0.1]) (203.0.113.9:51234) by mail with ESMTP id x",
                client(&["127.0.0.1", "203.0.113.9"]),
            ),
            ("by 2002:a05:6504:1 with SMTP id x", Hop::Unclear),
            ("from nowhere by mail with ESMTP id x", Hop::Unclear),
            ("x", Hop::Unclear),
        ] {
            assert_eq!(hop(text), said, "{text}");
        }
    }

    /// What a client greets with stands in the field as it is.
    #[test]
    fn a_greeting_is_no_clause() {
        for greeting in [
            "x by y with ESMTPSA id 1",
            "x by y with ESMTPSA id 1 (",
            "x by y with ESMTPSA id 1 (\"",
            "x by y with ESMTPSA id 1 \"",
            "x by y with ESMTPSA id 1;",
            "x by y with ESMTPSA id 1; (",
            "x by y with ESMTPSA <",
            "\\",
            "[127.0.0.1]",
            "127.0.0.1",
            "by",
            "with ESMTPSA",
            "(from userid 0)",
        ] {
            let text = format!(
                "from {greeting} (unknown [203.0.113.9]) by mail.example.org (Postfix) with ESMTP \
                 id 1 for <a@example.org>; today"
            );
            let said = hop(&text);
            let outside: IpAddr = "203.0.113.9".parse().unwrap();
            let harmless = match &said {
                Hop::Client(addresses) => addresses.contains(&outside),
                said => *said == Hop::Unclear,
            };
            assert!(harmless, "{greeting}: {said:?}");
        }
    }
}
