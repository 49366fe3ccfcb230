import { randomInt } from "node:crypto"

/** Without those that are taken for another: 0 o, 1 l i. */
const LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
const GROUPS = 3
const GROUP_LENGTH = 4

/** @returns a password that is read from a wall and typed: `k7f2-9xqp-m3ht`, of 59 bits. */
export function seatCode(): string {
  const group = (): string =>
    Array.from({ length: GROUP_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join("")
  return Array.from({ length: GROUPS }, group).join("-")
}
