import {isIP} from 'node:net'
import type {StatusCause} from '../../api/status.ts'
import {type Fields, items} from '../../schema/fields.ts'
import {invalid, invalids, oneOf, required} from '../../schema/validation/causes.ts'
import {portNumber} from '../../schema/validation/names.ts'
import {PROTOCOLS} from '../pod/validation/containers.ts'

const validateAddress = (field: string, address: Fields): StatusCause[] =>
  isIP(String(address['ip'] ?? ''))
    ? []
    : [invalid(`${field}.ip`, address['ip'] ?? '', 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')]

export const validateEndpoints = (endpoints: Fields): StatusCause[] =>
  items(endpoints['subsets']).flatMap((subset, index) => {
    const place = `subsets[${index}]`
    const lists = ['addresses', 'notReadyAddresses'] as const
    const ports = items(subset['ports'])
    return [
      ...(lists.every(list => items(subset[list]).length === 0)
        ? [required(place, 'must specify `addresses` or `notReadyAddresses`')]
        : []),
      ...lists.flatMap(list =>
        items(subset[list]).flatMap((address, at) => validateAddress(`${place}.${list}[${at}]`, address)),
      ),
      ...ports.flatMap((port, at) => [
        ...(ports.length > 1 && !port['name'] ? [required(`${place}.ports[${at}].name`)] : []),
        ...invalids(`${place}.ports[${at}].port`, port['port'], portNumber(port['port'] as number)),
        ...oneOf(`${place}.ports[${at}].protocol`, port['protocol'], PROTOCOLS),
      ]),
    ]
  })
