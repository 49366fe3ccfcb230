/** What came, and what did not. Every datagram is counted exactly once. */
export interface RtpCounts {
  /** Packets whose sound is in the recording. */
  readonly received: number
  /** Of those, the ones that were overtaken on their way. */
  readonly reordered: number
  /** Packets that the sender's numbers promise and that are not in the recording. */
  readonly lost: number
  /** Of the lost ones, those that came when their place was written already. */
  readonly late: number
  readonly duplicates: number
  /** Times that the sender began its numbers anew. */
  readonly restarts: number
  /** Samples of silence in place of what was lost or not sent. */
  readonly concealedSamples: number
  readonly control: number
  readonly malformed: number
  readonly otherPayloadType: number
  /** Of another sender than the call's, while there was one. */
  readonly otherSource: number
  /** Came before there was a call, from senders that no second packet has confirmed so far. */
  readonly stray: number
  /** Refused because more sound waits than is held. */
  readonly overrun: number
}
