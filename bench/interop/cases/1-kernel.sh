# Isere's target <- the kernel's initiator: ib_iser under open-iscsi, over siw.

kernel_discovery() {
  target && guest '
    found=$(iscsiadm -m discovery -t st -p $PORTAL -I iser0) || exit 1
    echo "$found"
    want "${found#* }" $IQN_ISERE "what SendTargets over iSER found"'
}
kernel_default() {
  target && guest '
    login && verified 4k 8 1m && dmesg | grep -q "iSCSI Initiator over iSER" && logout && want "$(sessions)" 0 sessions'
}
kernel_relogin() {
  target && guest 'for i in 1 2 3; do login && verified 4k 8 256k && logout || exit 1; done'
}
kernel_unknown_target() {
  target && guest '
    IQN_ISERE=iqn.2026-11.io.isere:nothing
    login && exit 1
    want "$(sessions)" 0 sessions'
}
kernel_tcp_refused() { # by a target that is told to serve iSER only; the log says why
  target --transport iser && guest '
    (IFACE=default && login) >/tmp/out 2>&1 && exit 1
    cat /tmp/out
    grep -q "non-retryable iSCSI login failure" /tmp/out || { echo "REASON: not told to give up"; exit 1; }
    clean; login && verified 4k 8 256k' && target_said 'iSCSI login over plain TCP refused'
}
kernel_both_on_a_port() { # an iSER session and a TCP session through one portal at once, each with I/O on its LUN
  target --lun ram:64m,bs=4096 && guest '
    node_new && iscsiadm -m node -T $IQN_ISERE -p $PORTAL,1 -I default -o new >/dev/null || exit 1
    timeout 120 iscsiadm -m node -T $IQN_ISERE -p $PORTAL --login && sleep 3 || exit 1
    want "$(sessions)" 2 sessions && want "$(disks | wc -l)" 4 disks || exit 1
    want "$(iscsiadm -m session | cut -d: -f1 | sort | xargs)" "iser tcp" transports || exit 1
    set -- $(for d in $(disks); do [ "$(cat /sys/block/$d/queue/logical_block_size)" = 512 ] && echo $d; done)
    DISK=$1; OTHER=$2
    (DISK=$(disks | grep -v -w -e $1 -e $2 | tail -n 1); verified 4k 8 2m) & load=$!
    verified 4k 8 2m && wait $load || exit 1
    cmp /dev/$1 /dev/$2 -n 4000000' && target_said 'iSER over' && target_said 'TCP'
}
kernel_keys() { # ImmediateData, InitialR2T
  target --immediate-data yes --initial-r2t no && guest "
    login node.session.iscsi.ImmediateData=$1 node.session.iscsi.InitialR2T=$2 || exit 1
    want \$(cat \$SESSIONS/session*/immediate_data) $([ "$1" = Yes ] && echo 1 || echo 0) ImmediateData &&
      want \$(cat \$SESSIONS/session*/initial_r2t) $([ "$2" = Yes ] && echo 1 || echo 0) InitialR2T &&
      verified 512 8 && verified 4k 32 && verified 64k 8 && verified 512k 4 8m"
}
kernel_io() { # block size, queue depth
  target && guest "login && verified $1 $2"
}
filesystem='
    login && mkfs.ext4 -q -F /dev/$DISK && mkdir -p /mnt/disk && mount /dev/$DISK /mnt/disk || exit 1
    cp -r /usr/bin /usr/sbin /mnt/disk/ && sync && (cd /usr/bin && find . -type f | xargs md5sum) >/tmp/sums || exit 1
    umount /mnt/disk && echo 3 >/proc/sys/vm/drop_caches && fsck.ext4 -f -n /dev/$DISK || exit 1
    mount /dev/$DISK /mnt/disk && (cd /mnt/disk/bin && md5sum -c --quiet /tmp/sums) && umount /mnt/disk'
