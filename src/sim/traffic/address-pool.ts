import type {KubeObject} from '../api/object.ts'
import type {ResourceType} from '../api/resource.ts'
import {pathOf} from '../controllers/draft.ts'
import type {Store} from '../store/store.ts'

/** What has an address of its own, or wants one. */
export interface Balanced extends KubeObject {
  status?: {loadBalancer?: {ingress?: {ip?: string; hostname?: string}[]}}
}

export const addressOf = ({status}: Balanced): string | undefined => status?.loadBalancer?.ingress?.[0]?.ip

const ownerOf = (resource: ResourceType, path: string): string => `${resource.plural}/${path}`

/** The addresses that load balancers and ingresses get, one each; where the machine has only one, all share it. */
export class AddressPool {
  readonly #addresses: readonly string[]
  readonly #owners = new Map<string, string>()

  /** @param resources the kinds whose objects keep the addresses that their status has */
  constructor(addresses: readonly string[], store: Store, resources: readonly ResourceType[]) {
    this.#addresses = addresses
    for (const resource of resources)
      for (const object of store.list(resource)) {
        const address = addressOf(object as Balanced)
        if (address !== undefined && !this.#owners.has(address) && addresses.includes(address))
          this.#owners.set(address, ownerOf(resource, pathOf(object)))
      }
  }

  /** @param preferred what it had, or asks for. @returns undefined where all are taken */
  take(resource: ResourceType, path: string, preferred: string | undefined): string | undefined {
    if (this.#addresses.length === 1) return this.#addresses[0]
    const owner = ownerOf(resource, path)
    const isFree = (address: string): boolean => (this.#owners.get(address) ?? owner) === owner
    const wanted = this.#addresses.find(address => address === preferred && isFree(address))
    const address = wanted ?? this.#addresses.find(isFree)
    if (address !== undefined) this.#owners.set(address, owner)
    return address
  }

  release(resource: ResourceType, path: string): void {
    const owner = ownerOf(resource, path)
    for (const [address, holder] of this.#owners) if (holder === owner) this.#owners.delete(address)
  }
}
