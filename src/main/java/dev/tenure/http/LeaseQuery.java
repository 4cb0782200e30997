package dev.tenure.http;

import dev.tenure.json.JsonFields;
import dev.tenure.operator.InputText;
import dev.tenure.operator.LeaseFilter;
import dev.tenure.operator.LeaseRow;
import dev.tenure.operator.MalformedInput;
import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.IpAddress;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which leases somebody asks for over HTTP. A parameter that does not exist is refused: who misspells a filter would take
 * all leases for those that he meant.
 *
 * @param filter those that are meant
 * @param after only the ones whose key comes later; empty for all
 * @param limit so many at most
 */
record LeaseQuery(Predicate<LeaseRow> filter, String after, int limit) {
    private static final Set<String> NAMES = Set.of("host", "overlapping", "kind", "after", "limit");

    /**
     * One page of what was asked for.
     *
     * @param rows in the order of their keys
     * @param total how many there are on all pages
     * @param isLast true if there is none behind these
     */
    record Page(List<LeaseRow> rows, long total, boolean isLast) {}

    static LeaseQuery of(MultiMap parameters) throws MalformedInput {
        for (Map.Entry<String, String> each : parameters) {
            if (!NAMES.contains(each.getKey())
                    || parameters.getAll(each.getKey()).size() > 1) {
                throw new MalformedInput(JsonFields.quote(each.getKey())
                        + " is no parameter here, or is given twice; expected each of host,"
                        + " overlapping, kind, after and limit once at most");
            }
        }
        Predicate<LeaseRow> filter = row -> true;
        if (parameters.contains("host")) {
            filter = filter.and(LeaseFilter.heldBy(InputText.host(parameters.get("host"))));
        }
        if (parameters.contains("overlapping")) {
            filter = filter.and(LeaseFilter.overlapping(block(parameters.get("overlapping"))));
        }
        if (parameters.contains("kind")) {
            filter = filter.and(LeaseFilter.reservations(isReservation(parameters.get("kind"))));
        }
        String after = parameters.contains("after") ? parameters.get("after") : "";
        return new LeaseQuery(
                filter, after, parameters.contains("limit") ? limit(parameters.get("limit")) : ApiPages.PEERS_MAX);
    }

    private static Cidr block(String text) throws MalformedInput {
        return Cidr.parse(text)
                .or(() -> IpAddress.parse(text)
                        .map(address -> new Cidr(address, address.family().bits())))
                .orElseThrow(() -> new MalformedInput(JsonFields.quote(text)
                        + " is no block; expected one such as 10.5.0.0/20, or an address such as 10.5.52.7"));
    }

    private static boolean isReservation(String text) throws MalformedInput {
        return switch (text) {
            case "reservation" -> true;
            case "lease" -> false;
            default -> throw new MalformedInput(JsonFields.quote(text) + " is no kind; expected lease or reservation");
        };
    }

    private static int limit(String text) throws MalformedInput {
        int limit = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > ApiPages.PEERS_MAX) {
            throw new MalformedInput("limit is a whole number from 1 to " + ApiPages.PEERS_MAX);
        }
        return limit;
    }

    /** The page that is asked for; the key that it begins after need not be there any more. */
    Page page(List<LeaseRow> sorted) {
        List<LeaseRow> meant = sorted.stream().filter(filter).toList();
        List<LeaseRow> behind = meant.stream()
                .filter(row -> row.lease().key().text().compareTo(after) > 0)
                .toList();
        return new Page(behind.subList(0, Math.min(limit, behind.size())), meant.size(), behind.size() <= limit);
    }
}
