// What runs in the page: a dropped or chosen file is verified here and goes nowhere. Issuers' documents are asked of their publishers.
import { createBrowserVerifier, fetchFromPage } from '@assay/verifier/browser'

const sentences = {
  valid: 'Valid.',
  invalid: 'Not valid.',
  inconclusive: 'Could not be checked.',
}
const verifyFile = createBrowserVerifier({ fetchDocument: fetchFromPage((url, init) => fetch(url, init)) })

async function show(file: File): Promise<void> {
  write('verdict', 'Checking…')
  const report = await verifyFile(new Uint8Array(await file.arrayBuffer()))
  write('verdict', sentences[report.verdict])
  write('issuer', report.credential?.established.issuerId ?? '')
  const made = report.checks.filter(({ outcome }) => outcome !== 'skipped')
  // Texts of a badge are text: nothing of it becomes part of the page otherwise.
  document.getElementById('checks')?.replaceChildren(
    ...made.map(({ outcome, message }) => {
      const row = document.createElement('li')
      row.textContent = `${outcome}: ${message}`
      return row
    }),
  )
}

function write(id: string, text: string): void {
  const element = document.getElementById(id)
  if (element !== null) element.textContent = text
}

document.getElementById('file')?.addEventListener('change', (event) => {
  const [file] = (event.target as HTMLInputElement).files ?? []
  if (file !== undefined) void show(file)
})
document.addEventListener('dragover', (event) => event.preventDefault())
document.addEventListener('drop', (event) => {
  event.preventDefault()
  const [file] = event.dataTransfer?.files ?? []
  if (file !== undefined) void show(file)
})
