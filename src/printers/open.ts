import type {Service} from '../kubernetes/types.ts'
import {printValue} from './output.ts'

/** What is printed of a URL. */
export interface PrintedOpened {
  service: Pick<Service, 'metadata'>
  /** The ingress that leads to the service, where one was asked for. */
  ingress?: {name: string}
  url: string
  text: string
}

/** The answer of `open -o json|yaml`. */
export const printOpened = (
  {service: {metadata}, ingress, url, text}: PrintedOpened,
  format: 'json' | 'yaml',
): string => {
  const {name, namespace = 'default'} = metadata
  return printValue({...(ingress && {ingress: ingress.name}), service: name, namespace, url, why: text}, format)
}
