# What a build needs, and the build itself. Sourced after common.sh and java.sh; bash.

# need_jdk: sets and exports JAVA_HOME to a JDK that can build.
need_jdk() {
    local package
    if ! find_java javac; then
        for package in openjdk-25-jdk-headless openjdk-21-jdk-headless; do
            apt_offers "$package" || continue
            phase java "installing $package"
            apt_install "$package" && phase_done || printf 'failed (see .run/apt.log)\n'
            break
        done
        in_phase=''
        if ! find_java javac; then
            explain_no_java javac
            exit 1
        fi
    fi
    export JAVA_HOME=$TENURE_JAVA_HOME
    # Maven's own guava makes newer JVMs warn; older ones do not know the flag, so it can't be in .mvn/jvm.config.
    if [ "$TENURE_JAVA_MAJOR" -ge 24 ] && [[ ${MAVEN_OPTS:-} != *--sun-misc-unsafe* ]]; then
        export MAVEN_OPTS="${MAVEN_OPTS:+$MAVEN_OPTS }--sun-misc-unsafe-memory-access=allow"
    fi
    fact java "JDK $TENURE_JAVA_MAJOR in $JAVA_HOME"
}

need_mvn() {
    command -v mvn >/dev/null && return 0
    phase maven "installing it with apt-get"
    apt_install maven && command -v mvn >/dev/null ||
        die "mvn is missing, and it could not be installed from here. Install Maven 3.8.6 or newer (Debian: apt install maven), then try again."
    phase_done
}

# The commit goes into the jar's manifest; a tree without git is "unknown", as the pom says.
git_commit() {
    git -C "$home" rev-parse --short=12 HEAD 2>/dev/null || echo unknown
}

# build_is_stale: no jar, or a source (or a folder, where a source was deleted) that is newer than it.
build_is_stale() {
    local jar=$home/target/tenure.jar
    [ -r "$jar" ] || return 0
    [ -n "$(find "$home/pom.xml" "$home/.mvn" "$home/src/main" -newer "$jar" | head -n 1)" ]
}

# build_jar: sets build_pid while it builds, so that the caller's trap can end it.
build_jar() {
    if ! build_is_stale; then
        fact build "target/tenure.jar is up to date"
        return 0
    fi
    need_mvn
    phase build "mvn package of the jar (the first time loads libraries; log: .run/build.log)"
    (cd "$home" && exec mvn -B -Dmaven.test.skip=true -Dskip.image "-Dgit.commit=$(git_commit)" package) \
        >"$run_dir/build.log" 2>&1 </dev/null 9>&- &
    build_pid=$!
    if ! wait "$build_pid"; then
        build_pid=''
        show_log "$run_dir/build.log"
        die "the build failed; the whole log is .run/build.log."
    fi
    build_pid=''
    phase_done
}
