// NoiseRules
