//! What clients are known to put before a subject, in front of a colon, and what stands there
//! else.

use super::brackets::opens;
use super::{Folded, LONGEST_PREFIX};

/// In the form in which subjects are compared: lower case, no accents, and Latin letters for those
/// of other scripts that look like them.
const PREFIXES: [&str; 167] = [
    // Answers and forwarded mail.
    "re",
    "ref",
    "rep",
    "reponse",
    "aw",
    "antw",
    "antwort",
    "antwoord",
    "sv",
    "svar",
    "vs",
    "vb",
    "vl",
    "va",
    "rv",
    "res",
    "enc",
    "rif",
    "r",
    "i",
    "tr",
    "trs",
    "fw",
    "fwd",
    "wg",
    "fs",
    "fyi",
    "odp",
    "odpoved",
    "pd",
    "ynt",
    "ilt",
    "bls",
    "atb",
    "doorst",
    "doorgestuurd",
    "tra loi",
    "chuyen tiep",
    "答复",
    "回复",
    "回覆",
    "转发",
    "轉寄",
    "返信",
    "転送",
    "회신",
    "전달",
    "השב",
    "תגובה",
    "הועבר",
    "رد",
    // إعادة توجيه
    "اعادة توجيه",
    // ответ
    "otbet",
    "ha",
    // пересл
    "nepecл",
    // пересылка
    "nepecылka",
    // відповідь
    "biдnobiдb",
    // переслано
    "nepecлaho",
    // отговор
    "otrobop",
    // препратено
    "npenpateho",
    // απ
    "aπ",
    // σχετ
    "σxet",
    // πρθ
    "πpθ",
    "ตอบกลับ",
    "ส่งต่อ",
    "tovabbitas",
    "valasz",
    "odgovor",
    "raspuns",
    "vastaus",
    "inoltro",
    "inoltra",
    "risposta",
    "respuesta",
    "reenv",
    "reenviado",
    "resposta",
    "encaminhado",
    "transfert",
    "transfere",
    "weitergeleitet",
    "videresendt",
    "vidarebefordrat",
    "przekazane",
    // Answers of programs.
    "automatic reply",
    "auto reply",
    "auto-reply",
    "autoreply",
    "auto",
    "out of office",
    "out of office autoreply",
    "automatische antwort",
    "abwesend",
    "abwesenheitsnotiz",
    "automatisch antwoord",
    "afwezigheidsbericht",
    "reponse automatique",
    "absence du bureau",
    "respuesta automatica",
    "fuera de la oficina",
    "resposta automatica",
    "risposta automatica",
    "autosvar",
    "automatiskt svar",
    "automatisk svar",
    "automaattinen vastaus",
    "odpowiedz automatyczna",
    "自动答复",
    "自動返信",
    // Calendars.
    "accepted",
    "declined",
    "tentative",
    "tentatively accepted",
    "canceled",
    "cancelled",
    "updated",
    "invitation",
    "updated invitation",
    "new time proposed",
    "proposed new time",
    "canceled event",
    "meeting forward notification",
    "reminder",
    "zugesagt",
    "angenommen",
    "abgelehnt",
    "abgesagt",
    "mit vorbehalt",
    "mit vorbehalt angenommen",
    "vorlaufig zugesagt",
    "einladung",
    "erinnerung",
    "besprechungsweiterleitungsbenachrichtigung",
    "benachrichtigung zur besprechungsweiterleitung",
    "accepte",
    "refuse",
    "annule",
    "provisoire",
    "notification de transfert de reunion",
    "aceptada",
    "rechazada",
    "cancelada",
    "notificacion de reenvio de reunion",
    "notifica di inoltro riunione",
    "notificacao de encaminhamento de reuniao",
    "geaccepteerd",
    "geweigerd",
    "geannuleerd",
    "melding van doorgestuurde vergadering",
    "meddelelse om videresendt mode",
    "meddelande om vidarebefordrat mote",
    // Reports and filters.
    "read",
    "not read",
    "gelesen",
    "ungelesen",
    "lu",
    "recall",
    "undeliverable",
    "unzustellbar",
    "undelivered mail returned to sender",
    "delivery status notification",
    "failure notice",
    "spam",
    "external",
    "extern",
    "externe",
    "caution",
];

/// Whether this stands before a colon because a client wrote it: `re`, `aw[2]`, `re (3)`,
/// `delivery status notification (failure)`.
pub(super) fn is_client_prefix(text: &str) -> bool {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let bare = match words.split_once(['[', '(', '^', '*']) {
        Some((bare, _)) => bare.trim_end(),
        None => words.trim_end_matches(|c: char| c.is_ascii_digit()),
    };
    PREFIXES.contains(&bare)
}

/// Whether this may stand before a colon because a client wrote it that isn't known: one to three
/// words of letters, and a counter or a bracket behind them.
pub(super) fn may_be_prefix(text: &str) -> bool {
    /// The most letters: `automatisches antwortschreiben`.
    const LONGEST: usize = 32;
    let bare = text.split(['[', '(', '^', '*']).next().unwrap_or_default();
    let bare = bare.trim_end_matches(|c: char| c.is_ascii_digit() || ".?! ".contains(c));
    let is_letter = |c: char| !c.is_ascii() && !c.is_whitespace() || c.is_ascii_alphabetic();
    let is_word = |word: &str| {
        let word = word.trim_end_matches('.');
        !word.is_empty()
            && word
                .chars()
                .all(|c| is_letter(c) || matches!(c, '-' | '\''))
    };
    let letters = bare.chars().filter(|c| !c.is_whitespace()).count();
    (1..=3).contains(&bare.split_whitespace().count())
        && letters <= LONGEST
        && bare.split_whitespace().all(is_word)
}

