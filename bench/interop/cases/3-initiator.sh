# Isere's initiator -> LIO's ib_isert and tgt's iSER driver, over siw. Both peers run through the same cases.

peer_up() { # lio|tgt: the target of that name is there, with its defaults; sets url and portal
  case $1 in
    lio)
      [ "$lio_state" = up ] || guest 'lio_up' || return
      lio_state=up
      portal=127.0.0.1:$lio_port url=iser://127.0.0.1:$lio_port/iqn.2026-01.org.lab:t1/0
      ;;
    tgt)
      [ "$tgt_state" = up ] || guest 'tgt_down; tgt_up' || return
      portal=127.0.0.1:$tgt_port url=iser://127.0.0.1:$tgt_port/iqn.2026-01.org.lab:tgt/1
      # Its first connection waits for its pool, which tgt then makes and registers.
      [ "$tgt_state" = up ] || isere probe "$url" --login-timeout 60 || return
      tgt_state=up
      ;;
  esac
}
peer_keys() { # peer, ImmediateData, InitialR2T: what it negotiates
  case $1 in
    lio) guest "lio_set ImmediateData=$2 InitialR2T=$3" ;;
    tgt) guest "tgtadm --lld iser --op update --mode target --tid 1 -n ImmediateData -v $2 &&
      tgtadm --lld iser --op update --mode target --tid 1 -n InitialR2T -v $3" ;;
  esac
}
# Fills a part of the disk with a pattern, loads it, checks every read, and reads all of it at the end.
bench_verified() { # size of a command, depth, [options of isere bench]
  local size=$1 depth=$2 kib span
  shift 2
  case $size in
    512) kib=8 ;;
    *k) kib=${size%k} ;;
    *m) kib=$((1024 * ${size%m})) ;;
  esac
  span=$(((depth + 1) * kib)) # a place more than commands are under way, or the load could not find one
  ((span >= 1024 || kib == 8)) || span=1024
  ((span >= 256)) || span=256
  isere bench "$url" --rw randrw --verify --bs "$size" --iodepth "$depth" --size "${span}k" --warmup 0 --runtime 1 --reconnect 0 "$@"
}
init_discovery() {
  peer_up "$1" || return
  local found
  found=$(isere discover "$portal") || return
  echo "$found"
  [[ $found == *iqn.2026-01.org.lab:* ]]
}
init_default() { peer_up "$1" && bench_verified 4k 8; }
init_again() {
  peer_up "$1" || return
  for _ in 1 2 3; do isere probe "$url" || return; done
}
init_unknown() {
  peer_up "$1" || return
  isere probe "${url/org.lab:t/org.lab:nothing}" && return 1
  isere probe "$url"
}
init_hello() { # neither peer knows iSERHelloRequired: none is sent then
  peer_up "$1" && isere probe "$url" --hello --idle 1 || return
  isere_said 'Hello exchanged' && echo "REASON: a Hello was exchanged" && return 1
  return 0
}
init_keys() { # peer, ImmediateData, InitialR2T
  peer_up "$1" && peer_keys "$1" "$2" "$3" || return
  local rc=0 size
  for size in 4k 64k 512k; do
    bench_verified $size 8 --immediate-data "${2,,}" --initial-r2t "${3,,}" || { rc=1 && break; }
  done
  if [ "$1" = lio ]; then peer_keys lio Yes Yes; else peer_keys tgt No Yes; fi
  # tgt agrees to InitialR2T=No and then chokes on what it agreed to: on the PDU itself, or for want of posted receives.
  if ((rc)) && [ "$1,$3" = tgt,No ]; then
    if guest 'grep "err:-1, closing" /tmp/tgtd.log' || grep 'the peer terminated the stream: layer 2 type 1 code 0x02' "$logs/isere.out"; then
      tgt_state=''
      skip "tgt agrees to InitialR2T=No but takes no unsolicited Data-Out over iSER"
      return
    fi
  fi
  return $rc
}
init_io() { # peer, size, depth, [options]
  local peer=$1 size=$2 depth=$3
  shift
  if [ "$peer,$size" = tgt,4m ]; then
    skip "tgt's RDMA buffers hold 512 KiB: isere sends it no longer command"
    return
  fi
  peer_up "$peer" && guest 'dmesg -C' || return
  bench_verified "$@" && return
  # LIO does not bound what it posts by the depth of siw's send queue, and drops the connection 3 s after it got stuck.
  if [[ $peer,$size,$depth == lio,@(512k|4m),32 ]] && guest 'dmesg | grep "isert_post_response: ib_post_send failed with -12"'; then
    vm_down # what it holds of the lost connection would keep the next LUN reset waiting
    skip "isert overran the send queue it has on siw (ib_post_send failed with -12)"
    return
  fi
  if [[ $peer,$size,$depth == lio,@(512k|4m),32 ]] && guest 'dmesg | grep "Unable to recover from DataOut timeout"'; then
    vm_down # its login thread may never come back
    skip "LIO gave a write up after 3 s, which on this machine are not enough"
    return
  fi
  return 1
}
init_revision_1() { # without the depths that revision 2 tells, siw lets a target issue no RDMA Read: reads work, writes cannot
  peer_up "$1" && isere bench "$url" --rw randread --bs 64k --iodepth 8 --size 2m --warmup 0 --runtime 2 --mpa-revision 1 |
    tee "$logs/load.log" && grep -q 'MPA rev 1' "$logs/load.log"
}
init_pings() {
  peer_up "$1" && isere probe "$url" -vv --ping-interval 1 --ping-timeout 10 --idle 8 && isere_said 'the target answered a ping'
}
init_copy() {
  peer_up "$1" || return
  head -c 50000000 /dev/urandom >"$logs/random.bin"
  isere copy "$logs/random.bin" "$url" --verify && isere copy "$url" "$logs/back.bin" --length 50000000 &&
    cmp "$logs/random.bin" "$logs/back.bin"
}
init_probe() {
  local peer=$1
  shift
  peer_up "$peer" || return
  isere probe "$url" "$@" && return
  if [ "$peer,${1:-}" = tgt,--reset ] && grep 'connection lost: tagged segment to an STag that is not valid' "$logs/isere.out"; then
    skip "tgt answers the reset before the RDMA Writes of what it aborted have ended"
    return
  fi
  return 1
}
init_reset_not_taken() { # tgt closes the connection on TARGET WARM RESET; the next login is as good as any
  peer_up tgt || return
  isere probe "$url" --reset target && return
  guest 'grep "err:5, closing" /tmp/tgtd.log' && isere probe "$url"
}
init_reset_refused() { # LIO lets only initiators of an explicit ACL reset a target; the refusal must cost nothing else
  peer_up lio || return
  isere probe "$url" --reset target >"$logs/load.log" 2>&1
  cat "$logs/load.log"
  grep -q 'TARGET_WARM_RESET: FUNCTION_REJECTED; of 16 reads under way 16 succeeded' "$logs/load.log" && isere probe "$url"
}
init_target_pings() { # over iSER tgt sends a NOP-In every five seconds, with both tags reserved: no answer is wanted
  peer_up tgt && isere probe "$url" -vv --ping-interval 0 --idle 14 && isere_said 'NOP-In that asks for nothing'
}
# Of 16 reads that take 1.5 s each: the one that is aborted gets no response, the peer has counted it, the others end well.
init_abort() {
  local before after
  case $1 in
    lio)
      peer_up lio && guest lio_slow_lun && before=$(guest lio_aborts) && isere probe "${url%/*}/2" --abort &&
        isere_said 'ABORT_TASK: FUNCTION_COMPLETE; of 16 reads under way 15 succeeded' && after=$(guest lio_aborts) || return
      ((after == before + 1)) || { echo "REASON: LIO counts $before aborts, then $after" && return 1; }
      ;;
    tgt) # it lets what its threads have begun end, and answers then
      peer_up tgt && guest tgt_slow_lun && isere probe "${url%/*}/2" --abort || return
      isere_said 'ABORT_TASK: FUNCTION_COMPLETE; of 16 reads under way 15 succeeded' && return
      isere_said 'ABORT_TASK: TASK_DOES_NOT_EXIST; of 16 reads under way 16 succeeded' &&
        guest 'grep "abort_task_set.*found" /tmp/tgtd.log' || return
      skip "tgt finds the task, lets it end well, and answers that it does not exist"
      ;;
  esac
}

