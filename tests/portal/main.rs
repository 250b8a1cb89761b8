//! The portal over real HTTP: its rows of the threat list, and a visit from the file to the
//! message.

#![allow(clippy::unwrap_used)] // a test may panic

mod adversary;
mod again;
mod browser;
mod carriers;
mod codes;
mod connections;
mod costly;
mod equivalence;
mod everyone;
mod figures;
mod floods;
mod forgiving;
mod genuine;
mod languages;
mod losses;
mod lost_answers;
mod pages;
mod reading;
mod ready;
mod reload;
mod rig;
mod scanner;
mod sink;
mod submit;
mod uploads;
