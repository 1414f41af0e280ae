import {type Fields, fill, fillPointers, record} from '../../schema/fields.ts'
import type {ActingKind} from '../kind.ts'
import {volumeColumns} from './columns.ts'
import {volumeController} from './controller.ts'
import {volumeResource} from './resource.ts'
import {volumeStrategy} from './strategy.ts'
import {validateVolume} from './validation.ts'

const volumeDefaults = (volume: Fields): void => {
  for (const spec of record(volume['spec'])) {
    fill(spec, {persistentVolumeReclaimPolicy: 'Retain'})
    fillPointers(spec, {volumeMode: 'Filesystem'})
    for (const source of record(spec['hostPath'])) fillPointers(source, {type: ''})
  }
}

export const persistentVolume: ActingKind = {
  resource: volumeResource,
  strategy: volumeStrategy,
  defaults: volumeDefaults,
  validation: validateVolume,
  columns: volumeColumns,
  controllers: context => [volumeController(context)],
}
