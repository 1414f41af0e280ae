"""Walks through what programs do with Debian's python3-kubernetes, and prints a line for each step."""
import threading

from kubernetes import client, config, watch
from kubernetes.leaderelection import electionconfig, leaderelection
from kubernetes.leaderelection.resourcelock.configmaplock import ConfigMapLock
from kubernetes.stream import portforward

SPACE = 'default'
config.load_kube_config()
core, apps = client.CoreV1Api(), client.AppsV1Api()


def changes(lister, name, **options):
    """The states of one object, as a watch tells them."""
    for event in watch.Watch().stream(lister, SPACE, timeout_seconds=60, **options):
        if event['object'].metadata.name == name:
            yield event['object']
    raise TimeoutError(f'nothing more of {name}')


labels = {'app': 'web'}
container = client.V1Container(name='web', image='museopkim/kubia', ports=[client.V1ContainerPort(container_port=8080)])
template = client.V1PodTemplateSpec(metadata=client.V1ObjectMeta(labels=labels), spec=client.V1PodSpec(containers=[container]))
spec = client.V1DeploymentSpec(replicas=1, selector=client.V1LabelSelector(match_labels=labels), template=template)
apps.create_namespaced_deployment(SPACE, client.V1Deployment(metadata=client.V1ObjectMeta(name='web'), spec=spec))
ready = next(each for each in changes(apps.list_namespaced_deployment, 'web') if each.status.ready_replicas == 1)
print('watch: ready', ready.status.ready_replicas)

pods = core.list_namespaced_pod(SPACE, label_selector='app=web').items
print('list:', [(pod.metadata.labels['app'], pod.status.phase) for pod in pods])

pod = pods[0]
pod.metadata.labels['seen'] = 'yes'
print('replace of a pod:', core.replace_namespaced_pod(pod.metadata.name, SPACE, pod).metadata.labels['seen'])

deployment = apps.read_namespaced_deployment('web', SPACE)
deployment.spec.replicas = 2
replaced = apps.replace_namespaced_deployment('web', SPACE, deployment)
print('replace of a deployment:', replaced.spec.replicas)

lock = ConfigMapLock('leader', SPACE, 'me')
leading = threading.Event()
election = electionconfig.Config(lock, lease_duration=3, renew_deadline=2, retry_period=1, onstarted_leading=leading.set, onstopped_leading=lambda: None)
threading.Thread(target=leaderelection.LeaderElection(election).run, daemon=True).start()
leading.wait(60)
renewals = set()
for state in changes(core.list_namespaced_config_map, 'leader'):
    renewals.add(state.metadata.annotations['control-plane.alpha.kubernetes.io/leader'])
    if len(renewals) == 3:
        break
print('leader election: renewed')

forward = portforward(core.connect_get_namespaced_pod_portforward, pod.metadata.name, SPACE, ports='8080')
connection = forward.socket(8080)
connection.setblocking(True)
connection.sendall(b'GET / HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n')
answer = b''
while chunk := connection.recv(4096):
    answer += chunk
print('port-forward:', answer.decode().split('\r\n\r\n')[1].strip().replace(pod.metadata.name, 'POD'))

refused = portforward(core.connect_get_namespaced_pod_portforward, pod.metadata.name, SPACE, ports='9')
refused.socket(9).setblocking(True)
refused.socket(9).recv(1)
print('port-forward of a closed port:', refused.error(9).replace(pod.metadata.name, 'POD'))
