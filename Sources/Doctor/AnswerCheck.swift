package import Answering
import Curl
import EventTime
package import Preflight
import Reports
import Settings

/// Whether the page for answers is reached at the address that the links name; answers nothing.
package enum AnswerCheck {
    /// Asks for the page without a link, as from outside, and looks whether it is ours that comes.
    package static func look(at links: AnswerLinks) -> Diagnosis {
        let address: HTTPAddress
        do throws(HTTPAddressError) { address = try HTTPAddress(links.door) } catch {
            return .problem(
                Wording("\(links.door): \(error)", zh: "\(links.door)：\(error.chinese)"),
                Wording("Correct listen.answers.url.", zh: "请更正 listen.answers.url。")
            )
        }
        do throws(CurlError) {
            let request = HTTPRequest(body: "", contentType: "application/x-www-form-urlencoded")
            let way = HTTPClientOptions(connectTimeout: .seconds(8), timeout: .seconds(15))
            let reply = try HTTPTransfer.post(request, to: address, through: way)
            guard reply.status != 421 else {
                return .problem(
                    Wording(
                        "\(links.door) leads to the page for answers, which does not serve the host name that the proxy gives it",
                        zh: "\(links.door) 通到响应页面，但页面不认代理传来的主机名"
                    ),
                    Wording(
                        "Let the proxy pass on the name of listen.answers.url, or write the proxy's own into listen.answers.hosts.",
                        zh: "请让代理传递 listen.answers.url 中的主机名，或把代理使用的主机名写入 listen.answers.hosts。"
                    )
                )
            }
            guard reply.status == 404, reply.body == AnswerPage.refusal(.invalid) else {
                return .problem(
                    Wording(
                        "\(links.door) is answered with status \(reply.status), by something else than the page for answers",
                        zh: "\(links.door) 返回状态 \(reply.status)，不是响应页面的回答"
                    ),
                    Wording(
                        "Let the proxy at \(address) pass its whole path on to listen.answers.address.",
                        zh: "请让 \(address) 的代理把完整路径转发到 listen.answers.address。"
                    )
                )
            }
            return .ok(Wording("\(links.door) leads to the page for answers", zh: "\(links.door) 可打开响应页面"))
        } catch {
            return .problem(
                Wording(error.message, zh: "\(links.door)：\(error.chineseFault)（\(error.message)）"),
                Wording(
                    "Start the service; if it runs, look at the proxy at \(address) and at its certificate. Whether phones of "
                        + "officers reach it is to be tried with one: 'quiethours drill' sends a link.",
                    zh: "请启动服务；如已运行，请检查 \(address) 的代理及其证书。手机能否打开需实际试用：'quiethours drill' 会发送链接。"
                )
            )
        }
    }
}