kernel_filesystem() { target && guest "$filesystem"; }
kernel_large_lun() {
  target --lun ram:64m,bs=4096 && guest '
    login && sleep 1 || exit 1
    want "$(for d in $(disks); do cat /sys/block/$d/queue/logical_block_size; done | sort | xargs)" "4096 512" "block sizes" || exit 1
    for DISK in $(disks); do [ "$(cat /sys/block/$DISK/queue/logical_block_size)" = 4096 ] && break; done
    verified 4k 32 && verified 64k 8'
}
kernel_lun_reset() {
  target && guest '
    login && for i in 1 2 3; do sg_reset --device /dev/$DISK || exit 1; done; verified 4k 8 256k' &&
    target_said 'LOGICAL_UNIT_RESET: FUNCTION_COMPLETE'
}
kernel_lun_reset_under_load() {
  target && guest '
    login || exit 1
    verified 4k 16 4m & load=$!
    for i in 1 2 3 4 5; do sleep 0.5; sg_reset --device /dev/$DISK || exit 1; done
    wait $load && want "$(sessions)" 1 sessions'
}
kernel_target_reset() {
  target && guest 'login && sg_reset --target /dev/$DISK && verified 4k 8 256k'
}
kernel_abort() { # the target stands still until the kernel aborts its commands, and then answers
  target || return
  guest 'login node.conn[0].timeo.noop_out_interval=0 node.conn[0].timeo.noop_out_timeout=0 || exit 1
    echo 2 >/sys/block/$DISK/device/timeout; echo $DISK >/tmp/disk' || return
  guest 'DISK=$(cat /tmp/disk); sleep 1; dd if=/dev/$DISK of=/dev/null bs=4k count=2000 iflag=direct' &
  local load=$!
  sleep 2
  kill -STOP "$target_pid"
  sleep 8
  kill -CONT "$target_pid"
  wait $load || { echo "REASON: reads failed after the aborts"; return 1; }
  guest 'DISK=$(cat /tmp/disk); iscsiadm -m session -s | grep -i -e abort -e eh_; verified 4k 8 256k && want "$(sessions)" 1 sessions
    dmesg | grep -i -e abort -e "tmf" | tail -n 3; true' && target_said 'ABORT_TASK: '
}
kernel_nop_from_initiator() {
  target -v --ping-interval 0 && guest '
    login node.conn[0].timeo.noop_out_interval=1 node.conn[0].timeo.noop_out_timeout=10 && dmesg -C && sleep 8 || exit 1
    dmesg | grep "ping timeout" && exit 1
    want "$(sessions)" 1 sessions && verified 4k 8 256k' && target_said ' pinged$'
}
kernel_nop_from_target() {
  target -v --ping-interval 1 --ping-timeout 5 && guest '
    login node.conn[0].timeo.noop_out_interval=0 node.conn[0].timeo.noop_out_timeout=0 && dmesg -C && sleep 8 || exit 1
    dmesg | grep "detected conn error" && exit 1
    want "$(sessions)" 1 sessions && verified 4k 8 256k' && target_said ' answered a ping$' &&
    target_never_said 'did not answer a ping'
}
kernel_idle() { # 40 s: longer than every timeout of the target, and than its login timeout
  target && guest 'login && dmesg -C && sleep 40 || exit 1
    dmesg | grep "detected conn error" && exit 1
    want "$(sessions)" 1 sessions && verified 4k 8 256k'
}
# Under load; fio checks afterwards that every write which was acknowledged is there.
load_start() { # [interface of open-iscsi]
  guest "IFACE=${iface:-iser0};"'login node.session.timeo.replacement_timeout=120 node.conn[0].timeo.noop_out_interval=2 \
    node.conn[0].timeo.noop_out_timeout=4 || exit 1
    echo $DISK >/tmp/disk' || return
  guest 'DISK=$(cat /tmp/disk)
    timeout 200 fio --name=load --filename=/dev/$DISK --rw=randwrite --bs=4k --iodepth=8 --size=24m --rate_iops=300 \
      --ioengine=libaio --direct=1 --verify=crc32c --verify_fatal=1 --do_verify=1 --minimal >/tmp/fio.out 2>&1 && exit 0
    tail -n 5 /tmp/fio.out; dmesg | tail -n 5; echo "REASON: fio failed: a write was lost, or an error reached it"; exit 1' &
  load=$!
  sleep 6
}
load_end() { wait "$load" && guest 'want "$(sessions)" 1 sessions'; }
kernel_target_killed() {
  target_on_file && load_start || return
  kill -9 "$target_pid"
  sleep 3
  target_on_file && load_end
}
kernel_target_restarted() {
  target_on_file && load_start || return
  for _ in 1 2; do
    kill "$target_pid"
    wait "$target_pid" 2>/dev/null
    sleep 2
    target_on_file || return
    sleep 6
  done
  load_end
}
kernel_link_cut() {
  target_on_file && load_start || return
  vm cut || { echo "REASON: no connection to cut" && return 1; }
  sleep 12
  vm cut || { echo "REASON: no connection came after the first was cut" && return 1; }
  load_end && logins_at_least 3
}
kernel_link_stalled() { # nothing passes for longer than the initiator's ping timeout
  target_on_file && load_start || return
  local forwards
  forwards=$(vm forwards)
  [ -n "$forwards" ] || { echo "REASON: no connection to stall" && return 1; }
  kill -STOP $forwards
  sleep 10
  kill $forwards
  kill -CONT $forwards
  load_end && logins_at_least 2
}
kernel_sessions() {
  target && guest '
    node_new node.session.nr_sessions=8 && timeout 100 iscsiadm -m node -T $IQN_ISERE -p $PORTAL -I iser0 --login || exit 1
    sleep 3
    want "$(sessions)" 8 sessions && want "$(disks | wc -l)" 8 disks || exit 1
    for d in $(disks); do dd if=/dev/$d of=/dev/null bs=64k count=64 iflag=direct 2>/dev/null & p="${p:-} $!"; done
    for i in $p; do wait $i || exit 1; done'
}
kernel_crc() {
  target --mpa-crc && guest 'login && verified 512 8 && verified 4k 32 && verified 512k 4 8m' && target_said 'CRC on'
}
kernel_variant() { # siw variant, what the target logs about the connection
  vm_variant=$1 vm_up && target && guest 'login && verified 512 8 && verified 4k 32 && verified 512k 4 8m' && target_said "$2"
}

