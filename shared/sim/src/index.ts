export { manualClock, systemClock, type Clock, type ManualClock } from "./clock.ts"
export { seededRandom, type Random } from "./random.ts"
