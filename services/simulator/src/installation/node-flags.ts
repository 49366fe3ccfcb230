/**
 * How Node runs a program of ours, where its own choice is not good. By what was measured with two
 * thousand live calls on one core, half of it busy: each collection of the young generation stops all
 * of them, for 25 ms where it has V8's 16 MiB, and for 6 ms with four; and threads that mark the old
 * one take the core away from calls for 150 ms, where marking on the main thread stops them for 40.
 */
export const NODE_FLAGS: ReadonlyMap<string, readonly string[]> = new Map([
  ["mcp", ["--max-semi-space-size=4", "--no-concurrent-marking"]],
])
