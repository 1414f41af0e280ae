/**
 * An image's full name, as containerd and Kubernetes spell it: `app` is `docker.io/library/app:latest`. The rule is the
 * engine's: the first part is a registry where it has a dot or a port, or is `localhost`.
 */
export const fullName = (name: string): string => {
  const [first = '', ...rest] = name.split('/')
  const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost')
  const path = hasRegistry ? name : rest.length > 0 ? `docker.io/${name}` : `docker.io/library/${name}`
  const last = path.split('/').at(-1) ?? ''
  return path.includes('@') || last.includes(':') ? path : `${path}:latest`
}

/** The name as a person writes it: without what stands for Docker Hub. */
export const shortName = (name: string): string => name.replace(/^docker\.io\/(?:library\/)?/, '')

/** Whether a word can be an image's id, whole or its first digits. */
export const isImageId = (word: string, id: string): boolean =>
  /^(?:sha256:)?[0-9a-f]{4,64}$/.test(word) && id.replace(/^sha256:/, '').startsWith(word.replace(/^sha256:/, ''))
