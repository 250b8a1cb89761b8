//! What is looked at on a page: what axe-core finds, whether it fits, in which language it says
//! that it is.

use std::path::PathBuf;
use std::sync::LazyLock;

use rig::chromium::Chromium;
use rig::place;
use serde_json::Value;

use super::sheet;

/// axe-core, as `tests/setup.sh test` has installed it.
static AXE: LazyLock<String> = LazyLock::new(|| {
    let file = place::target_dir().join("axe/axe_playwright_python/axe.min.js");
    std::fs::read_to_string(&file).unwrap_or_else(|error| {
        panic!(
            "{}: {error}. `tests/setup.sh test` installs it",
            file.display()
        )
    })
});

/// What axe-core finds, a line each. The frame with the message is a page of its own.
const FINDINGS: &str = "
    return axe.run(document, {iframes: false, resultTypes: ['violations'], OPTIONS}).then(
        (found) => found.violations.flatMap((one) => one.nodes.map((node) =>
            one.id + ': ' + node.html.slice(0, 160) + ' ' + node.failureSummary)));";

/// Everything but rules on style that the law doesn't know, and those that only programs of
/// Deque's ask for.
const ALL: &str = "runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa',
    'best-practice'], rules: {'target-size': {enabled: true}}";
/// The message is its sender's: what they left out of it is not the page's fault.
const WITHOUT_STYLE: &str = "runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']";
const CONTRAST: &str = "runOnly: ['color-contrast']";

/// What of the page doesn't fit into the window: a line each.
const CUT: &str = "
    const found = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) {
        found.push('the page is ' + root.scrollWidth + ' wide in ' + root.clientWidth);
    }
    const name = (one) => one.outerHTML.slice(0, 120).split('\\n')[0];
    for (const one of document.body.querySelectorAll('*')) {
        const box = one.getBoundingClientRect();
        const style = getComputedStyle(one);
        if (one.closest('.skip') || !box.width || style.visibility === 'hidden') continue;
        if (box.right > root.clientWidth + 1 || box.left < -1) {
            found.push('beyond the edge, ' + Math.round(box.left) + ' to ' + Math.round(box.right)
                + ': ' + name(one));
        }
        const isField = one.matches('input, iframe');
        const isInline = style.display === 'inline';
        if (!isField && !isInline && one.scrollWidth > one.clientWidth + 1) {
            found.push('cut, ' + one.scrollWidth + ' in ' + one.clientWidth + ': ' + name(one));
        }
        if (one.matches('button, .button') && one.scrollHeight > one.clientHeight + 1) {
            found.push('cut at its foot: ' + name(one));
        }
        const words = [...one.parentElement.childNodes].filter((node) => node.nodeType === 3);
        if (one.matches('p a') && style.display === 'block'
            && words.some((node) => node.textContent.trim())) {
            found.push('a link breaks its sentence: ' + name(one));
        }
        if (one.matches('input.code, input[type=email]') && one.scrollWidth > one.clientWidth + 1
            && !one.value) {
            found.push('its example is cut: ' + name(one));
        }
    }
    return found;";

/// What people set who need more room between letters and lines (WCAG 1.4.12).
const SPACED: &str = "
    for (const one of document.body.querySelectorAll('*')) {
        one.style.lineHeight = '1.5'; one.style.letterSpacing = '.12em';
        one.style.wordSpacing = '.16em';
        if (one.localName === 'p') one.style.marginBottom = '2em';
    }";

/// Looks at pages, and keeps what it finds.
pub struct Look {
    tag: String,
    direction: &'static str,
    /// All that was found.
    pub found: Vec<String>,
    /// How many pages it looked at.
    pub pages: usize,
    /// Where pictures go, if anybody wants them.
    pictures: Option<PathBuf>,
}

impl Look {
    pub fn new(tag: &str) -> Self {
        let sheets = std::env::var_os("POSTSEAL_SHEETS").map(PathBuf::from);
        Self {
            tag: tag.to_owned(),
            direction: if tag == "he" { "rtl" } else { "ltr" },
            found: Vec::new(),
            pages: 0,
            pictures: sheets.map(|folder| folder.join(tag)),
        }
    }

    /// Looks at the page that the window shows.
    pub fn at(&mut self, chromium: &Chromium, page: &str) {
        self.language(chromium, page);
        self.rest(chromium, page, ALL);
    }

    /// The same for the message's own page, which is in whatever language it was written.
    pub fn at_message(&mut self, chromium: &Chromium, page: &str) {
        self.rest(chromium, page, WITHOUT_STYLE);
    }

