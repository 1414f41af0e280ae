import {type CatalogueEntry, EXIT} from './entry.ts'

/** What was asked for is not valid, or does not exist: exit 2. */
export const input = {
  USAGE: {
    exit: EXIT.usage,
    meaning: 'A flag, an argument or their combination is not valid. Nothing was changed.',
    remedy: 'The message names the word that is wrong and what may stand in its place; `--help` lists all.',
  },
  NAME_INVALID: {
    exit: EXIT.usage,
    meaning: 'A name is not one that Kubernetes and kind accept: lowercase letters, digits and `-` (RFC 1123).',
    remedy: 'Use the name that the message suggests.',
  },
  CONFIG_INVALID: {
    exit: EXIT.usage,
    meaning: 'The kind config has problems. All of them are listed with line and column; nothing was changed.',
    remedy:
      'Mend the listed lines; `kubectl kubia config validate kind.yaml` checks the file without creating anything.',
  },
  CONFIG_UNREADABLE: {
    exit: EXIT.usage,
    meaning:
      'The file given with `--config` or `-f`, its URL, or the folder given with `--build` or `-k`, does not exist or cannot be read.',
    remedy: 'Check the path and its permissions, or pass `-` to read standard input.',
  },
  NODE_IMAGE_INVALID: {
    exit: EXIT.usage,
    meaning:
      'The image that was named is no node image, is of another platform, or is too old or too new for this kind. What was made of it was removed.',
    remedy: 'Take one that this release of kind was published with, or leave `--image` out.',
  },
  ADDRESS_FOREIGN: {
    exit: EXIT.usage,
    meaning: 'A port was to be published on an address that this machine does not have.',
    remedy: 'Publish it on 127.0.0.1 (leave the address out), or on 0.0.0.0 for all addresses.',
  },
  CONTEXT_MISSING: {
    exit: EXIT.usage,
    meaning: 'The context that was named is not in the kubeconfig, or no context is current.',
    remedy:
      'See `kubectl config get-contexts`; name one with `--context`, or create a cluster with `kubectl kubia up`.',
  },
  NOT_FOUND: {
    exit: EXIT.usage,
    meaning: 'The named object does not exist.',
    remedy: 'Check the name and the namespace (`-n`).',
  },
  AMBIGUOUS_NAME: {
    exit: EXIT.usage,
    meaning: 'A name without a kind is the name of several objects, or a container was not named among several.',
    remedy: 'Name the kind too, as `deployment/web`, or the container with `-c`.',
  },
  NAMESPACE_MISSING: {
    exit: EXIT.usage,
    meaning: 'The namespace does not exist.',
    remedy: 'Check `-n`, or create it: `kubectl create namespace shop`.',
  },
  OBJECT_INVALID: {
    exit: EXIT.usage,
    meaning: 'The API server, or kubectl, refuses an object because a field of it is not valid.',
    remedy: 'The message names the field and what it may be.',
  },
  IMAGE_MISSING: {
    exit: EXIT.usage,
    meaning: 'An image that was to be loaded is not among the container engine’s images, or has no name.',
    remedy: 'Check the name (`docker images`), pull or build the image, or name an archive file.',
  },
  ARCHIVE_INVALID: {
    exit: EXIT.usage,
    meaning: 'A file that was to be loaded cannot be read, is no archive of images, or is not complete.',
    remedy: 'Write it again with `docker save web -o web.tar`; `tar -tf web.tar` shows what is in it.',
  },
  NOT_LOCAL: {
    exit: EXIT.usage,
    meaning:
      'The context leads to no cluster of this machine, so that nothing can be put on its nodes, and no tunnel serves it unless it is named.',
    remedy:
      'For an image: push it to a registry that these nodes can pull from, and name it there. For a tunnel: choose another context, or name this one with `--context`.',
  },
  CONFIRMATION_NEEDED: {
    exit: EXIT.usage,
    meaning: 'The command would ask a question, but there is no terminal to ask on.',
    remedy: 'Pass `--yes` if you mean it.',
  },
} as const satisfies Record<string, CatalogueEntry>