/// The longest word that a dash parts from a subject.
const LONGEST_WORD: usize = 14;

impl Folded {
    /// The end of a prefix that a client is known to write.
    pub(super) fn client_prefix_at(&self, start: usize) -> Option<usize> {
        self.prefix_by(start, is_client_prefix)
    }

    /// The end of what stands before a colon, if that is a prefix.
    pub(super) fn prefix_by(&self, start: usize, is_prefix: fn(&str) -> bool) -> Option<usize> {
        let text = self.0.get(start..)?.iter().take(LONGEST_PREFIX);
        let length = text.clone().position(|(c, ..)| *c == ':')?;
        let word: String = text.take(length).map(|(c, ..)| *c).collect();
        is_prefix(&word).then_some(start + length + 1)
    }

    /// The end of a prefix that clients write with a colon, and people with something else or with
    /// nothing: `Fwd - `, `Re (secure)`.
    pub(super) fn uncommon_prefix_at(&self, start: usize) -> Option<usize> {
        let text = self.0.get(start..)?.iter().map(|(c, ..)| *c);
        let text = text.take(LONGEST_PREFIX);
        let parts = |c: char| "-|>;/~·•→".contains(c) || opens(c);
        let length = text.clone().position(parts)?;
        let word: String = text.take(length).collect();
        // A letter alone is a word or an initial, and a hyphen makes one word of two.
        let has_blank = word.ends_with(char::is_whitespace);
        let is_word =
            word.trim().chars().nth(1).is_some() && (has_blank || self.0[start + length].0 != '-');
        let past = usize::from(!opens(self.0[start + length].0));
        (is_word && is_client_prefix(&word)).then_some(start + length + past)
    }

    /// The end of what may stand before the subject although no client is known to write it: a few
    /// words and a colon, or a number.
    pub(super) fn unknown_prefix_at(&self, start: usize) -> Option<usize> {
        self.word_and_dash_at(start)
            .or_else(|| self.answer_at(start))
            .or_else(|| self.prefix_by(start, may_be_prefix))
            .or_else(|| self.number_at(start))
    }

    /// The end of a prefix that somebody has typed without its colon: `Re secure: …`.
    fn answer_at(&self, start: usize) -> Option<usize> {
        let text = || self.0.iter().skip(start).map(|(c, ..)| *c);
        let word: String = text().take(4).take_while(|c| !c.is_whitespace()).collect();
        matches!(&*word, "re" | "fw" | "fwd" | "aw" | "wg").then_some(start + word.len())
    }

    /// The end of one word that a dash or a bar parts from the subject: `URGENT - `.
    fn word_and_dash_at(&self, start: usize) -> Option<usize> {
        let text = || self.0.iter().skip(start).map(|(c, ..)| *c);
        let letters = text().take(LONGEST_WORD).take_while(|c| c.is_alphabetic());
        let length = letters.count();
        let mut behind = text().skip(length);
        let [before, mark, after] = [behind.next()?, behind.next()?, behind.next()?];
        let parts = before.is_whitespace() && "-|".contains(mark) && after.is_whitespace();
        (length > 1 && parts).then_some(start + length + 2)
    }

    /// The end of a number of a list, of a matter or of an hour: `1.`, `2)`, `2026/117:`.
    fn number_at(&self, start: usize) -> Option<usize> {
        let text = self.0.get(start..)?.iter().map(|(c, ..)| *c);
        let text = text.take(LONGEST_PREFIX);
        let is_part = |c: &char| c.is_alphanumeric() || "./-_#".contains(*c);
        let number: Vec<char> = text.clone().take_while(is_part).collect();
        let last = number
            .last()
            .filter(|_| number.iter().any(|c| c.is_numeric()));
        let end = start + number.len();
        // `24/7 (secure) parking` is prose; what has more parts is a date.
        let parts = number.iter().filter(|c| "./-".contains(**c)).count();
        let is_named = parts > 1 || number.contains(&'#');
        match (last?, self.0.get(end).map(|(c, ..)| *c)) {
            (_, Some(':' | ')')) => Some(end + 1),
            (_, Some(next)) if is_named && next.is_whitespace() => Some(end),
            ('.', Some(next)) if next.is_whitespace() => Some(end),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::skeleton;

    #[test]
    fn prefixes_are_written_as_subjects_are_compared() {
        for prefix in PREFIXES {
            assert_eq!(skeleton(prefix), prefix);
        }
    }

    #[test]
    fn a_counter_is_no_part_of_a_prefix() {
        for text in [
            "re",
            "re[2]",
            "aw (3)",
            "re2",
            "re^2",
            "out  of office",
            "spam (12.3)",
        ] {
            assert!(is_client_prefix(text), "{text}");
        }
        for text in ["", "note", "secure", "wifi", "re your mail"] {
            assert!(!is_client_prefix(text), "{text}");
        }
    }

    #[test]
    fn a_few_words_may_be_a_prefix() {
        for text in [
            "odg",
            "antw.",
            "re (fwd)",
            "spam?",
            "automatisches antwortschreiben",
            "תשובה",
        ] {
            assert!(may_be_prefix(text), "{text}");
        }
        for text in ["", "1", "status of the building", "a/b", "x@y.example"] {
            assert!(!may_be_prefix(text), "{text}");
        }
        assert!(!may_be_prefix(&"a".repeat(33)));
    }
}
