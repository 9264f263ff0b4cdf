import ArgumentParser
import Collector
import EventTime
import Plans
import Records
import ServiceSettings
import StorePorts

/// By which plans a command looks at a span that is past.
struct HistoryOption: ParsableArguments {
    @Flag(help: "Take the plan of today for the whole span, not those that were in use.") var presentPlan = false

    /// The plans of `range`; nil where the plan of today is asked for, or no service has run yet.
    func history(of range: TimeRange, _ opened: OpenedStore) throws -> PlanHistory? {
        presentPlan ? nil : try opened.history(of: range)
    }
}

/// A store that is looked at, with the plan and the orders that amend it.
struct OpenedStore {
    let configuration: LocalConfiguration
    let store: any Store
    let orders: [Order]

    /// The plan of today as orders have amended it.
    var plan: Plan { configuration.plan.amended(by: orders) }

    /// The plans of `range`, said on standard error where one is not that of today; nil where no service has run yet.
    /// Ends with 78 where a plan cannot be read any more.
    func history(of range: TimeRange) throws -> PlanHistory? {
        do {
            let history = try PlanHistory(
                of: range,
                in: store,
                present: (configuration.plan, configuration.planFiles),
                orders: orders
            )
            guard !history.chapters.isEmpty else { return nil }
            let zone = plan.zone()
            for line in history.notes(zone: zone) { standardError("note: \(line)") }
            return history
        } catch let unreadable as PlanHistory.Unreadable {
            throw CommandFailure(unreadable.description, .badConfiguration)
        } catch {
            throw CommandFailure("\(error)", .unavailable)
        }
    }
}
