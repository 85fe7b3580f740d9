// What is read of tokens and checked of them; loaded together when one comes.
export { checkKeyBinding } from './check-key-binding.ts'
export { checkToken } from './check-token.ts'
export { readCompact, readSelective } from './read-compact.ts'
export { readEnvelope } from './read-envelope.ts'
