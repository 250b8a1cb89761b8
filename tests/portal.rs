//! The portal over real HTTP: its rows of the threat list, and a visit from the file to the
//! message.

#![allow(clippy::unwrap_used)] // a test may panic

mod portal {
    pub mod browser;
    pub mod codes;
    pub mod connections;
    pub mod floods;
    pub mod pages;
    pub mod reading;
    pub mod rig;
    pub mod sink;
    pub mod submit;
    pub mod uploads;
}
