import type {Strategy} from '../../api/strategy.ts'
import {refuseUnsimulated} from '../job/strategy.ts'
import type {CronJob} from './types.ts'

export const cronJobStrategy: Strategy = {
  checkCreation: object => refuseUnsimulated((object as CronJob).spec?.jobTemplate?.spec),
  prepareForCreate: object => ({...object, status: {}}),
}
