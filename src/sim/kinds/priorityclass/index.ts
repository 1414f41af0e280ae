import {forbidden} from '../../api/status.ts'
import type {Strategy} from '../../api/strategy.ts'
import {fillPointers} from '../../schema/fields.ts'
import {ageColumn, integer, nameColumn, text} from '../../server/column.ts'
import {type ActingKind, noControllers} from '../kind.ts'
import {defaultPriorityClass} from './priority.ts'
import {priorityClassResource} from './resource.ts'
import {type PriorityClass, SYSTEM_CLASSES} from './types.ts'
import {validatePriorityClass} from './validation.ts'

const strategy: Strategy = {
  checkDeletion: name => {
    if (SYSTEM_CLASSES.some(system => system.name === name))
      throw forbidden(priorityClassResource, name, 'this is a system priority class and cannot be deleted')
  },
  admit: (object, _previous, {store}) => {
    const {globalDefault, metadata} = object as PriorityClass
    const other = globalDefault ? defaultPriorityClass(store) : undefined
    if (!other || other.metadata.name === metadata.name) return object
    const why = `PriorityClass ${other.metadata.name} is already marked as default. Only one default can exist`
    throw forbidden(priorityClassResource, metadata.name, why)
  },
}

export const priorityClass: ActingKind = {
  resource: priorityClassResource,
  strategy,
  defaults: given => fillPointers(given, {preemptionPolicy: 'PreemptLowerPriority'}),
  validation: validatePriorityClass,
  columns: [
    nameColumn,
    integer('Value', object => (object as PriorityClass).value ?? 0),
    {name: 'Global-Default', type: 'boolean', value: object => (object as PriorityClass).globalDefault ?? false},
    ageColumn,
    text('PreemptionPolicy', object => (object as PriorityClass).preemptionPolicy ?? ''),
  ],
  controllers: noControllers,
}
