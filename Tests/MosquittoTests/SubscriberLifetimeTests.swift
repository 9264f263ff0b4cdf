import Foundation
import Mosquitto
import Testing

@Suite("the end of the ingest thread")
struct SubscriberLifetimeTests {
    /// The system may take minutes to give up on an address where nothing answers.
    @Test("a stop does not wait for a connection attempt, and the attempt ends without going on")
    func stopWhileConnecting() async throws {
        let lifetime = SubscriberLifetime()
        let attempting = DispatchSemaphore(value: 0)
        let letGo = DispatchSemaphore(value: 0)
        let ended = DispatchSemaphore(value: 0)
        Thread {
            let goesOn = try? lifetime.connecting {
                attempting.signal()
                letGo.wait()
            }
            #expect(goesOn == false)
            ended.signal()
        }.start()
        await wait(for: attempting)
        lifetime.requestStop()
        try await lifetime.wait()
        letGo.signal()
        await wait(for: ended)
    }

    @Test("no attempt begins after the stop")
    func stopBeforeConnecting() async throws {
        let lifetime = SubscriberLifetime()
        lifetime.requestStop()
        var attempted = false
        #expect(try lifetime.connecting { attempted = true } == false)
        #expect(!attempted)
        #expect(lifetime.sleep(seconds: 60))
    }

    private func wait(for semaphore: DispatchSemaphore) async {
        await withCheckedContinuation { continuation in
            Thread {
                semaphore.wait()
                continuation.resume()
            }.start()
        }
    }
}
