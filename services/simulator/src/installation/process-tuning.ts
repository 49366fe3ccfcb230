/**
 * How Node runs a program of ours, where its own choice is not good. By what was measured with two
 * thousand live calls on one core, half of it busy: each collection of the young generation stops all
 * of them, for 25 ms where it has V8's 16 MiB, and for 6 ms with four; threads that mark the old
 * one take the core away from calls for 150 ms, where marking on the main thread stops them for 40;
 * and where the old one may grow to three times what lives in it, it is marked every 45 s instead of
 * every 13 s, for 100 MiB more of memory. Over 90 s the last one alone brought p99 from 74 ms to 16.
 */
export const NODE_FLAGS: ReadonlyMap<string, readonly string[]> = new Map([
  ["gax", ["--optimize-for-size"]],
  ["muxer", ["--optimize-for-size"]],
  ["screen-recorder", ["--optimize-for-size"]],
  ["config-server", ["--optimize-for-size"]],
  ["recording-processor", ["--optimize-for-size"]],
  ["mcp", ["--max-semi-space-size=4", "--no-concurrent-marking", "--heap-growing-percent=200"]],
])

/**
 * Settings of glibc's memory allocator (mallopt(3)) for a program that it serves badly. RCS moves each recording
 * between its threads in pieces of up to a megabyte. Once such a piece was freed, glibc takes later
 * ones from its arenas, where they leave gaps: at 15 calls a second the process came to 229 MiB in
 * four minutes, and to more later. With a threshold that stays, a large piece goes back to the
 * system as soon as it is freed. It lies above what a short recording needs: with 128 KiB, playing
 * 120 KB cost a fifth more. Other C libraries ignore both.
 */
export const ALLOCATOR: ReadonlyMap<string, NodeJS.ProcessEnv> = new Map([
  ["rcs", { MALLOC_ARENA_MAX: "2", MALLOC_MMAP_THRESHOLD_: "524288" }],
])
