//! Nothing that comes back tells who is a recipient: two portals, one where somebody is and one
//! where not, are sent the same random requests by holders of several messages.

use std::collections::HashMap;
use std::time::Duration;

use super::browser::{Answer, Browser};
use super::rig::{Rig, Visit, armor};
use super::sink::Sink;

/// Somebody: a recipient in one of the portals.
const SOMEBODY: [&str; 4] = [
    "dave@example.com",
    "DAVE+x@Example.com",
    "Dave <dave@example.com>",
    "dave@example.com.",
];

/// Others: recipients in both, or in neither.
const OTHERS: [&str; 4] = [
    "mallory@example.net",
    "trudy@example.net",
    "zoe@example.com",
    "no address",
];

/// Codes: more than a visit has tries, and some that are none.
const CODES: [&str; 8] = [
    "12345678",
    "00000000",
    "11111111",
    "22222222",
    "33333333",
    "44444444",
    "12345",
    "1234567890",
];

/// A small generator of random numbers (xorshift64*), so that each run can be had again.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % sides
    }
}

/// What the holders do next.
#[derive(Clone, Copy, Debug)]
enum Act {
    Open { browser: usize, message: usize },
    Look { visit: usize },
    Ask { visit: usize, address: &'static str },
    Guess { visit: usize, code: &'static str },
    SignOut { visit: usize },
    Steal { visit: usize, browser: usize },
    Wait { seconds: u64 },
}

fn act(dice: &mut Dice, visits: usize) -> Act {
    let visit = dice.roll(visits.max(1));
    let browser = dice.roll(3);
    match dice.roll(20) {
        _ if visits == 0 => Act::Open {
            browser,
            message: dice.roll(2),
        },
        0..=2 => Act::Open {
            browser,
            message: dice.roll(2),
        },
        3..=4 => Act::Look { visit },
        5..=8 => Act::Ask {
            visit,
            address: SOMEBODY[dice.roll(4)],
        },
        9..=10 => Act::Ask {
            visit,
            address: OTHERS[dice.roll(4)],
        },
        11..=15 => Act::Guess {
            visit,
            code: CODES[dice.roll(CODES.len())],
        },
        16 => Act::SignOut { visit },
        17 => Act::Steal { visit, browser },
        _ => Act::Wait {
            seconds: [1, 29, 30, 60, 300, 900, 1_200, 3_600][dice.roll(8)],
        },
    }
}

/// One of the portals, and those who hold its messages.
struct Side<'a> {
    rig: &'a Rig,
    messages: Vec<Vec<u8>>,
    browsers: Vec<Browser>,
    /// The visits: whose they are, and their paths and tokens.
    visits: Vec<(usize, String, String)>,
    /// What is random, and what stands for it.
    names: HashMap<String, String>,
}

impl<'a> Side<'a> {
    fn new(rig: &'a Rig, fourth: &str, ids: &[[u8; 16]]) -> Self {
        let messages = ids.iter().map(|id| {
            let recipients = ["mallory@example.net", "trudy@example.net", fourth];
            rig.seal_meta(&recipients, b"\r\nx", |meta| {
                meta.message_id = postseal::seal::MessageId(*id);
            })
        });
        let browsers = (0..3).map(|n| {
            let mut browser = rig.browser();
            // Two of them in one network.
            browser.forwarded_for = Some(format!("192.0.{}.{n}", n / 2));
            browser
        });
        Self {
            messages: messages.collect(),
            browsers: browsers.collect(),
            visits: Vec::new(),
            names: HashMap::from([(rig.portal.to_string(), "PORTAL".to_owned())]),
            rig,
        }
    }

