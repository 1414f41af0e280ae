import {type ControlPlane, change, find} from '../../controllers/control-plane.ts'
import type {Controller} from '../../controllers/loop.ts'
import {matchesSelector} from '../../controllers/selector.ts'
import {clusterRoleResource} from './resource.ts'
import type {Role} from './types.ts'

/**
 * Puts cluster roles together from others: the loop looks at a role with an aggregation rule, and gives it the rules of
 * those that it selects. pkg/controller/clusterroleaggregation
 */
export const aggregationController = (plane: ControlPlane): Controller => {
  const all = (): Role[] => plane.store.list(clusterRoleResource) as Role[]
  return {
    name: 'clusterrole-aggregation-controller',
    *affected({resource}) {
      if (resource === clusterRoleResource)
        for (const {metadata, aggregationRule} of all()) if (aggregationRule) yield metadata.name
    },
    reconcile: name => {
      const role = find<Role>(plane, clusterRoleResource, '', name)
      const selectors = role?.aggregationRule?.clusterRoleSelectors ?? []
      if (!role || selectors.length === 0) return undefined
      // By their names, so that the rules of one selector come in one order.
      const rules = selectors
        .flatMap(selector => all().filter(one => one !== role && matchesSelector(selector, one.metadata.labels)))
        .flatMap(one => one.rules ?? [])
      const once = [...new Map(rules.map(rule => [JSON.stringify(rule), rule])).values()]
      change<Role>(plane, clusterRoleResource, role, current => ({...current, rules: once}))
      return undefined
    },
  }
}
