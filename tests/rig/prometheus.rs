//! A Prometheus that reads figures of one port, and promtool.

use std::fs;
use std::io::Write;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

use crate::http;
use crate::place::{self, Port};
use crate::wait_for;

/// A running Prometheus, stopped when dropped.
#[derive(Debug)]
pub struct Prometheus {
    port: Port,
    child: Child,
}

impl Prometheus {
    /// Starts one in a folder of this name, which reads `target` every second and has these rules.
    pub fn start(name: &str, target: u16, rules: &std::path::Path) -> Self {
        let folder = place::fresh_folder(&format!("rig/{name}-prometheus"));
        let port = Port::take();
        let config = format!(
            "global:\n  scrape_interval: 1s\n  evaluation_interval: 1s\n\
             rule_files:\n  - {}\n\
             scrape_configs:\n  - job_name: postseal\n    static_configs:\n      \
             - targets: [\"127.0.0.1:{target}\"]\n",
            rules.display()
        );
        let file = folder.join("prometheus.yml");
        fs::write(&file, config).expect("the folder can be written");
        let log = fs::File::create(folder.join("log")).expect("the folder can be written");
        let child = Command::new("prometheus")
            .arg(format!("--config.file={}", file.display()))
            .arg(format!(
                "--storage.tsdb.path={}",
                folder.join("data").display()
            ))
            .arg(format!("--web.listen-address=127.0.0.1:{}", port.number()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("prometheus is needed (Debian package prometheus)");
        let mut prometheus = Self { port, child };
        wait_for("Prometheus to answer", || {
            let ended = prometheus.child.try_wait().expect("it is our child");
            assert!(
                ended.is_none(),
                "Prometheus ended at once:\n{}",
                fs::read_to_string(folder.join("log")).unwrap_or_default()
            );
            let ready = http::request(prometheus.port.number(), "GET", "/-/ready", &[], b"");
            (ready.ok()?.status == 200).then_some(())
        });
        prometheus
    }

    /// What comes of an expression: each series with its value, as JSON.
    ///
    /// # Errors
    /// What Prometheus finds wrong with it.
    pub fn query(&self, expression: &str) -> Result<Vec<Value>, String> {
        let query: String = expression
            .bytes()
            .map(|byte| format!("%{byte:02x}"))
            .collect();
        let path = format!("/api/v1/query?query={query}");
        let answer = http::request(self.port.number(), "GET", &path, &[], b"")
            .map_err(|error| error.to_string())?;
        let answer: Value =
            serde_json::from_slice(&answer.body).map_err(|error| error.to_string())?;
        if answer["status"] != "success" {
            return Err(answer["error"].to_string());
        }
        let series = answer["data"]["result"].as_array();
        Ok(series.cloned().unwrap_or_default())
    }
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Runs promtool with this input.
pub fn promtool(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new("promtool")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("promtool is needed (Debian package prometheus)");
    let mut stdin = child.stdin.take().expect("promtool reads");
    stdin.write_all(input).ok();
    drop(stdin);
    child.wait_with_output().expect("promtool ends")
}
