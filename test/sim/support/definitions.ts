import {setImmediate as nextTurn} from 'node:timers/promises'
import {onTestFinished} from 'vitest'
import type {ControlPlane} from '../../../src/sim/controllers/control-plane.ts'
import {Loop} from '../../../src/sim/controllers/loop.ts'
import {definitionController} from '../../../src/sim/kinds/customresourcedefinition/controller.ts'
import {testServer} from './server.ts'

export const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
/** The path of the objects that a definition is about. */
export const things = (version = 'v1') => `/apis/example.com/${version}/namespaces/default/things`

/** A server on which definitions are taken care of. */
export const definitionServer = async () => {
  const server = await testServer()
  const {store, clock, registry, kinds, ask} = server
  const plane = {
    store,
    clock,
    registry,
    get resources() {
      return kinds.resources
    },
  } as unknown as ControlPlane
  const report = (error: unknown): never => {
    throw error
  }
  const loop = new Loop([definitionController(plane)], {store, clock, report})
  onTestFinished(async () => {
    loop.stop()
    await server.stop()
  })
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn++) await nextTurn()
  }
  const define = async (definition: object) => {
    const reply = await ask({method: 'POST', path: DEFINITIONS, body: definition})
    await settle()
    return reply
  }
  return {...server, settle, define}
}

interface Shape {
  plural?: string
  kind?: string
  spec?: object
  versions?: object[]
  more?: object
}

/** One version of a definition; v1 is what is stored. */
export const version = (
  name: string,
  spec: object = {type: 'object', 'x-kubernetes-preserve-unknown-fields': true},
  more = {},
) => ({
  name,
  served: true,
  storage: name === 'v1',
  schema: {openAPIV3Schema: {type: 'object', properties: {spec}}},
  ...more,
})

export const definition = ({
  plural = 'things',
  kind = 'Thing',
  spec,
  versions = [version('v1', spec)],
  more,
}: Shape = {}) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: {name: `${plural}.example.com`},
  spec: {group: 'example.com', scope: 'Namespaced', names: {plural, kind, ...more}, versions},
})

export const thing = (spec: object, apiVersion = 'example.com/v1', name = 'a') => ({
  apiVersion,
  kind: 'Thing',
  metadata: {name},
  spec,
})
