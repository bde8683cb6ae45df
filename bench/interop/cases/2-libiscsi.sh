# Isere's target <- libiscsi, over siw: tools of Debian 12 (1.19.0), tools and conformance tests of 1.20.0 (see guest-build).

libiscsi_tool() { # command with URL for the disk's address, what it must print
  target && guest "
    out=\$(timeout 120 ${1//URL/iser://\$PORTAL/\$IQN_ISERE/0} 2>&1); rc=\$?
    echo \"\$out\"
    [ \$rc = 0 ] && echo \"\$out\" | grep -q '$2'"
}
libiscsi_ls() {
  target && guest '
    out=$(timeout 120 iscsi-ls -s "iscsi://$PORTAL/?iser" 2>&1); echo "$out"
    echo "$out" | grep -q "$IQN_ISERE"'
}
libiscsi_test() { # test of iscsi-test-cu
  target && guest "cu_judge $1"
}

# Copies LUN 0, random bytes, to LUN 1 and compares both here: every byte was read and written by libiscsi.
libiscsi_disks() { # MiB
  target_stop
  head -c "$1M" /dev/urandom >"$logs/source.img"
  rm -f "$logs/copy.img"
}
libiscsi_target() { # MiB, [options of isere target]
  target_with --lun "file:$logs/source.img" --lun "file:$logs/copy.img,size=$1m" "${@:2}"
}
dd='libiscsi iscsi-dd -s iser://$PORTAL/$IQN_ISERE/0 -d iser://$PORTAL/$IQN_ISERE/1'
libiscsi_same() { # but for the last block, which iscsi-dd of 1.20.0 leaves out
  cmp -n $(($(stat -c %s "$logs/source.img") - 512)) "$logs/source.img" "$logs/copy.img" || { echo "REASON: the copy differs" && return 1; }
}
libiscsi_copy() { # MiB, blocks a command, depth, [options of isere target]
  libiscsi_disks "$1" && libiscsi_target "$1" "${@:4}" && guest "seconds=${dd_seconds:-200}; $dd -b $2 -m $3" && libiscsi_same
}
libiscsi_keys() { # ImmediateData, InitialR2T: it offers Yes and No, so that ours is what counts
  local dd_seconds=60
  libiscsi_copy 4 64 8 --immediate-data "${1,,}" --initial-r2t "${2,,}" && return
  [ "$2" = No ] && target_since | grep 'a PDU of 76 bytes claims to be' || return 1
  skip "libiscsi agrees to InitialR2T=No, and sends unsolicited Data-Outs over iSER without their data"
}
libiscsi_crc() { libiscsi_copy 8 64 8 --mpa-crc && target_said 'CRC on'; }
libiscsi_variant() { vm_variant=$1 vm_up && libiscsi_copy 8 64 8 && target_said "$2"; }
libiscsi_sessions() {
  target && guest '
    for i in 1 2 3 4 5 6 7 8; do
      libiscsi iscsi-perf -t 4 -b 8 -m 8 iser://$PORTAL/$IQN_ISERE/0 >/tmp/perf.$i 2>&1 & pids="${pids:-} $!"
    done
    for pid in $pids; do wait $pid || { tail -n 3 /tmp/perf.*; exit 1; }; done' && logins_at_least 8
}
libiscsi_recovery() { # what ends the connections under a copy, which libiscsi has to finish by itself
  libiscsi_disks 64 && libiscsi_target 64 || return
  guest "$dd -b 16 -m 4" &
  local copy=$! idle=0 rc
  for _ in $(seq 600); do (($(logins) >= 2)) && break || sleep 0.1; done
  sleep 1
  "$1" || return
  while kill -0 $copy 2>/dev/null; do
    if [ -n "$(vm forwards)" ]; then idle=0; else idle=$((idle + 1)); fi
    ((idle < 40)) || { skip "libiscsi gave up: over iSER it had not tried to connect once for 40 s"; return; }
    sleep 1
  done
  wait $copy
  rc=$?
  logins_at_least 3 || return
  if ((rc)) && grep -q 'failed with sense key:6 ascq:2900' "$logs/case.log"; then
    skip "libiscsi connects again and hands the unit attention of that to iscsi-dd, which takes it for an error"
    return
  fi
  ((rc == 0)) && libiscsi_same
}
libiscsi_kill_target() {
  kill -9 "$target_pid"
  sleep 2
  libiscsi_target 64
}
libiscsi_cut_link() { vm cut || { echo "REASON: no connection to cut" && return 1; }; }

case_ libiscsi/tools/iscsi-inq libiscsi_tool 'iscsi-inq URL' 'ISERE DISK'
case_ libiscsi/tools/iscsi-readcapacity16 libiscsi_tool 'iscsi-readcapacity16 URL' '268435456'
case_ libiscsi/tools/iscsi-ls libiscsi_ls
case_ libiscsi/tools/iscsi-perf-read libiscsi_tool 'iscsi-perf -t 4 -b 8 -m 32 URL' 'iops'
for immediate in Yes No; do
  for r2t in Yes No; do
    case_ "libiscsi/keys/ImmediateData=$immediate,InitialR2T=$r2t" libiscsi_keys $immediate $r2t
  done
done
for size in 1:512:2 8:4k:4 128:64k:16 1024:512k:32 8192:4m:64; do
  IFS=: read -r blocks text mib <<<"$size"
  for depth in 1 32; do case_ "libiscsi/io/$text,qd$depth" libiscsi_copy "$mib" "$blocks" "$depth"; done
done
case_ libiscsi/sessions/8 libiscsi_sessions
case_ libiscsi/mpa/crc-asked-by-target libiscsi_crc
case_ libiscsi/recovery/target-killed libiscsi_recovery libiscsi_kill_target
case_ libiscsi/recovery/link-cut libiscsi_recovery libiscsi_cut_link
# Over iSER libiscsi takes its buffer for data up to the expected length, however little came: not all of Inquiry can pass.
# All of its tests run over TCP in bench/conformance.
for test in SCSI.Read10 SCSI.Read16 SCSI.Write10 SCSI.Write16 SCSI.Inquiry.SupportedVPD SCSI.Inquiry.MandatoryVPDSBC \
  SCSI.ReadCapacity16 SCSI.ReportSupportedOpcodes SCSI.TestUnitReady SCSI.Verify10 SCSI.Mandatory SCSI.Unmap SCSI.WriteSame10 iSCSI.iSCSIcmdsn iSCSI.iSCSITMF iSCSI.iSCSINop \
  iSCSI.iSCSIResiduals; do
  case_ "libiscsi/iscsi-test-cu/$test" libiscsi_test "$test"
done
