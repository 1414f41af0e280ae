import {hostname, networkInterfaces} from 'node:os'

/** The names and addresses that lead to this machine, those of its loopback aside. */
export const ownNames = (): string[] => [
  'localhost',
  hostname(),
  ...Object.values(networkInterfaces()).flatMap(list => (list ?? []).map(({address}) => address)),
]
