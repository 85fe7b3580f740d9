/** The parts of an OpenAPI 3.1 document that the page reads. */
export interface ApiDocument {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>> | undefined>>
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> }
}

interface Operation {
  readonly summary?: string
  readonly description?: string
  readonly tags?: readonly string[]
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>
}

interface Parameter {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly description?: string
  readonly schema?: Schema
}

type Content = Readonly<Record<string, { readonly schema?: Schema }>>

interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly default?: unknown
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
}

/** One row of a table of fields. */
export interface FieldLine {
  /** Dotted; `[]` for the entries of a list. */
  readonly name: string
  readonly type: string
  /** Name of the schema that says more, if it has a section of its own. */
  readonly schema: string | undefined
  readonly required: boolean
  readonly description: string
}

/** Who may come: anyone, who has a key or a session, or who has a session. */
type Access = 'public' | 'protected' | 'session'

export interface RouteDoc {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly summary: string
  readonly description: string
  readonly access: Access
  readonly status: string
  readonly parameters: readonly (FieldLine & { readonly place: string })[]
  readonly body: readonly FieldLine[]
  readonly answer: readonly FieldLine[]
  readonly curl: string
}

export interface SchemaDoc {
  readonly name: string
  readonly fields: readonly FieldLine[]
}

/** Routes that belong together, with the data that they take and answer. */
export interface AreaDoc {
  readonly name: string
  /** Of its page's address. */
  readonly slug: string
  readonly routes: readonly RouteDoc[]
  readonly schemas: readonly SchemaDoc[]
}

export interface ApiDocs {
  readonly areas: readonly AreaDoc[]
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete']

/** What the readable pages show of the OpenAPI document; `origin` goes into the examples. */
export function presentApi(document: ApiDocument, origin: string): ApiDocs {
  const routes = Object.entries(document.paths ?? {}).flatMap(([path, operations]) =>
    Object.entries(operations ?? {})
      .filter(([method]) => METHODS.includes(method))
      .map(([method, operation]) => ({
        area: operation.tags?.[0] ?? '',
        route: presentRoute(path, method, operation, origin),
      })),
  )
  const names = [...new Set(routes.map(({ area }) => area))].sort()
  const schemas = Object.entries(document.components?.schemas ?? {}).map(([name, schema]) => ({
    name,
    fields: fieldsOf(schema),
  }))
  return {
    areas: names.map((name) => {
      const own = routes.filter(({ area }) => area === name).map(({ route }) => route)
      return { name, slug: slugOf(name), routes: own, schemas: schemasOf(own, schemas) }
    }),
  }
}

const slugOf = (name: string): string => name.toLowerCase().replaceAll(' ', '-')

/** The schemas that the routes name, and those that these name. */
function schemasOf(routes: readonly RouteDoc[], schemas: readonly SchemaDoc[]): readonly SchemaDoc[] {
  const named = new Set<string>()
  const add = (fields: readonly FieldLine[]): void => {
    for (const { schema } of fields) {
      if (schema === undefined || named.has(schema)) continue
      named.add(schema)
      add(schemas.find(({ name }) => name === schema)?.fields ?? [])
    }
  }
  for (const { parameters, body, answer } of routes) add([...parameters, ...body, ...answer])
  return schemas.filter(({ name }) => named.has(name))
}

function presentRoute(path: string, method: string, operation: Operation, origin: string): RouteDoc {
  const [status = '200', answer] =
    Object.entries(operation.responses).find(([code]) => code !== 'default') ?? []
  const body = schemaIn(operation.requestBody?.content)
  const answered = schemaIn(answer?.content)
  const access = accessOf(operation.security ?? [])
  return {
    id: `${method}${path}`.replace(/[^a-z0-9]+/gi, '-'),
    method: method.toUpperCase(),
    path,
    summary: operation.summary ?? '',
    description: operation.description ?? '',
    access,
    status,
    parameters: (operation.parameters ?? []).map((parameter) => ({
      ...line(parameter.name, parameter.schema ?? {}, parameter.required ?? false),
      description: parameter.description ?? parameter.schema?.description ?? '',
      place: parameter.in,
    })),
    body: body === undefined ? [] : fieldsOf(body),
    answer: answered === undefined ? [] : fieldsOf(answered),
    curl: curlOf({ path, method, body, access, origin }),
  }
}

function accessOf(security: NonNullable<Operation['security']>): Access {
  if (security.length === 0) return 'public'
  return security.some((way) => 'apiKey' in way) ? 'protected' : 'session'
}

const schemaIn = (content: Content | undefined): Schema | undefined =>
  content === undefined ? undefined : Object.values(content)[0]?.schema

/** The fields of an object, those of plain objects inside it too; of anything else the one line that says what it is. */
function fieldsOf(schema: Schema, prefix = ''): readonly FieldLine[] {
  if (schema.$ref !== undefined) return [line(prefix, schema, true)]
  const properties = Object.entries(schema.properties ?? {})
  if (properties.length === 0)
    return prefix === '' && typeOf(schema) === 'object' ? [] : [line(prefix, schema, true)]
  return properties.flatMap(([name, child]) => {
    const path = prefix === '' ? name : `${prefix}.${name}`
    const own = line(path, child, schema.required?.includes(name) ?? false)
    const inner = child.items?.properties === undefined ? child : child.items
    const below = inner === child ? path : `${path}[]`
    return inner.properties === undefined ? [own] : [own, ...fieldsOf(inner, below)]
  })
}

const line = (name: string, schema: Schema, required: boolean): FieldLine => ({
  name,
  type: typeOf(schema),
  schema: nameOf(schema) ?? nameOf(schema.items ?? {}),
  required,
  description: [
    schema.description,
    schema.default === undefined ? undefined : `Default: ${JSON.stringify(schema.default)}.`,
  ]
    .filter((part) => part !== undefined)
    .join(' '),
})

const nameOf = ({ $ref }: Schema): string | undefined => $ref?.split('/').at(-1)

function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return nameOf(schema) ?? 'object'
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices !== undefined) return [...new Set(choices.map(typeOf))].join(' | ')
  if (schema.allOf !== undefined) return schema.allOf.map(typeOf).join(' & ')
  const types = [schema.type ?? []].flat()
  const words = types.map((type) => (type === 'array' ? `${typeOf(schema.items ?? {})}[]` : type))
  const name = words.join(' | ') || (schema.properties === undefined ? 'any' : 'object')
  return schema.format === undefined ? name : `${name} (${schema.format})`
}

