import {resource} from '../../api/resource.ts'

export const configMapResource = resource({kind: 'ConfigMap', plural: 'configmaps', shortNames: ['cm']})
