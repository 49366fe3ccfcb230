import { StrictMode } from "react"
import { createRoot } from "react-dom/client"
import { App } from "./app/app.tsx"
import "./theme/fonts.css"
import "./theme/tokens.css"
import "./theme/base.css"
import "./theme/bars.css"
import "./theme/controls.css"
import "./theme/panels.css"
import "./theme/tables.css"
import "./theme/dialogs.css"
import "./theme/recordings.css"
import "./theme/noise.css"
import "./theme/scenarios.css"
import "./theme/labs.css"
import "./theme/loads.css"

const root = document.getElementById("root")
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
