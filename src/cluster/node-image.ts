/** An image without its digest. */
export const shortImage = (image: string): string => image.replace(/@.*/, '')

/** Whether an image's tag says that it is of this Kubernetes version: `v1.20.2-debian` is of 1.20 and of 1.20.2. */
export const isOfVersion = (image: string, version: string): boolean | undefined => {
  const tag = /:v(\d+\.\d+\.\d+)[^/]*$/.exec(shortImage(image))?.[1]
  return tag === undefined ? undefined : tag === version || tag.startsWith(`${version}.`)
}

/** Kubernetes' version by the node image's tag, `v1.36.0+simulated` of a simulated one; empty where it does not say. */
export const versionOf = ({nodes}: {nodes: readonly {image: string}[]}): string =>
  /:(v\d+\.\d+\.\d+(?:\+simulated)?)/.exec(nodes[0]?.image ?? '')?.[1] ?? ''
