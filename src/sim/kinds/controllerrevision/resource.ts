import {resource} from '../../api/resource.ts'

export const controllerRevisionResource = resource({
  kind: 'ControllerRevision',
  plural: 'controllerrevisions',
  group: 'apps',
})
