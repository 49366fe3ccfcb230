export {
  DEFAULT_ALERT_TONE_INTERVAL_MS,
  MIN_ALERT_TONE_INTERVAL_MS,
  type AlertToneOptions,
} from "./alert-tone.ts"
export { builtInCallPath } from "./built-in-call.ts"
export { captureCall, type CaptureCallOptions } from "./capture-call.ts"
export { captureLive, type CaptureLiveOptions, type LiveSound } from "./capture-live.ts"
export { captureScreen, type CaptureScreenOptions } from "./capture-screen.ts"
export type { MediaAddress } from "./ffmpeg-inputs.ts"
export { ffmpegPaths, type FfmpegPaths } from "./ffmpeg-paths.ts"
export {
  fingerprintOf,
  fingerprintTap,
  mediaDigester,
  type FingerprintTap,
  type MediaDigest,
  type MediaDigester,
} from "./fingerprint.ts"
export type {
  CapturedMedia,
  Fingerprint,
  LiveMedia,
  MediaSource,
  MediaType,
} from "./media-types.ts"
export type { Mp3BitRateKbps } from "./mp3-sound.ts"
export { muxRecording, type MuxedMedia, type MuxRecordingOptions } from "./mux-recording.ts"
export { machinePacer, type Pacer } from "./pace.ts"
export { probeMedia, type ProbedMedia, type ProbedStream } from "./probe-media.ts"
export type { RtpCounts } from "./rtp/rtp-counts.ts"
export { rtpSound, type RtpSound } from "./rtp/rtp-sound.ts"
export { noisePeaks, waveformPeaks, type Peak } from "./waveform.ts"
