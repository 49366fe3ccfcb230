/** The variables of this process: the one place where the service kit touches them. */
export function processEnvironment(): NodeJS.ProcessEnv {
  return process.env
}
