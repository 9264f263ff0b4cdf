package import Answering
import Curl
import EventTime
import Reports

/// Whether the page for answers is reached at the address that the links name; answers nothing.
package enum AnswerCheck {
    /// Asks for the page without a link, as from outside, and looks whether it is ours that comes.
    package static func look(at links: AnswerLinks) -> Diagnosis {
        let address: HTTPAddress
        do throws(HTTPAddressError) { address = try HTTPAddress(links.door) } catch {
            return .problem("\(links.door): \(error)", "Correct listen.answers.url.")
        }
        do throws(CurlError) {
            let request = HTTPRequest(body: "", contentType: "application/x-www-form-urlencoded")
            let way = HTTPClientOptions(connectTimeout: .seconds(8), timeout: .seconds(15))
            let reply = try HTTPTransfer.post(request, to: address, through: way)
            guard reply.status != 421 else {
                return .problem(
                    "\(links.door) leads to the page for answers, which does not serve the host name that the proxy gives it",
                    "Let the proxy pass on the name of listen.answers.url, or write the proxy's own into listen.answers.hosts."
                )
            }
            guard reply.status == 404, reply.body == AnswerPage.refusal(.invalid) else {
                return .problem(
                    "\(links.door) is answered with status \(reply.status), by something else than the page for answers",
                    "Let the proxy at \(address) pass its whole path on to listen.answers.address."
                )
            }
            return .ok("\(links.door) leads to the page for answers").zh("\(links.door) 可打开响应页面")
        } catch {
            return .problem(
                error.message,
                "Start the service; if it runs, look at the proxy at \(address) and at its certificate. Whether phones of "
                    + "officers reach it is to be tried with one: 'quiethours drill' sends a link."
            )
            .zh(error.message, "请启动服务；如已运行，请检查 \(address) 的代理及其证书。手机能否打开需实际试用：'quiethours drill' 会发送链接。")
        }
    }
}
