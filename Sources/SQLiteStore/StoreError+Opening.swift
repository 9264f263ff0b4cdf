import Foundation
import GRDB
import Machine
import StorePorts

extension StoreError {
    /// Why a file could not be opened; what names the file already is left as it is.
    init(opening path: String, _ error: any Error) {
        if let error = error as? StoreError, error.message.hasPrefix("/") {
            self = error
            return
        }
        let isTransient: Bool
        switch error {
        case let error as DatabaseError:
            let passing: [ResultCode] = [.SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_FULL, .SQLITE_IOERR]
            isTransient = passing.contains(error.resultCode)
        case let error as CocoaError:
            isTransient = error.code == .fileWriteOutOfSpace
        case let error as MachineError:
            isTransient = error.errorNumber == ENOSPC || error.errorNumber == EIO || error.errorNumber == EDQUOT
        default:
            isTransient = false
        }
        self.init(
            message: "\(path): the store cannot be opened: \(error)",
            isTransient: isTransient,
            isNewerForm: (error as? StoreError)?.isNewerForm ?? false
        )
    }
}
