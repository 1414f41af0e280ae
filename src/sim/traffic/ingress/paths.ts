import type {Ingress, IngressPath} from '../../kinds/ingress/types.ts'

const ANNOTATIONS = 'nginx.ingress.kubernetes.io'

export const annotationOf = ({metadata}: Ingress, name: string): string | undefined =>
  metadata.annotations?.[`${ANNOTATIONS}/${name}`]

/** Whether nginx takes the paths of an ingress as regular expressions. */
const hasExpressions = (ingress: Ingress): boolean =>
  annotationOf(ingress, 'use-regex') === 'true' || annotationOf(ingress, 'rewrite-target') !== undefined

/**
 * A path that may be a regular expression, as plain text: nothing that a stranger wrote is run as an expression. What
 * stands before its first special character counts, so `/api(/|$)(.*)` is the prefix `/api`, as nginx' guide has it.
 */
const withoutExpression = (path: string, type: string): {path: string; type: string} => {
  const end = path.search(/[\\()[\]{}*+?|^$]/)
  if (end < 0) return {path, type}
  const isOptional = /[*+?{]/.test(path.charAt(end))
  const text = path.slice(0, isOptional ? end - 1 : end)
  return {path: text || '/', type: path.startsWith('(/|$)', end) ? 'Prefix' : 'ImplementationSpecific'}
}

/**
 * How well a path fits: the length of what matched, so that the longest wins; an exact one before all others.
 * @param asked without query, decoded, without `.` and `..`
 * @returns undefined where it does not fit
 */
export const fitOf = (ingress: Ingress, {path: given = '', pathType = ''}: IngressPath, asked: string) => {
  if (pathType === 'Exact') return given === asked ? Number.POSITIVE_INFINITY : undefined
  const {path, type} = hasExpressions(ingress)
    ? withoutExpression(given, pathType)
    : {path: given || '/', type: pathType}
  // ImplementationSpecific is a plain prefix to nginx.
  if (type !== 'Prefix') return asked.startsWith(path) ? path.length : undefined
  const elements = `${path.replace(/\/+$/, '')}/`
  return `${asked}/`.startsWith(elements) ? elements.length : undefined
}

/** The path of a request as nginx looks at it: decoded, `.`, `..` and double slashes resolved; undefined for a broken one. */
export const pathAsked = (target: string): string | undefined => {
  if (!target.startsWith('/')) return undefined
  try {
    const {pathname} = new URL(`http://x${target}`)
    return decodeURIComponent(pathname).replace(/\/{2,}/g, '/')
  } catch {
    return undefined
  }
}
