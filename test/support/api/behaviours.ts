import {type Behaviour, sendJson, statusObject} from './server.ts'

/** Works. */
export const well: Behaviour = (_request, _response, next) => next()

/** Takes the request and never answers. */
export const silent: Behaviour = () => {}

/** Fails each request with a status, as an API server words it. */
export const failing =
  (code: number, reason: string, message: string, headers: Readonly<Record<string, string>> = {}): Behaviour =>
  (_, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    sendJson(response, statusObject(code, reason, message), code)
  }

/** Answers each request with these bytes. */
export const sending =
  (
    body: string | Buffer,
    type = 'application/json',
    code = 200,
    headers: Readonly<Record<string, string>> = {},
  ): Behaviour =>
  (_, response) => {
    response.writeHead(code, {'content-type': type, ...headers})
    response.end(body)
  }

const LOGIN = `<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>\n${'<p>Please sign in to the network.</p>\n'.repeat(40)}</body></html>\n`

/** The page of a proxy, or of a portal of a network. */
export const page = (code: number): Behaviour => sending(LOGIN, 'text/html; charset=utf-8', code)

/**
 * Begins an answer of JSON and closes the connection in its middle, in order: a reset may overtake what was sent, and the
 * client then has no answer at all.
 */
export const cutting: Behaviour = (_, response) => {
  response.writeHead(200, {'content-type': 'application/json', 'content-length': '100000'})
  response.write('{"kind":"PodList","items":[', () => response.socket?.end())
}

/** Begins an answer of JSON and goes on with it byte by byte, without an end. */
export const trickling: Behaviour = (_, response) => {
  response.writeHead(200, {'content-type': 'application/json'})
  const timer = setInterval(() => response.write(' '), 200)
  response.on('close', () => clearInterval(timer))
}

/** Answers with a list that has no end, 50 MB of it a second. */
export const flooding: Behaviour = (_, response) => {
  response.writeHead(200, {'content-type': 'application/json'})
  response.write('{"kind":"PodList","apiVersion":"v1","metadata":{},"items":[')
  const piece = '{"kind":"Pod","metadata":{"name":"a"}},'.repeat(25_000)
  const timer = setInterval(() => response.write(piece), 20)
  response.on('close', () => clearInterval(timer))
}

/** Works, and warns in a header of each answer. */
export const warning =
  (text: string): Behaviour =>
  (_request, response, next) => {
    // A header is bytes: those of UTF-8, each as a character.
    response.setHeader('warning', `299 - "${Buffer.from(text).toString('latin1')}"`)
    next()
  }

/** Does something only with requests whose path fits; all else works. */
export const only =
  (pattern: RegExp, behaviour: Behaviour): Behaviour =>
  (request, response, next) =>
    pattern.test(request.url ?? '') ? behaviour(request, response, next) : next()
