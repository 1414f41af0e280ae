import type {ErrorCode, ExitCode} from '../src/errors/catalogue.ts'

/** What each exit code means, in Korean. */
export const EXIT_CLASSES_KO: Readonly<Record<ExitCode, string>> = {
  0: '끝났거나 할 일이 없음',
  1: '예상하지 못한 오류',
  2: '사용법이나 입력이 잘못됨, 또는 이름을 준 오브젝트나 컨텍스트가 없음',
  3: '환경에 부족한 것이 있음: 엔진, 도구, 권한, API 서버',
  4: '충돌: 이름, 포트, 클러스터의 모양, 잠금, kubia가 만들지 않은 것',
  5: '시간 안에 준비되지 않음',
  6: '워크로드가 실패함',
  7: '일부만 삭제됨',
  130: 'SIGINT(Ctrl-C)로 중단됨',
  143: 'SIGTERM으로 끝남',
}

/** The first sentences of each code's section, in Korean. A code without any does not compile. */
export const MEANINGS_KO: Readonly<Record<ErrorCode, string>> = {
  USAGE: '플래그나 인자, 또는 그 조합이 잘못되었습니다. 아무것도 바뀌지 않았습니다.',
  NAME_INVALID: '쿠버네티스와 kind가 받는 이름이 아닙니다. 소문자, 숫자, `-`만 쓸 수 있습니다(RFC 1123).',
  CONFIG_INVALID: 'kind 설정에 문제가 있습니다. 모든 문제를 줄과 열과 함께 보여 주며, 아무것도 바뀌지 않았습니다.',
  CONFIG_UNREADABLE: '`--config`나 `-f`로 준 파일 또는 URL, `--build`나 `-k`로 준 폴더가 없거나 읽을 수 없습니다.',
  NODE_IMAGE_INVALID:
    '지정한 이미지가 노드 이미지가 아니거나, 플랫폼이 다르거나, 이 kind에 너무 오래되었거나 너무 새롭습니다. 만들던 것은 지웠습니다.',
  ADDRESS_FOREIGN: '이 컴퓨터에 없는 주소에 포트를 공개하려고 했습니다.',
  CONTEXT_MISSING: '지정한 컨텍스트가 kubeconfig에 없거나, 현재 컨텍스트가 없습니다.',
  NOT_FOUND: '이름을 준 오브젝트가 없습니다.',
  AMBIGUOUS_NAME: '종류 없이 준 이름의 오브젝트가 여럿이거나, 여러 컨테이너 가운데 하나를 지정하지 않았습니다.',
  NAMESPACE_MISSING: '네임스페이스가 없습니다.',
  OBJECT_INVALID: '필드가 올바르지 않아 API 서버나 kubectl이 오브젝트를 거절합니다.',
  IMAGE_MISSING: '올리려는 이미지가 컨테이너 엔진에 없거나 이름이 없습니다.',
  ARCHIVE_INVALID: '올리려는 파일을 읽을 수 없거나, 이미지 아카이브가 아니거나, 온전하지 않습니다.',
  NOT_LOCAL:
    '컨텍스트가 이 컴퓨터의 클러스터로 이어지지 않으므로 노드에 아무것도 올릴 수 없고, 이름을 지정하지 않으면 터널도 열지 않습니다.',
  CONFIRMATION_NEEDED: '물어봐야 하는 명령인데 물어볼 터미널이 없습니다.',
  ENGINE_MISSING: 'PATH에 컨테이너 엔진(docker, nerdctl, finch, podman)이 없습니다.',
  ENGINE_DOWN: '컨테이너 엔진이 설치되어 있지만 데몬이 응답하지 않습니다.',
  ENGINE_PERMISSION: '이 사용자는 컨테이너 엔진의 소켓을 쓸 수 없습니다.',
  KIND_MISSING: '`kind`가 PATH에 없거나 너무 오래되었습니다.',
  KUBECTL_MISSING: '`kubectl`이 PATH에 없습니다.',
  DOWNLOAD_FAILED:
    'GitHub 액션이 가져오는 프로그램(kind, kubectl, 다른 버전의 kubia)을 받지 못했거나, 배포자가 밝힌 SHA-256과 다릅니다. 받은 것은 남기지 않았습니다.',
  KUBECONFIG_INVALID: 'kubeconfig를 읽거나 쓸 수 없거나, kubeconfig가 아닙니다.',
  STATE_NEWER:
    '클러스터나 터널의 기록, 또는 시뮬레이션 클러스터의 상태를 더 새로운 kubia가 이 버전이 모르는 형식으로 썼습니다. 그대로 두었습니다.',
  IMAGE_UNAVAILABLE: '노드 이미지나 `--registry`가 실행할 이미지가 이 컴퓨터에 없고 레지스트리에서도 받지 못했습니다.',
  REGISTRY_FAILED:
    '이 컴퓨터의 레지스트리를 시작하거나, 거기에 올리거나, 노드에 알리지 못했습니다. 있는 클러스터는 그대로입니다.',
  LOAD_FAILED: '보낸 이미지를 받지 못한 노드가 있습니다. 받은 노드에는 남아 있습니다.',
  API_UNREACHABLE: '클러스터의 API 서버가 응답하지 않습니다.',
  CLUSTER_STOPPED:
    '로컬 클러스터가 멈춰 있어 API 서버가 응답하지 않습니다. `stop`이나 엔진, 재부팅으로 멈췄거나, `docker pause`나 시그널로 일시 중지되었습니다.',
  API_FAILING: '클러스터의 API 서버가 스스로 실패를 답하거나(429, 500, 503, 504), 응답 도중에 연결을 끊습니다.',
  API_UNTRUSTED: 'API 서버의 인증서를 컨텍스트가 신뢰하지 않습니다.',
  NOT_KUBERNETES:
    '컨텍스트의 주소에서 응답하는 것이 쿠버네티스 API 서버가 아닙니다. 프록시, 네트워크의 로그인 페이지, 또는 그 포트를 쓰는 다른 프로그램입니다.',
  PORT_DENIED:
    '공개하려는 포트를 이 사용자가 열 수 없습니다. 1024 미만은 시스템의 포트입니다. 권한이 따로 없는 시뮬레이션 클러스터에서 문제가 됩니다.',
  FORBIDDEN: '이 컨텍스트의 사용자에게 권한이 없습니다.',
  DISK_FULL: '컨테이너 엔진의 데이터가 있는 디스크가 찼거나, 노드 수에 비해 공간이 모자랍니다.',
  INOTIFY_LIMIT:
    '모든 노드가 함께 쓰는 inotify 와치나 인스턴스의 한도가 노드 수에 비해 낮습니다. 파드가 "too many open files"로 실패합니다.',
  MEMORY_LOW: '노드에 필요한 메모리가 모자라거나, 노드를 빼면 앱에 남는 메모리가 없습니다.',
  ENGINE_SETUP: '컨테이너 엔진이나 그 아래 시스템의 설정 때문에 컨테이너 안에서 쿠버네티스 노드가 돌 수 없습니다.',
  ENGINE_NETWORK: '컨테이너 엔진이 노드의 네트워크를 만들지 못합니다.',
  COMMAND_FAILED: 'kubia가 실행한 프로그램(kind, kubectl, 컨테이너 엔진)이 알려지지 않은 말로 실패했습니다.',
  PROGRAM_MISSING: 'kubia에 필요한 프로그램이 PATH에 없거나 이 사용자가 실행할 수 없습니다.',
  LIMIT_REACHED:
    '시스템이 파일을 열거나 프로그램을 시작하지 못하게 합니다. 너무 많이 열려 있거나 돌고 있거나, 메모리가 모자랍니다.',
  DIRECTORY_GONE: '작업 폴더가 지워졌거나, 폴더가 있던 장치가 사라졌습니다.',
  HOME_UNUSABLE: '홈 폴더가 없습니다. HOME이 설정되지 않았고 시스템도 모르거나, HOME이 상대 경로입니다.',
  ANSWER_UNREADABLE: '물어본 프로그램(kubectl이나 컨테이너 엔진)의 대답을 읽을 수 없습니다.',
  OUTPUT_TOO_LARGE:
    'kubia가 실행한 프로그램이나 API 서버의 응답이 kubia가 받는 양보다 커서 끝내거나 끊었습니다. 출력 160 MB, 한 줄 16 MB, API 서버의 응답 64 MB까지입니다.',
  OUTPUT_UNWRITABLE: '표준 출력에 답을 쓰지 못했습니다. 예를 들어 디스크가 찼습니다.',
  NO_URL: '서비스나 인그레스에 이 컴퓨터에서 응답하는 URL이 없습니다.',
  STATE_UNWRITABLE: 'kubia의 상태와 로그 폴더에 쓸 수 없습니다.',
  SHELL_MISSING: '지정한 셸, 또는 kubia가 아는 셸(zsh, bash, fish)이 PATH에 없습니다.',
  SHELL_FILE_UNWRITABLE: '셸의 시작 파일을 읽거나 쓸 수 없습니다. 그대로 두었습니다.',
  ENGINE_TOO_OLD: '컨테이너 엔진에 kind가 필요로 하는 것이 없습니다. Docker는 20.10 이상이어야 합니다.',
  ENGINE_REMOTE:
    '컨테이너 엔진이 다른 컴퓨터에 있어(DOCKER_HOST나 docker 컨텍스트) 그쪽 127.0.0.1에서 듣는 API 서버와 포트에 여기서 닿을 수 없습니다. kind 설정이 API 서버의 주소를 정하거나 DOCKER_HOST가 tcp://이면 경고일 뿐입니다. 그때 API 서버는 그 컴퓨터의 모든 주소에서 듣고, 컨텍스트는 그리로 이어집니다.',
  CPU_LOW: '컨테이너 엔진의 CPU가 하나인데 컨트롤 플레인에는 둘이 필요합니다. 경고입니다.',
  PROXY_SETTINGS: '환경의 프록시가 로컬 클러스터를 방해하거나, 노드에서 닿지 않습니다. 경고입니다.',
  VERSION_SKEW: 'kubectl과 클러스터가 마이너 버전 둘 이상 차이 나며, 쿠버네티스는 이를 지원하지 않습니다. 경고입니다.',
  LEFTOVERS:
    '이전 실행이 남긴 것이 있습니다. 끝나지 않은 노드, 클러스터가 없는 기록, 잠금 따위입니다. `doctor`의 경고입니다.',
  CHECK_TIMEOUT: '검사가 시간 안에 답을 받지 못했습니다. 프로그램이나 파일 시스템이 멈춰 있습니다.',
  SHELL_FILE_DAMAGED: '셸 시작 파일에서 kubia 블록을 표시하는 줄이 겹치거나, 바뀌었거나, 빠져 있습니다.',
  SHELL_FILE_CHANGED: 'kubia가 고치려는 사이에 다른 프로그램이 셸 시작 파일을 바꿨습니다. 그대로 두었습니다.',
  CLUSTER_DIFFERS: '같은 이름의 클러스터가 있지만 요청한 것과 다릅니다. 아무것도 바뀌지 않았습니다.',
  CLUSTER_INCOMPLETE: '같은 이름의 클러스터가 있지만 노드가 빠져 있거나, 끝나지 않은 채 남겨졌습니다(`--retain`).',
  STATE_DAMAGED:
    '시뮬레이션 클러스터의 상태 파일이 비었거나, 첫 줄에서 잘렸거나, 바뀌었거나, 읽을 수 없습니다. 그대로 두었습니다.',
  NAME_TAKEN: 'kubia가 만들지 않은 것이 그 이름을 쓰고 있습니다.',
  PORT_TAKEN: '공개하려는 호스트 포트를 이미 쓰고 있습니다.',
  REGISTRY_DIFFERS:
    'kubia의 레지스트리가 `--registry`가 말한 것과 다른 포트에서 듣습니다. 레지스트리는 컴퓨터에 하나이고 모든 클러스터가 함께 씁니다.',
  KUBECONFIG_LOCKED: '다른 프로그램이 kubeconfig를 잠갔거나, 잠근 채 죽었습니다. 클러스터는 남아 있습니다.',
  CLUSTER_LOCKED: '다른 kubia가 이 클러스터에서 일하고 있고, 2분 안에 끝나지 않았습니다.',
  TUNNEL_RUNS: '이 클러스터의 터널이 이미 돌고 있습니다. 하나가 모든 LoadBalancer 서비스를 맡습니다.',
  NOT_OURS: 'kubia가 만든 클러스터가 아닙니다.',
  OBJECT_DIFFERS:
    '같은 이름의 오브젝트가 있지만 요청한 것과 다르고, 그렇게 바꿀 수도 없습니다. 아무것도 바뀌지 않았습니다.',
  FIELD_CONFLICT:
    '바꾸려는 필드를 다른 필드 관리자(컨트롤러, GitOps 도구, 다른 사람)가 정했습니다. kubectl로 정한 것은 묻지 않고 넘겨받습니다. 아무것도 바뀌지 않았습니다.',
  OBJECT_CHANGED: 'kubia가 바꾸는 동안 다른 누군가가 오브젝트를 거듭 바꿨습니다.',
  REPLICAS_DIFFER: '레플리카 수가 `--current-replicas`와 다릅니다. 아무것도 바뀌지 않았습니다.',
  NAMESPACE_TERMINATING: '네임스페이스가 삭제되는 중이라 아무것도 만들 수 없습니다.',
  UNEXPECTED: 'kubia가 예상하지 못한 오류입니다.',
  NODES_NOT_READY:
    '노드가 시간 안에 Ready가 되지 않았거나, 기다리던 것이 멈추거나 조용해진 노드에 있습니다. 살펴볼 수 있도록 클러스터를 남겼습니다.',
  CREATE_FAILED: 'kind가 클러스터를 만들지 못했습니다. `--retain`이 없으면 만들던 것은 지웠습니다.',
  START_FAILED: '멈춘 노드를 다시 시작하지 못했습니다. 클러스터는 남아 있습니다.',
  STOP_FAILED: '노드를 멈추지 못했습니다. 먼저 멈춘 노드는 멈춰 있습니다.',
  SPEED_FAILED: '시뮬레이션 클러스터의 속도를 바꾸지 못했습니다. API 서버가 받지 않았습니다.',
  NODE_BOOT_TIMEOUT: '노드가 kind가 주는 시간 안에 부팅하지 못했고, 두 번 시도했습니다. 만들던 것은 지웠습니다.',
  NOT_READY: '기다리던 것이 시간 안에 준비되지 않았습니다. 적용한 것은 그대로 있습니다.',
  EXTERNAL_IP_PENDING: 'LoadBalancer 서비스에 주소를 준 것이 없는데 `--require-external-ip`가 요구합니다.',
  TIMEOUT: '명령이 `--timeout` 안에 끝나지 않았습니다.',
  IMAGE_PULL:
    '노드가 이미지를 두 번 모두 가져오지 못했습니다. 틀린 이름, 로그인, 요청 한도, 네트워크를 구별해 알려 줍니다.',
  BUILD_FAILED: '엔진이 `deploy --build`의 이미지를 빌드하지 못했습니다. 아무것도 배포하지 않았습니다.',
  CRASH_LOOP: '컨테이너가 거듭 끝나거나 시작되지 못합니다. 종료 코드와 마지막 로그를 보여 줍니다.',
  OOM_KILLED: '컨테이너가 메모리 한도보다 많이 써서 강제로 끝났습니다.',
  CONTAINER_CONFIG: '파드가 가리키는 것(ConfigMap, Secret, 볼륨)이 없어 컨테이너를 만들 수 없습니다.',
  PROBE_FAILED: '라이브니스나 스타트업 프로브가 실패해 컨테이너가 거듭 다시 시작됩니다.',
  UNSCHEDULABLE:
    '파드를 받는 노드가 없습니다. 메모리나 CPU가 모자라거나, 테인트나 노드 셀렉터 때문입니다. 스케줄러가 두 번 확인했습니다.',
  QUOTA_EXCEEDED: '네임스페이스의 ResourceQuota가 허용하지 않습니다.',
  ADMISSION_DENIED: '클러스터의 어드미션 검사(웹훅, 파드 시큐리티, 없는 서비스 어카운트)가 파드를 거절합니다.',
  ROLLOUT_FAILED: '컨트롤러가 포기했습니다. Deployment의 진행 기한이 지났거나 Job이 너무 많이 실패했습니다.',
  POD_FAILED: '파드가 끝났고 다시 시작되지 않습니다. 축출되었거나 프로그램이 실패했습니다.',
  NO_ENDPOINTS: '서비스가 아무 데로도 이어지지 않습니다. 셀렉터에 맞는 파드가 없습니다.',
  NO_ANSWER: '서비스에 엔드포인트가 있지만 연결을 거부합니다. 대상 포트에서 듣는 것이 없습니다.',
  REQUESTS_LOST: '`hit`이 보낸 요청이 2초 안에 답을 받지 못했거나 거부되었습니다.',
  PARTIAL_DOWN: '클러스터의 일부가 남아 있습니다. 나머지는 모두 지웠습니다.',
  INTERRUPTED:
    'Ctrl-C로 중단되었습니다. `--retain`이 없으면 `up`이 만들던 것은 지웠습니다. `run`, `deploy`, `expose`, `scale`이 보낸 오브젝트는 남습니다.',
  TERMINATED:
    'SIGTERM을 받았습니다. `--retain`이 없으면 `up`이 만들던 것은 지웠습니다. `run`, `deploy`, `expose`, `scale`이 보낸 오브젝트는 남습니다.',
}
