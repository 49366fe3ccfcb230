import { clip } from "./samples.ts"

/** Adds the channels as a conference bridge does; the sum clips. */
export function mixToOne(samples: Int32Array, channels: number): Int32Array {
  const mixed = new Int32Array(samples.length / channels)
  for (let frame = 0; frame < mixed.length; frame += 1) {
    let sum = 0
    for (let channel = 0; channel < channels; channel += 1) {
      sum += samples[frame * channels + channel] ?? 0
    }
    mixed[frame] = clip(sum)
  }
  return mixed
}
