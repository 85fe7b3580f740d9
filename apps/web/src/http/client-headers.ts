/**
 * The headers of a request for the sign-in library, with the client's address as the server knows it: what a client writes into that
 * header itself is not believed.
 */
export function clientHeaders(request: Request, clientAddress: string): Headers {
  const headers = new Headers(request.headers)
  headers.set('x-assay-client', clientAddress)
  return headers
}
