import {resource} from '../../api/resource.ts'

export const secretResource = resource({kind: 'Secret', plural: 'secrets', selectableFields: ['type']})
