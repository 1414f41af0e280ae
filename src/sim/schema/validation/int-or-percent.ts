// Numbers of pods that may be shares of them: pkg/apis/apps/validation, ValidatePositiveIntOrPercent and its neighbours.
import type {StatusCause} from '../../api/status.ts'
import {invalid, invalids, nonNegative} from './causes.ts'
import {percent} from './names.ts'

export const validateIntOrPercent = (field: string, value: number | string): StatusCause[] =>
  typeof value === 'number' ? nonNegative(field, value) : invalids(field, value, percent(value))

/** The number in it, of a share that of the percent; 0 where there is none. */
export const amountOf = (value: number | string): number => Number.parseInt(String(value), 10) || 0

export const atMostAll = (field: string, value: number | string): StatusCause[] =>
  typeof value === 'string' && percent(value).length === 0 && amountOf(value) > 100
    ? [invalid(field, value, 'must not be greater than 100%')]
    : []
