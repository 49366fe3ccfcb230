// The instructor's page: asks every two seconds who is where, and sends what the buttons say.
const POLL_MS = 2_000
const seats = document.querySelector("#seats")
const said = document.querySelector("#said")
const WORDS = { held: "✓ done", broken: "✗ broken", notYet: "○ open" }

function element(name, { text, ...attributes } = {}, children = []) {
  const made = document.createElement(name)
  if (text !== undefined) made.textContent = text
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.append(...children)
  return made
}

async function ask(method, path, body) {
  const answer = await fetch(path, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  })
  if (answer.status === 204) return null
  const json = await answer.json()
  if (!answer.ok) throw new Error(json.detail ?? `answer ${answer.status}`)
  return json
}

async function tell(words, button, work) {
  button.disabled = true
  said.textContent = `${words} …`
  try {
    await work()
    said.textContent = `${words}: done`
  } catch (error) {
    said.textContent = `${words}: ${error.message}`
  }
  button.disabled = false
  await show()
}

function minutes(seconds) {
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** One row per seat is made once, so that what has the focus keeps it. */
function makeRow({ name, address, code }) {
  const cells = Object.fromEntries(
    ["lab", "tasks", "task", "for", "hints", "actions", "resets"].map((key) => [
      key,
      element("td"),
    ]),
  )
  const list = element("ol")
  cells.tasks.append(element("details", {}, [element("summary"), list]))
  const button = (text, path) => {
    const made = element("button", { type: "button", text, "aria-label": `${text}: ${name}` })
    made.addEventListener("click", () =>
      tell(`${text} for ${name}`, made, () => ask("POST", `/seats/${name}/${path}`, {})),
    )
    return made
  }
  const look = element("a", { href: address, target: "_blank", rel: "noreferrer", text: name })
  const head = element("th", { scope: "row" }, [
    look,
    element("div", { class: "data", text: code }),
  ])
  const help = element("td", {}, [button("Send a hint", "hint"), button("Reset", "reset")])
  const row = element("tr", { id: name }, [head, ...Object.values(cells), help])
  return { row, cells, list, tasks: "" }
}

const rows = new Map()

function showSeat(seat) {
  if (!rows.has(seat.name)) {
    const made = makeRow(seat)
    rows.set(seat.name, made)
    seats.append(made.row)
  }
  const shown = rows.get(seat.name)
  const { cells, list } = shown
  cells.lab.textContent = seat.starting === null ? seat.title || "-" : `starting ${seat.starting}`
  cells.tasks.querySelector("summary").textContent = `${seat.tasksDone} of ${seat.tasks.length}`
  const tasks = JSON.stringify(seat.tasks)
  if (tasks !== shown.tasks) {
    shown.tasks = tasks
    list.replaceChildren(
      ...seat.tasks.map(({ text, status, hintsTaken }) =>
        element("li", { text: `${WORDS[status]} ${text} (hints: ${hintsTaken})` }),
      ),
    )
  }
  cells.task.textContent = seat.task ?? (seat.isSolved ? "✓ solved" : "-")
  cells.for.textContent = minutes(seat.secondsAtTask)
  cells.hints.textContent = seat.hintsTaken
  cells.actions.textContent = seat.actions
  cells.resets.textContent = seat.resets
}

async function show() {
  for (const seat of await ask("GET", "/seats")) showSeat(seat)
}

async function keepShowing() {
  try {
    await show()
  } catch (error) {
    said.textContent = `the class does not answer: ${error.message}`
  }
  setTimeout(() => void keepShowing(), POLL_MS)
}

document.querySelector("#everybody").addEventListener("submit", (event) => {
  event.preventDefault()
  const lab = document.querySelector("#lab").value
  void tell(`Start ${lab}`, event.submitter, () => ask("PUT", "/lab", { lab }))
})

const labs = await ask("GET", "/labs")
document
  .querySelector("#lab")
  .append(
    ...labs.map(({ name, number, title }) =>
      element("option", { value: name, text: `${number} ${title}` }),
    ),
  )
await keepShowing()
