# CHAP, one-way and mutual, with each peer: over iSER, and over plain TCP where the peer is an initiator.

secrets() { # makes NAME.secret files with secrets, and variables of the same names
  local name
  for name in alice bob storage wrong; do
    (umask 077 && head -c 8 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$logs/$name.secret")
    printf -v "$name" %s "$(<"$logs/$name.secret")"
  done
}
chap_name() { # of an algorithm, in Isere's log
  case $1 in SHA1 | SHA256) echo "SHA-${1#SHA}" ;; *) echo "$1" ;; esac
}

# ---------------------------------------------------------------- Isere is the target

chap_target() { # demands it of everybody, and is somebody itself
  target --chap-user alice --chap-secret-file "$logs/alice.secret" --mutual-user storage \
    --mutual-secret-file "$logs/storage.secret" --discovery-chap-user bob --discovery-chap-secret-file "$logs/bob.secret"
}
kernel_chap() { # interface of open-iscsi, algorithm, one-way|mutual, [further settings of the node]
  local who="alice $alice" said
  said="CHAP alice by $(chap_name "$2")"
  [ "$3" = one-way ] || who+=" storage $storage" said+=', mutual'
  chap_target && guest "IFACE=$1
    login \$(chap $who) node.session.auth.chap_algs=$2 ${*:4} && verified 4k 8 1m && logout && want \$(sessions) 0 sessions" &&
    target_said "$said)"
}
kernel_chap_refused() { # interface, what the target logs ("" when it is the kernel that refuses), settings of the node
  chap_target && guest "IFACE=$1
    login ${*:3} && { echo 'REASON: it was let in'; exit 1; }
    want \$(sessions) 0 sessions" && { [ -z "$2" ] || target_said "$2"; }
}
kernel_chap_wrong() { kernel_chap_refused "$1" 'refused: .*CHAP_N=alice did not prove' "\$(chap alice $wrong)"; }
kernel_chap_none() { kernel_chap_refused "$1" 'refused: .*0x0201'; }
kernel_chap_wrong_target() { kernel_chap_refused "$1" '' "\$(chap alice $alice storage $wrong)"; }
kernel_chap_discovery() { # interface
  chap_target && guest "IFACE=$1
    chap_discover alice $alice && { echo 'REASON: discovery let the wrong user in'; exit 1; }
    found=\$(chap_discover bob $bob) || exit 1
    echo \"\$found\"
    want \"\${found#* }\" \$IQN_ISERE 'what SendTargets found'" && target_said 'CHAP bob by'
}
libiscsi_chap() { # scheme of the URL, one-way|mutual
  local mutual='' said='CHAP alice by '
  [ "$2" = one-way ] || mutual="LIBISCSI_CHAP_TARGET_USERNAME=storage LIBISCSI_CHAP_TARGET_PASSWORD=$storage" said+='.*, mutual)'
  chap_target && guest "export $mutual
    url=$1://alice%$alice@\$PORTAL/\$IQN_ISERE/0
    libiscsi iscsi-inq \$url && libiscsi iscsi-perf -t 2 -b 8 -m 8 \$url" && target_said "$said"
}
libiscsi_chap_refused() { # scheme, name and secret or nothing, [secret of the target that it wants to see]
  chap_target && guest "[ -z '${3:-}' ] || export LIBISCSI_CHAP_TARGET_USERNAME=storage LIBISCSI_CHAP_TARGET_PASSWORD=${3:-}
    libiscsi iscsi-inq $1://$2\$PORTAL/\$IQN_ISERE/0 >/tmp/out 2>&1; rc=\$?
    cat /tmp/out
    [ \$rc != 0 ] && [ \$rc != 124 ] || { echo \"REASON: it was let in, or hung: status \$rc\"; exit 1; }" || return
  [ -n "${3:-}" ] || target_said 'refused: .*0x0201'
}
libiscsi_chap_wrong() { libiscsi_chap_refused "$1" "alice%$wrong@"; }
libiscsi_chap_wrong_target() { libiscsi_chap_refused "$1" "alice%$alice@" "$wrong"; }
libiscsi_chap_discovery() { # what to append to the URL
  chap_target && guest "
    out=\$(timeout -k 1 30 stdbuf -oL iscsi-ls 'iscsi://bob%$bob@$PORTAL_OF_ISERE$1' 2>&1); echo \"\$out\"
    echo \"\$out\" | grep -q \$IQN_ISERE" && target_said 'CHAP bob by'
}
PORTAL_OF_ISERE=10.0.2.100:3260 # as guest/lib.sh has it

# ---------------------------------------------------------------- Isere is the initiator

chap_peer() { # peer, one-way|mutual: it demands CHAP from now on; sets url and as_alice, what Isere needs
  local who="alice $alice"
  as_alice=(--chap-user alice --chap-secret-file "$logs/alice.secret")
  [ "$2" = one-way ] || who+=" storage $storage"
  [ "$2" = one-way ] || as_alice+=(--mutual-user storage --mutual-secret-file "$logs/storage.secret")
  peer_up "$1" && guest "$1_chap $who"
}
chap_peer_off() { # peer, status of the case
  guest "$1_chap_off" || { [ "$1" = lio ] && lio_state='' || tgt_state=''; }
  return "$2"
}
init_chap() { # peer, algorithms, one-way|mutual
  chap_peer "$1" "$3" && bench_verified 4k 8 "${as_alice[@]}" --chap-algorithms "$2"
  chap_peer_off "$1" $?
}
init_chap_refused() { # options of isere: it must say that it was refused, or refuses
  isere probe "$url" "${@:2}" && echo "REASON: it was let in" && return 1
  isere_said "$1"
}
# LIO closes the connection before its refusal has left it, over siw.
init_chap_wrong() { # peer: a wrong secret, none at all, and a target that does not prove its own
  local refusal=0x0201
  [ "$1" = tgt ] || refusal='0x0201\|the peer closed the connection'
  chap_peer "$1" mutual && init_chap_refused "$refusal" --chap-user alice --chap-secret-file "$logs/wrong.secret" &&
    init_chap_refused "$refusal" &&
    isere probe "$url" "${as_alice[@]}" &&
    init_chap_refused 'not the one it should be' "${as_alice[@]:0:4}" --mutual-secret-file "$logs/wrong.secret" &&
    { [ "$1" = tgt ] || sleep 18; } # LIO waits 15 s for more from an initiator that has gone, and lets nobody in
  chap_peer_off "$1" $?
}
init_chap_discovery() { # LIO only: tgt's discovery takes everybody
  local rc=1
  peer_up lio && guest "lio_discovery_chap bob $bob" || return
  if isere discover "$portal"; then
    echo "REASON: discovery takes everybody"
  else
    isere discover "$portal" --chap-user bob --chap-secret-file "$logs/bob.secret" && isere_said iqn.2026-01.org.lab: && rc=0
  fi
  guest lio_discovery_chap_off || lio_state=''
  return $rc
}

for algorithm in SHA3-256 SHA256 SHA1 MD5; do
  for way in one-way mutual; do
    case_ kernel/chap/$algorithm,$way kernel_chap iser0 $algorithm $way
    case_ lio/chap/$algorithm,$way init_chap lio $algorithm $way
  done
done
case_ kernel/chap/wrong-secret kernel_chap_wrong iser0
case_ kernel/chap/no-credentials kernel_chap_none iser0
case_ kernel/chap/target-with-wrong-secret kernel_chap_wrong_target iser0
case_ kernel/chap/discovery kernel_chap_discovery iser0
digests='node.conn[0].iscsi.HeaderDigest=CRC32C node.conn[0].iscsi.DataDigest=CRC32C'
case_ kernel/tcp/chap-one-way,digests kernel_chap default SHA256 one-way "$digests"
case_ kernel/tcp/chap-mutual,digests kernel_chap default SHA3-256 mutual "$digests"
case_ kernel/tcp/chap-wrong-secret kernel_chap_wrong default
case_ kernel/tcp/chap-target-with-wrong-secret kernel_chap_wrong_target default
case_ kernel/tcp/chap-discovery kernel_chap_discovery default
for scheme in iser iscsi; do
  for way in one-way mutual; do case_ libiscsi/chap/$scheme,$way libiscsi_chap $scheme $way; done
  case_ libiscsi/chap/$scheme,wrong-secret libiscsi_chap_wrong $scheme
  case_ libiscsi/chap/$scheme,target-with-wrong-secret libiscsi_chap_wrong_target $scheme
done
case_ libiscsi/chap/iser,discovery libiscsi_chap_discovery '/?iser'
case_ libiscsi/chap/iscsi,discovery libiscsi_chap_discovery ''
case_ lio/chap/refusals init_chap_wrong lio
case_ lio/chap/discovery init_chap_discovery
# tgt knows MD5, and SHA-1 by the number of SHA-256.
for algorithms in MD5 SHA3-256,SHA1,MD5; do
  for way in one-way mutual; do case_ "tgt/chap/$algorithms,$way" init_chap tgt $algorithms $way; done
done
case_ tgt/chap/refusals init_chap_wrong tgt
