import type { Config } from '../config.ts'
import type { StartArguments } from './arguments.ts'
import type { DemoFacts } from './loaded-app.ts'

/** What a ready process tells besides its address. */
export interface Ready {
  readonly demo: DemoFacts | undefined
  /** The address at which the first organization is made; undefined once there is one. */
  readonly setup: string | undefined
}

/**
 * Says that the process is ready, and no sooner: whoever reads an address may open it. One JSON line where asked for, else a few lines for
 * a person.
 */
export function announce(
  { json }: StartArguments,
  { publicUrl, mode, parts }: Config,
  { demo, setup }: Ready,
): void {
  if (json) console.log(JSON.stringify({ ready: true, url: publicUrl, ...demo }))
  else if (!parts.includes('web')) console.log(`Assay runs the jobs of ${publicUrl}`)
  else {
    console.log(`Assay is ready: ${publicUrl}`)
    if (mode === 'development') console.log(`Mail that would be sent: ${publicUrl}/outbox`)
    if (demo !== undefined) announceDemo(publicUrl, demo)
  }
  if (setup !== undefined && parts.includes('web')) console.error(`Set up the first organization: ${setup}`)
}

function announceDemo(publicUrl: string, { accounts, credential }: DemoFacts): void {
  console.log(`\nSign in with one click on that page, or as`)
  for (const { role, email, password } of accounts) console.log(`  ${role.padEnd(18)} ${email}  ${password}`)
  console.log(`\nA public credential: ${credential}`)
  console.log(`Verify it:           npx assay verify --allow-origin ${publicUrl} ${credential}`)
  console.log('\nCtrl+C stops it; the data stays.')
}
