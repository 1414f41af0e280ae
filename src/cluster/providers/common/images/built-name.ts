/** In front of the names of images that kubia builds. No registry has it, so that no node looks for one. */
const REGISTRY = 'kubia.local'
/** As many digits of an image's id as docker itself shows. */
const SHORT_ID = 12

/**
 * The name that the newest build of an app has; it is not `latest`, for which nodes would ask a registry.
 * @param registry the one that the nodes pull from, where there is one: `localhost:5001`
 */
export const builtName = (app: string, registry: string = REGISTRY): string => `${registry}/${app}:dev`

/** The name that an image has by its content: another content, another name. */
export const contentName = (app: string, id: string, registry: string = REGISTRY): string =>
  `${registry}/${app}:${id.replace(/^sha256:/, '').slice(0, SHORT_ID)}`
