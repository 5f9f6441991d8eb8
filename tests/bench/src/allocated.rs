//! What the thread allocates: the allocator of the tests. Unlike times, this is the same on every machine.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// What was allocated within some work.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Allocated {
    pub(crate) times: usize,
    pub(crate) bytes: usize,
    /// The most that was there at once.
    pub(crate) peak: usize,
    /// What is there now. Work may free what was there before it.
    left: isize,
}

#[global_allocator]
static COUNTING: Counting = Counting;

thread_local! {
    static COUNT: Cell<Allocated> = const { Cell::new(Allocated { times: 0, bytes: 0, peak: 0, left: 0 }) };
}

/// Does some work and says what it allocated.
pub(crate) fn during<T>(work: impl FnOnce() -> T) -> (T, Allocated) {
    COUNT.set(Allocated::default());
    let done = work();
    (done, COUNT.get())
}

struct Counting;

// `realloc` is the trait's own: it allocates, copies and frees, which is the worst that growing can cost.
#[expect(unsafe_code, reason = "an allocator is; it hands everything to the system's")]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let mut count = COUNT.get();
        count.times += 1;
        count.bytes += layout.size();
        count.left += layout.size().cast_signed();
        count.peak = count.peak.max(usize::try_from(count.left).unwrap_or_default());
        COUNT.set(count);
        // SAFETY: the caller keeps the contract, which is the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        let mut count = COUNT.get();
        count.left -= layout.size().cast_signed();
        COUNT.set(count);
        // SAFETY: as above; what is freed came from `alloc`.
        unsafe { System.dealloc(pointer, layout) }
    }
}
