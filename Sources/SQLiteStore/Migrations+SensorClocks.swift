extension Migrations {
    /// By how much a reading's start was moved on arrival, in milliseconds; null where the sensor's clock was right.
    static let sensorClocks = "ALTER TABLE reading ADD COLUMN shift INTEGER"
}
