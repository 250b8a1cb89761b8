//! The `postseal` command: see [`postseal::cli`].

fn main() -> std::process::ExitCode {
    postseal::cli::main()
}
