//! Areas as units of work: a few workers take them from one queue, as many at a time as the memory allows.
//!
//! The workers are threads of their own, not of the rayon pool, because they wait: for memory, and for parallel loops that a
//! stage runs inside. A pool thread that waits may pick up another area on top of its own and wait for itself.

use crate::failure::{Failure, Result};
use rosette_cloud::Watch;
use std::cmp::Reverse;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, OnceLock, PoisonError};
use std::thread::{self, ScopedJoinHandle};

/// Stack of a worker, bytes: that of a main thread, so that deep call chains behave alike everywhere.
const STACK: usize = 8 << 20;

/// How much may go on at once.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Workers.
    pub workers: usize,
    /// Sum of the costs of the items at hand, bytes; an item that alone costs more is done by itself.
    pub memory: u64,
}

/// Does `work` on every item, costliest first, and gives the results in the order of the items.
///
/// Ends early, with what went wrong, when an item fails or the user asks to stop.
pub fn each<T: Sync, R: Send + Sync>(
    items: &[T],
    cost: impl Fn(&T) -> u64,
    limits: Limits,
    watch: &dyn Watch,
    work: impl Fn(&T) -> Result<R> + Sync,
) -> Result<Vec<R>> {
    let costs: Vec<u64> = items.iter().map(|item| cost(item).min(limits.memory)).collect();
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by_key(|idx| (Reverse(costs[*idx]), *idx));
    let results: Vec<OnceLock<Result<R>>> = items.iter().map(|_| OnceLock::new()).collect();
    let (next, failed, gate) = (AtomicUsize::new(0), AtomicBool::new(false), Gate::new(limits.memory));
    let worker = || {
        while !failed.load(Ordering::Relaxed) && !watch.stopped() {
            let Some(&idx) = order.get(next.fetch_add(1, Ordering::Relaxed)) else { return };
            let _pass = gate.enter(costs[idx]);
            let result = work(&items[idx]);
            failed.fetch_or(result.is_err(), Ordering::Relaxed);
            let _ = results[idx].set(result);
        }
    };
    run_workers(limits.workers.clamp(1, items.len().max(1)), &worker)?;
    gather(results)
}

/// The results, or the failure of the first item that has one, or the stop that left some undone.
fn gather<R>(results: Vec<OnceLock<Result<R>>>) -> Result<Vec<R>> {
    let mut done = Vec::with_capacity(results.len());
    let mut undone = false;
    for result in results {
        match result.into_inner() {
            Some(result) => done.push(result?),
            None => undone = true,
        }
    }
    if undone { Err(Failure::Stopped) } else { Ok(done) }
}

fn run_workers(workers: usize, worker: &(dyn Fn() + Sync)) -> Result<()> {
    thread::scope(|scope| {
        let spawn = || thread::Builder::new().name("area".into()).stack_size(STACK).spawn_scoped(scope, worker);
        let handles: Vec<std::io::Result<ScopedJoinHandle<'_, ()>>> = (0..workers).map(|_| spawn()).collect();
        for handle in handles {
            let handle = handle.map_err(|err| Failure::Internal(format!("a worker thread could not be started: {err}")))?;
            if let Err(fault) = handle.join() {
                resume_unwind(fault);
            }
        }
        Ok(())
    })
}

/// Lets in as much as fits.
struct Gate {
    free: Mutex<u64>,
    changed: Condvar,
}

impl Gate {
    fn new(size: u64) -> Gate {
        Gate { free: Mutex::new(size), changed: Condvar::new() }
    }

    fn enter(&self, cost: u64) -> Pass<'_> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        while *free < cost {
            free = self.changed.wait(free).unwrap_or_else(PoisonError::into_inner);
        }
        *free -= cost;
        Pass { gate: self, cost }
    }
}

/// Gives its share back when dropped, also when the work panicked.
struct Pass<'a> {
    gate: &'a Gate,
    cost: u64,
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        *self.gate.free.lock().unwrap_or_else(PoisonError::into_inner) += self.cost;
        self.gate.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rosette_cloud::Quiet;

    fn limits(workers: usize, memory: u64) -> Limits {
        Limits { workers, memory }
    }

    #[test]
    fn results_come_in_the_order_of_the_items_and_memory_is_kept() {
        for workers in [1, 2, 7] {
            let at_hand = Mutex::new((0u64, 0u64));
            let items: Vec<u64> = (0..50).map(|idx| idx * 7 % 13).collect();
            let done = each(
                &items,
                |item| *item,
                limits(workers, 15),
                &Quiet,
                |item| {
                    let mut now = at_hand.lock().unwrap();
                    now.0 += item;
                    now.1 = now.1.max(now.0);
                    drop(now);
                    thread::yield_now();
                    at_hand.lock().unwrap().0 -= item;
                    Ok(item * 2)
                },
            );
            assert_eq!(done.unwrap(), items.iter().map(|item| item * 2).collect::<Vec<_>>());
            assert!(at_hand.lock().unwrap().1 <= 15);
        }
    }

    #[test]
    fn an_item_larger_than_the_memory_is_done_alone() {
        assert_eq!(each(&[100u64, 1, 200], |item| *item, limits(3, 10), &Quiet, |item| Ok(*item)).unwrap(), [100, 1, 200]);
    }

    #[test]
    fn a_failure_ends_the_work() {
        let done = AtomicUsize::new(0);
        let items: Vec<u64> = (0..1000).rev().collect();
        let failed = each(
            &items,
            |item| *item,
            limits(2, 10_000),
            &Quiet,
            |item| {
                done.fetch_add(1, Ordering::Relaxed);
                if *item == 990 { Err(Failure::Output("full".into())) } else { Ok(()) }
            },
        );
        assert_eq!(failed.unwrap_err().to_string(), "full");
        assert!(done.load(Ordering::Relaxed) < 1000);
    }

    #[test]
    fn a_panic_reaches_the_caller_with_its_message() {
        let fault = std::panic::catch_unwind(|| {
            let _ = each(&[1, 2, 3], |_| 1, limits(2, 1), &Quiet, |item| if *item == 2 { panic!("bad area") } else { Ok(()) });
        });
        assert_eq!(*fault.unwrap_err().downcast::<&str>().unwrap(), "bad area");
    }
}
