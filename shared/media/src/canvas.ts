import { GLYPH_WIDTH, glyphRows } from "./bitmap-font.ts"

/** A colour as video has it: luma, then the two chroma values. */
export type Colour = readonly [y: number, u: number, v: number]

/** All even, because a chroma value covers two by two picture elements. */
export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface TextPlace {
  readonly x: number
  readonly y: number
  /** Picture elements per dot of the font. */
  readonly scale: number
  /** Text changes the luma only; its chroma is that of what lies behind. */
  readonly luma: number
}

/** One frame in yuv420p: a plane of luma, then two of chroma at half the width and height. */
export class Canvas {
  readonly width: number
  readonly height: number
  readonly bytes: Buffer

  constructor(width: number, height: number) {
    this.width = width
    this.height = height
    this.bytes = Buffer.alloc((width * height * 3) / 2)
  }

  /** @returns a canvas of its own with the same picture. */
  copy(): Canvas {
    const copy = new Canvas(this.width, this.height)
    this.bytes.copy(copy.bytes)
    return copy
  }

  fill(rectangle: Rectangle, [luma, u, v]: Colour): void {
    const lumaBytes = this.width * this.height
    const half = {
      x: rectangle.x / 2,
      y: rectangle.y / 2,
      width: rectangle.width / 2,
      height: rectangle.height / 2,
    }
    this.#fillPlane({ from: 0, stride: this.width }, rectangle, luma)
    this.#fillPlane({ from: lumaBytes, stride: this.width / 2 }, half, u)
    this.#fillPlane({ from: (lumaBytes * 5) / 4, stride: this.width / 2 }, half, v)
  }

  /** Writes one line; what does not fit in the width is left out. */
  write(text: string, place: TextPlace): void {
    const advance = (GLYPH_WIDTH + 1) * place.scale
    const fitting = Math.floor((this.width - place.x) / advance)
    Array.from(text.slice(0, Math.max(fitting, 0))).forEach((character, index) => {
      this.#writeGlyph(character, { ...place, x: place.x + index * advance })
    })
  }

  #writeGlyph(character: string, { x, y, scale, luma }: TextPlace): void {
    glyphRows(character).forEach((row, line) => {
      for (let dot = 0; dot < GLYPH_WIDTH; dot += 1) {
        if (((row >> (GLYPH_WIDTH - 1 - dot)) & 1) === 0) continue
        const square = { x: x + dot * scale, y: y + line * scale, width: scale, height: scale }
        this.#fillPlane({ from: 0, stride: this.width }, square, luma)
      }
    })
  }

  #fillPlane(plane: { from: number; stride: number }, area: Rectangle, value: number): void {
    for (let line = area.y; line < area.y + area.height; line += 1) {
      const start = plane.from + line * plane.stride + area.x
      this.bytes.fill(value, start, start + area.width)
    }
  }
}
