# Helpers inside the guest; sourced by every command of the run.
IQN_ISERE=iqn.2026-11.io.isere:disk1 # Isere's target
IQN_LIO=iqn.2026-01.org.lab:t1
IQN_TGT=iqn.2026-01.org.lab:tgt
IQN_HOST=iqn.2026-01.org.lab:i1 # the kernel's initiator
PORTAL=10.0.2.100:3260
SESSIONS=/sys/class/iscsi_session
IFACE=iser0 # what the kernel's initiator goes over; "default" is plain TCP

rdma_up() { # [siw variant]
  [ -d /sys/module/siw ] && return
  modprobe -a ib_core iw_cm ib_uverbs rdma_ucm libcrc32c
  if [ -n "${1:-}" ]; then insmod "/opt/siw/$1.ko" || return; else modprobe siw; fi
  rdma link add siw_eth0 type siw netdev eth0
}

iscsid_up() {
  modprobe -a iscsi_tcp ib_iser sd_mod sg
  mkdir -p /etc/iscsi /run/lock/iscsi
  echo "InitiatorName=$IQN_HOST" >/etc/iscsi/initiatorname.iscsi
  pidof iscsid >/dev/null || { iscsid && sleep 1; }
  [ -e /etc/iscsi/ifaces/iser0 ] && return
  iscsiadm -m iface -I iser0 -o new >/dev/null
  iscsiadm -m iface -I iser0 -o update -n iface.transport_name -v iser >/dev/null
}

# ---------------------------------------------------------------- the kernel's initiator

node_new() { # [name=value ...]: a fresh node record with these settings
  iscsiadm -m node -o delete >/dev/null 2>&1
  iscsiadm -m node -T $IQN_ISERE -p $PORTAL,1 -I $IFACE -o new >/dev/null || return
  local pair
  for pair in node.session.initial_login_retry_max=4 "$@"; do
    iscsiadm -m node -T $IQN_ISERE -p $PORTAL -I $IFACE -o update -n "${pair%%=*}" -v "${pair#*=}" || return
  done
}

node_login() { # logs in and waits for the disk: sets DISK
  timeout 120 iscsiadm -m node -T $IQN_ISERE -p $PORTAL -I $IFACE --login || return
  local i
  for i in $(seq 300); do
    DISK=$(disks | tail -n 1)
    [ -n "$DISK" ] && [ "$(cat /sys/block/"$DISK"/size)" -gt 0 ] && return
    sleep 0.1
  done
  echo "REASON: logged in, but no disk appeared"
  return 1
}

chap() { # user, secret, [target's user, target's secret]: settings of a node record
  echo node.session.auth.authmethod=CHAP "node.session.auth.username=$1" "node.session.auth.password=$2" \
    ${3:+"node.session.auth.username_in=$3" "node.session.auth.password_in=$4"}
}
chap_discover() { # user, secret: prints what SendTargets finds
  local pair
  iscsiadm -m discoverydb -t st -p $PORTAL -o delete >/dev/null 2>&1
  iscsiadm -m discoverydb -t st -p $PORTAL -o new >/dev/null || return
  for pair in authmethod=CHAP "username=$1" "password=$2"; do
    iscsiadm -m discoverydb -t st -p $PORTAL -o update -n "discovery.sendtargets.auth.${pair%%=*}" -v "${pair#*=}" || return
  done
  timeout 120 iscsiadm -m discoverydb -t st -p $PORTAL -I $IFACE --discover
}

login() { node_new "$@" && node_login; }
logout() { timeout 60 iscsiadm -m node -T $IQN_ISERE --logout; }
disks() { ls -d $SESSIONS/session*/device/target*/*/block/* 2>/dev/null | xargs -rn1 basename; }
sessions() { ls $SESSIONS 2>/dev/null | wc -l; }
session_ids() { ls $SESSIONS | sed 's/session//'; }
stat_of() { iscsiadm -m session -s | sed -n "s/^[[:space:]]*$1: *//p" | head -n 1; }

want() { # what we got, what we want, about what
  [ "$1" = "$2" ] && return
  echo "REASON: $3: got '$1', want '$2'"
  return 1
}

clean() { # nothing of a case is left; fails when the kernel holds on to it
  umount /mnt/disk 2>/dev/null
  pkill -x fio 2>/dev/null
  pkill -f /opt/libiscsi/bin/ 2>/dev/null
  iscsiadm -m session >/dev/null 2>&1 && timeout 60 iscsiadm -m node -u >/dev/null 2>&1
  iscsiadm -m node -o delete >/dev/null 2>&1
  iscsiadm -m discoverydb -t st -p $PORTAL -o delete >/dev/null 2>&1
  [ "$(sessions)" = 0 ]
}

# fio writes every block of its range once, in random order, then reads all of it and checks the CRC of each.
verified() { # block size, queue depth, [bytes]
  local bytes=${3:-}
  if [ -z "$bytes" ]; then
    case $1 in
      512) bytes=256k ;;
      4k) bytes=2m ;;
      64k) bytes=8m ;;
      *) bytes=48m ;;
    esac
  fi
  timeout 350 fio --name=verified --filename=/dev/"$DISK" --rw=randwrite --bs="$1" --iodepth="$2" --size="$bytes" \
    --ioengine=libaio --direct=1 --verify=crc32c --verify_fatal=1 --do_verify=1 --minimal >/tmp/fio.out 2>&1 && return
  tail -n 5 /tmp/fio.out
  echo "REASON: fio --bs=$1 --iodepth=$2 with verify=crc32c failed"
  return 1
}

