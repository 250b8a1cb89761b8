# demo: see it work. test: prove it. Each installs what it needs, on Debian and its relatives (tests/setup.sh).

SHELL := /bin/bash
export CARGO_TARGET_DIR ?= target
# Relative to this file, whatever directory cargo runs a test in.
override CARGO_TARGET_DIR := $(abspath $(CARGO_TARGET_DIR))
export POSTSEAL_PYTHON := $(CARGO_TARGET_DIR)/venv/bin/python
export PATH := $(PATH):/usr/sbin:/sbin:$(CARGO_TARGET_DIR)/tools/bin

.PHONY: demo test soak bench lint audit screenshots clean

# KEEP=1 leaves it running.
demo:
	@tests/setup.sh demo
	@cargo build --bin postseal --example demo
	@$(CARGO_TARGET_DIR)/debug/examples/demo

test:
	tests/setup.sh test
	$(MAKE) --no-print-directory lint
	PROPTEST_RNG_SEED=1 cargo test
	@echo "How many of the mails that try to slip by are sealed, and how many honest ones without need:"
	@cargo test -q --test policy -- --nocapture 2>/dev/null | sed -n 's/^\.\{0,1\}\(.* of .*\)/\1/p'

# The property tests with inputs that nobody has seen, many of them. make test has the same inputs each time, so that a red one is
# the doing of what was changed.
soak:
	PROPTEST_CASES=20000 cargo test --lib --test milter --test seal -- any_word never_panic nothing_makes breaks_nothing junk_is whatever_is

# The timings, as tables: what rules cost, and what the milter costs beside others, in ten minutes. POSTSEAL_BENCH_ROUNDS=3 takes half of
# that; POSTSEAL_BENCH_DIR is a folder in memory with 2 GB left, /dev/shm if nothing is said. A quiet machine gives calm figures.
bench:
	@tests/setup.sh bench
	@cargo bench --bench policy --bench milter

# Advisories need a database from the net: make audit.
lint:
	cargo fmt --check
	cargo clippy --all-targets -- -D warnings
	cargo deny check bans licenses sources

audit:
	tests/setup.sh test
	cargo deny check

# Takes the README's pictures anew, in a real browser.
screenshots:
	tests/setup.sh test
	cargo test --test end_to_end -- journey
	mkdir -p fixtures/screenshots
	cp $(CARGO_TARGET_DIR)/screenshots/desktop-carrier.png fixtures/screenshots/carrier.png
	cp $(CARGO_TARGET_DIR)/screenshots/desktop-message.png fixtures/screenshots/message-desktop.png
	cp $(CARGO_TARGET_DIR)/screenshots/phone-message.png fixtures/screenshots/message-phone.png

# Postfix's queues belong to its own user.
clean:
	@[ "$$(id -u)" -eq 0 ] || sudo rm -rf $(CARGO_TARGET_DIR)/rig $(CARGO_TARGET_DIR)/demo
	cargo clean
