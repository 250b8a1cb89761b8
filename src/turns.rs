//! Turns at something of which there is little, such as processors: who may have one next.
//!
//! They go round by sender. Whoever asks for many waits behind each of the others' first, so that
//! nobody waits behind all that somebody else has sent.

use std::collections::{HashMap, HashSet, VecDeque};

/// Those who have a turn, and those who wait for one.
#[derive(Debug)]
pub struct Turns {
    most: usize,
    next: u64,
    /// The tickets whose turn it is, by sender.
    held: HashMap<String, HashSet<u64>>,
    /// Who waits: senders in the order in which they come next, each with tickets.
    waiting: VecDeque<(String, VecDeque<u64>)>,
}

/// A place in the queue, then a turn.
#[derive(Debug, PartialEq, Eq)]
pub struct Ticket {
    number: u64,
    sender: String,
}

impl Turns {
    /// So many turns at a time, and one at least.
    pub fn new(most: usize) -> Self {
        Self {
            most: most.max(1),
            next: 0,
            held: HashMap::new(),
            waiting: VecDeque::new(),
        }
    }

    /// Queues up for a sender.
    pub fn ask(&mut self, sender: &str) -> Ticket {
        let number = self.next;
        self.next += 1;
        match self.waiting.iter_mut().find(|(who, _)| who == sender) {
            Some((_, numbers)) => numbers.push_back(number),
            None => self
                .waiting
                .push_back((sender.to_owned(), VecDeque::from([number]))),
        }
        self.call();
        Ticket {
            number,
            sender: sender.to_owned(),
        }
    }

    /// Whether it is this one's turn.
    pub fn is_up(&self, ticket: &Ticket) -> bool {
        let held = self.held.get(&ticket.sender);
        held.is_some_and(|numbers| numbers.contains(&ticket.number))
    }

    /// Gives a turn back, or a place in the queue. Then it may be another's turn.
    pub fn leave(&mut self, ticket: &Ticket) {
        if let Some(numbers) = self.held.get_mut(&ticket.sender) {
            numbers.remove(&ticket.number);
            if numbers.is_empty() {
                self.held.remove(&ticket.sender);
            }
        }
        // Whoever has had a turn stands behind those who have waited meanwhile.
        let mut waiting = self.waiting.iter();
        if let Some(at) = waiting.position(|(who, _)| *who == ticket.sender)
            && let Some((who, mut numbers)) = self.waiting.remove(at)
        {
            let before = numbers.len();
            numbers.retain(|number| *number != ticket.number);
            let had_turn = numbers.len() == before;
            match (numbers.is_empty(), had_turn) {
                (true, _) => {}
                (false, true) => self.waiting.push_back((who, numbers)),
                (false, false) => self.waiting.insert(at, (who, numbers)),
            }
        }
        self.call();
    }

    /// Gives the turns that are free to those who have fewest, one after the other.
    fn call(&mut self) {
        while self.held.values().map(HashSet::len).sum::<usize>() < self.most {
            let has = |who: &str| self.held.get(who).map_or(0, HashSet::len);
            let places = 0..self.waiting.len();
            let Some(at) = places.min_by_key(|&at| has(&self.waiting[at].0)) else {
                return;
            };
            let Some((who, mut numbers)) = self.waiting.remove(at) else {
                return;
            };
            let number = numbers.pop_front();
            self.held.entry(who.clone()).or_default().extend(number);
            if !numbers.is_empty() {
                self.waiting.push_back((who, numbers));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_go_round_by_sender() {
        let mut turns = Turns::new(2);
        let anns: Vec<Ticket> = (0..5).map(|_| turns.ask("ann")).collect();
        let up = |turns: &Turns| anns.iter().filter(|ticket| turns.is_up(ticket)).count();
        assert_eq!(up(&turns), 2, "what nobody else wants may be had");
        let (bob, eve) = (turns.ask("bob"), turns.ask("eve"));
        assert!(!turns.is_up(&bob) && !turns.is_up(&eve));
        turns.leave(&anns[0]);
        assert!(turns.is_up(&bob), "who has none comes first");
        turns.leave(&bob);
        assert!(turns.is_up(&eve));
        turns.leave(&anns[1]);
        assert!(turns.is_up(&anns[2]) && up(&turns) == 1);
        turns.leave(&eve);
        assert!(turns.is_up(&anns[3]) && !turns.is_up(&anns[4]));
        for ticket in &anns {
            turns.leave(ticket);
        }
        assert!(turns.held.is_empty() && turns.waiting.is_empty());
    }

    #[test]
    fn who_waits_no_longer_is_not_called() {
        let mut turns = Turns::new(1);
        let (ann, bob, eve) = (turns.ask("ann"), turns.ask("bob"), turns.ask("eve"));
        turns.leave(&bob);
        turns.leave(&ann);
        assert!(turns.is_up(&eve) && !turns.is_up(&bob));
        turns.leave(&bob);
        assert!(turns.is_up(&eve), "a place that was given back once");
    }
}
