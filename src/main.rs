//! The `postseal` command.

fn main() {}
