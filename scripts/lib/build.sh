# shellcheck shell=bash
# Configures and builds one preset, with the output in build/logs. A build with nothing to do takes a second.
# Sourced after output.sh; ROOT is the project's folder.

# build_preset PRESET TARGET...: configures when needed, then builds the targets.
build_preset() {
    local preset=$1
    shift
    local log=$ROOT/build/logs/$preset
    if [[ ! -f $ROOT/build/$preset/build.ninja ]]; then
        quietly "$log-configure.log" "cmake could not configure the preset $preset" \
            cmake -S "$ROOT" --preset "$preset"
    fi
    quietly "$log-build.log" "the preset $preset does not build" \
        cmake --build "$ROOT/build/$preset" --target "$@"
}
