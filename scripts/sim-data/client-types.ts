// Reads the types and their comments out of an unpacked @kubernetes/client-node: attributeTypeMap of the models'
// JavaScript tells names and types, the declarations tell descriptions and which fields are required.
import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'

export interface ClientField {
  /** As the generator of the client writes it: `Array<V1Container>`, `{ [key: string]: string; }`. */
  type: string
  format: string
  description: string
  required: boolean
}

export interface ClientType {
  description: string
  fields: Map<string, ClientField>
}

const plain = (comment: string): string =>
  comment
    .replace(/\\(['"])/g, '$1')
    .replace(/\*_\//g, '*/')
    .trim()

/** The comment before each field, and whether it has no question mark. */
const declarations = (source: string): Map<string, {description: string; required: boolean}> => {
  const found = new Map<string, {description: string; required: boolean}>()
  for (const [, comment, name, optional] of source.matchAll(
    /^ {4}(?:\/\*\*\n {4}\* (.*)\n {4}\*\/\n {4})?'([^']+)'(\??):/gm,
  ))
    found.set(name ?? '', {description: plain(comment ?? ''), required: optional === ''})
  return found
}

/** @param folder `dist/gen/models` of the package */
export const readClientTypes = (folder: string): Map<string, ClientType> => {
  const types = new Map<string, ClientType>()
  for (const file of readdirSync(folder).filter(name => name.endsWith('.js'))) {
    const name = file.slice(0, -'.js'.length)
    const map = /attributeTypeMap = (\[[\s\S]*?\n\]);/.exec(readFileSync(join(folder, file), 'utf8'))?.[1]
    if (!map) continue
    const declared = readFileSync(join(folder, `${name}.d.ts`), 'utf8')
    const comments = declarations(declared)
    const attributes = JSON.parse(map) as {name: string; baseName: string; type: string; format: string}[]
    types.set(name, {
      description: plain(/\/\*\*\n\* (.*)\n\*\/\nexport declare class/.exec(declared)?.[1] ?? ''),
      fields: new Map(
        attributes.map(({name: attribute, baseName, type, format}) => [
          baseName,
          {type, format, ...(comments.get(attribute) ?? {description: '', required: false})},
        ]),
      ),
    })
  }
  return types
}
