/**
 * How Node runs a program of ours, where its own choice is not good. By what was measured with two
 * thousand live calls on one core, half of it busy: each collection of the young generation stops all
 * of them, for 25 ms where it has V8's 16 MiB, and for 6 ms with four; threads that mark the old
 * one take the core away from calls for 150 ms, where marking on the main thread stops them for 40;
 * and where the old one may grow to three times what lives in it, it is marked every 45 s instead of
 * every 13 s, for 100 MiB more of memory. Over 90 s the last one alone brought p99 from 74 ms to 16.
 */
export const NODE_FLAGS: ReadonlyMap<string, readonly string[]> = new Map([
  ["mcp", ["--max-semi-space-size=4", "--no-concurrent-marking", "--heap-growing-percent=200"]],
])
