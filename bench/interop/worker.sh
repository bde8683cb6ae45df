# One guest, one Isere target, and the cases they are given; sourced by run, which starts several workers side by side.
# Everything a case uses outside of the guest is here.

worker() { # number: takes cases from the queue until it is empty; odd ones from its front, even ones from its end
  local me=$1 index
  exec 9>&- # the lock is the run's, not that of what a worker starts
  logs=$all_logs/$me
  export VM=interop-$me
  vm_dir=$ISERE_LAB/vm/$VM
  mkdir -p "$logs" && : >"$logs/target.log"
  vm_running='' lio_state='' tgt_state='' # what is up; vm_running: the siw variant of the guest, "stock" for Debian's own
  helpers=() # what a case has in the background; nothing of it outlives the case
  target_pid='' target_options='' target_served=0
  secrets
  target_port=$(free_port) lio_port=$(free_port) tgt_port=$(free_port)
  trap 'worker_end 1' INT TERM
  while index=$(next_case "$me") && [ -n "$index" ]; do run_case "${names[index]}" "${commands[index]}"; done
  worker_end 0
}
worker_end() {
  trap '' INT TERM
  helpers_stop
  target_stop
  vm_down
  exit "$1"
}
next_case() {
  (
    flock 8
    if (($1 % 2)); then
      head -n 1 "$all_logs/queue" && sed -i 1d "$all_logs/queue"
    else
      tail -n 1 "$all_logs/queue" && sed -i '$d' "$all_logs/queue"
    fi
  ) 8>"$all_logs/queue.lock"
}
free_port() { python3 -c 'import socket;s=socket.socket();s.bind(("127.0.0.1",0));print(s.getsockname()[1])'; }

run_case() { # name, command: twice when it fails, for a peer's rare hiccup is gone in a fresh guest, and a defect is not
  local name=$1 command=$2 began=$SECONDS verdict reason kept='' first='' seconds
  try_case "$name" "$command" first
  if [ $verdict = FAIL ]; then
    first=$reason
    try_case "$name" "$command" second
    [ $verdict = FAIL ] || reason="second attempt; first: $first${reason:+; second: $reason}"
  fi
  seconds=$((SECONDS - began))
  echo "$verdict $name $seconds${reason:+ $reason}${kept:+ [logs: $kept]}"
  printf '%s\t%s\t%s\t%s\t%s\n' "$name" "$verdict" "$seconds" "$commit" "${reason//|//}" >>"$results"
}
try_case() { # name, command, which attempt: sets verdict, reason, and kept when it failed
  local log=$logs/case.log rc
  target_mark=$(stat -c %s "$logs/target.log")
  {
    vm_variant='' vm_up_unless_variant "$2" && eval "$2"
  } >"$log" 2>&1
  rc=$?
  helpers_stop
  reason=$(sed -n 's/^REASON: //p' "$log" | tail -n 1)
  case $rc in
    0) verdict=PASS reason='' ;;
    77) verdict=SKIP ;;
    *)
      verdict=FAIL
      [ -n "$reason" ] || reason=$(grep -v '^ *$' "$log" | tail -n 1 | cut -c -160)
      keep_logs "$all_logs/failed/${1//\//.}" "$3"
      target_stop
      vm_down
      return
      ;;
  esac
  # Nothing of it is left for the next case; a guest that cannot be cleaned is replaced.
  guest_seconds=120 guest clean >>"$log" 2>&1 || vm_down
}
helpers_stop() {
  local pid running
  running=$(jobs -pr)
  for pid in "${helpers[@]}"; do
    [[ " ${running//$'\n'/ } " == *" $pid "* ]] && kill -9 "$pid" && wait "$pid" 2>/dev/null
  done
  helpers=()
}
vm_up_unless_variant() { [[ $1 == *_variant* || $1 == disni* ]] || vm_up; }
keep_logs() { # folder, which attempt
  kept=$1
  mkdir -p "$1/$2"
  cp "$logs/case.log" "$1/$2/"
  target_since >"$1/$2/target.log"
  cp "$vm_dir/console" "$1/$2/console.log" 2>/dev/null
  [ -z "$vm_running" ] ||
    guest_seconds=40 guest 'dmesg | tail -n 100; iscsiadm -m session -P 3; tail -n 50 /tmp/tgtd.log' >"$1/$2/guest.log" 2>&1
}

