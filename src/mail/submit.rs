//! SCAFFOLD
/// s
#[derive(Debug)]
pub struct Submit;
impl Submit {
    /// n
    pub fn new(_a: std::net::SocketAddr) -> Self {
        Self
    }
}
