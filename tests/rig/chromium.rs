//! A real Chromium, driven through chromedriver (W3C WebDriver).

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::http;
use crate::place::{self, Port};
use crate::wait_for;

/// The Tab key, for [`Chromium::press`].
pub const TAB: &str = "\u{e004}";
/// The Enter key.
pub const ENTER: &str = "\u{e007}";
const SHIFT: char = '\u{e008}';

/// On what the page is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// 1440 by 900.
    Desktop,
    /// 360 by 740, with touch.
    Phone,
}

/// How the browser is set up.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// The screen.
    pub screen: Screen,
    /// Whether the person prefers dark pages.
    pub dark: bool,
    /// Whether pages may run script. Always on a phone: without it chromedriver's taps never end.
    pub script: bool,
}

/// One browser window; closed when dropped.
#[derive(Debug)]
pub struct Chromium {
    driver: Child,
    port: Port,
    session: String,
    folder: PathBuf,
    _scratch: tempfile::TempDir,
}

impl Chromium {
    /// Opens a window with an empty profile; `name` names its folder.
    pub fn start(name: &str, look: Look) -> Self {
        assert!(
            look.script || look.screen == Screen::Desktop,
            "chromedriver cannot tap on a page without script"
        );
        let folder = place::fresh_folder(&format!("rig/{name}"));
        for dir in ["downloads", "home"] {
            std::fs::create_dir(folder.join(dir)).expect("a folder for Chromium");
        }
        let scratch = place::scratch();
        let port = Port::take();
        let driver = Command::new("chromedriver")
            .arg(format!("--port={}", port.number()))
            // Chromium keeps settings, certificates and crash reports there, and makes a socket in
            // the folder for temporary files.
            .env("HOME", folder.join("home"))
            .env("TMPDIR", scratch.path())
            .env_remove("XDG_CONFIG_HOME")
            .env_remove("XDG_CACHE_HOME")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|e| {
                panic!("cannot run chromedriver: {e}. `tests/setup.sh test` installs it")
            });
        let mut chromium = Self {
            driver,
            port,
            session: String::new(),
            folder,
            _scratch: scratch,
        };
        wait_for("chromedriver to answer", || {
            http::request(chromium.port.number(), "GET", "/status", &[], b"").ok()
        });
        let session = chromium.call("POST", "/session", &chromium.capabilities(look));
        chromium.session = session["sessionId"]
            .as_str()
            .expect("a WebDriver session id")
            .to_owned();
        chromium.prefer(look.dark);
        chromium
    }

    /// From now on the person prefers dark pages, or light ones.
    pub fn prefer(&self, dark: bool) {
        let scheme = if dark { "dark" } else { "light" };
        let media = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        self.devtools("Emulation.setEmulatedMedia", media);
    }

    /// From now on the page is as wide and high as this, in pixels of CSS.
    pub fn resize(&self, width: u32, height: u32) {
        let metrics = json!({
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false,
        });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics);
    }

    /// Presses keys one after the other, as the keyboard does, with Shift held or not. Keys without
    /// a letter have WebDriver's numbers: [`TAB`], [`ENTER`].
    pub fn press(&self, keys: &str, shift: bool) {
        let key = |kind: &str, key: char| json!({"type": kind, "value": key});
        let presses = keys
            .chars()
            .flat_map(|one| [key("keyDown", one), key("keyUp", one)]);
        let (down, up) = (key("keyDown", SHIFT), key("keyUp", SHIFT));
        let held = |end: Value| shift.then_some(end);
        let actions: Vec<Value> = held(down)
            .into_iter()
            .chain(presses)
            .chain(held(up))
            .collect();
        let keyboard = json!({"type": "key", "id": "keyboard", "actions": actions});
        self.command("POST", "/actions", &json!({"actions": [keyboard]}));
    }

    /// All of the page as a PNG file, as far as it can be scrolled.
    pub fn picture(&self, file: &Path) {
        let hidden = |hidden: bool| json!({ "hidden": hidden });
        self.devtools("Emulation.setScrollbarsHidden", hidden(true));
        // The page is laid out anew before it is taken.
        self.run("return document.documentElement.offsetHeight");
        let parameters = json!({"captureBeyondViewport": true});
        let picture = self.devtools("Page.captureScreenshot", parameters);
        self.devtools("Emulation.setScrollbarsHidden", hidden(false));
        save(&picture["data"], file);
    }

    /// Goes to an address and waits until it is loaded.
    pub fn goto(&self, url: &str) {
        self.command("POST", "/url", &json!({ "url": url }));
    }

    /// The address of the page now.
    pub fn url(&self) -> String {
        self.command("GET", "/url", &Value::Null)
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// What the page's body shows.
    pub fn text(&self) -> String {
        let body = self.wait("body");
        self.command("GET", &format!("/element/{body}/text"), &Value::Null)
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// The page's source as it is now.
    pub fn source(&self) -> String {
        self.command("GET", "/source", &Value::Null)
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// The first element that this CSS selector finds, if any.
    pub fn find(&self, css: &str) -> Option<String> {
        let found = self.command(
            "POST",
            "/elements",
            &json!({"using": "css selector", "value": css}),
        );
        let first = found.as_array()?.first()?.as_object()?.values().next()?;
        first.as_str().map(str::to_owned)
    }

    /// The first element that this CSS selector finds, as soon as there is one.
    pub fn wait(&self, css: &str) -> String {
        wait_for(&format!("{css} on the page"), || self.find(css))
    }

    /// Clicks an element as soon as it is there.
    pub fn click(&self, css: &str) {
        let element = self.wait(css);
        self.command("POST", &format!("/element/{element}/click"), &json!({}));
    }

    /// Types into an element as soon as it is there.
    pub fn type_into(&self, css: &str, text: &str) {
        let element = self.wait(css);
        self.command("POST", &format!("/element/{element}/clear"), &json!({}));
        self.command(
            "POST",
            &format!("/element/{element}/value"),
            &json!({ "text": text }),
        );
    }

    /// Gives a file to a file input.
    pub fn choose_file(&self, css: &str, file: &Path) {
        let element = self.wait(css);
        self.command(
            "POST",
            &format!("/element/{element}/value"),
            &json!({ "text": file.to_string_lossy() }),
        );
    }

    /// Goes into a frame of the page.
    pub fn enter_frame(&self, css: &str) {
        let element = self.wait(css);
        self.command(
            "POST",
            "/frame",
            &json!({"id": {"element-6066-11e4-a52e-4f735466cecf": element}}),
        );
    }

    /// Goes back to the page around all frames.
    pub fn leave_frame(&self) {
        self.command("POST", "/frame", &json!({ "id": null }));
    }

    /// Runs script in the page, even where the page's own is off.
    pub fn run(&self, script: &str) -> Value {
        self.command(
            "POST",
            "/execute/sync",
            &json!({"script": script, "args": []}),
        )
    }

    /// How far the page is wider than the window: more than zero means sideways scrolling.
    pub fn overflow(&self) -> i64 {
        let script =
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
        self.run(script).as_i64().unwrap_or(i64::MAX)
    }

    /// Saves what the window shows as a PNG file.
    pub fn screenshot(&self, file: &Path) {
        save(&self.command("GET", "/screenshot", &Value::Null), file);
    }

    /// The content of the downloaded file of this name, as soon as it is complete.
    pub fn downloaded(&self, name: &str) -> Vec<u8> {
        let path = self.folder.join("downloads").join(name);
        // Chromium reserves the name with an empty file, and renames the download to it when it is
        // complete.
        wait_for(&format!("the download {}", path.display()), || {
            std::fs::read(&path).ok().filter(|bytes| !bytes.is_empty())
        })
    }

    fn devtools(&self, method: &str, parameters: Value) -> Value {
        self.command(
            "POST",
            "/goog/cdp/execute",
            &json!({"cmd": method, "params": parameters}),
        )
    }

    fn capabilities(&self, look: Look) -> Value {
        let mut arguments = vec![
            "--headless".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--disable-quic".to_owned(),
            "--no-first-run".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            "--lang=en".to_owned(),
            format!("--user-data-dir={}", self.folder.join("profile").display()),
        ];
        let mut preferences = json!({
            "download.default_directory": self.folder.join("downloads"),
            "download.prompt_for_download": false,
            "intl.accept_languages": "en",
        });
        if !look.script {
            preferences["profile.managed_default_content_settings.javascript"] = json!(2);
        }
        let mut options = json!({ "prefs": preferences });
        match look.screen {
            // The window has a frame of its own above the page.
            Screen::Desktop => arguments.push("--window-size=1440,1043".to_owned()),
            Screen::Phone => {
                let metrics = json!({
                    "width": 360,
                    "height": 740,
                    "pixelRatio": 2.0,
                    "touch": true,
                    "mobile": true,
                });
                options["mobileEmulation"] = json!({ "deviceMetrics": metrics });
            }
        }
        options["args"] = json!(arguments);
        let wanted = json!({"browserName": "chrome", "goog:chromeOptions": options});
        json!({ "capabilities": { "alwaysMatch": wanted } })
    }

    fn command(&self, method: &str, path: &str, body: &Value) -> Value {
        self.call(method, &format!("/session/{}{path}", self.session), body)
    }

    fn call(&self, method: &str, path: &str, body: &Value) -> Value {
        let text = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let headers = [("Content-Type", "application/json; charset=utf-8".to_owned())];
        let response = http::request(self.port.number(), method, path, &headers, text.as_bytes())
            .unwrap_or_else(|error| {
                panic!("chromedriver does not answer {method} {path}: {error}")
            });
        let mut answer: Value = serde_json::from_slice(&response.body).unwrap_or_default();
        assert_eq!(
            response.status, 200,
            "Chromium cannot {method} {path} {body}: {}",
            answer["value"]["message"]
        );
        answer["value"].take()
    }
}

/// Writes a picture that came in base64.
fn save(picture: &Value, file: &Path) {
    use base64::Engine;
    let engine = base64::engine::general_purpose::STANDARD;
    let picture = engine.decode(picture.as_str().unwrap_or_default());
    std::fs::create_dir_all(file.parent().expect("a file in a folder"))
        .expect("a folder for screenshots");
    std::fs::write(file, picture.expect("a PNG in base64")).expect("the screenshot can be written");
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // Closing the session ends the browser; ending the driver alone would leave it running.
        let path = format!("/session/{}", self.session);
        http::request(self.port.number(), "DELETE", &path, &[], b"").ok();
        self.driver.kill().ok();
        self.driver.wait().ok();
    }
}
