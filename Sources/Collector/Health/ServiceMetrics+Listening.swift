import Health

extension ServiceMetrics {
    /// Every reason of every listener, also those that were never met.
    var listenFamilies: [MetricFamily] {
        var family = MetricFamily(
            "quiethours_http_turned_away_total",
            .counter,
            "Clients of the listeners that were turned away, by reason."
        )
        for (listener, counts) in turnedAway {
            for (reason, count) in counts {
                family = family.with(count, .init("listener", listener), .init("reason", reason))
            }
        }
        return [family]
    }
}
