import {resource} from '../../api/resource.ts'

export const limitRangeResource = resource({kind: 'LimitRange', plural: 'limitranges', shortNames: ['limits']})
