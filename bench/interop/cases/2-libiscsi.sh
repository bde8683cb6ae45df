# Isere's target <- libiscsi's tools with iser:// URLs, over siw.

libiscsi_tool() { # command with URL for the disk's address, what it must print
  target && guest "
    out=\$(timeout 60 ${1//URL/iser://\$PORTAL/\$IQN_ISERE/0} 2>&1); rc=\$?
    echo \"\$out\"
    [ \$rc = 0 ] && echo \"\$out\" | grep -q '$2'"
}
libiscsi_ls() {
  target && guest '
    out=$(timeout 60 iscsi-ls -s "iscsi://$PORTAL/?iser" 2>&1); echo "$out"
    echo "$out" | grep -q "$IQN_ISERE"'
}
# libiscsi 1.19 loses many a second connection of a process while it sets it up, with LIO as with us ("Conn disconnected
# event", "revents is not POLLIN"), and then crashes. Before any test has run that says nothing about the target: once more.
libiscsi_test() { # test of iscsi-test-cu
  target && guest "
    for i in \$(seq 12); do
      timeout 120 iscsi-test-cu --dataloss --test=$1 iser://\$PORTAL/\$IQN_ISERE/0 >/tmp/cu.out 2>&1; rc=\$?
      grep -q -e 'Conn disconnected event' -e 'Failed to handle event' -e 'revents is not POLLIN' /tmp/cu.out || break
      echo \"attempt \$i lost by libiscsi\"
    done
    tail -n 25 /tmp/cu.out
    [ \$rc = 0 ] && ! grep -q FAILED /tmp/cu.out || exit 1
    grep '^  *asserts ' /tmp/cu.out | grep -q -v ' 0  *0  *0  *0 ' && exit 0
    echo 'REASON: iscsi-test-cu skipped it'; exit 77"
}
case_ libiscsi/tools/iscsi-inq libiscsi_tool 'iscsi-inq URL' 'ISERE DISK'
case_ libiscsi/tools/iscsi-readcapacity16 libiscsi_tool 'iscsi-readcapacity16 URL' '268435456'
case_ libiscsi/tools/iscsi-ls libiscsi_ls
case_ libiscsi/tools/iscsi-perf-read libiscsi_tool 'iscsi-perf -t 4 -b 8 -m 32 URL' 'iops'
for test in Read10 Read16 Write10 Write16 Inquiry ReadCapacity16 ReportSupportedOpcodes TestUnitReady Verify10 Mandatory Unmap WriteSame10; do
  case_ "libiscsi/iscsi-test-cu/SCSI.$test" libiscsi_test "SCSI.$test"
done
for test in iSCSIcmdsn iSCSITMF iSCSINop iSCSIResiduals; do
  case_ "libiscsi/iscsi-test-cu/iSCSI.$test" libiscsi_test "iSCSI.$test"
done
