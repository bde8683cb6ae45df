# shellcheck shell=bash
# What the scripts of this folder share: packages, an Isere target of their own, cases and their count. Sourced.
#
# A script calls `parse_options "$@"`, `need` for what it runs, then `check NAME FUNCTION ...` or
# `skip NAME WHY` for each case, and ends with `finish`.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
script=$(basename "$0")
isere=$root/samples/isere
iqn=iqn.2026-11.io.isere:target
only='*'
work=$(mktemp -d "${TMPDIR:-/tmp}/isere-$script.XXXXXX")
target_pid='' portal='' portals=()
passed=0 failed=0 skipped=0
cleanups=(stop_target)

on_exit() {
  local status=$? cleanup
  trap - EXIT
  for cleanup in "${cleanups[@]}"; do "$cleanup"; done
  rm -rf "$work"
  exit "$status"
}
trap on_exit EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

die() { # message
  echo "$script: $1" >&2
  exit 1
}

usage() { # prints the comment at the head of the script
  sed -n '2,/^[^#]/{/^[^#]/d;s/^# \{0,1\}//;p}' "$0"
}

parse_options() {
  while (($#)); do
    case $1 in
      --only) only=${2:?$script: --only needs a pattern} && shift ;;
      --only=*) only=${1#--only=} ;;
      -h | --help) usage && exit 0 ;;
      *) echo "$script: unknown option $1" >&2 && usage >&2 && exit 2 ;;
    esac
    shift
  done
  [[ $only == *[*?[]* ]] || only="*$only*"
}

# Makes sure of commands, given as command:debian-package; installs what is missing when it can. Without it, everything of
# the script is skipped, and the exit status is 0: `0 passed, 0 failed, 1 skipped` says it.
need() {
  local missing=() pair
  for pair in "$@"; do
    find_command "${pair%%:*}" || missing+=("${pair#*:}")
  done
  ((${#missing[@]})) || return 0
  if ((EUID == 0)) && command -v apt-get >/dev/null; then
    echo "$script: installing ${missing[*]}"
    { apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -q -y \
      --no-install-recommends install "${missing[@]}"; } >"$work/install.log" 2>&1 || cat "$work/install.log"
    missing=()
    for pair in "$@"; do
      find_command "${pair%%:*}" || missing+=("${pair#*:}")
    done
    ((${#missing[@]})) || return 0
  fi
  skip "$script" "not installed; as root: apt-get install ${missing[*]}"
  finish
}

# A command, or with a slash and a * in it a file.
find_command() {
  if [[ $1 == */* ]]; then
    compgen -G "$1" >/dev/null
  else
    PATH=$PATH:/usr/sbin:/sbin command -v "$1" >/dev/null
  fi
}

# Builds isere when it has to be, so that nothing waits for that later.
build_isere() {
  "$isere" --version >"$work/isere-build.log" 2>&1 || die "isere could not be built: $(cat "$work/isere-build.log")"
}

# Starts a target of its own on a free port, and waits until it serves; sets target_pid, portal (host:port) and portals,
# which are more if the options name more.
start_target() { # options of `isere target`
  stop_target
  : >"$work/target.out"
  "$isere" target --name "$iqn" --portal 127.0.0.1:0 "$@" >"$work/target.out" 2>"$work/target.err" &
  target_pid=$!
  for ((i = 0; i < 1800; i++)); do
    grep -q '^serving ' "$work/target.out" && break
    kill -0 "$target_pid" 2>/dev/null || die "the target did not start: $(cat "$work/target.err")"
    sleep 0.1
  done
  read -ra portals < <(sed -n 's/^serving [^ ]* on \(.*\) over .*/\1/p' "$work/target.out")
  portal=${portals[0]:-}
  [ -n "$portal" ] || die "the target did not start within three minutes: $(cat "$work/target.err")"
}

stop_target() {
  if [ -n "$target_pid" ]; then
    kill "$target_pid" 2>/dev/null
    wait "$target_pid" 2>/dev/null
    target_pid=''
  fi
}

# What libiscsi and the tools on it want to be told: where the disk is.
url() { # LUN, portal if not the first
  echo "iscsi://${2:-$portal}/$iqn/$1"
}

wanted() { # name
  # shellcheck disable=SC2053 # a pattern
  [[ $1 == $only ]]
}

pass() { # name
  echo "PASS $1"
  passed=$((passed + 1))
}

fail() { # name, file with what happened
  echo "FAIL $1"
  sed 's/^/    /' "$2" | tail -n 20
  failed=$((failed + 1))
}

skip() { # name, why
  wanted "$1" || [ "$1" = "$script" ] || return 0
  echo "SKIP $1: $2"
  skipped=$((skipped + 1))
}

# Runs a case: passed when the command's exit status is 0, skipped when it is 77 (its last line says why).
check() { # name, command ...
  local name=$1 status
  wanted "$name" || return 0
  shift
  (set -e && "$@") >"$work/case.log" 2>&1
  status=$?
  case $status in
    0) pass "$name" ;;
    77) skip "$name" "$(tail -n 1 "$work/case.log")" ;;
    *) echo "exit status $status" >>"$work/case.log" && fail "$name" "$work/case.log" ;;
  esac
}

finish() {
  echo "$passed passed, $failed failed, $skipped skipped"
  ((failed == 0))
  exit
}
