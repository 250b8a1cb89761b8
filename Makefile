# make alone prints what there is. demo: see it work. test: prove it. Each installs what it needs,
# on Debian and its relatives (tests/setup.sh).

SHELL := /bin/bash
export CARGO_TARGET_DIR ?= target
# Relative to this file, whatever directory cargo runs a test in. Make's own abspath splits at
# spaces.
override CARGO_TARGET_DIR := $(shell realpath -m -- "$(CARGO_TARGET_DIR)")
export POSTSEAL_PYTHON := $(CARGO_TARGET_DIR)/venv/bin/python
export PATH := $(PATH):/usr/sbin:/sbin:$(CARGO_TARGET_DIR)/tools/bin

WRITERS = tests/run.sh "$(CARGO_TARGET_DIR)/writers/venv/bin/python" -B tests/writers \
	--postseal "$(CARGO_TARGET_DIR)/debug/postseal" --folder "$(CARGO_TARGET_DIR)/writers"

.PHONY: help demo test writers pages sheets arriving programs soak bench lint audit screenshots \
	clean

help:
	@echo 'make demo          sends a tagged mail through a private Postfix, opens what arrives'
	@echo '                   (KEEP=1 leaves it running)'
	@echo 'make test          runs every test, and lint'
	@echo 'make writers       has real programs write files with a secret in each place, and looks'
	@echo '                   whether rules see it; writes docs/writers.md (20 minutes, 1.5 GB)'
	@echo 'make pages         looks at every page in every language: axe-core, narrow windows, large'
	@echo '                   letters, light and dark (10 minutes)'
	@echo 'make sheets        the same, and takes pictures of them, a sheet for each language'
	@echo 'make arriving      200 carriers, and the mails with codes, before SpamAssassin, rspamd,'
	@echo '                   OpenDKIM and OpenDMARC; prints the rules that they fit'
	@echo 'make programs      carriers in Roundcube, Thunderbird, Claws, mutt, alpine and w3m, as in'
	@echo '                   the tests, and where their pictures are'
	@echo 'make lint          format, clippy, documentation, licences'
	@echo 'make soak          the property tests with inputs that nobody has seen, many of them, and'
	@echo '                   6,000 mails under 100 kills of the milter, and 10,000 broken ones beside'
	@echo '                   other readers of mail'
	@echo 'make bench         the timings, as tables (POSTSEAL_BENCH_ROUNDS=3 takes half the time)'
	@echo 'make audit         asks for known vulnerabilities of the dependencies'
	@echo "make screenshots   takes the README's pictures anew"
	@echo 'make clean         removes all that was built and written'
	@echo
	@echo 'demo, test, writers, arriving, programs, soak, bench, audit and screenshots install what'
	@echo 'they need from Debian packages, as root or by sudo.'

demo:
	@tests/setup.sh demo
	@tests/run.sh cargo build --bin postseal --example demo
	@tests/run.sh "$(CARGO_TARGET_DIR)/debug/examples/demo"

test:
	tests/setup.sh test
	tests/run.sh $(MAKE) --no-print-directory lint
	PROPTEST_RNG_SEED=1 tests/run.sh cargo test
	@echo 'How many of the mails that try to slip by are sealed, and how many honest ones without'
	@echo 'need:'
	@tests/run.sh cargo test -q --test policy -- --nocapture 2>/dev/null \
		| sed -n 's/^\.\{0,1\}\(.* of .*\)/\1/p'
	$(WRITERS) --short
	@tests/clean.sh outside

# Sees to it that no file of a real program slips by.
writers:
	tests/setup.sh writers
	tests/run.sh cargo build --bin postseal
	$(WRITERS)

arriving:
	tests/setup.sh test
	POSTSEAL_ARRIVING=200 tests/run.sh cargo test --test end_to_end -- arriving:: --nocapture

programs:
	tests/setup.sh test
	tests/run.sh cargo test --test end_to_end -- programs::
	@echo "The pictures are in $(CARGO_TARGET_DIR)/screenshots/programs"

# make test has the same inputs each time, so that a red one is the doing of what was changed.
soak:
	PROPTEST_CASES=20000 tests/run.sh cargo test --lib --test milter --test seal -- \
		any_word never_panic nothing_makes breaks_nothing junk_is whatever_is
	tests/setup.sh test
	POSTSEAL_SOAK_BROKEN=10000 tests/run.sh cargo test --test mail -- --nocapture
	POSTSEAL_SOAK_MAILS=6000 POSTSEAL_SOAK_KILLS=100 tests/run.sh cargo test --test end_to_end -- \
		killed_at_any_moment --nocapture

# What rules cost, and what the milter costs beside others, in ten minutes. POSTSEAL_BENCH_DIR is a
# folder in memory with 2 GB left, /dev/shm if nothing is said. A quiet machine gives calm figures.
bench:
	@tests/setup.sh bench
	@tests/run.sh cargo bench --bench policy --bench documents --bench telling --bench milter
	@tests/run.sh cargo test --quiet --test portal -- --ignored --nocapture slowest_steps

# make test has English, German and one from right to left.
pages:
	tests/setup.sh test
	tests/run.sh cargo test --test portal -- --include-ignored every_page_is_for_everyone

# Pictures of every page in every language, one sheet for each language and screen.
sheets:
	tests/setup.sh test
	POSTSEAL_SHEETS="$(CARGO_TARGET_DIR)/sheets" tests/run.sh cargo test --test portal -- \
		--include-ignored --test-threads=2 every_page_is_for_everyone
	@echo "The sheets are in $(CARGO_TARGET_DIR)/sheets"

lint:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS='-D warnings' cargo doc --quiet --workspace --no-deps --document-private-items
	cargo deny check bans licenses sources

# Advisories need a database from the net.
audit:
	tests/setup.sh test
	cargo deny check

screenshots:
	tests/setup.sh test
	tests/run.sh cargo test --test end_to_end -- journey
	mkdir -p fixtures/screenshots
	cp "$(CARGO_TARGET_DIR)/screenshots/desktop-carrier.png" fixtures/screenshots/carrier.png
	cp "$(CARGO_TARGET_DIR)/screenshots/desktop-message.png" \
		fixtures/screenshots/message-desktop.png
	cp "$(CARGO_TARGET_DIR)/screenshots/phone-message.png" fixtures/screenshots/message-phone.png

clean:
	@tests/clean.sh
	cargo clean
