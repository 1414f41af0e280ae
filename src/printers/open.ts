import type {Service} from '../kubernetes/types.ts'
import {printValue} from './output.ts'

/** The answer of `open -o json|yaml`. */
export const printOpened = (
  {service: {metadata}, url, text}: {service: Pick<Service, 'metadata'>; url: string; text: string},
  format: 'json' | 'yaml',
): string => printValue({service: metadata.name, namespace: metadata.namespace ?? 'default', url, why: text}, format)
