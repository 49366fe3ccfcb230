declare module "wav-decoder" {
  interface DecodedAudio {
    readonly sampleRate: number
    readonly numberOfChannels: number
    readonly length: number
    readonly channelData: readonly Float32Array[]
  }
  interface Decode {
    (buffer: ArrayBuffer, options?: { symmetric?: boolean }): Promise<DecodedAudio>
    readonly sync: (buffer: ArrayBuffer, options?: { symmetric?: boolean }) => DecodedAudio
  }
  const wavDecoder: { readonly decode: Decode }
  export default wavDecoder
}
