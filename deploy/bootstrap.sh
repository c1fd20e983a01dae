#!/usr/bin/env bash
# Everything that `make demo` and `make test` need, on a Debian 12 that has python3.11, make and git.
# Does only what is missing; a second run costs a fraction of a second.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

# Debian packages: the servers that the local stack runs as its own child processes, and venv.

missing=()
[[ -x /usr/lib/rabbitmq/bin/rabbitmq-server ]] || missing+=(rabbitmq-server)
command -v prometheus >/dev/null && command -v promtool >/dev/null || missing+=(prometheus)
/sbin/ldconfig -p | grep -qF libcurl.so.4 || missing+=(libcurl4) # the wheel's mongod links against it
command -v setpriv >/dev/null || missing+=(util-linux)
python3.11 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3.11-venv)

if ((${#missing[@]})); then
  if ((EUID != 0)) || ! command -v apt-get >/dev/null; then
    say "Missing: ${missing[*]}. Install them first: sudo apt-get install ${missing[*]}"
    exit 1
  fi
  say "installing ${missing[*]} …"
  # Debian's packages start their servers; ours are children of the stack, so none must start (status 101: not allowed).
  # Whoever has a policy of their own keeps it.
  policy=/usr/sbin/policy-rc.d
  if [[ ! -e $policy ]]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
  fi
  log=$(mktemp)
  if ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    say "apt-get could not install ${missing[*]}; its whole output is in $log"
    exit 1
  fi
  rm -f "$log"
  if [[ -n $(trap -p EXIT) ]]; then
    rm -f "$policy"
    trap - EXIT
  fi
fi

# Python packages, each checked against its hash in the lock.

root=$(pwd -P)
stamp=.venv/bihuan-lock
wanted=$(sha256sum requirements.lock deploy/bootstrap.sh | sha256sum)
if [[ ! -x .venv/bin/python || ! -f $stamp || $(<"$stamp") != "$wanted $root" ]]; then
  say "installing the Python packages of requirements.lock …"
  [[ -x .venv/bin/python ]] || python3.11 -m venv .venv
  .venv/bin/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
  # The checkout itself: its root (services, shared, deploy) and the generated client package.
  site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
  printf '%s\n' "$root" "$root/proto/python" >"$site/bihuan-dev.pth"
  # Its command (pyproject.toml, project.scripts), as an installed package would have it.
  printf '#!%s\nfrom deploy.operator.app import main\n\nmain()\n' "$root/.venv/bin/python" >.venv/bin/bihuan
  chmod +x .venv/bin/bihuan
  printf '%s' "$wanted $root" >"$stamp"
fi
