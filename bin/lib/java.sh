# Finds the Java that runs or builds Tenure. Sourced by bin/tenure, ./run and ./test; plain sh, functions only.
#
# A good JAVA_HOME is a decision and wins. Else 25, which Tenure is tested with, then the newest of what is found in
# PATH and in the folders of TENURE_JVM_DIRS (separated by colons; the default is where Linux systems keep JVMs).

TENURE_JAVA_OLDEST=21
TENURE_JAVA_BEST=25

# real_path FILE: the file at the end of a chain of links. readlink -f and realpath are not on every system.
real_path() {
    _file=$1
    while [ -L "$_file" ]; do
        _link=$(readlink "$_file") || break
        case $_link in
            /*) _file=$_link ;;
            *) _file=${_file%/*}/$_link ;;
        esac
    done
    printf '%s\n' "$_file"
}

# java_major HOME: the feature release of the Java in HOME ("25"), or nothing.
java_major() {
    _version=
    # The release file answers without starting a JVM, which would cost every start 50 ms per candidate.
    if [ -r "$1/release" ]; then
        while IFS= read -r _line || [ -n "$_line" ]; do
            case $_line in
                JAVA_VERSION=*)
                    _version=${_line#JAVA_VERSION=}
                    _version=${_version#\"}
                    ;;
            esac
        done <"$1/release"
    fi
    if [ -z "$_version" ]; then
        _version=$("$1/bin/java" -version 2>&1) || return 0
        case $_version in
            *'version "'*) _version=${_version#*version \"} ;;
            *) return 0 ;;
        esac
    fi
    _version=${_version#1.} # "1.8.0_402" is Java 8
    printf '%s\n' "${_version%%[!0-9]*}"
}

# consider_java HOME TOOL: takes HOME as the answer if it has TOOL and ranks above what was found so far.
consider_java() {
    [ -x "$1/bin/java" ] && [ -x "$1/bin/$2" ] || return 0
    _major=$(java_major "$1")
    [ "${_major:-0}" -ge "$TENURE_JAVA_OLDEST" ] || return 0
    _rank=$_major
    [ "$_major" -ne "$TENURE_JAVA_BEST" ] || _rank=1000
    [ "$_rank" -gt "$_best_rank" ] || return 0
    _best_rank=$_rank
    TENURE_JAVA_HOME=$1
    TENURE_JAVA_MAJOR=$_major
}

# find_java TOOL: sets TENURE_JAVA_HOME and TENURE_JAVA_MAJOR; TOOL is java to run, javac to build. 1 when there is none.
find_java() {
    TENURE_JAVA_HOME=
    TENURE_JAVA_MAJOR=
    _best_rank=0
    [ -z "${JAVA_HOME:-}" ] || consider_java "${JAVA_HOME%/}" "$1"
    [ -z "$TENURE_JAVA_HOME" ] || return 0

    _java=$(command -v java 2>/dev/null) || _java=
    case $_java in
        /*)
            _java=$(real_path "$_java")
            consider_java "${_java%/bin/java}" "$1"
            ;;
    esac
    _dirs=${TENURE_JVM_DIRS-/usr/lib/jvm:/usr/java:/usr/local:/opt:${HOME:-}/.sdkman/candidates/java:${HOME:-}/.jdks}
    while [ -n "$_dirs" ]; do
        _dir=${_dirs%%:*}
        case $_dirs in
            *:*) _dirs=${_dirs#*:} ;;
            *) _dirs= ;;
        esac
        [ -n "$_dir" ] || continue
        for _home in "$_dir"/*; do
            consider_java "$_home" "$1"
        done
    done
    [ -n "$TENURE_JAVA_HOME" ]
}

# explain_no_java TOOL: what is missing and how to get it, on stderr.
explain_no_java() {
    _what=Java
    [ "$1" != javac ] || _what=JDK
    _had=
    if [ -n "${JAVA_HOME:-}" ]; then
        _major=
        [ ! -x "$JAVA_HOME/bin/java" ] || _major=$(java_major "${JAVA_HOME%/}")
        if [ -z "$_major" ]; then
            _had=" (JAVA_HOME=$JAVA_HOME has no bin/java)"
        elif [ "$_major" -lt "$TENURE_JAVA_OLDEST" ]; then
            _had=" (JAVA_HOME=$JAVA_HOME is Java $_major)"
        else
            _had=" (JAVA_HOME=$JAVA_HOME has no bin/$1)"
        fi
    fi
    printf '%s\n' \
        "tenure: no $_what $TENURE_JAVA_OLDEST or newer was found in JAVA_HOME, PATH, /usr/lib/jvm, /opt or ~/.sdkman$_had." \
        "Install one (Debian 13: apt install openjdk-25-jdk-headless; Debian 12 has only 17: unpack a Temurin JDK 25 under /opt) or set JAVA_HOME." >&2
}
