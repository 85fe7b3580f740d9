import type { Config } from '../config.ts'
import type { StartArguments } from './arguments.ts'
import type { DemoFacts } from './loaded-app.ts'

/** Says that the server is ready: one JSON line where asked for, else a few lines for a person. */
export function announce(
  { json }: StartArguments,
  { publicUrl, mode }: Config,
  demo: DemoFacts | undefined,
): void {
  if (json) {
    console.log(JSON.stringify({ ready: true, url: publicUrl, ...demo }))
    return
  }
  console.log(`Assay is ready: ${publicUrl}`)
  if (demo === undefined) {
    if (mode === 'development') console.log(`Mail that would be sent: ${publicUrl}/outbox`)
    return
  }
  console.log(`\nSign in with one click on that page, or as`)
  for (const { role, email, password } of demo.accounts)
    console.log(`  ${role.padEnd(18)} ${email}  ${password}`)
  console.log(`\nA public credential: ${demo.credential}`)
  console.log(`Verify it:           npx assay verify --allow-origin ${publicUrl} ${demo.credential}`)
  console.log('\nCtrl+C stops it; the data stays.')
}