# ---------------------------------------------------------------- libiscsi 1.20.0

# What it reads over iSER it allocates by size and frees as a small block of its cache: hence no cache.
libiscsi() { LIBISCSI_CACHE_ALLOCATIONS=0 timeout -k 1 "${seconds:-200}" "/opt/libiscsi/bin/$1" "${@:2}"; }

cu() { # URL, test: what iscsi-test-cu says of it
  libiscsi iscsi-test-cu --dataloss --test="$2" "$1" 2>&1
}
cu_failures() { grep -a -o 'test_[a-z0-9_]*\.c:[0-9]* .*' "$1" | sed 's/    Send .*//' | sort -u; }

# A test that fails over iSER, and fails LIO in the very same assertions, says something of the tool.
cu_judge() { # test
  local rc
  cu "iser://$PORTAL/$IQN_ISERE/0" "$1" >/tmp/cu.out
  rc=$?
  tail -n 25 /tmp/cu.out
  if [ $rc = 0 ] && ! grep -a -q FAILED /tmp/cu.out; then
    grep -a '^  *asserts ' /tmp/cu.out | grep -q -v ' 0  *0  *0  *0 ' && return 0
    echo "REASON: iscsi-test-cu has nothing to test here: $(grep -a -o 'SKIP.*' /tmp/cu.out | head -n 1)"
    return 77
  fi
  [ $rc != 124 ] || return 1
  cu_failures /tmp/cu.out >/tmp/cu.out.failures
  if [ -s /tmp/cu.out.failures ] && ! grep -v '_\(residuals\|invalid\)\.c:.*NOT_NULL_FATAL(task_ret)' /tmp/cu.out.failures; then
    echo "REASON: over iSER libiscsi sends no command that expects no bytes (iser_prepare_read_cmd, iser_prepare_write_cmd)"
    return 77
  fi
  lio_here || return 1
  cu "iser://$LIO_HERE/$IQN_LIO/0" "$1" >/tmp/cu.lio
  cu_failures /tmp/cu.lio >/tmp/cu.lio.failures
  echo "with LIO:"
  cat /tmp/cu.lio.failures
  [ -s /tmp/cu.out.failures ] && [ -z "$(comm -23 /tmp/cu.out.failures /tmp/cu.lio.failures)" ] || return 1
  echo "REASON: over iSER libiscsi fails this with LIO too, in the same assertions: $(head -n 1 /tmp/cu.lio.failures)"
  return 77
}
LIO_HERE=10.0.2.15:3261
lio_here() { # LIO, for libiscsi in this guest
  [ -e /sys/class/infiniband/siw_lo ] || rdma link add siw_lo type siw netdev lo
  [ -e /sys/kernel/config/target/iscsi/$IQN_LIO ] || lio_up
}

# ---------------------------------------------------------------- targets of the guest

lio_up() { # at 10.0.2.15:3261 over iSER: LUN 0 in memory, and LUN 1 on a disk that outlives the guest
  modprobe -a configfs target_core_mod iscsi_target_mod ib_isert
  mountpoint -q /sys/kernel/config || mount -t configfs configfs /sys/kernel/config
  mkdir -p /etc/target/backup /var/target/pr /etc/rtslib-fb-target /run/dbus
  [ -S /run/dbus/system_bus_socket ] || { dbus-uuidgen --ensure && dbus-daemon --system --fork; } # or targetcli will not start
  targetcli <<T >/tmp/targetcli.log 2>&1
set global auto_save_on_exit=false auto_add_default_portal=false
/backstores/ramdisk create name=rd0 size=144M
/iscsi create $IQN_LIO
/iscsi/$IQN_LIO/tpg1/luns create /backstores/ramdisk/rd0
/backstores/block create name=kept dev=/dev/vdb wwn=1c7a2f0e-5d1b-4b6e-9f3a-0d2e4c6b8a10
/iscsi/$IQN_LIO/tpg1/luns create /backstores/block/kept
/iscsi/$IQN_LIO/tpg1 set attribute authentication=0 demo_mode_write_protect=0 generate_node_acls=1 cache_dynamic_acls=1
/iscsi/$IQN_LIO/tpg1 enable
T
  # LIO keeps a portal's TCP listener while it makes the RDMA one, and siw listens on a real TCP port of that number
  # (EADDRINUSE). The way round: the TCP portal is made in another network namespace, then switched to iSER in ours.
  local np=/sys/kernel/config/target/iscsi/$IQN_LIO/tpgt_1/np/10.0.2.15:3261
  ip netns add npns
  ip netns exec npns sysctl -qw net.ipv4.ip_nonlocal_bind=1
  ip -n npns link set lo up
  nsenter --net=/run/netns/npns mkdir "$np" && echo 1 >"$np/iser" && [ "$(cat "$np/iser")" = 1 ]
}

