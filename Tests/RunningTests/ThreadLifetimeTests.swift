import EventTime
import Foundation
import Running
import TestSupport
import Testing

struct ThreadLifetimeTests {
    /// The system may take minutes to give up on an address where nothing answers.
    @Test("a stop does not wait for a connection attempt, and the attempt ends without going on")
    func stopWhileConnecting() async throws {
        let lifetime = ThreadLifetime()
        let (attempting, letGo, ended) = (
            DispatchSemaphore(value: 0), DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)
        )
        let running = Task {
            try await lifetime.run("connecting") { lifetime in
                let goesOn = try lifetime.abandonable {
                    attempting.signal()
                    letGo.wait()
                }
                #expect(!goesOn)
                ended.signal()
            }
        }
        try await onThread { attempting.wait() }
        lifetime.requestStop()
        try await running.value
        letGo.signal()
        try await onThread { ended.wait() }
    }

    @Test("no attempt begins after the stop, and nothing is slept for")
    func stopBeforeConnecting() throws {
        let lifetime = ThreadLifetime()
        lifetime.requestStop()
        var attempted = false
        #expect(try lifetime.abandonable { attempted = true } == false)
        #expect(!attempted)
        #expect(lifetime.sleep(seconds: 60))
        #expect(lifetime.wait(atMost: .minutes(1)))
    }

    @Test("an attempt that fails is an error, and the next one is made")
    func failure() throws {
        struct Refused: Error {}
        let lifetime = ThreadLifetime()
        #expect(throws: Refused.self) { try lifetime.abandonable { throw Refused() } }
        #expect(try lifetime.abandonable {})
    }

    @Test("a sleep is not shortened by a signal, a wait is")
    func signals() {
        let lifetime = ThreadLifetime()
        lifetime.wake.signal()
        let began = ContinuousClock.now
        #expect(!lifetime.sleep(seconds: 0.2))
        #expect(ContinuousClock.now - began >= .milliseconds(200))
        lifetime.wake.signal()
        // Were it not shortened, the test would take a day.
        #expect(!lifetime.wait(atMost: .hours(24)))
    }
}
