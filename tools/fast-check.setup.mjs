// Runs in every vitest worker before the tests: gives fast-check the seed and the number of runs.
import fc from 'fast-check'
import { propertySettings } from './fast-check-settings.mjs'

fc.configureGlobal(propertySettings(process.env))
