//! Counts what the coder does, in tests only: that no comment is slow is shown without a clock.

#[cfg(test)]
thread_local! {
    static COUNT: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// Counts some steps of a loop whose length the text decides.
#[inline(always)]
pub(crate) fn add(count: usize) {
    #[cfg(test)]
    COUNT.with(|steps| steps.set(steps.get() + count as u64));
    #[cfg(not(test))]
    let _ = count;
}

/// Steps since the last call.
#[cfg(test)]
pub(crate) fn take() -> u64 {
    COUNT.with(|steps| steps.replace(0))
}
