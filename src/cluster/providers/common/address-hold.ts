import {PassThrough} from 'node:stream'
import {isRecord, readAnswer} from '../../../process/answer.ts'
import type {Command} from '../../../process/command.ts'
import type {Exec} from '../../../process/exec.ts'

/** The most addresses that are held at once: each takes a container, and what is farther away is not worth them. */
const MAX_HELD = 32

/** The part of `docker network inspect` that is read. */
interface InspectedNetwork {
  IPAM: {Config: {Subnet?: string; Gateway?: string}[] | null}
  /** Running containers alone. */
  Containers: Record<string, {IPv4Address?: string}> | null
}

const isNetworkList = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 1 && isRecord(value[0]) && isRecord(value[0]['IPAM'])

/** `172.18.0.2` or `172.18.0.2/16` as a number; undefined for what is no IPv4 address. */
const toNumber = (address: string): number | undefined => {
  const bytes = /^(\d+)\.(\d+)\.(\d+)\.(\d+)(?:\/\d+)?$/.exec(address)?.slice(1).map(Number)
  return bytes?.reduce((sum, byte) => sum * 256 + byte, 0)
}

/** A container that holds an address, and lets it go once its standard input ends: also where its client is killed. */
interface Holder {
  address: number
  letGo: () => Promise<void>
}

/** Prints its address and waits. The node images have all that it takes. */
const holderCommand = (engine: string, image: string, network: string): Command => ({
  program: engine,
  args: [
    ...['run', '--rm', '-i', '--pull=never', '--network', network],
    ...['--entrypoint', 'sh', image, '-c', 'hostname -i; exec cat'],
  ],
})

/**
 * Keeps addresses of an engine's network from whichever container starts next. docker gives a container the lowest
 * address that is free when it starts, and asks for no other one (the network that kind makes has no subnet of the
 * user's); a node whose cluster has several control planes is lost with its address (kind#1689).
 */
export class AddressHold {
  readonly #exec: Exec
  readonly #commandLine: Command
  readonly #first: number
  readonly #taken: Set<number>
  #holders: Holder[] = []

  private constructor(exec: Exec, commandLine: Command, first: number, taken: Set<number>) {
    this.#exec = exec
    this.#commandLine = commandLine
    this.#first = first
    this.#taken = taken
  }

  /**
   * Looks at a network. @param image one that has a shell, and that the engine has
   * @returns undefined where the network is not there, or has no IPv4 addresses
   * @throws KubiaError ANSWER_UNREADABLE
   */
  static async of(exec: Exec, engine: string, image: string, network: string): Promise<AddressHold | undefined> {
    const look = {program: engine, args: ['network', 'inspect', network]}
    const {exitCode, stdout} = await exec(look, {allowFailure: true, waitsFor: engine})
    if (exitCode !== 0) return undefined
    const [found] = readAnswer<[InspectedNetwork]>(`${engine} network inspect`, stdout, isNetworkList)
    const ranges = (found.IPAM.Config ?? []).map(({Subnet = '', Gateway = ''}) => [toNumber(Subnet), toNumber(Gateway)])
    const [subnet, gateway] = ranges.find(([base]) => base !== undefined) ?? []
    if (subnet === undefined) return undefined
    const taken = Object.values(found.Containers ?? {}).map(({IPv4Address = ''}) => toNumber(IPv4Address))
    const numbers = [gateway, ...taken].filter(one => one !== undefined)
    return new AddressHold(exec, holderCommand(engine, image, network), subnet + 1, new Set(numbers))
  }

  /**
   * Holds every free address below one, so that the next container that starts gets that one if it is free itself.
   * Holds none where that takes too many.
   */
  async below(address: string): Promise<void> {
    const free = this.#freeBelow(toNumber(address))
    if (free !== undefined) await this.#hold(free)
  }

  /** Whether a container that runs has an address. */
  isTaken(address: string): boolean {
    return this.#taken.has(toNumber(address) ?? Number.NaN)
  }

  /** Notes that a container that was started has an address. */
  give(address: string): void {
    const number = toNumber(address)
    if (number !== undefined) this.#taken.add(number)
  }

  /** Holds those of some addresses that are free, and no others in the end. */
  async only(addresses: readonly string[]): Promise<void> {
    const wanted = addresses.map(toNumber).filter(one => one !== undefined && !this.#taken.has(one))
    if (wanted.length === 0) return
    const free = this.#freeBelow(Math.max(...(wanted as number[])) + 1)
    if (free === undefined) return
    await this.#hold(free)
    await this.#letGo(({address}) => !wanted.includes(address))
  }

  /** Gives every address back. */
  async release(): Promise<void> {
    await this.#letGo(() => true)
  }

  /** How many addresses below a number are free; undefined where they are too many, or the number is none. */
  #freeBelow(end: number | undefined): number | undefined {
    if (end === undefined) return undefined
    let free = 0
    for (let address = this.#first; address < end; address++) {
      if (this.#taken.has(address)) continue
      free += 1
      if (free > MAX_HELD) return undefined
    }
    return free
  }

  async #hold(count: number): Promise<void> {
    const begun = await Promise.all(Array.from({length: count}, () => this.#begin()))
    const holders = begun.filter(one => one !== undefined)
    this.#holders.push(...holders)
    for (const {address} of holders) this.#taken.add(address)
  }

  /** Starts one holder. @returns once it has its address; undefined where it did not come up, which the run's log has */
  async #begin(): Promise<Holder | undefined> {
    const stdin = new PassThrough()
    const {promise: address, resolve} = Promise.withResolvers<number>()
    const running = this.#exec(this.#commandLine, {
      stdin,
      allowFailure: true,
      onLine: line => {
        // A network of two families gives two addresses.
        const number = line.split(' ').map(toNumber).find(Number.isSafeInteger)
        if (number !== undefined) resolve(number)
      },
      ending: async end => {
        stdin.end()
        await end()
      },
    })
    // A run that is aborted hears of it from its next command; until then nobody waits for this one.
    const ended = running.then(
      () => undefined,
      () => undefined,
    )
    const number = await Promise.race([address, ended])
    const letGo = async (): Promise<void> => {
      stdin.end()
      await ended
    }
    if (number !== undefined) return {address: number, letGo}
    await letGo()
    return undefined
  }

  async #letGo(which: (holder: Holder) => boolean): Promise<void> {
    const going = this.#holders.filter(which)
    this.#holders = this.#holders.filter(holder => !going.includes(holder))
    await Promise.all(going.map(({letGo}) => letGo()))
    for (const {address} of going) this.#taken.delete(address)
  }
}
