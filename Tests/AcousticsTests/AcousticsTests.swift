// Acoustics
