// What the runner starts as the post step of the action.
import {post} from '../post.ts'

await post()
