import {MANIFEST_FAILURES} from '../../../src/errors/known/manifests.ts'
import {expectKnown} from './expect-known.ts'

expectKnown('manifests that kubectl cannot read', MANIFEST_FAILURES, {
  'namespace-other': [
    'USAGE',
    [
      `error: the namespace from the provided object "kube-public" does not match the namespace "default". You must pass '--namespace=kube-public' to perform this operation.\n`,
      'a manifest names the namespace kube-public, and -n names default',
    ],
  ],
  'name-generated': [
    'OBJECT_INVALID',
    [
      'error: from x-: cannot use generate name with apply\n',
      'an object with generateName x- cannot be applied: it has another name each time',
    ],
  ],
  'manifest-url-refused': [
    'CONFIG_UNREADABLE',
    [
      'error: unable to read URL "http://127.0.0.1:18099/nope.yaml", server reported 404 File not found, status code=404\n',
      'the manifest http://127.0.0.1:18099/nope.yaml cannot be read: its server answers 404 File not found',
    ],
  ],
  'manifest-missing': [
    'CONFIG_UNREADABLE',
    ['error: the path "x*.yaml" does not exist\n', 'no file matches x*.yaml'],
    [
      'error: error reading [empty]: recognized file extensions are [.json .yaml .yml]\n',
      'there is no manifest in empty: kubectl reads files that end in .json, .yaml or .yml',
    ],
  ],
  'kustomization-invalid': [
    'CONFIG_UNREADABLE',
    [
      'error: invalid Kustomization: yaml: line 1: did not find expected node content\n',
      'the kustomization cannot be built: invalid Kustomization: yaml: line 1: did not find expected node content',
    ],
    [
      "error: accumulating resources: accumulation err='accumulating resources from 'missing.yaml': evalsymlink failure on '/shop/missing.yaml' : lstat /shop/missing.yaml: no such file or directory': must build at directory: not a valid directory: evalsymlink failure on '/shop/missing.yaml' : lstat /shop/missing.yaml: no such file or directory\n",
      "the kustomization cannot be built: accumulating resources: accumulation err='accumulating resources from 'missing.yaml': evalsymlink failure on '/shop/missing.yaml' : lstat /shop/missing.yaml: no such file or directory': must build at directory: not a valid directory: evalsymlink failure on '/shop/missing.yaml' : lstat /shop/missing.yaml: no such file or directory",
    ],
    [
      "error: failed to run '/usr/bin/git fetch --depth=1 https://github.com/x/y HEAD': fatal: unable to access 'https://github.com/x/y/': Could not resolve host: github.com\n: exit status 128\n",
      "the kustomization cannot be built: failed to run '/usr/bin/git fetch --depth=1 https://github.com/x/y HEAD': fatal: unable to access 'https://github.com/x/y/': Could not resolve host: github.com\n: exit status 128",
    ],
  ],
})
