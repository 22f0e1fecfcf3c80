#!/bin/bash
# Pins the images that these files name to the digests that their tags have in the registry now: `python:3.13-slim` becomes
# `python:3.13-slim@sha256:…`, and a pinned one gets the digest of today. A digest is of all architectures.
set -euo pipefail

for file in "$@"; do
    # `FROM name:tag`, with or without `AS stage`, and `image: name:tag`. Names without a tag are made here.
    images=$(sed -nE 's/^(FROM|[[:space:]]+image:)[[:space:]]+([a-z0-9./-]+:[A-Za-z0-9._-]+)(@sha256:[0-9a-f]+)?([[:space:]].*)?$/\2/p' "$file" | sort -u)
    for image in $images; do
        digest=$(docker buildx imagetools inspect --format '{{.Manifest.Digest}}' "$image")
        [[ $digest =~ ^sha256:[0-9a-f]{64}$ ]] || { echo "No digest for $image: $digest" >&2; exit 1; }
        pattern=${image//./\\.}
        sed -i.before -E "s#^((FROM|[[:space:]]+image:)[[:space:]]+$pattern)(@sha256:[0-9a-f]+)?([[:space:]]|\$)#\\1@$digest\\4#" "$file"
        rm "$file.before"
        echo "$file: $image@$digest"
    done
done
