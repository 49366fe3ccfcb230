import type { Readable } from "node:stream"
import {
  cipherEntry,
  readContentOctets,
  readEnvelopeTrailer,
  type ByteSource,
  type CipherEntry,
  type ContentLayout,
  type EnvelopeHeader,
  type EnvelopeTrailer,
} from "@gir/cms"
import { GirError } from "@gir/errors"
import { authenticateGcm } from "./authenticate-gcm.ts"
import { cbcPlaintext, cbcPlaintextBytes, decryptCbc } from "./decrypt-cbc.ts"
import { decryptGcm, gcmPlaintext } from "./decrypt-gcm.ts"
import { cekHolder, type CekHolder, type DecryptionContext } from "./decryption-context.ts"
import { generatedStream, type Chunks } from "./generated-stream.ts"

export interface ContentRange {
  readonly from: number
  /** Excluded. */
  readonly to: number
}

export interface ContentReaderOptions {
  readonly header: EnvelopeHeader
  readonly layout: ContentLayout
  readonly envelope: ByteSource
  /** The envelope is in memory as a whole. */
  readonly isRetained: boolean
  /** Becomes the reader's own; `close` clears it. */
  readonly cek: Uint8Array
}

/** Reads the content of one envelope, whole or in parts. */
export class ContentReader {
  readonly #header: EnvelopeHeader
  readonly #layout: ContentLayout
  readonly #cipher: CipherEntry
  readonly #cek: CekHolder
  readonly #isRetained: boolean
  #envelope: ByteSource
  #trailer: EnvelopeTrailer | null = null
  #contentBytes: number | null = null

  constructor({ header, layout, envelope, isRetained, cek }: ContentReaderOptions) {
    this.#isRetained = isRetained
    this.#header = header
    this.#layout = layout
    this.#cipher = cipherEntry(header.contentEncryptionAlgorithm.cipher)
    this.#cek = cekHolder(cek)
    this.#envelope = envelope
  }

  /** For a file without digests: all that can be verified, before anything is released. */
  async verifyAll(): Promise<void> {
    await this.contentBytes()
    if (this.#cipher.mode !== "gcm") return
    this.#envelope = await authenticateGcm(this.#context(), { isRetained: this.#isRetained })
  }

  async contentBytes(): Promise<number> {
    if (this.#contentBytes === null) {
      await this.#readTrailer()
      this.#contentBytes =
        this.#cipher.mode === "gcm"
          ? this.#layout.contentBytes
          : await cbcPlaintextBytes(this.#context())
    }
    return this.#contentBytes
  }

  content(range?: ContentRange): Readable {
    return generatedStream((signal) => this.#read(range ?? null, signal))
  }

  /** All of it at once, verified, when the envelope is in memory anyway. */
  async whole(): Promise<Buffer> {
    const trailer = await this.#readTrailer()
    const range = { from: 0, to: this.#layout.contentBytes }
    const octets = await readContentOctets(this.#envelope, this.#layout, range)
    return this.#cipher.mode === "gcm"
      ? gcmPlaintext(this.#context(), { octets, trailer })
      : cbcPlaintext(this.#context(), octets)
  }

  close(): void {
    this.#cek.clear()
  }

  async #read(range: ContentRange | null, signal: AbortSignal): Promise<AsyncGenerator<Chunks>> {
    const { from, to } = range ?? { from: 0, to: await this.contentBytes() }
    if (range !== null) await this.#assertRange(range)
    const decrypt = this.#cipher.mode === "gcm" ? decryptGcm : decryptCbc
    return decrypt(this.#context(), { from, to, signal })
  }

  async #assertRange({ from, to }: ContentRange): Promise<void> {
    const isRange =
      Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 0 && from <= to
    // The last block tells the size; a range that stops before it does not need to know.
    const certainBytes = this.#layout.contentBytes - this.#cipher.blockBytes
    if (isRange && to <= certainBytes) return
    const contentBytes = await this.contentBytes()
    if (isRange && to <= contentBytes) return
    const message = `bytes ${from} to ${to} of ${contentBytes} are no range`
    throw new GirError("ERR_CMS_RANGE", message, { fields: { from, to, contentBytes } })
  }

  #context(): DecryptionContext {
    return {
      algorithm: this.#header.contentEncryptionAlgorithm,
      cek: this.#cek,
      envelope: this.#envelope,
      layout: this.#layout,
      trailer: () => this.#readTrailer(),
    }
  }

  async #readTrailer(): Promise<EnvelopeTrailer> {
    this.#trailer ??= await readEnvelopeTrailer(this.#envelope, this.#header, this.#layout)
    return this.#trailer
  }
}
