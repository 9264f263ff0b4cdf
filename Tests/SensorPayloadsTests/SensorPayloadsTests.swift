// SensorPayloads