    /// Does it, and returns all that comes back, with names for what is random.
    async fn act(&mut self, act: Act) -> Vec<String> {
        match act {
            Act::Open { browser, message } => {
                // No two visits begin at the same moment, so that one is the newest.
                self.rig.clock.advance(Duration::from_secs(1));
                let mut file = self.rig.browser();
                file.origin = Some("null".into());
                file.forwarded_for = self.browsers[browser].forwarded_for.clone();
                let armor = armor(&self.messages[message]);
                let opened = file.upload("sealed", armor.as_bytes()).await;
                self.browsers[browser].keep_cookies(&opened);
                let Some(path) = opened.header("location").map(str::to_owned) else {
                    return vec![self.told(&opened)];
                };
                let number = self.visits.len();
                self.names
                    .insert(path[3..].to_owned(), format!("VISIT{number}"));
                let reference = path[3..7].to_uppercase();
                // Where it is shown: four characters may be part of other words and numbers. Two
                // of many visits may have the same, so they have no numbers.
                self.names.insert(
                    format!("class=\"reference\">{reference}<"),
                    "REFERENCE".to_owned(),
                );
                let page = self.browsers[browser].get(&path).await;
                let token = token(&page);
                self.visits.push((browser, path, token));
                vec![self.told(&opened), self.told(&page)]
            }
            Act::Look { visit } => {
                let (browser, path, _) = self.visits[visit].clone();
                let page = self.browsers[browser].get(&path).await;
                vec![self.told(&page)]
            }
            Act::Ask { visit, address } => {
                self.post(visit, "passcode", &[("address", address)]).await
            }
            Act::Guess { visit, code } => self.post(visit, "proof", &[("code", code)]).await,
            Act::SignOut { visit } => self.post(visit, "sign-out", &[]).await,
            Act::Steal { visit, browser } => {
                let (_, path, _) = self.visits[visit].clone();
                let page = self.browsers[browser].get(&path).await;
                vec![self.told(&page)]
            }
            Act::Wait { seconds } => {
                self.rig.clock.advance(Duration::from_secs(seconds));
                Vec::new()
            }
        }
    }

    async fn post(&mut self, visit: usize, part: &str, fields: &[(&str, &str)]) -> Vec<String> {
        let (browser, path, mut token) = self.visits[visit].clone();
        let browser = &mut self.browsers[browser];
        if token.is_empty() {
            // Where it led back to a visit that was running there was no form yet.
            token = self::token(&browser.get(&path).await);
            self.visits[visit].2.clone_from(&token);
        }
        let mut fields = fields.to_vec();
        fields.push(("token", &token));
        let answer = browser.post(&format!("{path}/{part}"), &fields).await;
        let page = browser.get(&path).await;
        vec![self.told(&answer), self.told(&page)]
    }

