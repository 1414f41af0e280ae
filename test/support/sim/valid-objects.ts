/** Objects that an API server takes, to compare what it fills in. */
export interface ValidObject {
  what: string
  kind: string
  object: Record<string, unknown>
}

const container = (fields: object = {}) => ({name: 'c', image: 'nginx', ...fields})
const template = (spec: object = {}) => ({metadata: {labels: {a: 'b'}}, spec: {containers: [container()], ...spec}})
const workload = {selector: {matchLabels: {a: 'b'}}, template: template()}

export const VALID_OBJECTS: readonly ValidObject[] = [
  {what: 'the least Pod', kind: 'Pod', object: {spec: {containers: [container()]}}},
  {
    what: 'a Pod of many parts',
    kind: 'Pod',
    object: {
      spec: {
        hostNetwork: true,
        terminationGracePeriodSeconds: 0,
        nodeSelector: {},
        containers: [
          container({
            image: 'nginx:1.2',
            command: [],
            ports: [{containerPort: 80}, {containerPort: 53, protocol: 'UDP', name: 'dns'}],
            env: [
              {name: 'A', value: ''},
              {name: 'B', valueFrom: {fieldRef: {fieldPath: 'metadata.name'}}},
            ],
            resources: {limits: {cpu: 0.5, memory: '1024Mi'}},
            livenessProbe: {httpGet: {port: 80}},
            readinessProbe: {tcpSocket: {port: 'dns'}, periodSeconds: 3},
            lifecycle: {preStop: {httpGet: {port: 1}}},
          }),
          {name: 'd', image: `localhost:5000/x@sha256:${'a'.repeat(64)}`, stdin: false},
        ],
        initContainers: [{name: 'i', image: 'localhost:5000/y'}],
        volumes: [
          {name: 'none'},
          {name: 'secret', secret: {secretName: 'x'}},
          {name: 'map', configMap: {name: 'y'}},
          {name: 'host', hostPath: {path: '/tmp'}},
          {name: 'empty', emptyDir: {sizeLimit: '1000Mi'}},
          {name: 'downward', downwardAPI: {items: [{path: 'l', fieldRef: {fieldPath: 'metadata.labels'}}]}},
        ],
        tolerations: [{operator: 'Exists', key: 'node.kubernetes.io/not-ready', effect: 'NoExecute'}],
      },
    },
  },
  {what: 'the least Deployment', kind: 'Deployment', object: {spec: workload}},
  {
    what: 'a Deployment that recreates',
    kind: 'Deployment',
    object: {spec: {...workload, replicas: 0, strategy: {type: 'Recreate'}}},
  },
  {
    what: 'a Deployment with half a strategy',
    kind: 'Deployment',
    object: {spec: {...workload, minReadySeconds: 0, paused: false, strategy: {rollingUpdate: {maxSurge: 1}}}},
  },
  {what: 'a ReplicaSet', kind: 'ReplicaSet', object: {spec: workload}},
  {
    what: 'a ReplicationController without a selector',
    kind: 'ReplicationController',
    object: {spec: {template: template()}},
  },
  {what: 'the least Job', kind: 'Job', object: {spec: {template: template({restartPolicy: 'Never'})}}},
  {
    what: 'a Job that is a work queue',
    kind: 'Job',
    object: {
      metadata: {name: 'x', labels: {own: 'label'}},
      spec: {
        parallelism: 2,
        backoffLimit: 0,
        activeDeadlineSeconds: 0,
        template: template({restartPolicy: 'OnFailure'}),
      },
    },
  },
  {what: 'the least DaemonSet', kind: 'DaemonSet', object: {spec: workload}},
  {
    what: 'a DaemonSet that replaces what is deleted',
    kind: 'DaemonSet',
    object: {
      metadata: {name: 'x', annotations: {'deprecated.daemonset.template.generation': '7'}},
      spec: {...workload, updateStrategy: {type: 'OnDelete'}, revisionHistoryLimit: 0},
    },
  },
  {what: 'the least StatefulSet', kind: 'StatefulSet', object: {spec: {...workload, serviceName: 's'}}},
  {
    what: 'a StatefulSet of no service',
    kind: 'StatefulSet',
    object: {spec: {...workload, serviceName: '', replicas: 0}},
  },
  {
    what: 'a StatefulSet that replaces what is deleted',
    kind: 'StatefulSet',
    object: {
      spec: {...workload, serviceName: 's', updateStrategy: {type: 'OnDelete'}, podManagementPolicy: 'Parallel'},
    },
  },
  {
    what: 'a StatefulSet with claims',
    kind: 'StatefulSet',
    object: {
      spec: {
        ...workload,
        serviceName: 's',
        volumeClaimTemplates: [
          {
            metadata: {name: 'd', labels: {c: 'd'}},
            spec: {accessModes: ['ReadWriteOnce'], resources: {requests: {storage: '1Gi'}}},
          },
        ],
      },
    },
  },
  {
    what: 'a claim',
    kind: 'PersistentVolumeClaim',
    object: {spec: {accessModes: ['ReadWriteOnce'], resources: {requests: {storage: '1024Mi'}}}},
  },
  {
    what: 'a claim of no class',
    kind: 'PersistentVolumeClaim',
    object: {
      spec: {
        accessModes: ['ReadOnlyMany'],
        storageClassName: '',
        resources: {requests: {storage: '1k'}},
        volumeName: 'v',
      },
    },
  },
  {
    what: 'a volume',
    kind: 'PersistentVolume',
    object: {spec: {accessModes: ['ReadWriteOnce'], capacity: {storage: '1Gi'}, hostPath: {path: '/data'}}},
  },
  {
    what: 'a volume that is kept for a claim',
    kind: 'PersistentVolume',
    object: {
      spec: {
        accessModes: ['ReadWriteMany'],
        capacity: {storage: '1Gi'},
        nfs: {server: 'a', path: '/b'},
        storageClassName: 'slow',
        persistentVolumeReclaimPolicy: 'Delete',
        claimRef: {namespace: 'default', name: 'c'},
      },
    },
  },
  {what: 'a storage class', kind: 'StorageClass', object: {provisioner: 'example.com/disk', parameters: {a: 'b'}}},
  {
    what: 'an Ingress',
    kind: 'Ingress',
    object: {
      spec: {
        ingressClassName: 'other',
        defaultBackend: {service: {name: 'rest', port: {name: 'http'}}},
        tls: [{hosts: ['a.test', '*.b.test'], secretName: 'cert'}],
        rules: [
          {host: '*.b.test'},
          {
            host: 'a.test',
            http: {
              paths: [
                {path: '/', pathType: 'Prefix', backend: {service: {name: 'web', port: {number: 80}}}},
                {pathType: 'ImplementationSpecific', backend: {resource: {apiGroup: 'x.y', kind: 'Z', name: 'z'}}},
              ],
            },
          },
        ],
      },
    },
  },
  {
    what: 'an Ingress with an annotation for its class',
    kind: 'Ingress',
    object: {
      metadata: {name: 'annotated', annotations: {'kubernetes.io/ingress.class': 'other'}},
      spec: {rules: [{host: 'a.test'}]},
    },
  },
  {what: 'an IngressClass', kind: 'IngressClass', object: {spec: {controller: 'a.test/nginx'}}},
  {what: 'a ControllerRevision', kind: 'ControllerRevision', object: {data: {a: {b: 'c'}}, revision: 3}},
  {what: 'a Service', kind: 'Service', object: {spec: {ports: [{port: 80}], selector: {a: 'b'}}}},
  {
    what: 'a Service with node ports and affinity',
    kind: 'Service',
    object: {
      spec: {
        type: 'NodePort',
        sessionAffinity: 'ClientIP',
        ports: [
          {port: 80, name: 'x'},
          {port: 81, name: 'y', targetPort: 'http', protocol: 'UDP'},
        ],
      },
    },
  },
  {
    what: 'a Service with a load balancer',
    kind: 'Service',
    object: {spec: {type: 'LoadBalancer', ports: [{port: 80}]}},
  },
  {what: 'a Service of elsewhere', kind: 'Service', object: {spec: {type: 'ExternalName', externalName: 'a.example'}}},
  {
    what: 'a headless Service',
    kind: 'Service',
    object: {spec: {clusterIP: 'None', ports: [{port: 80}], selector: {a: 'b'}}},
  },
  {what: 'a Secret', kind: 'Secret', object: {data: {a: 'Yg=='}, stringData: {b: 'c'}}},
  {what: 'a ConfigMap', kind: 'ConfigMap', object: {data: {a: 'b'}, immutable: false}},
  {what: 'a ConfigMap of nothing', kind: 'ConfigMap', object: {}},
  {what: 'a Namespace', kind: 'Namespace', object: {}},
  {what: 'a ServiceAccount', kind: 'ServiceAccount', object: {}},
  {
    what: 'Endpoints',
    kind: 'Endpoints',
    object: {subsets: [{addresses: [{ip: '10.0.0.1'}], ports: [{port: 80}]}]},
  },
  {what: 'a Lease', kind: 'Lease', object: {spec: {}}},
  {what: 'a Node', kind: 'Node', object: {status: {capacity: {cpu: '2', memory: '1024Ki'}}}},
  {
    what: 'a LimitRange with bounds',
    kind: 'LimitRange',
    object: {
      spec: {
        limits: [
          {type: 'Container', max: {cpu: '2000m', memory: '1Gi'}, min: {cpu: '0.1'}, defaultRequest: {memory: '64Mi'}},
          {type: 'Pod', max: {cpu: '2'}},
        ],
      },
    },
  },
  {
    what: 'a ResourceQuota',
    kind: 'ResourceQuota',
    object: {spec: {hard: {pods: '1000m', 'requests.memory': '1024Mi'}}},
  },
  {
    what: 'an autoscaler that says little',
    kind: 'HorizontalPodAutoscaler',
    object: {spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: 'apps/v1', kind: 'Deployment', name: 'web'}}},
  },
]