lio_set() { # name=value ...: what the target portal group negotiates
  local pair
  for pair in "$@"; do
    targetcli "/iscsi/$IQN_LIO/tpg1" set parameter "$pair" >/dev/null || return
  done
}

slow_disk() { # /dev/nullb0: every command takes 1.5 s
  [ -b /dev/nullb0 ] || modprobe null_blk nr_devices=1 gb=1 bs=512 queue_mode=2 irqmode=2 completion_nsec=1500000000
}
lio_slow_lun() { # LUN 2
  slow_disk || return
  [ -e /sys/kernel/config/target/iscsi/$IQN_LIO/tpgt_1/lun/lun_2 ] && return
  targetcli /backstores/block create name=slow dev=/dev/nullb0 && targetcli "/iscsi/$IQN_LIO/tpg1/luns" create /backstores/block/slow
}
lio_aborts() { cat /sys/kernel/config/target/core/iblock_*/slow/statistics/scsi_tgt_dev/aborts_complete; } # that took effect
tgt_slow_lun() { # LUN 2
  slow_disk || return
  tgtadm --lld iser --op show --mode target | grep -q /dev/nullb0 && return
  tgtadm --lld iser --op new --mode logicalunit --tid 1 --lun 2 -b /dev/nullb0 --bsoflags direct
}

LIO_FILES=/sys/kernel/config/target/iscsi # what targetcli writes to, in a second a time
lio_auth() { # folder with auth files, user, secret, [its own user, its own secret]
  printf %s "$2" >"$1/userid" && printf %s "$3" >"$1/password" &&
    printf %s "${4:-NULL}" >"$1/userid_mutual" && printf %s "${5:-NULL}" >"$1/password_mutual"
}
lio_chap() { # user, secret, [its own user, its own secret]: what the target portal group demands, and who it is
  lio_auth $LIO_FILES/$IQN_LIO/tpgt_1/auth "$@" && echo 1 >$LIO_FILES/$IQN_LIO/tpgt_1/attrib/authentication && dmesg -C
}
lio_chap_off() { echo 0 >$LIO_FILES/$IQN_LIO/tpgt_1/attrib/authentication; }
lio_discovery_chap() { # user, secret
  lio_auth $LIO_FILES/discovery_auth "$@" && echo 1 >$LIO_FILES/discovery_auth/enforce_discovery_auth && dmesg -C
}
lio_discovery_chap_off() { echo 0 >$LIO_FILES/discovery_auth/enforce_discovery_auth; }

tgt_up() { # a file in memory at 10.0.2.15:3260 over iSER; iSCSI/TCP goes out of the way
  sysctl -qw vm.nr_hugepages=140 # its pool is of huge pages; 1 GiB unless told otherwise, which takes it long to make
  truncate -s 128M /dev/shm/tgt.img
  (setsid tgtd -f --iscsi portal=10.0.2.15:3270 --iser pool_sz_mb=256 >>/tmp/tgtd.log 2>&1 &)
  local i
  for i in $(seq 50); do
    tgtadm --lld iser --op show --mode sys >/dev/null 2>&1 && break
    sleep 0.2
  done
  tgtadm --lld iser --op new --mode target --tid 1 -T $IQN_TGT || return
  tgtadm --lld iser --op new --mode logicalunit --tid 1 --lun 1 -b /dev/shm/tgt.img
  # Over iSER it wants the initiator's address and its name in the ACL.
  tgtadm --lld iser --op bind --mode target --tid 1 -I ALL
  tgtadm --lld iser --op bind --mode target --tid 1 -Q iqn.2026-11.io.isere:initiator
}

tgt_down() {
  pidof tgtd >/dev/null && kill -9 $(pidof tgtd)
  sleep 0.5
  ipcs -m | awk '$2 ~ /^[0-9]+$/ && $6 == 0 {print $2}' | xargs -rn1 ipcrm -m
  rm -rf /var/run/tgtd
}

tgt_chap() { # user, secret, [its own user, its own secret]
  tgt_chap_off
  tgtadm --lld iser --op new --mode account --user "$1" --password "$2" &&
    tgtadm --lld iser --op bind --mode account --tid 1 --user "$1" || return
  [ -n "${3:-}" ] || return 0
  tgtadm --lld iser --op new --mode account --user "$3" --password "$4" &&
    tgtadm --lld iser --op bind --mode account --tid 1 --user "$3" --outgoing
}
tgt_chap_off() {
  local user
  for user in alice storage; do
    tgtadm --lld iser --op delete --mode account --user $user >/dev/null 2>&1 # unbinds it as well
  done
  return 0
}
