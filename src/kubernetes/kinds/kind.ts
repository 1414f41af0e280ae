import type {KubeObject, LabelSelector, PodTemplate, PrinterContext} from '../types.ts'

/** One column that the API server prints for a kind of object, besides NAMESPACE and NAME. */
export interface KindColumn<T extends KubeObject = KubeObject> {
  /** As the server spells it; kubectl prints it in capitals. */
  name: string
  /** What the server calls the cell; text if not said. */
  type?: 'boolean' | 'integer'
  /** Shown only with `-o wide`. */
  wide?: boolean
  /** The minor version of the API server that first had the column. */
  sinceMinor?: number
  value(object: T, context: PrinterContext): string | number
}

/** How far an object has come. */
export interface Progress {
  ready: number
  desired: number
  /** Pods of the newest version, where the kind rolls out versions. */
  updated: number
  /** Everything that was asked for runs, and nothing else. */
  done: boolean
  /** Not done, and as it should be: a cron job whose job runs. */
  underWay?: boolean
  /** The controller has given up: its own reason. */
  failed?: string
  /** In words, where the numbers do not say it: `suspended`. */
  text?: string
}

/** Objects that make the pods for another one: the replica sets of a deployment. */
export interface PodMakers {
  kind: Kind
  /** The one that stands for the state of now. @param makers of one object */
  current(makers: readonly KubeObject[]): KubeObject | undefined
  /** Selects the pods of these makers, where the object itself has no selector for them. */
  podSelector?(makers: readonly KubeObject[]): LabelSelector
}

/** What `scale` reads of an object. */
export interface Scalable<T extends KubeObject = KubeObject> {
  /** How many pods it is to have. */
  replicas(object: T): number
}

/** What is known of a kind whose objects run pods. */
export interface Workload<T extends KubeObject = KubeObject> {
  /** How far it has come. @param makers what makes its pods, where another kind does */
  progress(object: T, makers: readonly KubeObject[]): Progress
  /** What it is called when it is done. What is completed stays so, what is ready may fail again. */
  doneWord: 'ready' | 'completed'
  /** Whether it comes to an end by itself. */
  ends: boolean
  /** Whether something happens at once after a change, for which a wait can wait. */
  waits: boolean
  /** The command of kubectl that waits for it, without its name; undefined where kubectl has none. */
  waitArgs: readonly string[] | undefined
  /**
   * Where the API server keeps its versions, which `kubectl rollout` lists, goes back to and restarts: in the makers of
   * its pods, or in objects of kind ControllerRevision. Undefined where it keeps none.
   */
  revisions: 'makers' | 'controller-revisions' | undefined
  /** Who makes its pods: the object is one, it makes them, or other objects do. */
  makers: 'is-pod' | 'itself' | PodMakers
  podTemplate(object: T): PodTemplate | undefined
  /** What its pods are selected by; undefined where it has no selector. */
  podSelector(object: T): LabelSelector | undefined
  scale: Scalable<T> | undefined
}

export interface ExposedPort {
  port: number
  protocol: string
}

/** What `expose` reads of an object. Facts: kubectl's pkg/polymorphichelpers. */
export interface Exposable<T extends KubeObject = KubeObject> {
  /** What the service is to select pods by; expressions cannot stand in a service. */
  selector(object: T): LabelSelector | undefined
  ports(object: T): ExposedPort[]
}

/** All that is known of a kind of object. Each part is stated, also where a kind does not have it. */
export interface Kind<T extends KubeObject = KubeObject> {
  /** In which kubia writes it: `apps/v1`. Objects of other versions of the group are of the kind, too. */
  apiVersion: string
  /** In which servers have it that do not have that version, with the same fields. */
  earlierVersion?: string
  kind: string
  /** What kubectl takes for it: `kubectl api-resources` lists them. */
  names: readonly [singular: string, plural: string, ...others: string[]]
  namespaced: boolean
  /** Whether the whole view of `status` lists it; `unowned`: what belongs to another object is left out. */
  listed: 'always' | 'unowned' | 'never'
  columns: readonly KindColumn<T>[]
  workload: Workload<T> | undefined
  expose: Exposable<T> | undefined
}
