export {isTolerated, tolerates} from '../../kubernetes/taints.ts'
