//! How much memory the process may use, whatever of it is free at the moment.

use hecs_analysis::MemoryPool;

/// Bytes of a GiB.
const GIB: f64 = (1_u64 << 30) as f64;

/// Share of what the process may use that maps may take; the rest is for files, tables, threads.
const SHARE_OF_MAPS: f64 = 0.75;

/// What all structures in work share: what the process may use by its limits, its control group and
/// the machine, and no more than was asked for.
pub(crate) fn pool(asked_gib: Option<f64>) -> MemoryPool {
    let allowed = SHARE_OF_MAPS * allowed_bytes().map_or(f64::INFINITY, |bytes| bytes as f64);
    let asked = asked_gib.map_or(f64::INFINITY, |gib| gib * GIB);
    MemoryPool::new(allowed.min(asked) as u64)
}

/// The smallest of the limits that are set; none where none is known.
fn allowed_bytes() -> Option<u64> {
    let limits = [
        process_limit(),
        control_group_limit(),
        memory_of_the_machine(),
    ];
    limits.into_iter().flatten().min()
}

/// `ulimit -v` and `ulimit -d`, less what every thread reserves of addresses without using them.
#[cfg(unix)]
fn process_limit() -> Option<u64> {
    use rustix::process::{Resource, getrlimit};
    /// Stack of a worker and arena of its allocator.
    const RESERVED_PER_THREAD: u64 = (2 << 20) + (64 << 20);
    let threads = rayon::current_num_threads() as u64 + 2;
    let limit = [Resource::As, Resource::Data]
        .into_iter()
        .filter_map(|resource| getrlimit(resource).current)
        .min()?;
    Some(limit.saturating_sub(threads * RESERVED_PER_THREAD))
}

#[cfg(not(unix))]
fn process_limit() -> Option<u64> {
    None
}

/// The smallest limit of the control group and those above it, of version 2 or 1.
fn control_group_limit() -> Option<u64> {
    let groups = std::fs::read_to_string("/proc/self/cgroup").ok()?;
    let mut limits = Vec::new();
    for line in groups.lines() {
        // hierarchy:controllers:path, without controllers in version 2
        let mut parts = line.splitn(3, ':').skip(1);
        let (Some(controllers), Some(path)) = (parts.next(), parts.next()) else {
            continue;
        };
        let (root, name) = match controllers {
            "" => ("/sys/fs/cgroup", "memory.max"),
            list if list.split(',').any(|c| c == "memory") => {
                ("/sys/fs/cgroup/memory", "memory.limit_in_bytes")
            }
            _ => continue,
        };
        // A container sees its own group as the root, under whatever path it has outside.
        let inside = std::path::Path::new(path.trim_start_matches('/'));
        for group in inside.ancestors() {
            let file = std::path::Path::new(root).join(group).join(name);
            let text = std::fs::read_to_string(file).unwrap_or_default();
            limits.extend(text.trim().parse::<u64>());
        }
    }
    limits.into_iter().min()
}

/// What is built in.
fn memory_of_the_machine() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find(|line| line.starts_with("MemTotal:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib << 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_bounds_the_pool() {
        assert!(pool(Some(0.5)).take(1 << 30).is_none());
        assert!(pool(Some(0.5)).take(1 << 20).is_some());
        assert!(pool(None).take(1 << 20).is_some());
    }
}
