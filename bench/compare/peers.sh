# shellcheck shell=bash
# The processes that are compared, and the clients that load them. Sourced by run.
isere_name=iqn.2026-11.io.isere:compare tgt_name=iqn.2026-11.io.isere:tgt
disk_bytes=$((512 << 20))
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
isere_pid='' tgt_pid='' isere_portal='' tgt_portal=''
export TGT_IPC_SOCKET=$work/tgtd.socket

start_peers() {
  cleanups+=(stop_peers)
  jar=${ISERE_JAR:-}
  if [ -z "$jar" ]; then
    "$root/samples/isere" --version >/dev/null || die "Isere does not build"
    jar=$(find "$root/verticles/target" -name isere.jar -printf '%T@ %p\n' | sort -g | tail -1 | cut -d' ' -f2-)
  fi
  start_isere
  if have tgtd; then start_tgt; fi
  if have gcc; then
    gcc -O2 -Wall -o "$work/raw-loopback" "$here/raw-loopback.c" && gcc -O2 -Wall -o "$work/iscsi-load" "$here/iscsi-load.c" ||
      die "the clients of this folder do not compile"
  fi
}

stop_peers() {
  if [ -n "$isere_pid" ]; then kill "$isere_pid" 2>/dev/null && wait "$isere_pid" 2>/dev/null; fi
  # tgtd does not end by SIGTERM while it has a target.
  if [ -n "$tgt_pid" ]; then kill -9 "$tgt_pid" 2>/dev/null && wait "$tgt_pid" 2>/dev/null; fi
  rm -f "$disk"
}

isere() { "$java" -Xms64m -Xmx512m -XX:MaxDirectMemorySize=$((disk_bytes * 8)) ${ISERE_JAVA_OPTS:-} -jar "$jar" "$@"; }

disk=$(mktemp /dev/shm/isere-compare.XXXXXX 2>/dev/null || echo "$work/disk.img")

start_isere() {
  : >"$work/isere.log"
  "$java" -Xms64m -Xmx512m -XX:MaxDirectMemorySize=$((disk_bytes * 8)) ${ISERE_JAVA_OPTS:-} -jar "$jar" \
    target --name "$isere_name" --portal 127.0.0.1:0 --lun "ram:$disk_bytes" >"$work/isere.log" 2>&1 &
  isere_pid=$!
  local i
  for ((i = 0; i < 300; i++)); do
    isere_portal=$(sed -n 's/^serving .* on \(127.0.0.1:[0-9]*\) .*/\1/p' "$work/isere.log")
    [ -z "$isere_portal" ] || break
    kill -0 "$isere_pid" 2>/dev/null || break
    sleep 0.1
  done
  [ -n "$isere_portal" ] || die "the Isere target did not start: $(cat "$work/isere.log")"
  # Memory that was never written is a page of zeros, which the processor's cache holds.
  head -c "$disk_bytes" /dev/urandom >"$disk"
  isere copy "$disk" "iser://$isere_portal/$isere_name/0" >"$work/copy.log" 2>&1 || die "cannot fill: $(cat "$work/copy.log")"
}

tgt() { timeout 20 tgtadm -C 0 --lld iscsi "$@"; }

start_tgt() {
  local port i try
  for try in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 12000))
    tgtd -f -C 0 --iscsi "portal=127.0.0.1:$port" >"$work/tgtd.log" 2>&1 &
    tgt_pid=$!
    for ((i = 0; i < 100; i++)); do
      kill -0 "$tgt_pid" 2>/dev/null || break
      if tgt --op show --mode portal 2>/dev/null | grep -q ":$port"; then
        tgt --op new --mode target --tid 1 -T "$tgt_name" &&
          tgt --op new --mode logicalunit --tid 1 --lun 1 -b "$disk" &&
          tgt --op bind --mode target --tid 1 -I ALL && tgt_portal=127.0.0.1:$port
        return
      fi
      sleep 0.1
    done
    kill -9 "$tgt_pid" 2>/dev/null
  done
  die "tgtd did not start ($try attempts): $(cat "$work/tgtd.log")"
}

# qemu-img is told how many, not how long: the rate of the run before says how many there are in the time.
qemu_bench() { # url read|write bytes depth -> "iops iops"
  local rate_file
  rate_file=$work/rate.$(cksum <<<"$*" | cut -d' ' -f1)
  [ -f "$rate_file" ] || qemu_count 5000 "$@" >"$rate_file" || return 1
  qemu_count $(($(cat "$rate_file") * seconds)) "$@" >"$rate_file" || return 1
  echo "$(cat "$rate_file") $(cat "$rate_file")"
}

qemu_count() { # count url read|write bytes depth -> iops
  local flags=() took
  [ "$3" = read ] || flags=(-w)
  took=$(qemu-img bench -f raw -t none -c "$1" -d "$5" -s "$4" -S $((3 * $4)) "${flags[@]}" "$2" 2>"$work/client.log" |
    sed -n 's/^Run completed in \([0-9.]*\) seconds.*/\1/p')
  [ -n "$took" ] && calculate "int($1 / ($took + 1e-9))"
}

on_tgt() { # read|write bytes depth
  measured "$tgt_pid" qemu_bench "iscsi://$tgt_portal/$tgt_name/1" "$@"
}

on_isere() {
  measured "$isere_pid" qemu_bench "iscsi://$isere_portal/$isere_name/0" "$@"
}

batch() { # portal name lun read|write bytes depth
  local iops
  iops=$("$work/iscsi-load" "${1%:*}" "${1#*:}" "$2" "$3" "$4" "$5" "$6" "$seconds" 2>"$work/client.log" | sed -n 's/^iops //p')
  [ -n "$iops" ] && echo "$iops $iops"
}

batch_on_tgt() { measured "$tgt_pid" batch "$tgt_portal" "$tgt_name" 1 "$@"; }

batch_on_isere() { measured "$isere_pid" batch "$isere_portal" "$isere_name" 0 "$@"; }

raw() { # field request reply depth: iops or p50us
  "$work/raw-loopback" "$2" "$3" "$4" "$seconds" 2>"$work/client.log" |
    awk -v field="$1" '{ print (field == "p50us" ? $4 : $2), "-" }'
}

json_number() { # key: the first in a JSON text
  sed -n "s/.*\"$1\" : \([0-9.E+-]*\).*/\1/p" | head -1
}

# Isere's own initiator, in a process of its own. Field: iops, p50 or cpuUsPerCommand; no CPU of the target, which works
# through the client's ramp, too.
our_bench() { # field arguments...
  local field=$1 json
  shift
  json=$(isere bench --json --ramp 2 --runtime "$seconds" "$@" 2>"$work/client.log") || return 1
  echo "$(json_number "$field" <<<"$json") -"
}

our_iser() { # field rw bytes depth
  our_bench "$1" "iser://$isere_portal/$isere_name/0" --rw "rand$2" --bs "$3" --iodepth "$4"
}
