import {createSimMachine} from '../support/sim-machine.ts'
import {describePower} from '../walk/power.ts'

const {kubia, kubectl, machine} = createSimMachine()
machine.env['KUBIA_PROVIDER'] = 'sim'
describePower({name: 'power', workers: 2, context: 'sim-power', kubia, kubectl}, 3)