# The same over plain TCP.
tcp_discovery() {
  target && guest '
    found=$(iscsiadm -m discovery -t st -p $PORTAL -I default) || exit 1
    echo "$found"
    want "${found#* }" $IQN_ISERE "what SendTargets over TCP found"'
}
tcp_io() { # HeaderDigest, DataDigest, block size, queue depth, ...
  local want=$1 digests="node.conn[0].iscsi.HeaderDigest=$1 node.conn[0].iscsi.DataDigest=$2"
  shift 2
  target && guest "IFACE=default; login $digests || exit 1
    want \$(iscsiadm -m session -P 2 | sed -n 's/.*HeaderDigest: *//p') $want HeaderDigest || exit 1
    set -- $*
    while [ -n \"\${1:-}\" ]; do verified \$1 \$2 || exit 1; shift 2; done; logout && want \$(sessions) 0 sessions"
}
tcp_filesystem() { target && guest "IFACE=default; $filesystem"; }
tcp_recovery() { # target killed under load, and back
  iface=default kernel_target_killed
}

case_ kernel/discovery/over-iser kernel_discovery
case_ kernel/login/default-keys kernel_default
case_ kernel/login/again-and-again kernel_relogin
case_ kernel/login/unknown-target kernel_unknown_target
case_ kernel/login/iser-and-tcp-on-one-port kernel_both_on_a_port
case_ kernel/login/tcp-refused-where-only-iser-is-served kernel_tcp_refused
for immediate in Yes No; do
  for r2t in Yes No; do
    case_ "kernel/keys/ImmediateData=$immediate,InitialR2T=$r2t" kernel_keys $immediate $r2t
  done
done
for size in 512 4k 64k 512k 1m 4m; do
  for depth in 1 32; do case_ "kernel/io/$size,qd$depth" kernel_io $size $depth; done
done
case_ kernel/io/two-luns-4096-byte-blocks kernel_large_lun
case_ kernel/filesystem/ext4 kernel_filesystem
case_ kernel/tasks/lun-reset kernel_lun_reset
case_ kernel/tasks/lun-reset-under-load kernel_lun_reset_under_load
case_ kernel/tasks/target-reset kernel_target_reset
case_ kernel/tasks/abort kernel_abort
case_ kernel/nop/from-initiator kernel_nop_from_initiator
case_ kernel/nop/from-target kernel_nop_from_target
case_ kernel/idle/40s kernel_idle
case_ kernel/recovery/target-killed kernel_target_killed
case_ kernel/recovery/target-restarted-twice kernel_target_restarted
case_ kernel/recovery/link-cut kernel_link_cut
case_ kernel/recovery/link-stalled kernel_link_stalled
case_ kernel/sessions/8 kernel_sessions
case_ kernel/mpa/crc-asked-by-target kernel_crc
case_ kernel/tcp/discovery tcp_discovery
case_ kernel/tcp/fio-no-digests tcp_io None None 512 8 4k 32 64k 8 1m 8
case_ kernel/tcp/fio-digests tcp_io CRC32C CRC32C 512 8 4k 32 64k 8 1m 8
case_ kernel/tcp/ext4 tcp_filesystem
case_ kernel/tcp/target-killed tcp_recovery
