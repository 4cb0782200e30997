# Draws the curve of bench/scale as SVG. Each line: leases, start to ready in starts beside none, RSS in MiB, RPCs of a start.
function x(leases) { return 80 + (leases < 1 ? 0 : 1 + log(leases) / log(10)) * 110 }
function y(value, most, top) { return top + 110 - value / most * 100 }
function panel(top, title, most, wanted, values, unit,    i, points) {
    printf "<text class=\"title\" x=\"80\" y=\"%d\">%s</text>\n", top - 6, title
    printf "<path class=\"axis\" d=\"M80 %d V%d H640\"/>\n", top, top + 110
    printf "<text x=\"72\" y=\"%d\" text-anchor=\"end\">0</text>\n", top + 114
    printf "<text x=\"72\" y=\"%d\" text-anchor=\"end\">%s</text>\n", top + 14, most
    if (wanted) {
        printf "<path class=\"wanted\" d=\"M80 %.1f H640\"/>\n", y(wanted, most, top)
        printf "<text x=\"640\" y=\"%.1f\" text-anchor=\"end\">wanted: at most %s</text>\n", y(wanted, most, top) - 4, wanted
    }
    for (i = 1; i <= NR; i++) {
        points = points sprintf(" %.1f,%.1f", x(leases[i]), y(values[i], most, top))
    }
    printf "<polyline class=\"curve\" points=\"%s\"/>\n", substr(points, 2)
    for (i = 1; i <= NR; i++) {
        printf "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>\n", x(leases[i]), y(values[i], most, top)
        printf "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s%s</text>\n", x(leases[i]), y(values[i], most, top) + 16, values[i], unit
        printf "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n", x(leases[i]), top + 126, thousands(leases[i])
    }
}
function thousands(n) { return n < 1000 ? n : sprintf("%d,%03d", n / 1000, n % 1000) }
function most_of(values, least,    i, most) {
    most = least
    for (i = 1; i <= NR; i++) if (values[i] > most) most = values[i]
    return most
}
{ leases[NR] = $1; ratio[NR] = $2; rss[NR] = $3; rpcs[NR] = $4 }
END {
    print "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 680 540\" font-family=\"sans-serif\" font-size=\"12\">"
    print "<title>What leases of other hosts cost an agent</title>"
    print "<style>.axis{fill:none;stroke:#888}.curve{fill:none;stroke:#1565c0;stroke-width:2}circle{fill:#1565c0}"
    print ".wanted{stroke:#c62828;stroke-dasharray:4 4}.title{font-weight:bold}</style>"
    print "<rect width=\"680\" height=\"540\" fill=\"#fff\"/>"
    panel(30, "start to ready, in starts beside no lease", most_of(ratio, 2), 1.5, ratio, "×")
    panel(205, "RPCs of a start", most_of(rpcs, 20), 0, rpcs, "")
    panel(380, "RSS 5 s later, MiB", most_of(rss, 100), 80, rss, "")
    print "<text x=\"360\" y=\"530\" text-anchor=\"middle\">leases of other hosts in etcd</text>"
    print "</svg>"
}
