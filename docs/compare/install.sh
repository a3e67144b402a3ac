# Sourced by run.sh and speed.sh: installs the other tools once, builds nearcopy,
# and sets `dir` to where they are.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
dir=${COMPARE_DIR:-$root/target/compare}
mkdir -p "$dir"

# text-dedup has an environment of its own: it pins what others need newer.
for tools in requirements requirements-text-dedup; do
    if ! cmp --quiet "$here/$tools.txt" "$dir/$tools/done"; then
        python3 -m venv "$dir/$tools"
        "$dir/$tools/bin/pip" install --quiet --requirement "$here/$tools.txt"
        cp "$here/$tools.txt" "$dir/$tools/done"
    fi
done
CARGO_TARGET_DIR=$dir/gaoya cargo build --quiet --release --locked --manifest-path "$here/gaoya/Cargo.toml"
CARGO_TARGET_DIR=$dir/nearcopy cargo build --quiet --release --example nearcopy --manifest-path "$root/Cargo.toml"
