import { execFileSync, spawnSync } from "node:child_process"
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { DEFAULT_CONTACT_CENTER_ID } from "@gir/contracts"
import { isGirError } from "@gir/errors"
import { buildRws, readRwsConfig } from "@gir/rws"
import { silentLogger, type Service } from "@gir/service-kit"
import { noFaults, systemClock } from "@gir/sim"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { reference, startWorld, urlOf, type World } from "../harness/world.ts"
import { tempFolder } from "../harness/temp-folder.ts"

const hasCurl = spawnSync("curl", ["--version"], { stdio: "ignore" }).error === undefined

let world: World
let folder: { path: string; remove: () => Promise<void> }
let mediaId: string
const nodes = new Map<string, Service>()

beforeAll(async () => {
  folder = await tempFolder()
  world = await startWorld()
  const { call } = await world.record({ ivrProfileDbid: await world.newProfile() })
  mediaId = reference(call).mediaId
})

afterAll(async () => {
  for (const node of nodes.values()) await node.close()
  await world.close()
  await folder.remove()
})

/** The file that the guide has one create, letter for letter. */
async function createFile(name: string, location: string, rcsUri: string): Promise<void> {
  const text = `{
  "name": "decrypt-uri-prefix",
  "location": "${location}",
  "value": "${rcsUri}/rcs"
}
`
  await writeFile(join(folder.path, name), text)
}

/**
 * Runs the guide's command in a shell; only host, port and contact center are filled in. Without
 * curl on the machine the same bytes go out through fetch.
 */
async function runCurl(file: string, login = "ops:ops"): Promise<string> {
  const url = `${urlOf(world, "rws")}/api/v2/ops/contact-centers/${DEFAULT_CONTACT_CENTER_ID}/settings/screen-recording`
  if (hasCurl) {
    const command = `curl -u ${login} -X POST -d @${file} ${url} --header "Content-Type: application/json"; echo`
    return execFileSync("sh", ["-c", command], {
      cwd: folder.path,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    })
  }
  const text = await readFile(join(folder.path, file), "utf8")
  const answer = await fetch(url, {
    method: "POST",
    headers: {
      authorization: `Basic ${Buffer.from(login).toString("base64")}`,
      "content-type": "application/json",
    },
    // curl's -d takes the line ends out.
    body: text.replaceAll("\n", ""),
  })
  return `${await answer.text()}\n`
}

/** Starts one more node of Web Services on the installation's database. */
async function addNode(nodePath: string): Promise<void> {
  const config = readRwsConfig({
    GIR_RWS_NODE_PATH: nodePath,
    GIR_NODE_ROOT: join(folder.path, nodePath),
    GIR_PORT: "0",
    GIR_DATABASE_URL_FILE: world.secrets.databaseUrlFile,
    GIR_SERVICE_TOKEN_FILE: world.secrets.serviceTokenFile,
    GIR_STORAGE_DESTINATION: world.state.storageDestination,
  })
  const context = {
    name: `rws${nodePath}`,
    clock: systemClock,
    faults: noFaults,
    logger: silentLogger,
  }
  const node = await buildRws(config, context)
  await node.app.listen({ host: "127.0.0.1", port: 0 })
  nodes.set(nodePath, node)
}

/** Asks a node where a player finds the recording. */
async function mediaUriAt(nodePath: string): Promise<unknown> {
  const address = nodes.get(nodePath)?.app.server.address() as { port: number }
  const recordingId = mediaId.replace(/-call$/, "")
  const answer = await fetch(
    `http://127.0.0.1:${address.port}/api/v2/recordings/${recordingId}/media/${mediaId}/uri`,
    { headers: { authorization: `Basic ${Buffer.from("ops:ops").toString("base64")}` } },
  )
  const body = (await answer.json()) as { mediaUri?: string; code?: string }
  return body.mediaUri ?? body.code
}

describe("the guide's curl command for a single location", () => {
  it("sets the decrypt-uri-prefix, and the recording plays at that address", async () => {
    const rcs = urlOf(world, "rcs")
    await createFile("create_single_location", "/", rcs)
    expect(await runCurl("create_single_location")).toBe('{"statusCode":0}\n')
    const uri = await world.peers.webServices.mediaUri(mediaId.replace(/-call$/, ""), mediaId)
    expect(uri).toBe(`${rcs}/rcs/media/${mediaId}`)
    const headers = await world.peers.cryptoServer.playbackHeaders(mediaId)
    const played = await fetch(uri, { headers })
    expect(played.status).toBe(200)
    expect(played.headers.get("content-type")).toBe("audio/wav")
    expect(Buffer.from(await played.arrayBuffer()).toString("latin1", 0, 4)).toBe("RIFF")
  })

  it("is refused with another password, and changes nothing", async () => {
    await createFile("create_other_location", "/", "http://127.0.0.1:1")
    expect(await runCurl("create_other_location", "ops:opsie")).toContain("ERR_UNAUTHORIZED")
    const uri = await world.peers.webServices.mediaUri(mediaId.replace(/-call$/, ""), mediaId)
    expect(uri).toContain(urlOf(world, "rcs"))
  })
})

describe("the guide's curl command for multiple locations", () => {
  it("serves every node below a location, and no other", async () => {
    for (const nodePath of ["/US/AK", "/US/HI", "/USA", "/EU"]) await addNode(nodePath)
    await createFile("create_first_location", "/US", "http://rcs-us:8008")
    expect(await runCurl("create_first_location")).toBe('{"statusCode":0}\n')
    await createFile("create_second_location", "/US/HI", "http://rcs-hi:8008")
    expect(await runCurl("create_second_location")).toBe('{"statusCode":0}\n')
    expect(await mediaUriAt("/US/AK")).toBe(`http://rcs-us:8008/rcs/media/${mediaId}`)
    expect(await mediaUriAt("/US/HI")).toBe(`http://rcs-hi:8008/rcs/media/${mediaId}`)
    const single = `${urlOf(world, "rcs")}/rcs/media/${mediaId}`
    expect(await mediaUriAt("/USA")).toBe(single)
    expect(await mediaUriAt("/EU")).toBe(single)
  })

  it("leaves a node without any location above it without an address", async () => {
    const settings = `/api/v2/ops/contact-centers/${DEFAULT_CONTACT_CENTER_ID}/settings/screen-recording`
    await world.http("rws").request({
      method: "DELETE",
      path: `${settings}?location=/`,
      body: { name: "decrypt-uri-prefix" },
    })
    expect(await mediaUriAt("/US/AK")).toBe(`http://rcs-us:8008/rcs/media/${mediaId}`)
    expect(await mediaUriAt("/EU")).toBe("ERR_RWS_NO_DECRYPT_URI")
    const recordingId = mediaId.replace(/-call$/, "")
    const refusal = await world.peers.webServices.mediaUri(recordingId, mediaId).catch((e) => e)
    expect(isGirError(refusal, "ERR_RWS_NO_DECRYPT_URI")).toBe(true)
    expect(refusal).toMatchObject({ next: expect.stringMatching(/^curl -u ops:ops -X POST -d /) })
  })
})