# ---------------------------------------------------------------- for the cases

vm() { "$here/guest-vm" "$@"; }
vm_up() { # a guest with $vm_variant of siw
  local variant=${vm_variant:-}
  [ "$vm_running" = "${variant:-stock}" ] && return
  vm_down
  vm_running=starting
  [ -e "$logs/kept.img" ] || truncate -s 64M "$logs/kept.img" || return
  DISK=$logs/kept.img FWD="tcp:127.0.0.1:$lio_port-:3261 tcp:127.0.0.1:$tgt_port-:3260" REV="3260:$target_port" vm start || return
  vm_running=${variant:-stock}
  lio_state='' tgt_state=''
  timeout 300 "$here/guest-vm" exec ". /host/lib.sh; rdma_up $variant && iscsid_up"
}
vm_down() {
  [ -z "$vm_running" ] || vm stop
  vm_running=''
}

guest() { # runs commands in the guest, with its helpers
  timeout "${guest_seconds:-400}" "$here/guest-vm" exec ". /host/lib.sh
$1"
}

target_start() { # options of isere target
  "$root/samples/isere" target -v --portal "127.0.0.1:$target_port" --name iqn.2026-11.io.isere:disk1 "$@" \
    >>"$logs/target.log" 2>&1 &
  target_pid=$!
  target_options="$*"
  for _ in $(seq 600); do
    [ "$(grep -c '^serving' "$logs/target.log")" -gt "$target_served" ] && target_served=$((target_served + 1)) && return
    kill -0 "$target_pid" 2>/dev/null || break
    sleep 0.1
  done
  echo "REASON: isere target did not start"
  tail -n 5 "$logs/target.log"
  return 1
}
target_stop() {
  [ -z "$target_pid" ] && return
  kill -CONT "$target_pid" 2>/dev/null
  kill "$target_pid" 2>/dev/null
  wait "$target_pid" 2>/dev/null
  target_pid=''
}
target_with() { # exactly these options: the one that runs if it has them
  [ -n "$target_pid" ] && [ "$target_options" = "$*" ] && kill -0 "$target_pid" 2>/dev/null && return
  target_stop
  target_start "$@"
}
target() { target_with --lun ram:256m "$@"; }                                   # with a RAM disk and these options
target_on_file() { target_with --lun "file:$logs/disk.img,size=256m" "$@"; }    # with a disk that outlives it
target_since() { tail -c "+$((target_mark + 1))" "$logs/target.log"; }          # its log since the attempt began
target_said() { target_since | grep -q -- "$1" || { echo "REASON: the target's log does not say '$1'"; return 1; }; }
target_never_said() { ! target_since | grep -- "$1" || { echo "REASON: the target's log says '$1'"; return 1; }; }
logins() { target_since | grep -c 'logged in from'; } # in the target's log since the attempt began
logins_at_least() {
  (($(logins) >= $1)) || { echo "REASON: $(logins) logins, want $1: the session was not lost" && return 1; }
}

# tgt drops who sends a command before it has seen the completion of its own final Login Response ("non-login pdu during
# login phase"): that, and only that, is tried again. A login that siw loses is the initiator's own business.
isere() {
  local out=$logs/isere.out rc
  for _ in 1 2 3; do
    timeout "${isere_seconds:-180}" "$root/samples/isere" "$@" >"$out" 2>&1
    rc=$?
    cat "$out"
    grep -q 'TEST UNIT READY to LUN 1: CONNECTION LOST' "$out" || break
  done
  return $rc
}
isere_said() { grep -q -- "$1" "$logs/isere.out" || { echo "REASON: isere does not say '$1'"; return 1; }; }
skip() { # for what reason
  echo "REASON: $*"
  return 77
}