    /// The same for a mail, whose ground is that of the program that shows it. It has the landmarks
    /// of that, too.
    pub fn at_mail(&mut self, chromium: &Chromium, page: &str) {
        let grounds = "const sheet = new CSSStyleSheet();
            sheet.replaceSync(`body { background: #fff } @media (prefers-color-scheme: dark) {
                body { background: #121212 } }`);
            document.adoptedStyleSheets = [sheet];";
        chromium.run(grounds);
        self.rest(chromium, page, WITHOUT_STYLE);
    }

    /// Makes contact sheets of the pictures, if anybody wants them.
    pub fn sheets(&self, chromium: &Chromium) {
        if let Some(folder) = &self.pictures {
            sheet::make(chromium, folder);
        }
    }

    /// Whether the page fits, with other words in it.
    pub fn fits(&mut self, chromium: &Chromium, page: &str) {
        chromium.resize(320, 640);
        self.list(page, "at 320 pixels", &chromium.run(CUT));
    }

    fn language(&mut self, chromium: &Chromium, page: &str) {
        let said = chromium.run(
            "const root = document.documentElement; return [root.lang,
            getComputedStyle(document.querySelector('main')).direction, document.title]",
        );
        if said[0] != *self.tag || said[1] != self.direction {
            self.found.push(format!("{page} says that it is in {said}"));
        }
        if said[2].as_str().is_none_or(str::is_empty) {
            self.found.push(format!("{page} has no title"));
        }
    }

    fn rest(&mut self, chromium: &Chromium, page: &str, rules: &str) {
        self.pages += 1;
        chromium.resize(320, 640);
        chromium.run(&AXE);
        self.list(page, "in axe-core", &axe(chromium, rules));
        self.list(page, "at 320 pixels", &chromium.run(CUT));
        // A window of 1280 pixels, in which everything is twice as large.
        chromium.resize(640, 450);
        self.list(page, "at 200 %", &chromium.run(CUT));
        // The same by a larger font.
        chromium.resize(1280, 900);
        chromium.run("document.documentElement.style.fontSize = '200%'");
        self.list(page, "in letters of 200 %", &chromium.run(CUT));
        chromium.run("document.documentElement.style.fontSize = ''");
        chromium.prefer(true);
        self.list(page, "in the dark", &axe(chromium, CONTRAST));
        if let Some(folder) = &self.pictures {
            let file = |screen: &str| {
                folder
                    .join(screen)
                    .join(format!("{:02}-{page}.png", self.pages))
            };
            chromium.picture(&file("dark"));
            chromium.prefer(false);
            chromium.picture(&file("desktop"));
            chromium.resize(360, 740);
            chromium.picture(&file("phone"));
        }
        chromium.prefer(false);
        chromium.resize(320, 640);
        chromium.run(SPACED);
        self.list(page, "with more room", &chromium.run(CUT));
        chromium.run(
            "for (const one of document.body.querySelectorAll('*')) {
            one.removeAttribute('style');
        }",
        );
        chromium.resize(1280, 900);
    }

    fn list(&mut self, page: &str, how: &str, findings: &Value) {
        let findings = findings.as_array().expect("a list of findings");
        let lines = findings.iter().filter_map(Value::as_str);
        let tag = &self.tag;
        self.found
            .extend(lines.map(|line| format!("{tag} {page} {how}: {line}")));
    }
}

/// What axe-core finds, which is on the page already.
fn axe(chromium: &Chromium, options: &str) -> Value {
    chromium.run(&FINDINGS.replace("OPTIONS", options))
}

/// What these tests look for is found where it is.
#[test]
fn a_page_that_keeps_people_out_is_seen_to() {
    let files = place::scratch();
    let file = files.path().join("page.html");
    let page = "<!doctype html><html lang=fr><title></title><main><h1>A page</h1>\
                <p style='color:#999;background:#fff'>pale</p><button></button>\
                <p style='width:700px'>wide</p><p><label>x <input type=text></label></main>";
    std::fs::write(&file, page).unwrap();
    let screen = rig::chromium::Look {
        screen: rig::chromium::Screen::Desktop,
        dark: false,
        script: true,
    };
    let chromium = Chromium::start("everyone-plant", screen);
    chromium.goto(&format!("file://{}", file.display()));
    let mut look = Look::new("en");
    look.pictures = None;
    look.at(&chromium, "page");
    let found = look.found.join("\n");
    for expected in [
        "says that it is in [\"fr\"",
        "has no title",
        "color-contrast",
        "button-name",
        "the page is 7",
        "at 200 %: beyond the edge",
    ] {
        assert!(found.contains(expected), "{expected}: {found}");
    }
}
