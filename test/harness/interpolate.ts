/**
 * `${NAME:-default}` as Compose reads it: an empty variable gets the default too.
 *
 * @param host the environment in which `docker compose` would be typed.
 */
export function interpolate(
  text: string,
  host: Readonly<Record<string, string | undefined>>,
): string {
  const variable = /\$\{([A-Z_]+):-([^}]*)\}/g
  return text.replace(variable, (_all, name: string, fallback: string) => host[name] || fallback)
}
