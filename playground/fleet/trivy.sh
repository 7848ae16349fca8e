#!/bin/sh
# Stands in for Trivy where the images are generated: answers the commands of the scanner from the files beside it, which
# playground/fleet/install.ts writes. A shell needs a few milliseconds for an image, where Node would need fifty; so few other
# programs are started.
here=${0%/*}
command=$1
shift

output=
cache=
last=
download=
while [ $# -gt 0 ]; do
  case $1 in
    --output) output=$2; shift ;;
    --cache-dir) cache=$2; shift ;;
    --download-db-only) download=db ;;
    --download-java-db-only) download=java-db ;;
  esac
  last=$1
  shift
done

fail() {
  echo "FATAL	Fatal error	$1" >&2
  exit 1
}

# The database of today: only its date counts.
put_database() {
  mkdir -p "$cache/$1" || exit 1
  read -r at <"$here/updated-at"
  printf '{"Version": 2, "UpdatedAt": "%s", "NextUpdate": "%s", "DownloadedAt": "%s"}\n' \
    "$at" "$at" "$at" >"$cache/$1/metadata.json"
  printf 'the database of the fleet\n' >"$cache/$1/$2"
}

# Finds the image of a digest: sets build and image.
find_image() {
  line=$(grep -m 1 "^$1 " "$here/images") || fail "unable to find the specified image: $1"
  line=${line#* }
  build=${line%% *}
  image=${line#* }
}

# Fills in a document of the build: $1 is its kind, $2 the digest, $3 the input file.
write() {
  sed -e "s|@IMAGE@|$image|g; s|@NAME@|${image%:*}|g; s|@DIGEST@|$2|g; s|@INPUT@|$3|g" "$here/builds/$build.$1" >"$output"
}

# As Trivy says which release it goes by.
say_release() {
  case $build in
    alpine*) echo 'INFO	[alpine] Detecting vulnerabilities...	os_version="3.19" repository="3.19" pkg_num=7' >&2 ;;
  esac
}

case $command in
  version | --version)
    updated=
    [ -f "$cache/db/metadata.json" ] && read -r metadata <"$cache/db/metadata.json" && updated=", \"VulnerabilityDB\": $metadata"
    read -r version <"$here/version"
    echo "{\"Version\": \"$version\"$updated}"
    ;;
  image)
    case $download in
      db) put_database db trivy.db; exit ;;
      java-db) put_database java-db trivy-java.db; exit ;;
    esac
    [ -f "$cache/db/metadata.json" ] || fail '--skip-db-update cannot be specified on the first run'
    digest=${last#*@}
    find_image "$digest"
    case $build in
      *java*) [ -f "$cache/java-db/metadata.json" ] || fail "'--skip-java-db-update' cannot be specified on the first run" ;;
    esac
    read -r seconds <"$here/pull-seconds"
    sleep "$seconds"
    write image.json "$digest"
    say_release
    ;;
  convert)
    digest=$(sed -n 's/.*"RepoDigests":\["[^"]*@\(sha256:[0-9a-f]*\)".*/\1/p' "$last")
    find_image "$digest"
    write cdx.json "$digest"
    ;;
  sbom)
    digest=$(sed -n 's/.*"aquasecurity:trivy:RepoDigest","value":"[^"]*@\(sha256:[0-9a-f]*\)".*/\1/p' "$last")
    # The packages of upgrades, which the scanner asks about, are of no image.
    [ -n "$digest" ] || exec "$here/node" "$here/ask.mjs" "$last" "$output"
    find_image "$digest"
    write sbom.json "$digest" "$last"
    say_release
    ;;
  *) fail "unknown command \"$command\" for \"trivy\"" ;;
esac
