import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import type { GuardedFetchOptions } from '@assay/node'

/** An address that anybody may ask. */
export const PUBLIC = '93.184.216.34'

const servers: { close(): unknown }[] = []
/** For `afterEach`. */
export function closeServers(): void {
  for (const server of servers.splice(0)) server.close()
}

export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  servers.push({ close: () => server.closeAllConnections() }, server)
  await new Promise((resolve) => server.once('listening', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A listener on the loopback address that counts who comes. */
export async function listen() {
  const seen = { connections: 0, port: 0 }
  const listener = createTcpServer((socket) => {
    seen.connections += 1
    socket.destroy()
  }).listen(0, '127.0.0.1')
  servers.push(listener)
  await new Promise((resolve) => listener.once('listening', resolve))
  seen.port = (listener.address() as AddressInfo).port
  return seen
}

/** The guard with a false resolver, and edges that write down what they are asked. */
export function canary(addressesOf: (host: string) => readonly string[] = () => [PUBLIC]) {
  const resolved: string[] = []
  const connected: string[] = []
  const options: GuardedFetchOptions = {
    resolveHost: async (host) => {
      resolved.push(host)
      return addressesOf(host)
    },
    connect: (target, callback) => {
      connected.push(target.hostname)
      callback(new Error('nobody answers'), null)
    },
  }
  return { resolved, connected, options }
}
