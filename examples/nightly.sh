#!/usr/bin/env bash
# Screens every CSV of a folder that has no up-to-date result yet. In the crontab (cron mails what is printed, and only trouble is):
#
#   MAILTO=petugas@instansi.example
#   30 1 * * *  PATH=/opt/screener/.venv/bin:/usr/bin:/bin  /opt/screener/nightly.sh /srv/unggahan /srv/hasil
#
# Exit code: 0 nothing new for review first, 1 something is, 75 the last run is not over yet, otherwise that of the last file that failed.
set -uo pipefail
shopt -s nullglob
umask 077 # posts are personal data

if [ $# -ne 2 ]; then
  echo "cara pakai / usage: $0 FOLDER_MASUKAN FOLDER_HASIL" >&2
  exit 2
fi
mkdir -p "$2" || exit 3
exec 9>"$2/.lock" || exit 3
if ! flock -n 9; then
  echo "proses sebelumnya masih berjalan / the last run is not over yet: $2" >&2
  exit 75
fi

flagged=0 failed=0
for source in "$1"/*.csv; do
  target="$2/$(basename "$source")"
  [ "$target" -nt "$source" ] && continue
  said=$(screener batch "$source" -o "$target" --quiet --fail-on priority 2>&1 9>&-)
  code=$?
  [ -n "$said" ] && echo "$source: $said" >&2
  case $code in
    0) ;;
    1) flagged=1 ;;
    *)
      failed=$code
      echo "$source: gagal dengan kode $code / failed with code $code" >&2
      ;;
  esac
done
[ "$failed" -eq 0 ] && exit "$flagged"
exit "$failed"
