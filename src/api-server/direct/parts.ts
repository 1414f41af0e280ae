export {connectTo} from './connection.ts'
export {logRequestOf} from './log-request.ts'
export {askDirectly} from './look.ts'
export {lookOf} from './requests.ts'
