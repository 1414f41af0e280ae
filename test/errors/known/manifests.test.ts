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
  'object-too-large': [
    'OBJECT_INVALID',
    [
      'Error from server (RequestEntityTooLarge): error when creating "big.json": Request entity too large: limit is 3145728\n',
      'an object is larger than the API server takes: 3145728 bytes at most',
    ],
    ['Error from server: etcdserver: request is too large\n', 'an object is larger than the API server takes'],
    [
      'Error from server: rpc error: code = ResourceExhausted desc = trying to send message larger than max (3146042 vs. 2097152)\n',
      'an object is larger than the API server takes: 2097152 bytes at most',
    ],
  ],
  'item-repeated': [
    'OBJECT_INVALID',
    [
      'Error from server: failed to create typed patch object: .spec.template.spec.containers[name="web"].ports: duplicate entries for key [containerPort=8080,protocol="TCP"]\n',
      'spec.template.spec.containers[name="web"].ports has several items of one key, [containerPort=8080,protocol="TCP"], which cannot be applied',
    ],
  ],
  'field-untyped': [
    'OBJECT_INVALID',
    [
      'Error from server: failed to create typed patch object (default/typo; apps/v1, Kind=Deployment): errors:\n  .spec.replica: field not declared in schema\n  .spec.template.spec.containers[name="web"].imagePullPolcy: field not declared in schema\n',
      'the API server refuses the Deployment typo:\n  spec.replica: field not declared in schema\n  spec.template.spec.containers[name="web"].imagePullPolcy: field not declared in schema',
    ],
    [
      'Error from server: failed to create typed patch object (default/typo; apps/v1, Kind=Deployment): .spec.replicas: expected numeric (int or float), got string\n',
      'the API server refuses the Deployment typo: spec.replicas: expected numeric (int or float), got string',
    ],
    [
      'Error from server: failed to create typed patch object: .spec.foo: field not declared in schema\n',
      'the API server refuses an object: spec.foo: field not declared in schema',
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
  'no-manifest': [
    'OBJECT_INVALID',
    [
      'error: unable to decode "bad.yaml": Object \'Kind\' is missing in \'{"foo":"bar"}\'',
      "bad.yaml has a document that is no manifest: Object 'Kind' is missing",
    ],
    [
      'error: unable to decode "readme.txt": json: cannot unmarshal string into Go value of type unstructured.detector\n',
      'readme.txt has a document that is no manifest: it is text',
    ],
    ['error: no objects passed to apply', 'there is nothing to apply: no objects passed to apply'],
  ],
  'manifest-of-other-type': [
    'OBJECT_INVALID',
    [
      'error: unable to decode "all.yaml": json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.name of type string\n',
      'all.yaml has an object whose metadata.name is true or false, and not text',
    ],
  ],
  'manifest-no-yaml': [
    'OBJECT_INVALID',
    [
      'error: error parsing bad.yaml: error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context\n',
      'bad.yaml has a document that is no YAML: mapping values are not allowed in this context',
    ],
  ],
})
