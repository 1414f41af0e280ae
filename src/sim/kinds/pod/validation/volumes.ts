// Volumes of a Pod, and where containers mount them.
import type {StatusCause} from '../../../api/status.ts'
import {type Fields, items, record} from '../../../schema/fields.ts'
import {HOST_PATH_TYPES} from '../../../schema/openapi/enums.ts'
import {duplicate, forbidden, invalid, invalids, notFound, oneOf, required} from '../../../schema/validation/causes.ts'
import {dns1123Label} from '../../../schema/validation/names.ts'

const needs =
  (...names: string[]) =>
  (field: string, source: Fields): StatusCause[] =>
    names.flatMap(name => (source[name] ? [] : [required(`${field}.${name}`)]))

/** What the common kinds of volume need; kinds that only real storage serves are taken as they are. */
const SOURCES: Readonly<Record<string, (field: string, source: Fields) => StatusCause[]>> = {
  hostPath: (field, source) => [
    ...needs('path')(field, source),
    ...oneOf(`${field}.type`, source['type'], HOST_PATH_TYPES, 'optional'),
  ],
  secret: needs('secretName'),
  configMap: needs('name'),
  persistentVolumeClaim: needs('claimName'),
  nfs: needs('server', 'path'),
  csi: needs('driver'),
}

const validateSource = (field: string, volume: Fields): StatusCause[] => {
  const kinds = Object.keys(volume).filter(name => name !== 'name' && record(volume[name]).length > 0)
  return kinds.flatMap((kind, index) =>
    index > 0
      ? [forbidden(`${field}.${kind}`, 'may not specify more than 1 volume type')]
      : record(volume[kind]).flatMap(source => SOURCES[kind]?.(`${field}.${kind}`, source) ?? []),
  )
}

/** @returns the causes, and the names of the volumes that are in order */
export const validateVolumes = (field: string, volumes: unknown): {causes: StatusCause[]; names: Set<string>} => {
  const names = new Set<string>()
  const causes = items(volumes).flatMap((volume, index) => {
    const place = `${field}[${index}]`
    const name = (volume['name'] ?? '') as string
    const found = [
      ...validateSource(place, volume),
      ...(name === '' ? [required(`${place}.name`)] : invalids(`${place}.name`, name, dns1123Label(name))),
      ...(names.has(name) ? [duplicate(`${place}.name`, name)] : []),
    ]
    if (found.length === 0) names.add(name)
    return found
  })
  return {causes, names}
}

export const validateMounts = (field: string, mounts: unknown, volumes: ReadonlySet<string>): StatusCause[] => {
  const paths = new Set<string>()
  return items(mounts).flatMap((mount, index) => {
    const place = `${field}[${index}]`
    const [name, path] = [(mount['name'] ?? '') as string, (mount['mountPath'] ?? '') as string]
    const causes = [
      ...(name === '' ? [required(`${place}.name`)] : []),
      ...(volumes.has(name) ? [] : [notFound(`${place}.name`, name)]),
      ...(path === '' ? [required(`${place}.mountPath`)] : []),
      ...(paths.has(path) ? [invalid(`${place}.mountPath`, path, 'must be unique')] : []),
    ]
    paths.add(path)
    return causes
  })
}
