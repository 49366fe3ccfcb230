/** Published for another machine and another product: to be seen beside, never to be compared. */
export const PUBLISHED_FOR =
  "Another machine's: one MCP on a six-core server of 2011, concurrent real-time ports, from the vendor's Hardware Sizing Guide."

export const PUBLISHED_CAPACITY = [
  { name: "mp3 16 kbit/s, clear, physical", recommendedPorts: "240", peakPorts: "270" },
  {
    name: "mp3 16 kbit/s, encrypted, physical",
    recommendedPorts: "210 (-12.5 %)",
    peakPorts: "270, if delay is accepted",
  },
  { name: "the same, strict on audio quality", recommendedPorts: "120", peakPorts: "" },
  { name: "mp3 16 kbit/s, clear, Linux", recommendedPorts: "150", peakPorts: "210" },
  { name: "mp3 32 kbit/s, clear, physical", recommendedPorts: "200", peakPorts: "220" },
] as const
