import { fileURLToPath } from "node:url"
import react from "@vitejs/plugin-react"
import { defaultClientConditions, defineConfig } from "vite"

/** Where `npm start` serves GAX, for `npm run dev` in this folder. */
const GAX_URL = process.env["GIR_GAX_URL"] ?? "http://127.0.0.1:8700"

/** The call that ships with the product: the noise player encrypts it before everybody's eyes. */
const BUILT_IN_CALL = fileURLToPath(
  new URL("../../shared/media/assets/built-in-call.wav", import.meta.url),
)

export default defineConfig({
  plugins: [react()],
  resolve: {
    alias: { "~built-in-call.wav": BUILT_IN_CALL },
    conditions: ["@gir/source", ...defaultClientConditions],
  },
  // Assets below /assets are named by their content: GAX lets browsers keep them for ever.
  build: { outDir: "dist/web", emptyOutDir: true, assetsInlineLimit: 0, target: "es2022" },
  server: { proxy: { "/api": GAX_URL } },
})
