//! SCAFFOLD
/// s
#[derive(Debug)]
pub struct Store;
impl Store {
    /// m
    pub fn memory(_c: crate::clock::Clock, _m: u64) -> Self {
        Self
    }
}
