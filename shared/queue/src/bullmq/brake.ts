import { setTimeout as delay } from "node:timers/promises"
import type { IQueueBackend } from "bullmq"

const BRAKE_MS = 500

/**
 * A worker asks for its next job in a loop without a pause, also when the answer is an error that
 * BullMQ does not count among the connection errors ("the database system is starting up", "LOADING
 * Redis is loading the dataset"): the pause is put in here, before the error goes on.
 */
export function withBrake<B extends IQueueBackend>(backend: B): B {
  const moveToActive = backend.moveToActive.bind(backend)
  backend.moveToActive = async (token, name) => {
    try {
      return await moveToActive(token, name)
    } catch (error) {
      await delay(BRAKE_MS)
      throw error
    }
  }
  return backend
}
