import type { Page } from 'playwright-core'
import { ORG, titled } from './pages.ts'

/** A definition as it is exported: one criterion that takes every kind of evidence, two rubric rows. */
export const definition = (name: string) => ({
  format: 'assay-achievement',
  version: 1,
  definition: {
    name,
    proves: 'Closes a valve under pressure and leaves the site safe.',
    description: 'For journeys through the whole of Assay.',
    audience: 'Whoever stands at a valve',
    proofType: 'demonstration',
    language: 'en',
    art: { category: 'safety', icon: 'gauge', level: 2, levels: 3 },
    levels: ['Beginning', 'Working', 'Leading'],
    criteria: [
      {
        id: 'valve',
        kind: 'performance',
        title: 'Close a valve',
        description: 'On a real or staged line.',
        evidence: {
          instructions: 'Tell what you did, with a record and a reference.',
          kinds: ['text', 'file', 'link'],
          min: 3,
          max: 6,
        },
        rubric: [
          {
            id: 'pressure',
            title: 'Reads the pressure',
            required: 2,
            descriptions: ['Guesses', 'Reads the gauge', 'Finds a wrong gauge'],
          },
          {
            id: 'site',
            title: 'Leaves the site safe',
            required: 2,
            descriptions: ['Walks off', 'Locks and tags', 'Has it checked by a second person'],
          },
        ],
      },
    ],
    effortHours: 3,
    turnaroundDays: 4,
    validityMonths: 24,
    alignments: [{ targetName: 'Valve work', targetUrl: 'https://skills.example/valves' }],
    qualityAssurance: 'Looked at every year.',
    tags: ['journey'],
  },
})

/** Imports a definition as a program manager and publishes it; answers the address of its public page. */
export async function publishNew(page: Page, name: string): Promise<string> {
  await page.goto(`${ORG}/achievements/import`)
  await page.getByLabel('Or paste its text').fill(JSON.stringify(definition(name)))
  await page.getByRole('button', { name: 'Import as a draft' }).click()
  await titled(page, name)
  await page.getByRole('button', { name: 'Publish version 1' }).click()
  const link = page.getByRole('link', { name: /^\/achievements\// })
  await link.waitFor()
  return (await link.getAttribute('href')) ?? ''
}

/** Enrolls on a micro-credential of {@link publishNew}, on its public page. */
export async function enroll(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await page.getByRole('button', { name: 'Enroll' }).click()
  await titled(page, 'Show this next: Close a valve')
}
