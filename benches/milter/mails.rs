//! What is sent: mails that look like real ones, the same in each run.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The sizes that are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Size {
    /// 10 KB of text.
    Small,
    /// 1 MB, an attachment.
    Middle,
    /// 10 MB, an attachment.
    Large,
}

impl Size {
    pub const ALL: [Self; 3] = [Self::Small, Self::Middle, Self::Large];

    /// The sizes that are measured: all, unless `POSTSEAL_BENCH_SIZES` names some.
    pub fn wanted() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|size| size.is_wanted())
    }

    pub fn is_wanted(self) -> bool {
        std::env::var("POSTSEAL_BENCH_SIZES").map_or(true, |names| {
            names.split(',').any(|name| name.trim() == self.name())
        })
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Small => "10 KB",
            Self::Middle => "1 MB",
            Self::Large => "10 MB",
        }
    }

    pub fn bytes(self) -> usize {
        match self {
            Self::Small => 10_000,
            Self::Middle => 1_000_000,
            Self::Large => 10_000_000,
        }
    }

    /// How many show roughly how fast a side is.
    pub fn few(self) -> usize {
        match self {
            Self::Small => 100,
            Self::Middle => 30,
            Self::Large => 10,
        }
    }

    /// How many are sent in one turn, at this rate: a second's worth, so that a run is longer than
    /// its start and its end.
    pub fn count(self, rate: f64) -> usize {
        let least = match self {
            Self::Small => 100,
            Self::Middle => 40,
            Self::Large => 20,
        };
        (rate as usize).clamp(least, 1_500)
    }
}

/// A mail of this size: text, or a short text and random bytes attached. Lines end in LF.
pub fn of(size: Size) -> Vec<u8> {
    match size {
        Size::Small => text(size.bytes()),
        Size::Middle | Size::Large => attached(
            "scan.jpg",
            "image/jpeg",
            &random(size.bytes() * 3 / 4 * 76 / 77),
        ),
    }
}

/// A mail of text, so many bytes long.
pub fn text(bytes: usize) -> Vec<u8> {
    let mut mail =
        header() + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 7bit\n\n";
    mail += &prose(bytes - mail.len());
    mail.into_bytes()
}

/// A mail with an attachment.
pub fn attached(name: &str, kind: &str, content: &[u8]) -> Vec<u8> {
    let mut mail = header()
        + "Content-Type: multipart/mixed; boundary=\"------------x0ZJmkT1rkQ\"\n\nThis is a \
           multi-part message in MIME format.\n";
    mail += "--------------x0ZJmkT1rkQ\nContent-Type: text/plain; charset=utf-8\n\
             Content-Transfer-Encoding: 7bit\n\n";
    mail += &prose(1_000);
    mail += &format!(
        "\n--------------x0ZJmkT1rkQ\nContent-Type: {kind}; name=\"{name}\"\nContent-Disposition: \
         attachment; filename=\"{name}\"\n\
         Content-Transfer-Encoding: base64\n\n"
    );
    let encoded = STANDARD.encode(content);
    for line in encoded.as_bytes().chunks(76) {
        mail += std::str::from_utf8(line).unwrap();
        mail.push('\n');
    }
    mail += "\n--------------x0ZJmkT1rkQ--\n";
    mail.into_bytes()
}

/// What a mail program writes before the Content-Type.
fn header() -> String {
    "Message-ID: <4b1f6a53-6d1c-4f0e-9a3c-2f1b6a0c7d11@example.org>\nDate: Sat, 21 Nov 2026 \
     10:00:00 +0100\nMIME-Version: 1.0\n\
     User-Agent: Mozilla Thunderbird\nSubject: Re: The figures of the third quarter\n\
     Content-Language: en-US\nTo: Bob <bob@example.edu>\n\
     From: Alice <alice@example.org>\nIn-Reply-To: \
     <0c7d1f2e-11aa-4f53-8f0e-b1f6a53d1c6d@example.edu>\n\
     References: <0c7d1f2e-11aa-4f53-8f0e-b1f6a53d1c6d@example.edu>\n"
        .to_owned()
}

/// Random bytes, which no compressor makes smaller.
pub fn random(len: usize) -> Vec<u8> {
    let mut dice = Dice(7);
    let mut bytes: Vec<u8> = std::iter::repeat_with(|| dice.roll().to_le_bytes())
        .flatten()
        .take(len.next_multiple_of(8))
        .collect();
    bytes.truncate(len);
    bytes
}

/// Sentences that compress as English does: words of a vocabulary whose frequencies fall as those
/// of a language do.
pub fn prose(len: usize) -> String {
    const SYLLABLES: [&str; 40] = [
        "the", "er", "in", "an", "re", "on", "at", "en", "ed", "to", "it", "es", "or", "te", "st",
        "ar", "al", "is", "ing", "of", "le", "ver", "com", "ly", "con", "per", "tion", "men",
        "pro", "ac", "de", "ma", "po", "su", "di", "ca", "li", "no", "ta", "so",
    ];
    let mut dice = Dice(11);
    let vocabulary: Vec<String> = (0..4_000_u64)
        .map(|rank| {
            let syllables = 1 + (rank > 60) as u64 + (rank > 600) as u64 + dice.roll() % 2;
            (0..syllables)
                .map(|_| SYLLABLES[(dice.roll() % 40) as usize])
                .collect()
        })
        .collect();
    let (mut text, mut line, mut left) = (String::with_capacity(len + 80), 0, 0);
    while text.len() < len {
        // Evenly spread in the logarithm of the rank, as Zipf's law has it.
        let rank = (vocabulary.len() as f64).powf(dice.even()) as usize - 1;
        let mut word = vocabulary[rank.min(vocabulary.len() - 1)].clone();
        if left == 0 {
            left = 6 + dice.roll() % 14;
            word[..1].make_ascii_uppercase();
        }
        left -= 1;
        word += match (left, dice.roll() % 12) {
            (0, _) => ".",
            (_, 0) => ",",
            _ => "",
        };
        if line + word.len() > 72 {
            text.push('\n');
            line = 0;
        } else if line > 0 {
            text.push(' ');
        }
        line += word.len() + 1;
        text += &word;
    }
    text.truncate(len - 1);
    text.push('\n');
    text
}

/// Chance that is the same each time (xorshift64*).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 8
    }

    /// From 0 to 1.
    fn even(&mut self) -> f64 {
        self.roll() as f64 / (1_u64 << 56) as f64
    }
}
