//! The tests that every backend passes: what a visitor of many at once would notice.
//!
//! `conformance!(new)` makes a test of each; `new` is a function from a clock and bounds to a new,
//! empty store.

pub(super) mod allowances;
pub(super) mod limits;
pub(super) mod proofs;
pub(super) mod uploads;
pub(super) mod visits;
pub(super) mod way;

use std::time::Duration;

use super::*;
use crate::mail::Address;

/// A constructor of the backend under test.
pub(super) type New = fn(Clock, Bounds) -> Store;

macro_rules! conformance {
    ($new:expr; $($noun:ident::$test:ident),* $(,)?) => {
        $(
            #[tokio::test(start_paused = true)]
            async fn $test() {
                $crate::store::conformance::$noun::$test($new).await;
            }
        )*
    };
    ($new:expr) => {
        $crate::store::conformance::conformance! {
            $new;
            visits::visits_end_and_free_their_room,
            visits::a_refused_visit_leaves_nothing_behind,
            visits::a_visit_names_few_addresses,
            visits::less_room_leaves_what_is_stored_alone,
            way::in_a_full_table_the_oldest_visit_of_the_largest_network_makes_way,
            way::visits_in_which_something_is_proven_make_way_last,
            way::of_the_reader_with_most_visits_the_oldest_makes_way,
            way::one_reader_in_many_networks_leaves_memory_to_others,
            way::many_readers_in_one_network_leave_memory_to_others,
            way::one_reader_leaves_a_networks_share_to_others,
            way::what_little_a_reader_has_makes_no_way,
            way::what_is_beyond_a_networks_share_makes_way_within_it,
            way::within_a_networks_share_whichever_part_has_most_makes_way,
            way::within_a_host_the_message_with_most_makes_way_for_little,
            way::ciphertext_counts_for_a_part_that_still_has_it,
            way::what_is_beyond_a_messages_share_makes_way_within_it,
            way::bytes_of_whoever_has_most_make_way,
            way::an_upload_of_whoever_has_most_makes_way,
            way::whoever_would_have_most_is_refused,
            uploads::uploads_that_end_free_their_room,
            uploads::an_upload_that_is_not_used_runs_out,
            uploads::an_upload_that_is_used_does_not_run_out,
            uploads::ciphertext_is_written_in_pieces_and_read_by_range,
            uploads::a_share_that_is_used_up_leaves_the_others_alone,
            uploads::equal_ciphertext_is_stored_until_its_last_visit_ends,
            uploads::uploads_are_bounded,
            uploads::ciphertext_counts_for_a_network_that_still_has_it,
            proofs::the_last_three_issues_stand_until_theirs_run_out,
            proofs::a_visit_has_so_many_tries_whatever_is_issued,
            proofs::there_is_a_pause_before_another_issue_for_the_same_address,
            proofs::no_issue_outlives_its_visit,
            proofs::a_proof_is_taken_against_the_version_it_rests_on,
            proofs::another_issue_does_not_spoil_a_right_code_unless_it_falls_out,
            proofs::a_wrong_try_does_not_spoil_a_right_one,
            proofs::a_proof_changes_the_secret_and_ends_the_issues,
            proofs::of_many_proofs_at_once_one_is_taken,
            proofs::who_did_not_ask_ends_their_own_codes_and_no_others,
            allowances::spans_slide_and_all_must_leave_room,
            allowances::some_is_kept_for_askers_who_have_spent_nothing_yet,
            allowances::some_is_kept_for_new_visits_and_of_that_for_new_networks,
            allowances::where_ones_own_counts_others_change_nothing,
            allowances::what_is_refunded_was_never_spent,
            allowances::one_message_leaves_the_others_alone,
            allowances::a_full_table_refuses_nobody_and_still_counts,
            allowances::what_others_ask_for_in_a_full_table_refuses_nobody_a_mail,
            allowances::what_was_spent_in_a_full_table_counts_on_when_there_is_room,
            limits::limits_slide_and_are_taken_together,
            limits::who_has_few_is_not_held_by_the_next_limit,
            limits::who_has_few_takes_back_nothing_that_others_did,
            limits::an_event_that_is_withdrawn_leaves_room_again,
            limits::counters_slide_and_are_bounded,
            limits::a_full_table_of_networks_refuses_no_stranger,
        }
    };
}
pub(super) use conformance;

const MINUTE: Duration = Duration::from_secs(60);

/// What a visit takes beside its ciphertext.
const OVERHEAD: u64 = 1024;

fn store(new: New, bytes: u64) -> (Store, Clock) {
    let clock = Clock::manual(1_000_000);
    let bounds = Bounds {
        bytes,
        visits: 3,
        uploads: 3,
        counters: 4,
    };
    (new(clock.clone(), bounds), clock)
}

fn share(key: &str, bytes: u64) -> Share {
    Share::whole(key, bytes, 100)
}

fn new_visit(id: &str, content: u8, length: u64, life: Duration) -> NewVisit {
    NewVisit {
        id: id.into(),
        secret: [1; 32],
        sealed: Sealed {
            digest: [content; 32],
            length,
            front: 4,
        },
        shares: Vec::new(),
        life,
    }
}

/// An upload on `share` of `length` bytes, all of them `content`.
async fn upload(
    store: &Store,
    share: Share,
    content: u8,
    length: usize,
) -> Result<Lease, StoreError> {
    let lease = store.begin_upload(share).await?;
    match store.append(&lease, &vec![content; length]).await {
        Ok(()) => Ok(lease),
        Err(error) => {
            store.end_upload(lease).await?;
            Err(error)
        }
    }
}

/// Begins a visit of half an hour, with as much ciphertext.
async fn begin(store: &Store, id: &str, length: usize) -> Result<(), StoreError> {
    begin_on(store, id, length, share("net", 1 << 30), Vec::new()).await
}

/// The same on these shares.
async fn begin_on(
    store: &Store,
    id: &str,
    length: usize,
    network: Share,
    shares: Vec<Share>,
) -> Result<(), StoreError> {
    let content = id.as_bytes()[0];
    let lease = upload(store, network, content, length).await?;
    let visit = NewVisit {
        shares,
        ..new_visit(id, content, length as u64, 30 * MINUTE)
    };
    store.begin_visit(lease, visit).await
}

fn bob() -> Proven {
    proven_by("bob@example.com")
}

fn proven_by(address: &str) -> Proven {
    Proven {
        address: Address::parse(address).unwrap(),
        mailbox: address.into(),
        method: ProofMethod::Passcode,
    }
}

fn issue(nonce: u8) -> Issue {
    issue_to("bob@example.com", nonce)
}

fn issue_to(address: &str, nonce: u8) -> Issue {
    Issue {
        nonce: [nonce; 16],
        address: Address::parse(address).unwrap(),
        mailbox: address.into(),
        digits: 8,
        may_go_out: true,
    }
}

const TERMS: Terms = Terms {
    life: Duration::from_secs(15 * 60),
    standing: 3,
    pause: Duration::ZERO,
};

async fn version(store: &Store, id: &str) -> u64 {
    store.visit(id).await.unwrap().unwrap().version
}

async fn reserved(store: &Store) -> u64 {
    store.reserved_bytes().await.unwrap()
}
