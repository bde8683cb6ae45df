# shellcheck shell=bash
# What the comparison is made of: options, pairs of runs, medians, the report. Sourced by run.
root=$(cd "$here/../.." && pwd)
only='*' pairs=7 seconds=3 results=$root/bench/results
work=$(mktemp -d "${TMPDIR:-/tmp}/isere-compare.XXXXXX")
cleanups=()
PATH=$PATH:/usr/sbin:/sbin

on_exit() {
  local status=$? cleanup
  trap - EXIT
  for cleanup in "${cleanups[@]}"; do "$cleanup"; done
  rm -rf "$work"
  exit "$status"
}
trap on_exit EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

die() { # message
  echo "compare: $1" >&2
  exit 1
}

parse_options() {
  while (($#)); do
    case $1 in
      --quick) pairs=3 seconds=1 ;;
      --only | --pairs | --seconds | --results)
        (($# > 1)) || die "$1 needs a value"
        printf -v "${1#--}" %s "$2"
        shift
        ;;
      -h | --help) sed -n '2,/^[^#]/{/^[^#]/d;s/^# \{0,1\}//;p}' "$here/run" && exit 0 ;;
      *) die "unknown option $1; try --help" ;;
    esac
    shift
  done
  [[ $only == *[*?[]* ]] || only="*$only*"
  [[ $pairs =~ ^[1-9][0-9]*$ && $seconds =~ ^[1-9][0-9]*$ ]] || die "--pairs and --seconds are whole numbers above 0"
  mkdir -p "$results" || die "cannot write to $results"
}

have() { command -v "$1" >/dev/null; }

find_tools() {
  local missing=() pair
  for pair in tgtd:tgt qemu-img:qemu-utils gcc:gcc iperf3:iperf3; do
    have "${pair%:*}" || missing+=("${pair#*:}")
  done
  compgen -G '/usr/lib/*/qemu/block-iscsi.so' >/dev/null || missing+=(qemu-block-extra)
  if ((${#missing[@]})) && ((EUID == 0)) && have apt-get; then
    echo "compare: installing ${missing[*]}"
    { apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -q -y \
      --no-install-recommends install "${missing[@]}"; } >"$work/install.log" 2>&1 || cat "$work/install.log"
  fi
}

calculate() { awk "BEGIN { printf \"%.8g\\n\", ($1) }"; }

median() { # numbers, one a line, or nothing known
  grep -v '^-*$' | sort -g | awk '{ v[NR] = $1 } END { if (!NR) print "-"; else printf "%.6g", NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

# Processor time of a process, in clock ticks.
ticks() { # pid
  awk '{ sub(/.*\) /, ""); print $12 + $13 }' "/proc/$1/stat" 2>/dev/null || echo 0
}

# Runs a client and says what it measured, and what a server's process spent for each I/O.
# Prints "figure cpu_us"; the client prints "figure iops".
measured() { # server-pid client...
  local pid=$1 before after figure iops began ended
  shift
  before=$(ticks "$pid") began=$(date +%s%N)
  read -r figure iops < <("$@") || return 1
  after=$(ticks "$pid") ended=$(date +%s%N)
  [[ $iops =~ ^[0-9.]+$ ]] || return 1
  echo "$figure $(calculate "($after - $before) * 1e6 / $(getconf CLK_TCK) / ($iops * ($ended - $began) / 1e9 + 1)")"
}

# One mark: pairs of runs of a peer and of Isere, the median of their ratios, a line of the report.
mark() { # name goal unit peer-function isere-function
  local name=$1 goal=$2 unit=$3 peer=$4 ours=$5 i a b failed=0
  # shellcheck disable=SC2053 # a pattern
  [[ $name == $only ]] || return 0
  rm -f "$work"/{a,b,ratios}
  for ((i = 0; i < pairs; i++)); do
    if ! a=$("$peer") || ! b=$("$ours") || [ -z "$a" ] || [ -z "$b" ]; then
      failed=1
      break
    fi
    echo "$a" >>"$work/a"
    echo "$b" >>"$work/b"
    calculate "${b% *} / ${a% *}" >>"$work/ratios"
  done
  if ((failed)); then
    echo "skip $name: a run failed: $(tail -n 1 "$work/client.log" 2>/dev/null)"
    printf '| %s | %s | | | failed | | |\n' "$name" "$goal" >>"$table"
    return
  fi
  conclude "$name" "$goal" "$unit"
}

conclude() { # name goal unit
  local ratio verdict=short limit=${2#<=} a b
  ratio=$(median <"$work/ratios")
  if [[ $2 == '<='* ]]; then
    (($(calculate "$ratio <= $limit"))) && verdict=ok
  else
    (($(calculate "$ratio >= $limit"))) && verdict=ok
  fi
  echo "mark $1 $(calculate "int($ratio * 100 + 0.5) / 100") $2 $verdict"
  a=$(cut -d' ' -f1 "$work/a" | median) b=$(cut -d' ' -f1 "$work/b" | median)
  printf '| %s | %s | %.2f (%.2f to %.2f) | %s | %.5g | %.5g | %s | %s | %s |\n' "$1" "$2" "$ratio" \
    "$(sort -g "$work/ratios" | head -1)" "$(sort -g "$work/ratios" | tail -1)" "$verdict" "$a" "$b" "$3" \
    "$(cut -d' ' -f2 "$work/a" | median)" "$(cut -d' ' -f2 "$work/b" | median)" >>"$table"
}

skip() { # name why
  # shellcheck disable=SC2053 # a pattern
  [[ $1 == $only ]] || return 0
  echo "skip $1: $2"
  printf '| %s | | | skipped: %s | | | | | |\n' "$1" "$2" >>"$table"
}

report_head() {
  local commit
  commit=$(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo unknown)
  git -C "$root" diff --quiet HEAD 2>/dev/null || commit+=-changed
  table=$results/$(date +%Y-%m-%d-%H%M)-$commit.md
  {
    echo "# Comparison of $(date '+%Y-%m-%d %H:%M'), commit $commit"
    echo
    echo "- $(grep -c ^processor /proc/cpuinfo) x $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1), $(uname -sr)"
    echo "- $("$java" -version 2>&1 | sed -n 2p)"
    echo "- load average at the start: $(cut -d' ' -f1-3 /proc/loadavg); interleaved pairs: $pairs, of $seconds s a run"
    echo "- tgt $(dpkg-query -W -f '${Version}' tgt 2>/dev/null), $(qemu-img --version 2>/dev/null | head -1)"
    echo
    echo "Ratios are medians over the pairs, Isere to peer; CPU is that of the serving process, for each I/O."
    echo
    echo "| mark | goal | ratio (lowest to highest) | | peer | Isere | unit | peer CPU us | Isere CPU us |"
    echo "|---|---|---|---|---|---|---|---|---|"
  } >"$table"
}

report_end() {
  {
    echo
    echo "Load average at the end: $(cut -d' ' -f1-3 /proc/loadavg). Repeat it with \`bench/compare/run --pairs $pairs --seconds $seconds\`."
  } >>"$table"
  echo "written to ${table#"$root"/}"
}
