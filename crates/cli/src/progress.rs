//! Progress on the terminal, plain lines elsewhere, and the request to stop.

use indicatif::{HumanDuration, ProgressBar, ProgressState, ProgressStyle};
use rosette_cloud::Watch;
use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::FormatTime;

/// Set by Ctrl-C or a termination signal; read by every stage between two units of work.
static STOP: AtomicBool = AtomicBool::new(false);

/// The exit code of an interrupted command.
const INTERRUPTED: i32 = 130;

/// Lets Ctrl-C (and SIGTERM) ask the work to stop after the unit at hand; a second one ends the program at once.
pub fn listen_for_stop() {
    let asked = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::SeqCst) {
            std::process::exit(INTERRUPTED);
        }
        let _ = writeln!(
            io::stderr(),
            "\nstopping after the piece of work at hand; once more to stop at once (nothing finished is lost)"
        );
    });
    if let Err(err) = asked {
        tracing::warn!("Ctrl-C cannot be caught here ({err}); the run can be resumed all the same");
    }
}

/// Tells of progress: a bar on a terminal, one line a piece of work elsewhere.
#[derive(Clone)]
pub struct Screen {
    work: Arc<Mutex<Option<Work>>>,
    done: Arc<AtomicU64>,
    bars: bool,
}

struct Work {
    name: String,
    unit: String,
    began: Instant,
    bar: Option<ProgressBar>,
}

impl Screen {
    /// A screen with bars if standard error is a terminal and `quiet` is false.
    pub fn new(quiet: bool) -> Screen {
        Screen { work: Arc::default(), done: Arc::default(), bars: !quiet && io::stderr().is_terminal() }
    }

    /// Says that a short piece of work begins, of which no progress can be told.
    pub fn working(&self, name: &str) {
        tracing::info!("{name}");
    }

    /// Where log lines go: through the screen, so that they do not tear a bar.
    pub fn log(&self) -> LogLines {
        LogLines(self.clone())
    }

    fn lock(&self) -> MutexGuard<'_, Option<Work>> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn close(&self, work: Option<Work>) {
        let Some(work) = work else { return };
        if let Some(bar) = &work.bar {
            bar.finish_and_clear();
        }
        let amount = self.done.swap(0, Ordering::Relaxed);
        tracing::info!("{}", sentence(&work, amount));
    }
}

impl Watch for Screen {
    fn begin(&self, name: &str, total: u64, unit: &str) {
        let before = self.lock().take();
        self.close(before);
        self.done.store(0, Ordering::Relaxed);
        tracing::debug!("{name}: begins");
        let bar = self.bars.then(|| bar(name, total, unit));
        *self.lock() = Some(Work { name: name.into(), unit: unit.into(), began: Instant::now(), bar });
    }

    fn advance(&self, amount: u64) {
        self.done.fetch_add(amount, Ordering::Relaxed);
        if self.bars
            && let Some(bar) = self.lock().as_ref().and_then(|work| work.bar.as_ref())
        {
            bar.inc(amount);
        }
    }

    fn end(&self) {
        let work = self.lock().take();
        self.close(work);
    }

    fn stopped(&self) -> bool {
        STOP.load(Ordering::Relaxed)
    }
}

fn bar(name: &str, total: u64, unit: &str) -> ProgressBar {
    let (bar, template) = match total {
        0 => (ProgressBar::new_spinner(), format!("{{msg}} {{spinner}} {{elapsed}}, {{rate}} {unit}/s")),
        _ => (ProgressBar::new(total), format!("{{msg}} {{wide_bar}} {{percent}} % {{elapsed}}, {{rate}} {unit}/s, {{left}}")),
    };
    let style = ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar());
    bar.set_style(style.with_key("rate", tell_rate).with_key("left", tell_left));
    bar.set_message(name.to_string());
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn tell_rate(state: &ProgressState, line: &mut dyn fmt::Write) {
    let _ = write!(line, "{}", short(state.per_sec()));
}

/// Nothing is known of the time left before the first unit of work is done.
fn tell_left(state: &ProgressState, line: &mut dyn fmt::Write) {
    let _ = match state.pos() {
        0 => write!(line, "time left not known yet"),
        _ => write!(line, "{:#} left", HumanDuration(state.eta())),
    };
}

/// What was done, for the log: `reading scans: 10.2 M points in 3.1 s (3.3 M points/s)`.
fn sentence(work: &Work, amount: u64) -> String {
    let seconds = work.began.elapsed().as_secs_f64();
    match (amount, seconds >= 0.1) {
        (0, _) => format!("{} ({seconds:.1} s)", work.name),
        (_, false) => format!("{}: {} {}", work.name, short(amount as f64), work.unit),
        _ => {
            let rate = short(amount as f64 / seconds);
            format!("{}: {} {} in {seconds:.1} s ({rate} {}/s)", work.name, short(amount as f64), work.unit, work.unit)
        }
    }
}

/// A number in three digits: `999`, `12.3 k`, `1.23 M`, `4.50 G`.
pub fn short(number: f64) -> String {
    let (scaled, prefix) = match number.abs() {
        size if size >= 1e9 => (number / 1e9, " G"),
        size if size >= 1e6 => (number / 1e6, " M"),
        size if size >= 1e3 => (number / 1e3, " k"),
        _ => return format!("{number:.0}"),
    };
    let digits = if scaled.abs() >= 99.95 {
        0
    } else if scaled.abs() >= 9.995 {
        1
    } else {
        2
    };
    format!("{scaled:.digits$}{prefix}")
}

/// Writes log lines to standard error, above the bar if there is one.
#[derive(Clone)]
pub struct LogLines(Screen);

impl Write for LogLines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let bar = self.0.lock().as_ref().and_then(|work| work.bar.clone());
        // A log that nobody reads must not stop the work.
        let _ = match bar {
            Some(bar) => bar.suspend(|| io::stderr().write_all(bytes)),
            None => io::stderr().write_all(bytes),
        };
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

/// Says something on standard output. Nobody listening (`rosette info ... | head`) is no fault.
pub fn say(text: impl fmt::Display) {
    let _ = writeln!(io::stdout(), "{text}");
}

/// Says something on standard error, if anybody listens.
pub fn complain(text: impl fmt::Display) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// Begins a log line with the seconds since the start.
pub struct Elapsed(Instant);

impl Default for Elapsed {
    fn default() -> Self {
        Elapsed(Instant::now())
    }
}

impl FormatTime for Elapsed {
    fn format_time(&self, line: &mut Writer<'_>) -> fmt::Result {
        write!(line, "{:8.1} s", self.0.elapsed().as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        for (number, text) in [
            (0., "0"),
            (999., "999"),
            (1000., "1.00 k"),
            (12_345., "12.3 k"),
            (2.5e6, "2.50 M"),
            (1e8, "100 M"),
            (3.14e9, "3.14 G"),
        ] {
            assert_eq!(short(number), text);
        }
    }
}
