# Isere inside the guest, over the guest's RDMA devices; sourced after lib.sh. /vm/disni has what the run put there.
DISNI=/vm/disni
HERE=10.0.2.15
PORTAL=$HERE:3262 # of Isere's target in the guest
TARGET_LOG=/tmp/isere-target.log

device_up() { # rxe|siw: that device and no other on eth0
  local other=siw
  [ "$1" = siw ] && other=rxe
  modprobe -a ib_core iw_cm ib_uverbs rdma_ucm libcrc32c
  if [ "$1" = rxe ]; then modprobe rdma_rxe; else modprobe siw; fi
  [ -e /sys/class/infiniband/$1_eth0 ] && return
  [ ! -e /sys/class/infiniband/${other}_eth0 ] || rdma link del ${other}_eth0
  rdma link add "$1_eth0" type "$1" netdev eth0 && sleep 1
}

JAVA="java -XX:TieredStopAtLevel=1 -Xmx512m --add-exports java.base/sun.nio.ch=ALL-UNNAMED -Djava.library.path=$DISNI"
isere() { timeout "${isere_seconds:-150}" $JAVA -jar $DISNI/isere.jar "$@" --provider disni; }

target_here() { # options of isere target
  : >$TARGET_LOG
  $JAVA -jar $DISNI/isere.jar target -v --provider disni --portal $PORTAL --name $IQN_ISERE "$@" >$TARGET_LOG 2>&1 &
  echo $! >/tmp/isere-target.pid
  local i
  for i in $(seq 300); do
    grep -q '^serving' $TARGET_LOG && return
    kill -0 "$(cat /tmp/isere-target.pid)" 2>/dev/null || break
    sleep 0.2
  done
  tail -n 5 $TARGET_LOG
  echo "REASON: isere target --provider disni did not start"
  return 1
}
target_gone() { # signal
  kill "-${1:-TERM}" "$(cat /tmp/isere-target.pid 2>/dev/null)" 2>/dev/null
  local i
  for i in $(seq 100); do
    kill -0 "$(cat /tmp/isere-target.pid)" 2>/dev/null || return 0
    sleep 0.1
  done
}
uses_device() { # file, rxe|siw: the log says that the device is used
  grep -q "RDMA device $2_eth0 " "$1" && return
  tail -n 5 "$1"
  echo "REASON: the log does not say that $2_eth0 is in use"
  return 1
}

suite() { # rxe|siw: the provider suite on that device
  device_up "$1" || return
  $JAVA -XX:MaxDirectMemorySize=2g -Disere.test.patience.s=200 -Disere.test.allocation.rounds=300 -Dtest.log.level=OFF \
    -Dlogback.configurationFile=$DISNI/logback-test.xml -cp "$DISNI/suite/*" io.isere.rdma.disni.SuiteOnDevice >/tmp/suite.log 2>&1
  local rc=$?
  grep -a -v '^SUCCESSFUL' /tmp/suite.log | tail -n 60
  [ $rc = 0 ] || echo "REASON: $(tail -n 1 /tmp/suite.log): $(grep -a -m 1 '^FAILED' /tmp/suite.log)"
  return $rc
}

URL=iser://$PORTAL/$IQN_ISERE/0
checked() { # URL, block size: every read is as written
  isere bench "$1" -v --rw randrw --verify --bs "$2" --iodepth 8 --size 8m --warmup 0 --runtime 1 >/tmp/isere.log 2>&1
  local rc=$?
  tail -n 6 /tmp/isere.log
  return $rc
}

isere_to_isere() { # rxe|siw
  device_up "$1" && target_here --lun ram:64m || return
  checked $URL 4k && checked $URL 512k && uses_device /tmp/isere.log "$1" && uses_device $TARGET_LOG "$1" &&
    isere probe $URL --abort && isere probe $URL --reset lun || return
  # The target dies under load: a clear error soon, and all is well when it is back.
  isere bench $URL --rw randwrite --bs 4k --size 4m --warmup 0 --runtime 60 --reconnect 0 >/tmp/load.log 2>&1 &
  local load=$!
  sleep 25
  target_gone KILL
  wait $load && echo "REASON: the load did not notice that the target died" && return 1
  tail -n 3 /tmp/load.log
  target_here --lun ram:64m && checked $URL 4k && target_gone
}

kernel_to_isere() { # rxe|siw
  device_up "$1" && target_here --lun "file:/tmp/disk.img,size=64m" && iscsid_up && login || return
  verified 4k 8 1m && verified 64k 8 4m && uses_device $TARGET_LOG "$1" || return
  sg_reset --device /dev/$DISK && grep -q 'LOGICAL_UNIT_RESET: FUNCTION_COMPLETE' $TARGET_LOG || return
  # A target that stands still has its commands aborted, and then answers.
  echo 2 >/sys/block/$DISK/device/timeout
  dd if=/dev/$DISK of=/dev/null bs=4k count=2000 iflag=direct 2>/dev/null &
  local load=$!
  sleep 2
  kill -STOP "$(cat /tmp/isere-target.pid)"
  sleep 8
  kill -CONT "$(cat /tmp/isere-target.pid)"
  wait $load || { echo "REASON: reads failed after the aborts" && return 1; }
  # The target dies and comes back: no write that was acknowledged is lost.
  echo 30 >/sys/block/$DISK/device/timeout # with two seconds, commands run out of retries before the target is back
  timeout 200 fio --name=load --filename=/dev/$DISK --rw=randwrite --bs=4k --iodepth=8 --size=8m --rate_iops=100 \
    --ioengine=libaio --direct=1 --verify=crc32c --verify_fatal=1 --do_verify=1 --minimal >/tmp/fio.out 2>&1 &
  load=$!
  sleep 5
  target_gone KILL
  target_here --lun "file:/tmp/disk.img,size=64m" || return
  wait $load || { tail -n 3 /tmp/fio.out && echo "REASON: a write was lost, or an error reached fio" && return 1; }
  want "$(sessions)" 1 sessions && logout && target_gone
}

isere_to_lio() { # rxe|siw
  device_up "$1" || return
  [ -e /sys/kernel/config/target/iscsi/$IQN_LIO ] || lio_up || return
  local url=iser://$HERE:3261/$IQN_LIO/0 np=/sys/kernel/config/target/iscsi/$IQN_LIO/tpgt_1
  checked $url 4k && checked $url 512k && uses_device /tmp/isere.log "$1" && isere probe $url --abort && isere probe $url --reset lun ||
    return
  # LIO drops the connection under load: a clear error soon, and all is well afterwards.
  isere bench $url --rw randwrite --bs 4k --size 4m --warmup 0 --runtime 60 --reconnect 0 >/tmp/load.log 2>&1 &
  local load=$!
  sleep 25
  echo 0 >$np/enable
  wait $load && echo "REASON: the load did not notice that LIO dropped it" && return 1
  tail -n 3 /tmp/load.log
  echo 1 >$np/enable
  checked $url 4k
}
