# Isere's disni provider over the guest's own RDMA devices, rxe (RoCE) and siw (iWARP): Isere runs in the guest. Needs DiSNI's
# native library, which is not part of this project: LIBDISNI=/path/to/libdisni.so bench/interop/run --only disni

disni() { # function of guest/disni.sh, rxe|siw
  if [ -z "${LIBDISNI:-}" ]; then
    skip "no libdisni.so was given: LIBDISNI=/path/to/libdisni.so (see rdma-eventloop/README.md, disni)"
    return
  fi
  [ -r "$LIBDISNI" ] || { echo "REASON: LIBDISNI names $LIBDISNI, which cannot be read" && return 1; }
  # A guest of its own each: another device must not have been on eth0, nor LIO there.
  vm_down
  vm_variant='' && MEM=${MEM:-6144} disni_vm_up && disni_files || return
  guest_seconds=900 guest ". /host/disni.sh; $1 $2"
  local rc=$?
  vm_down
  return $rc
}
disni_vm_up() {
  vm_running=starting
  vm start && vm_running=stock
}
disni_files() { # what the guest needs, where it finds it: /vm
  mkdir -p "$vm_dir/disni" && cp -L "$LIBDISNI" "$vm_dir/disni/libdisni.so" && cp "$ISERE_JAR" "$vm_dir/disni/isere.jar" &&
    cp "$root/.mvn/logback-test.xml" "$vm_dir/disni/" && { [ -d "$all_logs/suite" ] || disni_suite; } &&
    cp -r "$all_logs/suite" "$vm_dir/disni/"
}
disni_suite() { # the provider suite with all it needs, to run without Maven
  rm -rf "$all_logs/suite.new"
  (cd "$root" && mvn -q -B -ntp -Dquick -DskipTests -pl rdma-eventloop test-compile dependency:copy-dependencies \
    "-DoutputDirectory=$all_logs/suite.new") &&
    (cd "$root/rdma-eventloop/target/quick" && python3 - "$all_logs/suite.new" <<'P'
import os, shutil, sys
for name in "classes", "test-classes":
    shutil.make_archive(os.path.join(sys.argv[1], name), "zip", name)
    os.rename(os.path.join(sys.argv[1], name + ".zip"), os.path.join(sys.argv[1], name + ".jar"))
P
    ) && mv "$all_logs/suite.new" "$all_logs/suite"
}
for device in rxe siw; do
  case_ disni-$device/provider-suite disni suite $device
  case_ disni-$device/isere-to-isere disni isere_to_isere $device
  case_ disni-$device/kernel-initiator disni kernel_to_isere $device
  case_ disni-$device/lio-target disni isere_to_lio $device
done