# ---------------------------------------------------------------- recovery, under a load that checks what it reads

load_url() { # peer, portal: its disk that outlives it
  local place=${url/$portal/$2}
  [ "$1" = tgt ] && echo "$place" || echo "${place%/*}/1"
}
load_begin() { # URL, [options]: returns when commands are under way
  "$root/samples/isere" bench "$1" -vv --rw "${rw:-randrw}" --verify --bs 4k --iodepth 8 --size "${size:-4m}" --warmup 0 --runtime 30 \
    --reconnect "${reconnect:-300}" "${@:2}" >"$logs/load.log" 2>&1 &
  load=$!
  helpers+=("$load")
  for _ in $(seq 120); do
    grep -q ': logged in (' "$logs/load.log" && sleep 5 && return
    kill -0 $load || break
    sleep 1
  done
  cat "$logs/load.log"
  echo "REASON: the load did not begin"
  return 1
}
load_wait() { # its status
  for _ in $(seq 400); do
    kill -0 "$load" 2>/dev/null || break
    sleep 1
  done
  kill "$load" 2>/dev/null && echo "the load had not ended after 400 s"
  wait "$load"
}
load_ends_well() { # all data was right, to the last read of everything, and the session had to be opened again
  local rc
  load_wait
  rc=$?
  cat "$logs/load.log"
  ((rc == 0)) || { echo "REASON: the load ended with status $rc" && return 1; }
  grep -q 'session \(is \)\?open again' "$logs/load.log" || { echo "REASON: the session was not lost" && return 1; }
}
init_killed() { # the peer goes away under load, and comes back with what it had
  peer_up "$1" && load_begin "$(load_url "$1" "$portal")" || return
  case $1 in
    tgt) guest 'tgt_down; sleep 2; tgt_up' ;;
    lio) # a kernel: the machine goes
      kill -9 "$(cat "$vm_dir/pid")" && vm_running=''
      sleep 2
      vm_up && peer_up lio
      ;;
  esac && load_ends_well
}
relay_begin() { # what is between Isere and the peer, on port $through
  "$here/relay" "$through" "${portal##*:}" &
  relay=$!
  helpers+=("$relay")
  sleep 1
}
# tgtd 1.0.85 may die of a cut connection ("tgtd: segfault at 8"); its disk is there when it has been started again.
revive() { # peer
  [ "$1" = lio ] || guest 'pidof tgtd >/dev/null || { dmesg | grep "tgtd.*segfault"; tgt_down; tgt_up; }'
}
init_link_cut() { # twice
  local relay through
  through=$(free_port)
  peer_up "$1" && relay_begin && load_begin "$(load_url "$1" "127.0.0.1:$through")" || return
  for _ in 1 2; do
    kill $relay
    sleep 2
    relay_begin
    sleep 4
    revive "$1" || return
  done
  load_ends_well
}
# A write that stalls under LIO for 3 s makes it close its session and never get over that ("Unable to recover from DataOut
# timeout", iscsi_np in state D): hence reads.
init_link_stalled() { # nothing passes for longer than pings and logins wait
  local relay through rw size
  [ "$1" = tgt ] || rw=randread size=128k # which is written before it is read
  through=$(free_port)
  peer_up "$1" && relay_begin && load_begin "$(load_url "$1" "127.0.0.1:$through")" \
    --ping-interval 2 --ping-timeout 5 || return
  kill -STOP $relay
  sleep 20
  kill -9 $relay
  relay_begin
  revive "$1" && load_ends_well
}
init_gone() { # the link is cut for good: a clear error, when what was allowed has been tried
  local relay through rc reconnect=10
  through=$(free_port)
  peer_up "$1" && relay_begin && load_begin "$(load_url "$1" "127.0.0.1:$through")" || return
  kill $relay
  load_wait
  rc=$?
  cat "$logs/load.log"
  ((rc == 1 || rc == 3)) || { echo "REASON: the load ended with status $rc" && return 1; }
  grep -q 'session given up: not recovered within 10 s' "$logs/load.log" ||
    { echo "REASON: no clear error" && return 1; }
  revive "$1" && bench_verified 4k 8
}
for peer in lio tgt; do
  case_ $peer/discovery/over-iser init_discovery $peer
  case_ $peer/login/default-keys init_default $peer
  case_ $peer/login/again-and-again init_again $peer
  case_ $peer/login/unknown-target init_unknown $peer
  case_ $peer/login/hello-not-understood init_hello $peer
  for immediate in Yes No; do
    for r2t in Yes No; do
      case_ "$peer/keys/ImmediateData=$immediate,InitialR2T=$r2t" init_keys $peer $immediate $r2t
    done
  done
  for size in 512 4k 64k 512k 4m; do
    for depth in 1 32; do case_ "$peer/io/$size,qd$depth" init_io $peer $size $depth; done
  done
  case_ $peer/io/copy-50MB init_copy $peer
  case_ $peer/tasks/abort init_abort $peer
  case_ $peer/tasks/lun-reset init_probe $peer --reset lun
  case_ $peer/nop/from-initiator init_pings $peer
  case_ $peer/idle/40s init_probe $peer --idle 40
  case_ $peer/sessions/8 init_probe $peer --sessions 8
  case_ $peer/mpa/crc init_io $peer 4k 32 --mpa-crc
  case_ $peer/mpa/revision-1 init_revision_1 $peer
  case_ $peer/recovery/link-cut init_link_cut $peer
  case_ $peer/recovery/link-stalled init_link_stalled $peer
  case_ $peer/recovery/link-gone-for-good init_gone $peer
  case_ $peer/recovery/peer-killed init_killed $peer
done
case_ lio/tasks/target-reset-refused init_reset_refused
case_ tgt/tasks/target-reset-not-taken init_reset_not_taken
case_ tgt/nop/from-target init_target_pings