    fn told(&self, answer: &Answer) -> String {
        let headers = answer.headers.iter().filter(|(name, _)| name != "date");
        let headers: Vec<_> = headers
            .map(|(name, value)| match value.split_once('=') {
                // The secret in it is nobody else's.
                Some((cookie, rest)) if name == "set-cookie" => {
                    let (secret, rest) = rest.split_once(';').unwrap();
                    format!("{name}: {cookie}={} {rest}", secret.len())
                }
                _ => format!("{name}: {value}"),
            })
            .collect();
        let mut told = format!("{} {headers:?} {}", answer.status, answer.text());
        let token = token(answer);
        if !token.is_empty() {
            told = told.replace(&token, "TOKEN");
        }
        for (random, name) in &self.names {
            told = told.replace(random, name);
        }
        told
    }
}

/// The token of a page's forms; empty where it has none.
fn token(page: &Answer) -> String {
    let forms = ::rig::html::forms(&page.text());
    let token = forms.iter().find_map(|form| form.field("token"));
    token.map_or(String::new(), |token| token.value.clone())
}

/// Lets `runs` of holders act on both portals, and compares.
async fn compare(with: &Rig, without: &Rig, runs: u64, seed: u64) {
    let mut kinds = HashMap::<String, usize>::new();
    for run in 0..runs {
        let mut dice = Dice((seed + run) | 1 << 40);
        let ids = [postseal::secret::random(), postseal::secret::random()];
        let mut sides = [
            Side::new(with, "dave@example.com", &ids),
            Side::new(without, "carl@example.com", &ids),
        ];
        let mut acts = Vec::new();
        for _ in 0..60 {
            let next = act(&mut dice, sides[0].visits.len());
            acts.push(next);
            let [with, without] = &mut sides;
            let (one, other) = tokio::join!(with.act(next), without.act(next));
            if one != other {
                let differ = one.iter().zip(&other).find(|(one, other)| one != other);
                let Some((one, other)) = differ else {
                    panic!("run {run}: {} and {} answers", one.len(), other.len());
                };
                let at = one
                    .bytes()
                    .zip(other.bytes())
                    .take_while(|(a, b)| a == b)
                    .count();
                let near = |told: &String| {
                    let bytes = &told.as_bytes()[at.saturating_sub(40)..];
                    String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned()
                };
                panic!(
                    "run {run}: {acts:?}\n{}\n{}\n{}",
                    &one[..3],
                    near(one),
                    near(other)
                );
            }
            for told in one {
                let title = told.split("<title>").nth(1).unwrap_or("none");
                let title = title.split("</title>").next().unwrap();
                let kind = format!("{} {title}", &told[..3]);
                *kinds.entry(kind).or_default() += 1;
            }
        }
        // What one run has counted is over before the next.
        for side in &sides {
            side.rig.clock.advance(Duration::from_secs(2 * 86_400));
        }
    }
    let kinds: Vec<_> = kinds.into_iter().collect();
    println!("{kinds:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_portals_answer_alike_whether_somebody_is_a_recipient_or_not() {
    let (with, without) = tokio::join!(Rig::start(), Rig::start());
    compare(&with, &without, 200, 1).await;
    let to_somebody = |rig: &Rig| {
        let mails = rig.sink.mails();
        mails
            .iter()
            .filter(|mail| mail.to == ["dave@example.com"])
            .count()
    };
    assert!(to_somebody(&with) > 100, "{}", to_somebody(&with));
    assert_eq!(to_somebody(&without), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn so_do_portals_that_cant_send_mail() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = nobody.local_addr().unwrap().to_string();
    drop(nobody);
    let with = Rig::with_submit(|_| {}, Sink::start().await, &address).await;
    let without = Rig::with_submit(|_| {}, Sink::start().await, &address).await;
    compare(&with, &without, 10, 1_000).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn so_do_portals_whose_tables_are_full() {
    // One keyring, so that both throw the same addresses together.
    let other = Rig::start().await;
    let (with, without) = tokio::join!(Rig::cramped(&other, 8), Rig::cramped(&other, 8));
    compare(&with, &without, 20, 2_000).await;
}

/// Only somebody who has the message asks for its recipients, so that somebody was asked for must
/// not show.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_recipient_asked_for_and_read_shows_to_nobody_else() {
    // The second asks behind the same address, as a colleague does.
    for from in ["192.0.2.1", "198.51.100.1"] {
        shows_nothing(from).await;
    }
}

async fn shows_nothing(from: &str) {
    let rig = Rig::start().await;
    let sealed = rig.seal(&["bob@example.com", "carol@example.com"], b"\r\nx");
    let at = |visit: &mut Visit, network: &str| {
        visit.browser.forwarded_for = Some(network.into());
    };
    for wrong in [true, false] {
        let mut carols = rig.visit(&sealed).await;
        at(&mut carols, "198.51.100.1");
        let mails = rig.sink.mails().len();
        carols.ask("carol@example.com").await;
        let code = rig.sink.wait(mails + 1).await[mails].code();
        if wrong {
            carols.guess("00000000").await;
        } else {
            assert_eq!(carols.guess(&code).await.status, 303);
        }
    }
    let mut told = Vec::new();
    for address in ["carol@example.com", "dave@example.com"] {
        let mut answers = Vec::new();
        for n in 0..22 {
            let mut visit = rig.visit(&sealed).await;
            at(&mut visit, from);
            for _ in 0..=(n % 4) {
                answers.push(visit.ask(address).await.status);
                rig.clock.advance(Duration::from_secs(30));
            }
            answers.extend([
                visit.guess("00000000").await.status,
                visit.page().await.status,
            ]);
        }
        told.push(answers);
    }
    assert_eq!(told[0], told[1]);
    assert!(told[0].contains(&429), "{told:?}");
}
