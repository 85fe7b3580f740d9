import { z } from 'zod'
import { type Api, orgRoute } from '../../http/api-route.ts'
import { authorize } from '../../http/authenticate.ts'
import { changeLetter, checkText, resetLetter } from './commands/own-letters.ts'
import { maySeeLetters, mayWordLetters } from './policy.ts'
import {
  letterItemView,
  letterPreviewView,
  letterView,
  presentLetter,
  previewLetter,
} from './present/own-letter.ts'
import { getOwnLetter, listOwnLetters } from './queries/own-letters.ts'
import { letterChangeSchema, letterTextSchema } from './schema/own-letters.ts'

const tag = 'Letters'
const PATH = '/organizations/{org}/letters'
const ONE = `${PATH}/{template}/{language}`
const one = z.object({ template: z.string().max(60), language: z.string().max(10) })

/** The words of letters that go out in an organization's name. */
export function lettersApi(api: Api): void {
  orgRoute(
    api,
    {
      method: 'get',
      path: PATH,
      summary: 'Letters',
      tag,
      response: z.object({ items: z.array(letterItemView) }),
    },
    async (scope) => {
      authorize(maySeeLetters(scope))
      const letters = await listOwnLetters(scope)
      return { items: letters.map((row) => ({ ...row, updatedAt: row.updatedAt?.toISOString() ?? null })) }
    },
  )
  orgRoute(
    api,
    { method: 'get', path: ONE, summary: 'A letter in a language', tag, params: one, response: letterView },
    async (scope, { params }) => {
      authorize(maySeeLetters(scope))
      return presentLetter(await getOwnLetter(scope, params.template, params.language))
    },
  )
  changingRoutes(api)
}

function changingRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'put',
      path: ONE,
      summary: 'Give a letter own words',
      description: 'With the revision that was read, 0 for the words that Assay brings along.',
      tag,
      params: one,
      body: letterChangeSchema.strict(),
      response: letterView,
    },
    async (scope, { params, body }) => {
      authorize(mayWordLetters(scope))
      await changeLetter(scope, params.template, params.language, body)
      return presentLetter(await getOwnLetter(scope, params.template, params.language))
    },
  )
  orgRoute(
    api,
    {
      method: 'post',
      path: `${ONE}/preview`,
      summary: 'See a letter with made-up values',
      tag,
      params: one,
      body: letterTextSchema.strict(),
      response: letterPreviewView,
    },
    async (scope, { params, body }) => {
      authorize(maySeeLetters(scope))
      const letter = await getOwnLetter(scope, params.template, params.language)
      checkText(body, letter.standard)
      return previewLetter(letter, body, scope.deps.config.publicUrl)
    },
  )
  orgRoute(
    api,
    {
      method: 'delete',
      path: ONE,
      summary: 'Go back to the words that Assay brings along',
      tag,
      params: one,
      status: 204,
      response: z.object({}),
    },
    async (scope, { params }) => {
      authorize(mayWordLetters(scope))
      await resetLetter(scope, params.template, params.language)
      return {}
    },
  )
}
