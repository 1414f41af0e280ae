import type {Machine} from './machine.ts'

/**
 * Gives the stand-in of docker images and nodes that take them. Images are files, `image.NAME` with their content;
 * a node keeps what it was given as lines of `node.NAME`, as `ctr images list` prints them.
 */
const IMAGE_INSPECT = String.raw`
for name in "$@"; do :; done
key=$(echo "$name" | tr / _); case "$key" in *:*) ;; *) key=$key:latest ;; esac
if [ ! -e "$state/image.$key" ]; then echo "Error: No such image: $name" >&2; exit 1; fi
printf '[{"Id":"sha256:%s","RepoTags":["%s"],"Size":%s,"Os":"linux","Architecture":"%s"}]\n' \
  "$(cat "$state/image.$key")" "$(echo "$key" | tr _ /)" "$(wc -c < "$state/image.$key")" "$(cat "$state/architecture" 2>/dev/null || echo amd64)"
exit 0`

const IMAGES = `
for file in "$state"/image.*; do basename "$file" | sed 's/^image[.]//' | tr _ /; done
exit 0`

const SAVE = `
if [ "$2" = --help ]; then echo '  -o, --output string   Write to a file, instead of STDOUT'; exit 0; fi
echo "$2 $(cat "$state/image.$(echo "$2" | tr / _)")"
exit 0`

const EXEC = `
[ "$2" = -i ] && shift
node=$2; shift 2
case "$*" in
sh*) echo x86_64; echo '   --platform value  imports content for specific platform'; echo '   snapshotter = "overlayfs"' ;;
*'images list'*) echo 'REF TYPE DIGEST SIZE PLATFORMS LABELS'; cat "$state/node.$node" 2>/dev/null || true ;;
*'content get'*) printf '{"config":{"digest":"sha256:%s"}}' "$(echo "$5" | sed 's/^sha256:m//')" ;;
*'images import'*)
  if [ -e "$state/full.$node" ]; then echo 'ctr: write /var/lib/containerd/x: no space left on device' >&2; exit 1; fi
  read -r name id
  echo "docker.io/library/$name type sha256:m$id" >> "$state/node.$node"
  echo "sha256:$id type sha256:m$id" >> "$state/node.$node" ;;
*) echo "docker exec stand-in: $*" >&2; exit 99 ;;
esac
exit 0`

export const giveImages = (machine: Machine, images: Readonly<Record<string, string>>): void => {
  for (const [name, content] of Object.entries(images)) machine.put(`image.${name.replaceAll('/', '_')}`, content)
  machine.answer('docker', 'image-inspect', `case "$*" in *--format*) ;; *) ${IMAGE_INSPECT} ;; esac`)
  machine.answer('docker', 'images', IMAGES)
  machine.answer('docker', 'save', SAVE)
  machine.answer('docker', 'exec', EXEC)
}
