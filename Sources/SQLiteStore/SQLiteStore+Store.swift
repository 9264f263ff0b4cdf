import StorePorts

extension SQLiteStore: Store {}
