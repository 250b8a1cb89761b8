//! Stands between Postfix and a milter, passes every frame on, and strikes at a chosen one.

use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use crate::milter_wire;

/// Who sends the frame that is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// A command.
    Postfix,
    /// An answer.
    Milter,
}

/// At which frame to strike.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Who sends it.
    pub side: Side,
    /// Its letter.
    pub letter: u8,
    /// Which of its kind in one connection, from 1.
    pub nth: u32,
    /// Whether it still reaches the other side before the strike.
    pub passed_on: bool,
}

type Strike = Box<dyn FnOnce() + Send>;

struct Plan {
    armed: Option<(Moment, Strike)>,
    seen: Vec<(Side, u8)>,
}

/// The proxy; its threads end with the process.
#[derive(Clone)]
pub struct Interposer {
    plan: Arc<Mutex<Plan>>,
}

impl Interposer {
    /// Listens on `socket` and passes on to `milter`.
    pub fn listen(socket: &Path, milter: &Path) -> Self {
        let listener = UnixListener::bind(socket).expect("the interposer's socket can be made");
        std::fs::set_permissions(socket, PermissionsExt::from_mode(0o666))
            .expect("the socket's mode can be set");
        let interposer = Self {
            plan: Arc::new(Mutex::new(Plan {
                armed: None,
                seen: Vec::new(),
            })),
        };
        let (plan, milter) = (interposer.plan.clone(), milter.to_path_buf());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // Dropping Postfix's connection when the milter is not there is just what a missing
                // milter does.
                connect(stream, &milter, &plan).ok();
            }
        });
        interposer
    }

    /// Strikes once at this moment: `strike` runs, then both connections are cut.
    pub fn arm(&self, moment: Moment, strike: impl FnOnce() + Send + 'static) {
        let mut plan = self.plan.lock().expect("no interposer thread panicked");
        plan.armed = Some((moment, Box::new(strike)));
        plan.seen.clear();
    }

    /// Will not strike any more.
    pub fn disarm(&self) {
        self.plan
            .lock()
            .expect("no interposer thread panicked")
            .armed = None;
    }

    /// Whether it has struck since it was armed.
    pub fn struck(&self) -> bool {
        self.plan
            .lock()
            .expect("no interposer thread panicked")
            .armed
            .is_none()
    }

    /// The frames that passed since it was armed.
    pub fn seen(&self) -> Vec<(Side, u8)> {
        self.plan
            .lock()
            .expect("no interposer thread panicked")
            .seen
            .clone()
    }
}

fn connect(postfix: UnixStream, milter: &PathBuf, plan: &Arc<Mutex<Plan>>) -> io::Result<()> {
    let milter = UnixStream::connect(milter)?;
    let pumps = [
        (Side::Postfix, postfix.try_clone()?, milter.try_clone()?),
        (Side::Milter, milter, postfix),
    ];
    for (side, from, to) in pumps {
        let plan = plan.clone();
        std::thread::spawn(move || {
            pump(side, &from, &to, &plan).ok();
            from.shutdown(std::net::Shutdown::Both).ok();
            to.shutdown(std::net::Shutdown::Both).ok();
        });
    }
    Ok(())
}

fn pump(
    side: Side,
    mut from: &UnixStream,
    mut to: &UnixStream,
    plan: &Mutex<Plan>,
) -> io::Result<()> {
    let mut counts = [0_u32; 256];
    while let Some(frame) = milter_wire::read(&mut from)? {
        let count = &mut counts[usize::from(frame.letter)];
        *count += 1;
        let struck = {
            let mut plan = plan.lock().expect("no interposer thread panicked");
            plan.seen.push((side, frame.letter));
            let hit = plan.armed.as_ref().is_some_and(|(moment, _)| {
                moment.side == side && moment.letter == frame.letter && moment.nth == *count
            });
            if hit { plan.armed.take() } else { None }
        };
        let Some((moment, strike)) = struck else {
            milter_wire::write(&mut to, frame.letter, &frame.data)?;
            continue;
        };
        if moment.passed_on {
            milter_wire::write(&mut to, frame.letter, &frame.data)?;
            to.flush()?;
        }
        strike();
        return Ok(());
    }
    Ok(())
}
