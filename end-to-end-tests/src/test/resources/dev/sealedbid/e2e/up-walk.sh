# walk.sh LAUNCHER: what a user does with "up", typing what it prints. In an empty folder.
set -eu
launcher=$1
state=$(printf 'zustand-\303\274')
trap '[ -z "${up:-}" ] || kill "$up" 2>/dev/null || true' EXIT

fail() {
  printf 'walk: FAILED: %s\n' "$1"
  cat up.out typed.out 2>/dev/null || true
  exit 1
}

# Waits for a line of what up says; up's end is the end of the waiting, and so is half an hour.
await() { # await TEXT
  for _ in $(seq 3600); do
    ! grep -q "$1" up.out || return 0
    kill -0 "$up" 2>/dev/null || fail "up ended"
    sleep 0.5
  done
  fail "up did not say: $1"
}

# Types the printed line that has this text in it.
type_line() { # type_line TEXT [MORE]
  grep -- "$1" up.out | head -n 1 >typed || fail "up prints no line with: $1"
  [ $# -lt 2 ] || { tr -d '\n' <typed && printf ' %s\n' "$2"; } >typed.more
  [ $# -lt 2 ] || mv typed.more typed
  sh typed >typed.out 2>&1
}

"$launcher" up --state "$state" --port 0 --s3-port 0 --kms-port 0 --closes-in 600 >up.out 2>&1 &
up=$!
await 'Ctrl-C stops everything'

type_line 'auction open' || fail "opening"
type_line 'profile buyer-1' --yes || fail "bid of buyer-1"
type_line 'profile buyer-2' --yes || fail "bid of buyer-2"
type_line 'profile buyer-3' --yes || fail "sheet of buyer-3"
type_line 'auction show' || fail "show"
printf 'walk: bids taken\n'

if "$launcher" up --state "$state" --port 0 --s3-port 0 --kms-port 0 >typed.out 2>&1; then fail "a second up ran"; fi
grep -q 'another demo or up is using' typed.out || fail "a second up says something else"
printf 'walk: a second up is refused\n'

kill -9 "$(sed -n 's/.*open and bid again: kill \([0-9]*\).*/\1/p' up.out)"
await 'runs now, of the same image'
printf 'walk: the enclave was replaced\n'

type_line 'profile buyer-1' --yes && fail "bidding in a lost session"
grep -q 'SESSION_LOST' typed.out || fail "the loss isn't named"
printf 'walk: SESSION_LOST is shown\n'

type_line 'auction open' || fail "opening again"
type_line 'profile buyer-1' --yes || fail "bid of buyer-1 in the new session"
printf 'walk: opened again\n'

run=$(readlink "$state/run")
[ -d "$run" ] || fail "there is no folder for sockets"
"$launcher" down --state "$state" >typed.out 2>&1 || fail "down"
up=
[ ! -e "$run" ] || fail "left behind: $run"
[ ! -e "$state/pid" ] || fail "left behind: the pid"
printf 'walk: stopped, nothing is left\n'
