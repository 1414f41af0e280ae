import type {ValidateFields} from '../../../schema/index.ts'
import {validateNewPod} from './spec.ts'
import {validatePodUpdate} from './update.ts'

export const validatePod: ValidateFields = (pod, old) => (old ? validatePodUpdate(pod, old) : validateNewPod(pod))
