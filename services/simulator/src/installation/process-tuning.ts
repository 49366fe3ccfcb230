/**
 * For a program that does little. V8 collects an old generation for the first time when it has grown
 * for hours, and the process grows with it: by what was measured, twenty thousand questions for its
 * metrics brought GAX from 95 MiB to 154 and still growing, and so from 81 to 95 and no further.
 */
const SMALL_HEAP = ["--optimize-for-size"] as const

/**
 * For two thousand live calls on one core, half of it busy, by what was measured: each collection of
 * the young generation stops all of them, for 25 ms where it has V8's 16 MiB, and for 6 ms with
 * four; threads that mark the old one take the core away from calls for 150 ms, where marking on the
 * main thread stops them for 40; and where the old one may grow to three times what lives in it, it is
 * marked every 45 s instead of every 13 s, for 100 MiB more of memory. Over 90 s the last one alone
 * brought p99 from 74 ms to 16.
 */
const RARE_STOPS = [
  "--max-semi-space-size=4",
  "--no-concurrent-marking",
  "--heap-growing-percent=200",
] as const

/** How Node runs a program of ours, where its own choice is not good. */
export const NODE_FLAGS: ReadonlyMap<string, readonly string[]> = new Map<
  string,
  readonly string[]
>([
  ["config-server", SMALL_HEAP],
  ["gax", SMALL_HEAP],
  ["mcp", RARE_STOPS],
  ["muxer", SMALL_HEAP],
  ["recording-processor", SMALL_HEAP],
  ["screen-recorder", SMALL_HEAP],
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
