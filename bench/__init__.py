"""The speeds we promise, each measured as a ratio to the bare work in the same run; see docs/benchmarks.md."""
