// What the runner starts as the main step of the action.
import {main} from '../main.ts'

await main()
