# shellcheck shell=bash
# The marks, each a ratio of Isere to a peer. Sourced by run.

# name goal read|write bytes depth: targets over TCP, by qemu-img bench
qemu_marks='
  tcp-4k-qd32-read     2.8  read   4096    32
  tcp-4k-qd32-write    1.6  write  4096    32
  tcp-4k-qd1-read      2.5  read   4096    1
  tcp-4k-qd1-write     3.5  write  4096    1
  tcp-128k-qd8-read    4.2  read   131072  8
  tcp-128k-qd8-write   3.0  write  131072  8'

# The same by a client that batches, which does not stop at what libiscsi can do.
batch_marks='
  tcp-batch-4k-qd32-read   6  read   4096  32
  tcp-batch-4k-qd32-write  6  write  4096  32'

# name goal field read|write bytes depth request reply: both ends Isere over iSER and software iWARP, against the same
# bytes without any protocol
raw_marks='
  iser-raw-4k-qd32-read     0.4    iops  read   4096    32  100     4216
  iser-raw-4k-qd32-write    0.4    iops  write  4096    32  4216    100
  iser-raw-128k-qd8-read    0.7    iops  read   131072  8   100     131300
  iser-raw-128k-qd8-write   0.7    iops  write  131072  8   131300  100
  iser-raw-4k-qd1-p50       <=1.5  p50   read   4096    1   100     4216'

run_marks() {
  local name goal field kind bytes depth request reply
  while read -r name goal kind bytes depth; do
    [ -n "$name" ] || continue
    with_tgt qemu-img mark_two "$name" "$goal" on_tgt on_isere "$kind" "$bytes" "$depth"
  done <<<"$qemu_marks"
  while read -r name goal kind bytes depth; do
    [ -n "$name" ] || continue
    with_tgt gcc mark_two "$name" "$goal" batch_on_tgt batch_on_isere "$kind" "$bytes" "$depth"
  done <<<"$batch_marks"
  iser_of_tgt_mark read
  iser_of_tgt_mark write
  while read -r name goal field kind bytes depth request reply; do
    [ -n "$name" ] || continue
    raw_mark "$name" "$goal" "$field" "$kind" "$bytes" "$depth" "$request" "$reply"
  done <<<"$raw_marks"
  inprocess_mark
  scaling_mark
  idle_mark
  iperf_line
}

with_tgt() { # tool mark-function name ...
  local tool=$1
  shift
  if ! have tgtd; then
    skip "$2" "tgt is not installed"
  elif ! have "$tool"; then
    skip "$2" "$tool is not installed"
  else
    "$@"
  fi </dev/null
}

mark_two() { # name goal peer ours arguments...
  local name=$1 goal=$2 on_peer=$3 on_ours=$4
  shift 4
  local arguments=("$@")
  a_run() { "$on_peer" "${arguments[@]}"; }
  b_run() { "$on_ours" "${arguments[@]}"; }
  mark "$name" "$goal" IOPS a_run b_run
}

# Both ends Isere, against qemu-img bench on tgt: what one would have without Isere.
iser_of_tgt_mark() { # read|write
  local kind=$1
  a_run() { on_tgt "$kind" 4096 32; }
  b_run() { our_iser iops "$kind" 4096 32; }
  with_tgt qemu-img mark "iser-tgt-4k-qd32-$kind" 10 IOPS a_run b_run
}

raw_mark() { # name goal field read|write bytes depth request reply
  local name=$1 goal=$2 field=$3 kind=$4 bytes=$5 depth=$6 request=$7 reply=$8 unit=IOPS
  [ "$field" = iops ] || unit='us p50'
  a_run() { raw "$([ "$field" = p50 ] && echo p50us || echo iops)" "$request" "$reply" "$depth"; }
  b_run() { our_iser "$field" "$kind" "$bytes" "$depth"; }
  if have gcc; then
    mark "$name" "$goal" "$unit" a_run b_run </dev/null
  else
    skip "$name" "gcc is not installed"
  fi
}

# The engine alone on one core: commands for each second of processor time, against two million.
inprocess_mark() {
  a_run() { echo "2000000 -"; }
  b_run() {
    local cpu
    cpu=$(our_bench cpuUsPerCommand --local ram:64m --provider inprocess --bs 4096 --iodepth 32 | cut -d' ' -f1)
    [ -n "$cpu" ] && echo "$(calculate "1e6 / $cpu") $cpu"
  }
  mark inprocess-4k-per-core 1 'commands a CPU second' a_run b_run </dev/null
}

sessions_run() { # sessions -> "iops cpu"
  our_bench iops "iser://$isere_portal/$isere_name/0" --numjobs "$1" --iodepth-total 1000
}

scaling_mark() {
  a_run() { sessions_run 8; }
  b_run() { sessions_run 1000; }
  mark iser-1000-connections 0.9 IOPS a_run b_run </dev/null
}

resident_kib() { awk '/^VmRSS/ { print $2 }' "/proc/$1/status"; }

# Memory the target's process grows by, for each connection that does nothing: a target of its own, with no load before.
idle_mark() {
  local loaded_pid=$isere_pid loaded_portal=$isere_portal
  a_run() { echo "256 -"; }
  b_run() { idle_kib_a_connection; }
  # shellcheck disable=SC2053 # a pattern
  [[ iser-idle-memory == $only ]] || return 0
  local old=$pairs
  pairs=1
  mark iser-idle-memory '<=1' 'KiB a connection' a_run b_run </dev/null
  pairs=$old isere_pid=$loaded_pid isere_portal=$loaded_portal
}

idle_kib_a_connection() {
  local before after holder i count=1000
  isere bench "iser://$isere_portal/$isere_name/0" --numjobs 8 --iodepth 1 --runtime 1 --ramp 0 >"$work/client.log" 2>&1 || return 1
  before=$(resident_kib "$isere_pid")
  isere bench "iser://$isere_portal/$isere_name/0" --numjobs "$count" --iodepth 1 --rate-iops 0.01 --runtime 4 --ramp 0 \
    >"$work/client.log" 2>&1 &
  holder=$!
  after=$before
  for ((i = 0; i < 600; i++)); do
    kill -0 "$holder" 2>/dev/null || break
    local now
    now=$(resident_kib "$isere_pid")
    ((now > after)) && after=$now
    sleep 0.1
  done
  wait "$holder" || return 1
  echo "$(calculate "($after - $before) / $count") -"
}

# For reading the other figures by: what a stream gets here.
iperf_line() {
  have iperf3 || return 0
  # shellcheck disable=SC2053 # a pattern
  [[ iperf3 == $only ]] || return 0
  local port=$((20000 + RANDOM % 12000)) server gigabytes
  iperf3 -s -1 -p "$port" >/dev/null 2>&1 &
  server=$!
  sleep 0.5
  gigabytes=$(iperf3 -c 127.0.0.1 -p "$port" -t "$seconds" -f m 2>/dev/null | awk '/receiver/ { print $7 / 8000 }')
  kill "$server" 2>/dev/null
  echo "iperf3, one stream: ${gigabytes:-?} GB/s"
  echo "| iperf3, one stream | | | | ${gigabytes:-?} | | GB/s | | |" >>"$table"
}
