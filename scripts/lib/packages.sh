# shellcheck shell=bash
# The one list of Debian packages that building and testing need, and how to install what is missing.
# Each entry: package, and what proves it on a system that is not Debian 12 or 13 (command:X or header:X).

# Sets DEBIAN_RELEASE to 12 or 13, or to nothing on any other system.
detect_debian() {
    local id='' version=''
    if [[ -r /etc/os-release ]]; then
        id=$(. /etc/os-release && printf '%s' "${ID:-}")
        version=$(. /etc/os-release && printf '%s' "${VERSION_ID:-}")
    fi
    DEBIAN_RELEASE=''
    if [[ $id == debian && $version =~ ^(12|13)$ ]]; then
        DEBIAN_RELEASE=$version
    fi
}

# package_table ROLE: the lines "package proof" of a role: build, test, node or venv. Debian 12's default
# libboost-dev is 1.74, too old, and conflicts with 1.81; hence the names with a version.
package_table() {
    local boost=libboost1.81-dev java=openjdk-17-jre-headless
    if [[ $DEBIAN_RELEASE == 13 ]]; then
        boost=libboost1.83-dev java=openjdk-21-jre-headless
    fi
    case $1 in
        build) cat << TABLE ;;
g++ command:g++
cmake command:cmake
ninja-build command:ninja
pkg-config command:pkg-config
$boost header:boost/asio/awaitable.hpp
libssl-dev header:openssl/ssl.h
libsqlite3-dev header:sqlite3.h
libhowardhinnant-date-dev header:date/tz.h
nlohmann-json3-dev header:nlohmann/json.hpp
libcli11-dev header:CLI/App.hpp
libcjose-dev header:cjose/jws.h
git command:git
ca-certificates none
TABLE
        test)
            package_table build
            cat << TABLE
ccache command:ccache
lld command:ld.lld
catch2 header:catch2/matchers/catch_matchers.hpp|header:catch2/catch.hpp
clang-format-19 command:clang-format-19
clang-tools-19 command:clang-query-19
python3 command:python3
python3-yaml python:yaml
shellcheck command:shellcheck
openssl command:openssl
curl command:curl
procps command:ps
util-linux command:setsid
$java command:java
maven command:mvn
TABLE
            ;;
        # Asked for only where there is no npm: others than Debian's do not go along with it.
        node) printf 'npm command:npm\n' ;;
        venv) printf 'python3-venv python:ensurepip\n' ;;
        *) die "no package role '$1'" ;;
    esac
}

# proves PROOF: whether the thing is there, whatever package brought it.
proves() {
    local alternative
    local IFS='|'
    for alternative in $1; do
        case $alternative in
            none) return 0 ;;
            command:*) command -v "${alternative#command:}" > /dev/null && return 0 ;;
            header:*) printf '#include <%s>\n' "${alternative#header:}" |
                "${CXX:-g++}" -E -x c++ - > /dev/null 2>&1 && return 0 ;;
            python:*) python3 -c "import ${alternative#python:}" 2> /dev/null && return 0 ;;
        esac
    done
    return 1
}

# Fills MISSING with the packages of the role that are not installed.
find_missing() {
    local package proof
    MISSING=()
    while read -r package proof; do
        if [[ -n $DEBIAN_RELEASE ]]; then
            [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null) == installed ]] || MISSING+=("$package")
        else
            proves "$proof" || MISSING+=("$package")
        fi
    done < <(package_table "$1")
}

# ensure_packages ROLE: installs what is missing on Debian 12 and 13 as root or with sudo; elsewhere, or
# without the right to install, names the missing packages and stops.
ensure_packages() {
    detect_debian
    find_missing "$1"
    ((${#MISSING[@]} > 0)) || return 0

    local as_root=()
    if [[ -z $DEBIAN_RELEASE ]]; then
        die "this is not Debian 12 or 13, so nothing is installed for you. Missing, by their Debian names: ${MISSING[*]}"
    elif [[ $(id -u) -ne 0 ]]; then
        command -v sudo > /dev/null ||
            die "not root and no sudo. Have these installed: apt-get install ${MISSING[*]}"
        as_root=(sudo)
    fi
    say "installing ${#MISSING[@]} Debian packages: ${MISSING[*]}"
    # Minimal images lack the manual folders in which the Java packages register their pages.
    "${as_root[@]}" mkdir -p /usr/share/man/man1
    quietly "$ROOT/build/logs/apt-update.log" "apt-get update found no package lists (network? /etc/apt/sources.list?)" \
        "${as_root[@]}" apt-get update -q
    quietly "$ROOT/build/logs/apt-install.log" "apt-get could not install ${MISSING[*]}" \
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends "${MISSING[@]}"
}