interface CurlOf {
  readonly path: string
  readonly method: string
  readonly body: Schema | undefined
  readonly access: Access
  readonly origin: string
}

/** How a caller shows who they are: a program by its key; a browser's session comes from our own origin. */
const SHOWING: Record<Access, (origin: string) => readonly string[]> = {
  public: () => [],
  protected: () => ['-H "Authorization: Bearer $ASSAY_KEY"'],
  session: (origin) => ['-b "$ASSAY_SESSION"', `-H "Origin: ${origin}"`],
}

function curlOf({ path, method, body, access, origin }: CurlOf): string {
  const lines = [
    `curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}${origin}/api/v1${path.replace(/\{(\w{1,40})\}/g, (_, name: string) => `$${name.toUpperCase()}`)}`,
    ...SHOWING[access](origin),
    ...(method === 'get' || access !== 'protected' ? [] : ['-H "Idempotency-Key: $(uuidgen)"']),
    ...(body === undefined
      ? []
      : ["-H 'Content-Type: application/json'", `-d '${JSON.stringify(exampleOf(body))}'`]),
  ]
  return lines.join(' \\\n  ')
}

/** A value of the right shape: required members only. */
function exampleOf(schema: Schema): unknown {
  if (schema.enum !== undefined) return schema.enum[0]
  if (schema.const !== undefined) return schema.const
  if (schema.default !== undefined) return schema.default
  const type = [schema.type ?? []].flat()[0]
  if (schema.properties !== undefined)
    return Object.fromEntries(
      Object.entries(schema.properties)
        .filter(([name]) => schema.required?.includes(name))
        .map(([name, child]) => [name, exampleOf(child)]),
    )
  const choice = (schema.anyOf ?? schema.oneOf)?.[0]
  if (choice !== undefined) return exampleOf(choice)
  if (type === 'array') return [exampleOf(schema.items ?? {})]
  if (type === 'integer' || type === 'number') return 1
  if (type === 'boolean') return true
  return EXAMPLES[schema.format ?? ''] ?? '…'
}

const EXAMPLES: Readonly<Record<string, string>> = {
  uuid: '0190c8a0-0000-7000-8000-000000000000',
  email: 'ada@example.org',
  uri: 'https://example.org',
  date: '2026-05-03',
  'date-time': '2026-05-03T10:00:00Z',
}
